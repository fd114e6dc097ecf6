"""Copies, leaks and contradictions: what is one, and what only looks like one."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.curation import Background, given_parts
from inhouse.curation.checks.repeats.leaks import Leaks
from inhouse.curation.checks.repeats.near_duplicates import NearDuplicates
from inhouse.curation.checks.truth.contradictions import Contradictions
from inhouse.curation.comparing.age import date_of
from inhouse.curation.comparing.disagreement import disagreements, sentences
from inhouse.curation.comparing.minhash import signatures
from inhouse.curation.comparing.sameness import is_same_content
from inhouse.curation.likeness import near_pairs
from inhouse.records import Example, Message, Source, content_id


def example(row, question, answer, file="a.csv", **labels):
    messages = (Message("user", question), Message("assistant", answer))
    key = content_id(file, str(row), question, answer)
    return Example(key, messages, Source(file, row=row), f"d{row}", labels)


ANSWER = "Bring a photo identification and the form we sent you, and come ten minutes early."


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), max_size=12))
@settings(max_examples=60)
def test_pairs_are_those_of_the_true_jaccard(texts):
    def shingles(words):
        padded = ["", *words, ""]
        pairs = {tuple(padded[i : i + 2]) for i in range(len(padded) - 1)} if words else set()
        return pairs | set(words)

    wanted = {
        (i, j)
        for i, j in combinations(range(len(texts)), 2)
        if texts[i] and texts[j]
        and len(shingles(texts[i]) & shingles(texts[j]))
        / len(shingles(texts[i]) | shingles(texts[j])) >= 0.6
    }  # fmt: skip
    assert set(near_pairs(len(texts), texts.__getitem__, 0.6)) == wanted


def test_a_signature_does_not_depend_on_what_else_is_signed():
    alone = signatures([["one", "two"]])
    assert np.array_equal(signatures([["x"], [], ["one", "two"]])[2:], alone)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("what are the fees", "please tell me what the fee is", True),
        ("explain the refund", "exlain the refund", True),
        ("what is hyperthyroidism", "what is hypothyroidism", False),
        ("is breast cancer treated", "is male breast cancer treated", False),
        ("when is the office open", "where is the office open", False),
        ("what does code p0301 mean", "what does code p0302 mean", False),
    ],
)
def test_a_question_is_the_same_when_its_content_is(a, b, same):
    assert is_same_content(a.split(), b.split()) is same


def test_a_copy_with_a_typing_error_and_a_greeting_is_proposed_to_go():
    rows = [
        example(1, "What must I bring to the first visit?", ANSWER),
        example(2, "Hi, what must I bring to the first vist?", "Hello! " + ANSWER),
    ]
    (found,) = NearDuplicates().look(rows).findings
    assert found.fix_kind == "proposed"
    assert [edit.example for edit in found.cases[0].edits] == [rows[1].id]


@pytest.mark.parametrize(
    "other",
    [
        "Bring a photo identification and the form we sent you, and come 20 minutes early.",
        "Do not bring a photo identification or the form we sent you; come ten minutes early.",
    ],
)
def test_another_fact_makes_no_copy(other):
    rows = [example(1, "What must I bring?", ANSWER), example(2, "What must I bring?", other)]
    assert not NearDuplicates().look(rows).findings


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("A cleaning is $90.", "A cleaning costs $95.", "money"),
        ("We open at 8 am on Monday. Park behind.", "Hello. We open at 9 am on Monday.", "date"),
        ("It takes 3 days. Call us.", "It takes 5 days. Mail us.", "number"),
        ("Ask for Maria Lopez at the desk.", "Ask for Tom Becker at the desk.", "name"),
        ("You can cancel it at any time.", "You cannot cancel it at any time.", "yes or no"),
        ("Yes, we do.", "No, we do not.", "yes or no"),
    ],
)
def test_each_type_of_fact_can_be_contradicted(left, right, kind):
    assert [d.type for d in disagreements(left, right, "Do you?")] == [kind]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("A cleaning is $90.", "A cleaning is $90, and an X-ray $40."),
        ("The dose is 5 mg a day.", "Children of 12 years and more may take it."),
        ("Alzheimer's is a disease of the brain.", "Alzheimers is a disease of the brain."),
        ("We open at 8:00 AM.", "We open at 8 am."),
        (
            "LDL is a kind of cholesterol in the blood.",
            "HDL is a kind of cholesterol in the blood.",
        ),
    ],
)
def test_more_or_other_words_contradict_nothing(left, right):
    assert not disagreements(left, right)


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60)
def test_a_text_does_not_contradict_itself_and_both_orders_agree(a, b):
    assert not disagreements(a, a)
    kinds = [{d.type for d in pair} for pair in (disagreements(a, b), disagreements(b, a))]
    assert kinds[0] == kinds[1]


def test_sentences_lose_no_word():
    text = "It is so. Is it?\n- one\n- two"
    assert sentences(text) == ["It is so.", "Is it?", "- one", "- two"]


def test_a_contradiction_shows_both_sources_the_newest_first():
    rows = [
        example(1, "What is the fee?", "The fee is $45.", updated="2024-01-31"),
        example(9, "what is the fee", "The fee is $60.", file="new.csv", updated="2026-02-01"),
    ]
    (found,) = Contradictions().look(rows).findings
    assert found.severity == "error" and found.fix_kind == "question"
    (case,) = found.cases
    assert case.examples == (rows[1].id, rows[0].id)
    assert "new.csv, row 9 (2026-02-01)" in case.evidence and "a.csv, row 1" in case.evidence
    assert case.marks[rows[0].id] == ("$45",)


def test_two_sources_with_other_words_do_not_contradict():
    rows = [
        example(1, "What causes it?", "Bacteria cause it. One child in 5 has it."),
        example(2, "What causes it?", "It comes from plaque; adults of 30 have it, too."),
    ]
    assert not Contradictions().look(rows).findings


@pytest.mark.parametrize(
    ("labels", "file", "date"),
    [
        ({"last update": "2020/03/17"}, "a.csv", "2020-03-17"),
        ({"Updated": "3/17/2020"}, "a.csv", "2020-03-17"),
        ({"price": "2020"}, "a.csv", None),
        ({}, "prices-2025.csv", "2025"),
    ],
)
def test_the_age_comes_from_a_column_or_the_file_name(labels, file, date):
    assert date_of(example(1, "q", "a", file, **labels)) == date


def test_a_leak_is_an_error_and_the_learned_one_goes():
    rows = [
        example(1, "What must I bring?", ANSWER, "train.csv"),
        example(2, "Please tell me what I must bring", ANSWER, "test.csv"),
        example(3, "Where do I park?", "Behind the house, in one of our four places.", "test.csv"),
    ]
    (found,) = Leaks().look(rows, Background(parts=given_parts(rows))).findings
    assert found.severity == "error"
    assert [edit.example for case in found.cases for edit in case.edits] == [rows[0].id]
    assert not Leaks().look(rows).findings


def test_a_split_is_only_given_when_something_is_learned_from():
    tests = [example(i, f"q{i}", "a", "test.csv") for i in range(3)]
    assert given_parts(tests) == {}
    both = [*tests, replace(tests[0], id="x", source=Source("data/train/a.csv"))]
    assert given_parts(both)["x"] == "train"


LONG = "You need not call. " + ANSWER + " The fee of $50 is due then, and it is paid by card."


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (LONG.replace("identification", "identifcation"), True),
        ("Sure: " + LONG.replace("minutes", "minuets"), True),
        (LONG.replace("it is paid", "it is not paid"), False),
        (LONG.replace("$50", "$50.50"), False),
    ],
)
def test_spelling_alone_makes_copies_and_one_not_or_number_more_does_not(other, same):
    rows = [example(1, "What do I bring to my visit?", LONG),
            example(2, "what do i bring to my visit", other)]  # fmt: skip
    assert bool(NearDuplicates().look(rows).findings) is same


def test_a_misspelt_word_that_is_also_rightly_spelt_in_a_long_question_is_no_other_question():
    asked = "Doctor: Hello, what brings you here? Patient: my knee hurts. Patient: since May."
    rows = [example(1, asked, ANSWER), example(2, asked.replace("Patient", "Pateint", 1), ANSWER)]
    assert NearDuplicates().look(rows).findings
