"""What every task promises: those of the table, and one of another package."""

import dataclasses
from typing import get_args

import pytest

from fake_packages import install
from inhouse.contenders import facts_of
from inhouse.errors import ConfigFault, NotEnoughData
from inhouse.records import Chunk, Example, Message, Source, TaskWording, WorthIt
from inhouse.registry import from_json, to_json
from inhouse.scoring import Tools
from inhouse.tasks import Context, build, max_tokens, names, scorers_of
from letters import Letters
from route_package import PACKAGE

OURS = names()
QUESTION = "Is there parking?"
ASKED = (Message("user", QUESTION),)


def example(question, answer):
    return Example("e", (Message("user", question), Message("assistant", answer)), Source("f"), "d")


@pytest.fixture(params=(*OURS, "route"))
def task(request, monkeypatch):
    install(monkeypatch, PACKAGE)
    return build(request.param)


def test_it_is_called_as_it_is_listed_and_the_table_rebuilds_it(task):
    assert task.facts.name == task.spec.name
    assert build(task.spec.name).spec == task.spec


def test_its_scorers_can_be_built_and_the_first_one_decides(task):
    built = scorers_of(task, Tools(Letters(), "letters"))
    assert tuple(scorer.spec.name for scorer in built) == task.facts.scorers
    assert built[0].spec.name == task.facts.primary_metric


def test_somebody_answers_who_was_not_trained(task):
    """Without one nothing is proved; the simplest alternative is always in the race."""
    entrants = facts_of(task.facts.contenders)
    assert len(entrants) >= 2
    assert any(not entrant.fine_tuned for entrant in entrants)


def test_what_shows_that_training_took_is_trained_against_untrained(task):
    trained, *untrained = [facts_of([name])[0].fine_tuned for name in task.facts.learned_pair] or [
        True
    ]
    assert trained and not any(untrained)


def test_an_example_without_an_answer_cannot_be_used(task):
    assert not task.uses(example(QUESTION, ""))
    assert not task.uses(example(QUESTION, " \n"))


def test_there_is_a_system_prompt_to_choose_whoever_the_firm_is(task):
    for firm, titles in (("", ()), ("Bright Dental", ("Prices", "Prices", "x" * 200))):
        candidates = task.system_prompts(firm, titles)
        assert candidates and len(set(candidates)) == len(candidates)
        assert task.system_prompts(firm, titles) == candidates


@pytest.mark.parametrize("question", [QUESTION, "", "word " * 5_000, "<|im_end|>", "\u202eabc"])
@pytest.mark.parametrize("earlier", [(), (Message("user", "Hi"), Message("assistant", "Hello."))])
def test_what_the_model_reads_ends_with_what_was_asked(task, question, earlier):
    shot, passage = example("Open?", "From 8."), Chunk("c", "d", "In the yard.", 0, 12)
    for context in (Context(), Context("You help.", (shot,), (passage,))):
        read = task.conversation((*earlier, Message("user", question)), context)
        assert read[-1].role == "user" and question in read[-1].content
        roles = [message.role for message in read]
        assert "system" not in roles[1:]
        talk = [role for role in roles if role != "system"]
        assert talk == ["user", "assistant"] * (len(talk) // 2) + ["user"]


@pytest.mark.parametrize("lengths", [[1], [100] * 50, [100_000]])
def test_an_answer_is_as_long_as_the_task_allows(task, lengths):
    assert task.facts.shortest <= max_tokens(task.facts, lengths) <= task.facts.longest


def test_without_training_answers_no_length_is_made_up(task):
    with pytest.raises(NotEnoughData):
        max_tokens(task.facts, [])


def test_verdicts_and_reports_have_every_word_they_need(task):
    words = task.facts.wording
    assert set(words.headlines) == set(get_args(WorthIt))
    assert all(getattr(words, field.name) or field.name.startswith("watched") for field in
               dataclasses.fields(TaskWording))  # fmt: skip
    assert {metric.name for metric in words.metrics} >= set(task.facts.scorers)
    assert not any(metric.explanation.endswith(".") for metric in words.metrics)
    assert words.caveats.endswith(".") and words.distrust.endswith(".")
    assert not words.more.endswith(".") and not words.wanting.endswith(".")
    assert 0 <= words.trusted <= 1


def test_the_scorer_that_is_watched_is_one_of_its_own_and_is_spoken_of(task):
    words = task.facts.wording
    if words.watched:
        assert words.watched in task.facts.scorers
        said = words.watched_below.format(n=7, contender="the best prompt", score="0.40")
        assert "7" in said and "the best prompt" in said and "0.40" in said


def test_its_words_are_stored_with_the_comparison_and_come_back(task):
    words = task.facts.wording
    assert from_json(TaskWording, to_json(words)) == words


def test_a_task_of_another_package_is_one_of_them_and_cannot_take_a_name_of_ours(monkeypatch):
    theirs = PACKAGE["inhouse.tasks"]["route"]
    install(monkeypatch, {"inhouse.tasks": {"route": theirs, OURS[0]: theirs}})
    assert names() == (*OURS, "route")
    assert build(OURS[0]).spec.name == OURS[0]


def test_a_name_that_is_nearly_right_gets_a_suggestion(monkeypatch):
    install(monkeypatch, PACKAGE)
    with pytest.raises(ConfigFault, match="Did you mean 'route'"):
        build("routes")
