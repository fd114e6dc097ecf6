"""The quoting assistant: sure answers word for word, everything else to a person."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.contenders import Index, Ingredients, Request, build, chunks_of, finish
from inhouse.contenders.quoting import (
    Calibration,
    Judged,
    Match,
    Matcher,
    calibrate,
    statements_in,
)
from inhouse.records import AnswerPolicy, Chunk, Document, Message, Source
from inhouse.scoring.judging import concept, is_function_word
from inhouse.scoring.words import words
from inhouse.tasks import build as build_task


class Concepts:
    """A fake embedder: words of one meaning share a dimension, those that say nothing have none."""

    def embed(self, texts):
        rows = np.full((len(texts), 256), 1e-3, dtype=np.float32)
        for i, text in enumerate(texts):
            for word in words(text):
                if not is_function_word(word):
                    rows[i, sum(map(ord, concept(word).name)) * 7 % 256] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


CLOSING = " Next step: call 555-0142."
KNOWN = [
    ("How much is a full denture?", "$1,480 for a full upper denture." + CLOSING),
    ("How much is a night guard?", "$465 for a custom night guard." + CLOSING),
    ("Do you accept HMO plans?", "No, we take no dental HMO." + CLOSING),
    ("Where do I park?", "Behind the building, entrance from Heron Alley." + CLOSING),
    ("Do you whiten teeth?", "Yes, with trays to take home." + CLOSING),
]
PAGE = (
    "# About us\n\n## Hours\n\nWe open Monday to Friday from 8:00 am to 5:00 pm. We are closed on"
    " Saturday and Sunday.\n\n## Emergencies\n\nCall 911 if you cannot breathe or swallow, then us."
)


def knowledge():
    known = [Chunk(f"k{i}", f"r{i}", a, 0, len(a), q) for i, (q, a) in enumerate(KNOWN)]
    page = Document("page", PAGE, Source("about.md"))
    return Index((*known, *chunks_of([page], words=40)), Concepts())


def ask(question, *before, now=datetime.datetime(2026, 7, 8, 16, 40), **policy):
    own = Ingredients(build_task("answer"), "", (), knowledge(), 3, policy=AnswerPolicy(**policy))
    turns = [Message("user" if i % 2 == 0 else "assistant", t) for i, t in enumerate(before)]
    messages = (*turns, Message("user", question))
    return finish(build("quoting_assistant", own).answer(Request(messages, now)))


def test_a_sure_answer_is_quoted_without_its_closing_line():
    answered = ask("How much is a night guard?")
    assert (answered.text, answered.outcome) == ("$465 for a custom night guard.", "quoted")
    assert answered.passages[0].id == "k1"
    assert answered.confidence > 0.64


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Peru?",
        "Can you repair my laptop screen?",
        "How much is a gold watch in the museum shop?",
        "¿Cuál es la capital de Australia?",
        "",
        "?!",
    ],
)
def test_what_the_firm_does_not_say_is_handed_over_in_its_own_words(question):
    answered = ask(question, hand_over="A colleague will answer. Call 555-0142.")
    assert answered.outcome == "handed_over"
    assert answered.text == "A colleague will answer. Call 555-0142."


def test_what_was_found_goes_to_the_person_who_takes_over():
    answered = ask("Do you sell diamond jewels for teeth?")
    assert answered.outcome == "handed_over" and answered.passages


def test_an_emergency_gets_the_emergency_text_whatever_else_would_be_quoted():
    answered = ask("my face is swollen and i have a fever of 39")
    assert answered.outcome == "quoted"
    assert "911" in answered.text and not answered.text.startswith("#")


def test_the_firms_own_words_make_an_emergency():
    assert "911" in ask("there is water in the cellar", urgent=("water in the cellar",)).text


def test_the_price_of_an_emergency_visit_is_no_emergency():
    assert "911" not in ask("what does an emergency visit cost?").text


@pytest.mark.parametrize(
    ("now", "words_of_it"),
    [
        (datetime.datetime(2026, 7, 8, 16, 40), "Yes"),
        (datetime.datetime(2026, 7, 11, 10, 0), "No"),
    ],
)
def test_whether_the_firm_is_open_is_worked_out_from_its_hours(now, words_of_it):
    answered = ask("are you open today?", now=now)
    assert answered.text.startswith(words_of_it) and answered.outcome == "quoted"
    assert answered.passages


def test_a_question_is_never_quoted():
    chunk = Chunk("c", "d", "How much is it? It is $5. Is that much?", 0, 39)
    assert all("?" not in text for text in statements_in(chunk, frozenset()))


def test_a_short_known_answer_is_one_statement_and_a_page_is_its_sentences():
    known = Chunk("k", "d", "It is $5. For members $4.", 0, 25, "How much is it?")
    page = Chunk("p", "d", "It is $5. For members $4.", 0, 25)
    assert statements_in(known, frozenset()) == ("It is $5. For members $4.",)
    assert statements_in(page, frozenset())[0] == "It is $5."


def test_an_answer_that_is_nothing_but_a_closing_line_is_still_quoted():
    chunk = Chunk("c", "d", "Next step: call 555-0142.", 0, 25, "What now?")
    assert statements_in(chunk, frozenset({"next step call 555 0142"}))


def test_the_opposite_of_an_asked_word_is_a_clash():
    matcher = Matcher(knowledge())
    (lower,) = matcher.matches("How much is a full lower denture?", 1)
    (upper,) = matcher.matches("How much is a full upper denture?", 1)
    assert (lower.clash, upper.clash) == (1.0, 0.0)


def test_another_day_of_the_week_is_a_clash():
    chunk = Chunk("w", "d", "7:00 pm on Wednesday.", 0, 21, "When do you close on Wednesdays?")
    matcher = Matcher(Index((chunk,), Concepts()))
    (friday,) = matcher.matches("When do you close on Fridays?", 1)
    (wednesday,) = matcher.matches("when do u close wednesday", 1)
    assert (friday.clash, wednesday.clash) == (1.0, 0.0)


def test_a_chunk_that_is_left_out_is_not_matched():
    matcher = Matcher(knowledge())
    (best,) = matcher.matches("How much is a night guard?", 1, without=frozenset({"k1"}))
    assert best.chunk.id != "k1"


def match(value):
    chunk = Chunk("c", "d", "x", 0, 1, "q")
    return Match("x", chunk, value, value, value, 0.0, 0.0, 0.0, value, value)


def test_too_few_questions_leave_the_packages_own_values():
    assert calibrate([Judged(match(0.9), True)] * 39, 0.95) == Calibration()


def test_a_precision_that_cannot_be_proven_leaves_the_packages_own_values():
    mixed = [Judged(match(i / 100), i % 2 == 0) for i in range(100)]
    assert calibrate(mixed, 0.95) == Calibration()


def test_the_threshold_keeps_the_promise_on_the_questions_it_was_worked_out_from():
    judged = [Judged(match(i / 200), i >= 60) for i in range(200)]
    made = calibrate(judged, 0.95)
    kept = [one for one in judged if made.is_enough(made.confidence(one.match))]
    assert made.n == 200 and len(kept) >= 100
    assert sum(one.right for one in kept) >= 0.95 * len(kept)


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_fits_better_is_never_less_sure(a, b):
    low, high = sorted((a, b))
    own = Calibration()
    assert own.confidence(match(low)) <= own.confidence(match(high))
