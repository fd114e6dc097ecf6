from collections import Counter
from dataclasses import replace

import pytest
from simulated import ARMS, FAST, World, comparison, inputs

from inhouse.errors import BrokenInvariant
from inhouse.records import Score
from inhouse.scoring import compare
from inhouse.scoring.verdict import ANSWERS, ENOUGH

TUNED_BETTER = {"fine_tuned": 0.2, "fine_tuned_with_retrieval": 0.2}
QUICK = replace(FAST, n_resamples=999)


def verdicts(world, n):
    return Counter(comparison(world, seed, QUICK).verdict.worth_it for seed in range(n))


@pytest.mark.parametrize("n_groups", [12, 34])
def test_no_difference_is_hardly_ever_called_worth_it(n_groups):
    assert verdicts(World(n_groups=n_groups), 100)["yes"] <= 5


def test_a_big_difference_is_nearly_always_called_worth_it():
    assert verdicts(World(TUNED_BETTER, n_groups=30), 100)["yes"] > 90


@pytest.mark.parametrize("n_groups", [12, 34])
def test_shuffled_answers_are_a_no_though_the_style_was_learned(n_groups):
    world = World(TUNED_BETTER, n_groups=n_groups, specific=0.0, others_specific=0.0)
    assert verdicts(world, 100)["no"] >= 95


def test_shuffled_training_answers_alone_are_a_no():
    world = World({"fine_tuned": -0.1, "fine_tuned_with_retrieval": -0.1}, specific=0.0)
    assert verdicts(world, 40)["no"] >= 38


def test_shuffled_references_ship_nothing_and_say_why():
    world = World(TUNED_BETTER, specific=0.0, others_specific=0.0)
    verdict = comparison(world, 0).verdict
    assert verdict.ship is None
    assert "do not match their questions" in verdict.reason


def test_the_untouched_model_without_gain_in_bits_is_a_no():
    result = comparison(World(TUNED_BETTER, bits_change=0.1), 0)
    assert result.verdict.worth_it == "no" and result.details["row"] == "learned_nothing"


def test_too_few_documents_cannot_tell():
    result = comparison(World(TUNED_BETTER, n_groups=6), 0)
    assert result.verdict.worth_it == "cannot tell"
    assert "not enough test examples" in result.verdict.reason


def test_the_reason_carries_the_numbers_of_the_table():
    result = comparison(World(TUNED_BETTER), 0)
    by_name = {c.name: c for c in result.contenders}
    best = max(c.score.value for n, c in by_name.items() if n.startswith("fine_tuned"))
    assert f"On {result.n_test} held-out questions from 34 documents" in result.verdict.reason
    assert f"scored {best:.2f}" in result.verdict.reason
    assert "95 % interval" in result.verdict.reason


def test_all_pairs_and_the_bits_are_reported():
    result = comparison(World(), 0)
    metrics = Counter(p.metric for p in result.pairs)
    assert metrics == {"answer_quality": 10, "bits_per_byte": 1}
    bits = next(p for p in result.pairs if p.metric == "bits_per_byte")
    assert (bits.a, bits.b) == ("fine_tuned", "prompted") and bits.ci.high < 0
    assert [c.name for c in result.contenders] == list(ARMS)


def test_the_minimum_detectable_difference_is_that_of_the_pair():
    result = comparison(World(n_groups=60), 3)
    smaller = comparison(World(n_groups=20), 3)
    found = result.verdict.minimum_detectable_difference
    assert 0 < found < smaller.verdict.minimum_detectable_difference


def test_the_same_inputs_give_the_same_comparison():
    assert comparison(World(), 4) == comparison(World(), 4)


def test_another_score_gives_another_id():
    given = inputs(World(), 0)
    changed = replace(given, scores=[replace(given.scores[0], value=0.123), *given.scores[1:]])
    assert compare(given, QUICK).id != compare(changed, QUICK).id


def test_failed_replies_are_counted_and_not_scored_as_wrong():
    given = inputs(World(), 0)
    first = given.scores[0]
    scores = [replace(first, value=None), *given.scores[1:]]
    replies = [replace(given.replies[0], error="too long"), *given.replies[1:]]
    row = compare(replace(given, scores=scores, replies=replies), QUICK).contenders[0]
    assert (row.n_failed, row.score.n) == (1, len(given.clusters) - 1)


def test_a_contender_without_any_score_is_in_the_table_only():
    given = inputs(World(), 0)
    scores = [replace(s, value=None) if s.contender == "few_shot" else s for s in given.scores]
    result = compare(replace(given, scores=scores), QUICK)
    assert result.contenders[1].score.value is None
    assert len([p for p in result.pairs if p.metric == "answer_quality"]) == 6


def test_without_fine_tuning_there_is_no_verdict_about_it():
    given = inputs(World(), 0)
    keep = ("prompted", "retrieval")
    result = compare(
        replace(
            given,
            scores=[s for s in given.scores if s.contender in keep],
            replies=[r for r in given.replies if r.contender in keep],
            specificity={},
        ),
        QUICK,
    )
    assert result.verdict.worth_it == "cannot tell" and result.verdict.ship == "prompted"


def test_nothing_at_all_is_compared_without_a_fault():
    empty = replace(inputs(World(), 0), scores=[], replies=[], specificity={}, clusters={})
    assert compare(empty, QUICK).verdict.worth_it == "cannot tell"


def test_a_score_of_no_test_example_is_a_bug():
    given = inputs(World(), 0)
    stray = Score("elsewhere", "prompted", "answer_quality", 1.0)
    with pytest.raises(BrokenInvariant, match="elsewhere"):
        compare(replace(given, scores=[*given.scores, stray]), QUICK)


def advised(facts):
    """The advice where the shipped contender writes well and has these facts scores."""
    made = inputs(World(TUNED_BETTER, n_groups=30), 0)
    good = tuple(replace(s, value=min(1.0, s.value + 0.3)) for s in made.scores)
    name = compare(replace(made, scores=good), QUICK).verdict.ship
    rows = zip(made.clusters, facts, strict=False)
    more = [Score(example, name, "facts", value) for example, value in rows]
    return name, " ".join(compare(replace(made, scores=(*good, *more)), QUICK).verdict.advice)


def test_a_model_that_writes_well_and_gets_facts_wrong_is_not_to_be_relied_on():
    name, told = advised([0.2, 0.4, None, 0.0, 0.3, 0.1, None])
    assert name == "fine_tuned"
    assert "facts wrong: on the 5 questions" in told and "scored 0.20 of 1" in told
    assert "facts" not in advised([0.9, 0.7, 1.0, 0.8, None, 0.6])[1]
    assert "facts" not in advised([0.0, 0.0, 0.0, 0.0])[1]


def test_a_task_without_likelihoods_is_not_asked_for_them_and_can_still_get_a_yes():
    found = compare(replace(inputs(World(TUNED_BETTER), 0), learned_pair=()), FAST)
    assert [gate.name for gate in found.gates] == [ENOUGH, ANSWERS]
    assert found.verdict.worth_it == "yes"


def test_a_task_with_likelihoods_gets_no_yes_where_none_was_measured():
    given = inputs(World(TUNED_BETTER), 0)
    unread = [replace(reply, reference_nats=None) for reply in given.replies]
    found = compare(replace(given, replies=unread), FAST)
    assert found.details["row"] == "unproven"
    assert found.verdict.worth_it == "cannot tell"
