"""Contenders: equal knowledge, prompts as compared, passages that belong to the question."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.contenders import (
    Index,
    Limits,
    Materials,
    answer_all,
    build,
    choose_shots,
    chunks_of,
    fit,
)
from inhouse.models.engine import Generated
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


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400))
def test_chunks_are_pieces_of_the_document_and_lose_no_word(text):
    chunks = chunks_of([document(text)], words=10)
    assert all(c.text == text[c.start : c.end] for c in chunks)
    assert [w for c in chunks for w in c.text.split()] == text.split()


def test_chunks_keep_to_their_size():
    chunks = chunks_of([document("one two three four five. " * 40)], words=12)
    assert max(len(c.text.split()) for c in chunks) <= 12


def test_retrieval_finds_the_passage_with_the_code():
    pages = [document(f"Procedure D{n} costs ${n}.", f"p{n}") for n in range(1100, 1120)]
    index = Index(chunks_of(pages, words=50), BagOfWords())
    assert "D1110" in index.search("What is D1110?", 1)[0].text


def test_an_empty_index_gives_nothing():
    assert Index((), BagOfWords()).search("anything", 3) == ()


def test_only_the_fine_tuned_use_the_adapter_and_only_retrieval_has_passages():
    index = Index(chunks_of([document("We open at 8:00 am.")], words=20), BagOfWords())
    shots = tuple(example(i) for i in range(3))
    own = Materials(build_task("answer"), "You answer.", shots, index, 2)
    asked = (Message("user", "When do you open?"),)
    made = {
        name: build(name, own)
        for name in ("prompted", "few_shot", "retrieval", "fine_tuned", "fine_tuned_with_retrieval")
    }
    assert {n for n, c in made.items() if c.adapter} == {"fine_tuned", "fine_tuned_with_retrieval"}
    texts = {n: " ".join(m.content for m in c.prepare(asked)) for n, c in made.items()}
    holds = {n for n, text in texts.items() if "8:00" in text and n != "few_shot"}
    assert holds == {"retrieval", "fine_tuned_with_retrieval"}
    assert made["prompted"].prepare(asked) == made["fine_tuned"].prepare(asked)
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


class Slow:
    """A fake engine: every answer names its prompt and takes as long as it is told to."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.asked = []

    def answer(self, given, *, max_tokens, adapter):
        self.asked.append(len(given))
        alone = self.seconds if len(given) == 1 else None
        for index in reversed(range(len(given))):
            ids = given[index].ids
            yield Generated(index, (ids[0],), True, alone, nats=float(ids[0]))


class Numbers:
    """A fake renderer: the number in a question is its only token."""

    def prompt(self, messages):
        return (int("".join(c for c in messages[-1].content if c.isdigit())),)

    def completion(self, answer):
        return (7,)

    def parse(self, ids):
        return str(ids[0])


@pytest.mark.parametrize(
    ("seconds", "asked"), [(1.0, [1, 1, 1, 5]), (9.0, [1, 1, 6]), (99.0, [1, 7])]
)
def test_every_question_is_answered_once_and_few_are_timed_where_answers_are_long(seconds, asked):
    pool = [example(i) for i in range(8)]
    own = Materials(build_task("answer"), "You answer.", (), Index((), BagOfWords()), 2)
    engine, kept = Slow(seconds), []
    tools = (Numbers(), engine)
    for _ in answer_all(build("prompted", own), pool, tools, Limits(10, 100), kept.append):
        pass
    assert engine.asked == asked
    told = {r.example_id: (r.text, r.reference_nats) for r in kept}
    assert told == {f"e{i:02}": (str(i), float(i)) for i in range(8)} and len(kept) == 8
    assert [r.latency_seconds for r in kept] == [seconds] * (len(asked) - 1) + [None] * asked[-1]
