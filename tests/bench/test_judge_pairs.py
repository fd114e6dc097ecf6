"""Pairs made by rule: what each rule changes, and where it keeps its hands off."""

import json
import random
from pathlib import Path

import pytest
from judge_pairs import variants
from pair_faults import (
    invented_extra,
    invented_name,
    negated,
    opposite,
    other_day,
    other_figure,
    other_time,
    other_unit,
    swapped_figures,
    ten_times,
)
from pair_figures import figures
from pair_rewordings import (
    another_order,
    clock_of_24_hours,
    contracted,
    equal_unit,
    figures_in_words,
    half,
    turned_condition,
    words_in_figures,
)
from pair_sets import Row, excerpt

PAIRS = Path(__file__).resolve().parents[1] / "scoring" / "data"


def test_figures_are_money_shares_and_counted_units():
    text = "It is $1,250 or 80% for two weeks."
    assert [(f.value, f.unit) for f in figures(text)] == [(1250, "$"), (80, "%"), (2, "week")]


@pytest.mark.parametrize("text", ["Call 555-0142.", "Use part D0120.", "In 2019 we moved."])
def test_numbers_that_count_nothing_are_no_figures(text):
    assert list(figures(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It takes 2 to 3 days.",
        "It takes one to two weeks.",
        "Wait 5-10 days.",
        "Open 24 hours a day, 7 days a week.",
    ],
)
def test_figures_of_a_range_or_an_idiom_stay(text):
    made = [*other_figure(text), *ten_times(text), *other_unit(text), *equal_unit(text)]
    assert made == []


def test_two_prices_change_places():
    text = "A child pays $5 and every adult pays $9."
    assert swapped_figures(text) == ["A child pays $9 and every adult pays $5."]


def test_a_price_and_a_duration_do_not_change_places():
    assert swapped_figures("It costs $5 and takes about 9 minutes.") == []


def test_a_figure_said_twice_stays_because_its_twin_would_contradict_it():
    assert other_figure("Wait 14 days. After 14 days, call.") == []


def test_a_share_never_becomes_ten_times_itself_over_a_hundred():
    assert ten_times("We pay 80% of it.") == []


def test_a_new_day_is_none_that_the_answer_names_already():
    for made in other_day("Open Monday, Tuesday and Wednesday."):
        assert len({day for day in made.replace(",", "").rstrip(".").split() if "day" in day}) == 3


def test_morning_becomes_evening():
    assert "We open at 9 pm." in other_time("We open at 9 am.")


def test_a_statement_is_denied():
    assert negated("The course is free.") == ["The course is not free."]


def test_a_denial_is_affirmed():
    assert "Checks are accepted." in negated("Checks are not accepted.")


@pytest.mark.parametrize(
    "text",
    ["Some people are allergic.", "Is it free?", "It may be closed.", "If it is late, wait.",
     "There is no vaccine."],
)  # fmt: skip
def test_what_a_not_would_leave_true_or_senseless_stays(text):
    assert negated(text) == []


@pytest.mark.parametrize("text", ["Feel free to ask.", "Look after it.", "Come even before noon."])
def test_words_whose_opposite_says_nothing_stay(text):
    assert opposite(text) == []


def test_an_organisation_that_does_not_exist_stands_everywhere_the_real_one_stood():
    made = invented_name("Ask the CDC. The CDC knows.")
    assert made
    assert all("CDC" not in text for text in made)


def test_a_claim_is_invented_only_about_what_the_answer_is_about():
    assert invented_extra("A crown costs $90.")
    assert invented_extra("The sea is blue.") == []


def test_a_figure_of_a_question_states_nothing():
    assert other_unit("Lost 6 years of photos?\nLook here.") == []


def test_an_address_keeps_its_name():
    assert invented_name("See www.CDC.gov.") == []


@pytest.mark.parametrize(
    ("rule", "text", "same"),
    [
        (figures_in_words, "It takes 14 days.", "It takes fourteen days."),
        (figures_in_words, "It costs $14.", "It costs 14 dollars."),
        (words_in_figures, "Two weeks later, wait six hours.", "2 weeks later, wait six hours."),
        (clock_of_24_hours, "We close at 5:30 pm.", "We close at 17:30."),
        (clock_of_24_hours, "It ends at 12 am sharp.", "It ends at 00:00 sharp."),
        (clock_of_24_hours, "It ends at 12 pm sharp.", "It ends at 12:00 sharp."),
        (equal_unit, "It takes 90 minutes.", "It takes an hour and a half."),
        (equal_unit, "48 hours later.", "Two days later."),
        (half, "We pay 50% of it.", "We pay half of it."),
        (contracted, "We do not bake.", "We don't bake."),
        (turned_condition, "If you are late, call the desk.", "Call the desk if you are late."),
    ],
)
def test_a_rewording_keeps_the_fact(rule, text, same):
    assert same in rule(text)


@pytest.mark.parametrize(
    "text",
    ["We will tell you if the claim was paid.", "It may rain and you get wet if you stay out."],
)
def test_a_condition_that_asks_whether_or_holds_for_one_clause_stays(text):
    assert turned_condition(text) == []


def test_steps_keep_their_order():
    assert another_order("Open the lid. Then pour the milk. Close the lid. Switch it on.") == []


def test_a_row_serves_a_kind_once():
    known = [Row("How much?", f"It costs ${n} in all.") for n in range(3, 9)]
    made = [row for row, _ in variants(other_figure, known, random.Random(0))]
    assert len(made) == len(set(made)) == 6


def test_an_answer_is_cut_at_a_sentence():
    text = "The first sentence is short. " + "Another one is much longer than that. " * 40
    assert excerpt(text).endswith("than that.")
    assert len(excerpt(text)) <= 600


def _written(name):
    lines = (PAIRS / f"pairs-{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_pairs_to_check_on_share_no_reference_with_those_to_develop_on():
    references = [{row["reference"] for row in _written(name)} for name in ("dev", "check")]
    assert not references[0] & references[1]


@pytest.mark.parametrize("name", ["dev", "check"])
def test_about_half_of_the_written_pairs_say_the_same(name):
    rows = _written(name)
    assert 0.4 < sum(row["same"] for row in rows) / len(rows) < 0.6
