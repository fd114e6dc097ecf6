"""What every scorer of the table promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_packages import install
from inhouse.errors import ConfigFault
from inhouse.records import Spec
from inhouse.scoring import Explaining, Graded, Tools, build, names
from letters import Letters


def tools():
    return Tools(Letters(), "letters")


def graded(reference, answer):
    return Graded("e", "Why?", reference, answer)


@pytest.mark.parametrize("name", names())
def test_a_scorer_leaves_no_answer_unscored_and_an_empty_one_at_0(name):
    items = [graded("We open at 8 am.", None), graded("We open at 8 am.", "")]
    assert build(name, tools()).score(items) == [None, 0.0]


@pytest.mark.parametrize("name", names())
def test_a_scorer_gives_the_reference_itself_full_marks(name):
    text = "We open at 8 am on Monday."
    assert build(name, tools()).score([graded(text, text)])[0] == pytest.approx(1)


@pytest.mark.parametrize("name", names())
def test_a_scorer_scores_nothing_for_nothing(name):
    assert build(name, tools()).score([]) == []


@pytest.mark.parametrize("name", names())
def test_the_spec_names_the_scorer(name):
    assert build(name, tools()).spec.name == name


@pytest.mark.parametrize("name", names())
@given(st.text(max_size=60), st.text(max_size=60))
def test_a_score_lies_between_0_and_1(name, reference, answer):
    value = build(name, tools()).score([graded(reference, answer)])[0]
    assert value is None or 0 <= value <= 1


@pytest.mark.parametrize("name", names())
def test_a_scorer_keeps_the_order_and_scores_each_answer_by_itself(name):
    items = [graded("We open at 8 am.", text) for text in ("At 8 am.", "", "At 9 am.", "Maybe.")]
    alone = [build(name, tools()).score([item])[0] for item in items]
    assert build(name, tools()).score(items) == pytest.approx(alone)


@pytest.mark.parametrize("name", names())
def test_one_that_explains_finds_nothing_wrong_in_the_reference_itself(name):
    scorer, text = build(name, tools()), "We open at 8 am and it costs $50."
    if isinstance(scorer, Explaining):
        report = scorer.explain(graded(text, text))
        assert report.right and not report.missed and not report.invented


class Half:
    """A scorer of another package."""

    spec = Spec("half", "1", {})

    def __init__(self, tools):
        pass

    def score(self, items):
        return [0.5 for _ in items]


def test_a_scorer_of_another_package_is_one_of_them_and_cannot_take_a_name_of_ours(monkeypatch):
    install(monkeypatch, {"inhouse.scorers": {"half": Half, "chrf": Half}})
    assert names()[-1] == "half"
    assert build("half", tools()).score([graded("a", "b")]) == [0.5]
    assert build("chrf", tools()).spec.name == "chrf"


def test_a_name_that_is_nearly_right_gets_a_suggestion():
    with pytest.raises(ConfigFault, match="Did you mean 'chrf'"):
        build("chr", tools())
