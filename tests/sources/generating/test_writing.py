"""What a model writes is kept only where the passage, or the question, says the same."""

import pytest

from inhouse.records import Document, Source
from inhouse.sources.generating.paraphrasing import judge_paraphrases
from inhouse.sources.generating.passages import passages_of
from inhouse.sources.generating.question_writing import judge_questions, question_examples
from inhouse.sources.making import ungrounded

TEXT = """---
title: Crowns
---

## What it costs

A crown costs $950 and takes 2 visits. Dr. Patel fits crowns on Tuesday and on Thursday, and the
first visit is free for new patients.

## Short

Too short.
"""


def passage():
    (one,) = passages_of([Document("d", TEXT, Source("crowns.md"), "Crowns")])
    return one


def test_a_passage_names_its_place_and_its_heading():
    one = passage()
    assert (one.title, one.source.row) == ("Crowns: What it costs", 5)
    assert TEXT[slice(*one.source.span)] == one.text
    assert "A crown costs $950" in one.text


@pytest.mark.parametrize(
    "written",
    [
        "Q: What does a crown cost?\nA: A crown costs $950.",
        "1. **Q:** What does a crown cost?\n   **A:** It costs $950 and takes 2 visits.",
        "Question 1: Who fits crowns?\nAnswer: Dr. Patel fits them on Tuesday and Thursday.",
        'Sure! [{"question": "What does a crown cost?", "answer": "It costs $950."}]',
        "Q: Is the first visit free?\n\nA: Yes, for new patients.\n\nI hope this helps.",
    ],
)
def test_what_the_passage_says_is_kept(written):
    judged = judge_questions(written, passage(), 3)
    assert len(judged.kept) == 1 and not judged.dropped


@pytest.mark.parametrize(
    ("question", "answer", "why"),
    [
        ("What does a crown cost?", "It costs $1,050.", "a fact that"),
        ("What does a crown cost?", "It costs $950 and takes 3 visits.", "a fact that"),
        ("Who fits crowns?", "Dr. Smith fits them.", "a fact that"),
        ("Does Dr. Smith fit crowns?", "They are fitted on Tuesday.", "does not name"),
        ("Is it free for new patients?", "No, it is not.", "a no that"),
        ("What does the passage say?", "A crown costs $950.", "speaks of"),
        ("What are crowns made of?", "Porcelain fused to precious metal alloys.", "words that"),
        ("Cost?", "A crown costs $950.", "no question"),
    ],
)
def test_what_the_passage_does_not_say_is_not_kept(question, answer, why):
    judged = judge_questions(f"Q: {question}\nA: {answer}", passage(), 3)
    assert not judged.kept
    (reason,) = judged.dropped
    assert why in reason


@pytest.mark.parametrize(("written", "n"), [("NONE", 0), ("I cannot do that.", 1), ("", 1)])
def test_an_answer_without_questions_is_counted_unless_it_says_so(written, n):
    judged = judge_questions(written, passage(), 3)
    assert not judged.kept and sum(judged.dropped.values()) == n


def test_a_written_example_cites_the_passage_and_its_writer():
    one = passage()
    judged = judge_questions("Q: What does a crown cost?\nA: A crown costs $950.", one, 1)
    (example,) = question_examples(judged, one, "big model")
    assert example.labels == {"maker": "question_writing", "writer": "big model"}
    assert not ungrounded(example.answer, TEXT[slice(*example.source.span)])
    assert example.document_id == "d"


QUESTION = "How much is a crown with Dr. Patel, code D2740, in 2 visits?"


@pytest.mark.parametrize(
    "wording",
    [
        "What does a crown with Dr. Patel cost (D2740, 2 visits)?",
        "- In two visits, what would Dr. Patel's crown, code D2740, cost?",
    ],
)
def test_a_wording_with_the_same_facts_is_kept(wording):
    assert len(judge_paraphrases(wording, QUESTION, 2).kept) == 1


@pytest.mark.parametrize(
    "wording",
    [
        "What does a crown with Dr. Patel cost?",
        "What does a crown with Dr. Smith cost (D2740, 2 visits)?",
        "What does a crown with Dr. Patel cost (D2740, 3 visits)?",
        QUESTION.upper(),
        "Crown?",
    ],
)
def test_a_wording_with_other_facts_is_not_kept(wording):
    assert not judge_paraphrases(wording, QUESTION, 2).kept


def test_a_wording_on_another_subject_is_not_kept():
    assert not judge_paraphrases("Where can I park my car?", "What does a crown cost?", 2).kept
