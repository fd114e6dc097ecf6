"""Contenders: equal knowledge, prompts as compared, passages that belong to the question."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.contenders import (
    Index,
    Ingredients,
    Limits,
    build,
    choose_shots,
    chunks_of,
    finish,
    fit,
    known_questions,
)
from inhouse.contenders import Request as Asked
from inhouse.records import Document, Example, Message, Source
from inhouse.tasks import build as build_task


class BagOfWords:
    """A fake embedder: words hashed into a few dimensions."""

    def embed(self, texts):
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for i, text in enumerate(texts):
            for word in text.lower().split():
                rows[i, sum(map(ord, word)) % 64] += 1
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.maximum(norms, 1e-9)


def document(text, name="page.md"):
    return Document(name, text, Source(name))


def example(i, answer="We open at 8:00 am."):
    talk = (Message("user", f"Question number {i}?"), Message("assistant", answer))
    return Example(f"e{i:02}", talk, Source("faq.csv", row=i), f"d{i}")


def asked(question):
    return Asked((Message("user", question),), datetime.datetime(2026, 7, 3, 16, 40))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400))
def test_chunks_are_pieces_of_the_document_and_lose_no_word(text):
    chunks = chunks_of([document(text)], words=10)
    assert all(c.text == text[c.start : c.end] for c in chunks)
    assert [w for c in chunks for w in c.text.split()] == text.split()


def test_chunks_keep_to_their_size():
    chunks = chunks_of([document("one two three four five. " * 40)], words=12)
    assert max(len(c.text.split()) for c in chunks) <= 12


class Indifferent:
    """A fake embedder to which every text means the same."""

    def embed(self, texts):
        return np.full((len(texts), 4), 0.5, dtype=np.float32)


def test_where_meaning_tells_nothing_apart_the_code_does():
    pages = [document(f"Procedure D{n} costs ${n}.", f"p{n}") for n in range(1100, 1120)]
    index = Index(chunks_of(pages, words=50), Indifferent())
    assert "D1110" in index.search("What is D1110?", 1)[0].text


def test_a_chance_word_in_common_does_not_outweigh_the_meaning():
    pages = [
        document("Bring the parking slip.", "a"),
        document("Cars stand behind the house.", "b"),
    ]

    class Meaning:
        def embed(self, texts):
            about_cars = [("Cars" in text or "leave my car" in text) for text in texts]
            return np.array([[x, not x] for x in about_cars], dtype=np.float32)

    index = Index(chunks_of(pages, words=50), Meaning())
    assert "Cars" in index.search("where do I leave my car, parking?", 1)[0].text


def test_an_empty_index_gives_nothing():
    assert Index((), BagOfWords()).search("anything", 3) == ()


def ingredients():
    page = document("We open at 8:00 am. Parking is behind the house.")
    talks = [("What does a check-up cost?", "$85."), ("Is there parking?", "Yes, in the yard.")]
    known = [
        Example(f"k{i}", (Message("user", q), Message("assistant", a)), Source("f.csv"), f"r{i}")
        for i, (q, a) in enumerate(talks)
    ]
    index = Index((*known_questions(known), *chunks_of([page], words=20)), BagOfWords())
    shots = tuple(example(i) for i in range(3))
    return Ingredients(build_task("answer"), "You answer.", shots, index, 3)


def test_the_closest_known_answer_is_quoted_word_for_word_with_its_source():
    answered = finish(build("closest_answer", ingredients()).answer(asked("parking there?")))
    assert (answered.text, answered.outcome) == ("Yes, in the yard.", "quoted")
    assert answered.passages[0].document_id == "r1"


def test_the_closest_answer_is_never_a_passage_of_a_page():
    answered = finish(build("closest_answer", ingredients()).answer(asked("open 8:00 am")))
    assert answered.text in ("$85.", "Yes, in the yard.")


def test_the_best_passage_may_be_one_of_a_page():
    answered = finish(build("passage", ingredients()).answer(asked("We open at 8:00 am.")))
    assert answered.text.startswith("We open at 8:00 am.")


@pytest.mark.parametrize("name", ["closest_answer", "passage"])
def test_a_firm_that_knows_nothing_hands_over(name):
    empty = Ingredients(build_task("answer"), "", (), Index((), BagOfWords()), 3)
    answered = finish(build(name, empty).answer(asked("Are you open?")))
    assert (answered.text, answered.outcome) == ("", "handed_over")


def test_only_retrieval_has_passages_and_only_few_shot_has_examples():
    own = ingredients()
    question = (Message("user", "When do you open?"),)
    prompts = {
        name: build(name, own).prepare(question)
        for name in ("prompted", "few_shot", "retrieval", "fine_tuned", "fine_tuned_with_retrieval")
    }
    holds = {name for name, prepared in prompts.items() if prepared.passages}
    assert holds == {"retrieval", "fine_tuned_with_retrieval"}
    assert prompts["prompted"] == prompts["fine_tuned"]
    texts = {n: " ".join(m.content for m in p.messages) for n, p in prompts.items()}
    assert texts["few_shot"].count("Question number") == 3


@given(st.integers(1, 30), st.integers(1, 8))
def test_shots_are_distinct_and_the_same_for_the_same_examples(n_examples, n):
    pool = [example(i, "word " * (i + 1)) for i in range(n_examples)]
    chosen = choose_shots(pool, n)
    assert len(chosen) == len({e.id for e in chosen}) == min(n, n_examples)
    assert choose_shots(pool[::-1], n) == chosen


class Letters:
    """A fake renderer: one token a letter."""

    def prompt(self, messages):
        return tuple(range(sum(len(m.content) for m in messages)))


def test_a_prompt_too_long_loses_its_oldest_turns_and_never_the_question():
    talk = [Message("system", "s")]
    for i in range(6):
        talk += [Message("user", f"{i}" * 20), Message("assistant", "a" * 20)]
    talk.append(Message("user", "the question"))
    kept = fit(Letters(), tuple(talk), Limits(max_tokens=10, context_length=100))
    assert kept[0].role == "system"
    assert kept[-1].content == "the question"
    assert len(Letters().prompt(kept)) <= 90
    assert kept[1].content == "5" * 20
