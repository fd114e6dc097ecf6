from dataclasses import replace

import pytest
from simulated import ENTRANTS

from inhouse.records import Gate, Interval, Pair
from inhouse.scoring import VerdictSettings
from inhouse.scoring.verdict import ANSWERS, ENOUGH, LEARNED, rule
from inhouse.scoring.verdict import Standing as AnyStanding


def Standing(means, pairs, gates, specific):  # noqa: N802
    """A standing of the contenders that take part here."""
    return AnyStanding(means, pairs, gates, specific, ENTRANTS)


SETTINGS = VerdictSettings()
GATES = tuple(Gate(n, True, 1.0, 0.0, "") for n in (ENOUGH, LEARNED, ANSWERS))


def pair(a, b, difference, reach=0.05, p=1.0):
    ci = Interval(difference - reach, difference + reach)
    return Pair(a, b, difference, ci, p, "answer_quality")


def failed(name, value=-1.0):
    return tuple(replace(g, passed=False, value=value) if g.name == name else g for g in GATES)


def standing(difference, reach=0.05, p=1.0, gates=GATES, specific=None):
    """Fine-tuned against a prompt, `difference` above it."""
    return Standing(
        means={"prompted": 0.5, "fine_tuned": 0.5 + difference},
        pairs=(pair("prompted", "fine_tuned", -difference, reach, p),),
        gates=gates,
        specific=specific or {"prompted": True, "fine_tuned": True},
    )


ROWS = [
    ("better", standing(0.1, p=0.01), "yes", "fine_tuned"),
    ("undecided", standing(0.1, p=0.06), "cannot tell", "prompted"),
    ("undecided", standing(0.1, reach=0.12, p=0.04), "cannot tell", "prompted"),
    ("undecided", standing(0.015, reach=0.01, p=0.01), "cannot tell", "prompted"),
    ("not_better", standing(0.005, reach=0.01), "no", "prompted"),
    ("not_better", standing(0.01, reach=0.005, p=0.01), "no", "prompted"),
    ("worse", standing(-0.1, p=0.01), "no", "prompted"),
    ("too_few", standing(0.1, p=0.01, gates=failed(ENOUGH)), "cannot tell", "prompted"),
    ("learned_nothing", standing(0.1, p=0.01, gates=failed(LEARNED)), "no", "prompted"),
    ("unproven", standing(0.1, p=0.01, gates=failed(LEARNED, None)), "cannot tell", "prompted"),
    ("unproven", standing(0.1, p=0.01, gates=failed(ANSWERS, None)), "cannot tell", "prompted"),
    ("not_better", standing(0.0, reach=0.01, gates=failed(ANSWERS, None)), "no", "prompted"),
    (
        "ignores_the_question",
        standing(0.1, p=0.01, gates=failed(ANSWERS), specific={"prompted": True}),
        "no",
        "prompted",
    ),
    (
        "ignores_the_question",
        standing(0.1, p=0.01, gates=failed(ANSWERS), specific={"fine_tuned": False}),
        "no",
        "prompted",
    ),
    (
        "references_do_not_match",
        standing(
            0.1,
            p=0.01,
            gates=failed(ANSWERS),
            specific={"prompted": False, "fine_tuned": False},
        ),
        "no",
        None,
    ),
    ("nothing_to_compare", replace(standing(0.1), pairs=()), "cannot tell", "prompted"),
    ("nothing_to_compare", Standing({"prompted": 0.5}, (), GATES, {}), "cannot tell", "prompted"),
    (
        "nothing_to_compare",
        Standing({"fine_tuned": 0.5}, (), GATES, {}),
        "cannot tell",
        "fine_tuned",
    ),
    ("nothing_to_compare", Standing({}, (), GATES, {}), "cannot tell", None),
]


@pytest.mark.parametrize(("row", "given", "worth_it", "ship"), ROWS)
def test_every_row_of_the_table(row, given, worth_it, ship):
    ruling = rule(given, SETTINGS)
    assert (ruling.row, ruling.worth_it, ruling.ship) == (row, worth_it, ship)


def three(prompted_below, few_shot_below, *, prompted, few_shot):
    """Retrieval is best at 0.6; the prompt and few-shot are below it by so much."""
    means = {"retrieval": 0.6, "few_shot": 0.6 - few_shot_below, "prompted": 0.6 - prompted_below}
    pairs = (
        pair("retrieval", "prompted", prompted_below, *prompted),
        pair("retrieval", "few_shot", few_shot_below, *few_shot),
        pair("few_shot", "prompted", prompted_below - few_shot_below),
    )
    return rule(Standing(means, pairs, GATES, {}), SETTINGS)


def test_the_simplest_shown_not_worse_is_shipped_firmly():
    ruling = three(0.0, 0.001, prompted=(0.01, 1.0), few_shot=(0.01, 1.0))
    assert (ruling.ship, ruling.firm) == ("prompted", True)


def test_a_contender_shown_worse_is_passed_over():
    ruling = three(0.2, 0.001, prompted=(0.05, 0.01), few_shot=(0.01, 1.0))
    assert (ruling.ship, ruling.firm) == ("few_shot", True)


def test_an_undecided_simpler_contender_is_shipped_provisionally():
    ruling = three(0.05, 0.001, prompted=(0.1, 0.4), few_shot=(0.01, 1.0))
    assert (ruling.ship, ruling.firm) == ("prompted", False)


def test_a_difference_within_the_margin_is_not_worse_even_if_certain():
    ruling = three(0.01, 0.001, prompted=(0.005, 0.001), few_shot=(0.01, 1.0))
    assert (ruling.ship, ruling.firm) == ("prompted", True)


def test_the_best_is_shipped_when_all_simpler_ones_are_worse():
    ruling = three(0.2, 0.2, prompted=(0.05, 0.01), few_shot=(0.05, 0.01))
    assert (ruling.ship, ruling.firm) == ("retrieval", True)


def test_what_is_measured_as_a_floor_is_never_shipped():
    pairs = (pair("prompted", "base", 0.0, 0.01),)
    tied = Standing({"base": 0.49, "prompted": 0.5}, pairs, GATES, {})
    assert rule(tied, SETTINGS).ship == "prompted"
    ahead = Standing({"base": 0.6, "prompted": 0.5}, pairs, GATES, {})
    assert rule(ahead, SETTINGS).ship == "prompted"
    alone = Standing({"base": 0.6}, (), GATES, {})
    assert rule(alone, SETTINGS).ship is None


def both_tuned(specific, p=0.01):
    pairs = (
        pair("fine_tuned", "prompted", 0.2, p=p),
        pair("fine_tuned_with_retrieval", "prompted", 0.21, p=0.01),
        pair("fine_tuned_with_retrieval", "fine_tuned", 0.01),
    )
    means = {"prompted": 0.5, "fine_tuned": 0.7, "fine_tuned_with_retrieval": 0.71}
    return rule(Standing(means, pairs, GATES, specific), SETTINGS)


def test_of_two_tuned_contenders_the_simpler_is_shipped():
    assert both_tuned({"fine_tuned": True, "fine_tuned_with_retrieval": True}).ship == "fine_tuned"


def test_a_tuned_contender_that_ignores_the_question_is_not_shipped():
    specific = {"fine_tuned": False, "fine_tuned_with_retrieval": True}
    assert both_tuned(specific).ship == "fine_tuned_with_retrieval"


def test_a_tuned_contender_that_does_not_beat_the_rest_itself_is_not_shipped():
    specific = {"fine_tuned": True, "fine_tuned_with_retrieval": True}
    assert both_tuned(specific, p=0.2).ship == "fine_tuned_with_retrieval"
