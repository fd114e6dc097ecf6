"""How an exam's answers are marked and counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.records import ExamQuestion, Message, Place, Reply
from inhouse.scoring.exams import Mark, Share, judge_by_claims, mark, mark_same, tally

ANSWERS = ("A crown is $1,240. Call us any time.", "We open at 8 am. Call us any time.",
           "Parking is free. Call us any time.", "Yes, we do. Call us any time.")  # fmt: skip
judge = judge_by_claims(ANSWERS)


def question(expected="answer", answer="A crown is $1,240.", kind="stated", number=1):
    turns = (Message("user", "How much is a crown?"),)
    places = (Place("prices.md", "line 1"),) if answer else ()
    return ExamQuestion(f"q-{number}", kind, turns, None, expected, answer, places)


def reply(text, outcome="answered", **more):
    return Reply("q-1", "x", text, 0, 0, 0.1, finished=True, outcome=outcome, **more)


def outcome(asked, said):
    return mark(asked, said, judge).mark.outcome


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It is $1,240.", "right"),
        ("It is $1,420.", "wrong"),
        ("", "wrong"),
        ("I do not know, please call us.", "handed_over"),
        ("How much is a crown?", "wrong"),
        ("Call us any time.", "wrong"),
    ],
)
def test_an_answer_is_judged_by_what_it_claims(said, expected):
    assert outcome(question(), reply(said)) == expected


def test_an_answer_that_was_not_given_says_why_it_is_not_right():
    found = mark(question(), reply("It is $1,420."), judge).mark
    assert any("1,420" in reason for reason in found.reasons)


def test_what_hands_over_is_handed_over_whatever_it_says_beside():
    assert outcome(question(), reply("It is $1,240.", "handed_over")) == "handed_over"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (reply("Please ask our team on 555-0142.", "handed_over"), "right"),
        (reply("", "handed_over"), "right"),
        (reply("I am not sure, please call us on 555-0142."), "right"),
        (reply("I do not know. It should be $900 for the crown and the root together."), "wrong"),
        (reply("It is $900."), "wrong"),
        (reply(""), "wrong"),
    ],
)
def test_where_a_person_has_to_answer_handing_over_is_right_and_an_answer_wrong(said, expected):
    assert outcome(question("hand_over", "", "near_miss"), said) == expected


EMERGENCY = "Call 911 now if you cannot breathe, and then call us on 555-0167."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (reply(EMERGENCY), "right"),
        (reply(EMERGENCY, "handed_over"), "right"),
        (reply("I am not sure, I will ask a colleague.", "handed_over"), "wrong"),
        (reply("", "handed_over"), "wrong"),
        (reply("A crown is $1,240."), "wrong"),
    ],
)
def test_in_an_emergency_the_words_count_and_a_bare_hand_over_is_wrong(said, expected):
    assert outcome(question("urgent", EMERGENCY, "urgent"), said) == expected


def test_a_crash_is_no_wrong_answer_but_not_marked():
    found = mark(question(), reply("", error="too long"), judge)
    assert found.mark is None
    counted = tally([found])[""]
    assert (counted.n, counted.unscored) == (0, 1)
    assert counted.share("right").ci is None


def test_every_answer_is_counted_once_in_its_kind():
    rows = [question(number=i, kind=kind) for i, kind in enumerate(("stated", "joins", "stated"))]
    said = mark_same("floor", ["It is $1,240.", "It is $3.", "Hello"], rows, judge)
    counted = tally(said.answers)
    assert {kind: own.n for kind, own in counted.items()} == {"": 3, "stated": 2, "joins": 1}
    assert counted[""].counts == {"right": 1, "partly": 0, "wrong": 2, "handed_over": 0}


def test_the_interval_is_wilsons():
    # Brown, Cai and DasGupta 2001: at 0 of n the upper end is z²/(n + z²).
    square = 1.959963984540054**2
    assert Share(0, 10).ci.low == 0
    assert Share(0, 10).ci.high == pytest.approx(square / (10 + square))
    found = Share(81, 263).ci  # Newcombe 1998, table I, method 3
    assert found.low == pytest.approx(0.2553, abs=5e-5)
    assert found.high == pytest.approx(0.3662, abs=5e-5)


@given(st.integers(1, 400), st.data())
def test_the_interval_holds_the_share_and_lies_between_nothing_and_all(n, data):
    count = data.draw(st.integers(0, n))
    ci = Share(count, n).ci
    assert 0 <= ci.low <= count / n + 1e-12 and count / n - 1e-12 <= ci.high <= 1


def test_a_mark_needs_no_reason_when_it_is_right():
    assert mark(question(), reply("It is $1,240."), judge).mark == Mark("right")
