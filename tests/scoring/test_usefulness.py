"""Usefulness: what answers are worth to an owner, on a scale from all wrong to all right."""

import pytest

from inhouse.scoring import Graded, Tools, build

ASKED, OURS = "How much is a crown?", "A ceramic crown is $1,240."


def worth(answer, *, handed_over=False, **values):
    scorer = build("usefulness", Tools(**values))
    item = Graded("e", ASKED, OURS, answer, handed_over=handed_over)
    return scorer.score([item])[0]


def test_right_is_1_wrong_is_0_and_handing_over_lies_between():
    assert worth(OURS) == 1.0
    assert worth("A ceramic crown is $124.") == 0.0
    assert worth("I do not know, please call us.", handed_over=True) == 0.5


def test_who_hands_over_is_not_judged_by_the_words():
    assert worth("A ceramic crown is $124.", handed_over=True) == 0.5


def test_a_dearer_mistake_makes_handing_over_worth_more():
    assert worth("x", handed_over=True, wrong_cost=3.0) == pytest.approx(0.75)
    assert worth("x", handed_over=True, handed_over_worth=0.5) == pytest.approx(0.75)


def test_no_answer_is_unscored():
    assert worth(None) is None


def test_the_outcomes_stand_beside_the_score():
    scorer = build("usefulness", Tools())
    items = [Graded("a", ASKED, OURS, OURS), Graded("b", ASKED, OURS, None)]
    assert scorer.outcomes(items) == ["right", None]
