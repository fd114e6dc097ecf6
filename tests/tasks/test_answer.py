import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.errors import ConfigFault, NotEnoughData
from inhouse.records import Chunk, Example, Message, Source
from inhouse.scoring import Tools
from inhouse.tasks import Context, build, max_tokens, scorers_of
from inhouse.tasks.answer import few_shot_prompt, retrieval_prompt, system_prompts


class Zeros:
    def embed(self, texts):
        return np.zeros((len(texts), 2), np.float32)


def example(question, answer):
    messages = (Message("user", question), Message("assistant", answer))
    return Example("i", messages, Source("f"), "d")


ASKED = (Message("user", "Are you open?"),)
CHUNK = Chunk("c", "d", "We open at 8 am.", 0, 16)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=100))
def test_the_token_limit_stays_within_its_bounds(lengths):
    assert 48 <= max_tokens(build("answer").facts, lengths) <= 512


def test_the_token_limit_is_half_more_than_nearly_all_answers_need():
    assert max_tokens(build("answer").facts, [100] * 99 + [400]) == 150


def test_without_training_answers_there_is_no_token_limit():
    with pytest.raises(NotEnoughData):
        max_tokens(build("answer").facts, [])


@pytest.mark.parametrize("firm", ["", "Bright Smile Dental"])
@pytest.mark.parametrize("titles", [(), ("Prices", "Prices", "Opening hours", "x" * 200)])
def test_there_are_three_or_four_different_system_prompts(firm, titles):
    prompts = system_prompts(firm, titles)
    assert 3 <= len(set(prompts)) == len(prompts) <= 4
    assert all((firm or "this business") in prompt for prompt in prompts)
    assert not any("x" * 100 in prompt for prompt in prompts)


def test_shots_are_earlier_turns_after_the_system_message():
    prompt = (Message("system", "Be kind."), *ASKED)
    shown = few_shot_prompt(prompt, [example("Q1", "A1")])
    assert [(m.role, m.content) for m in shown] == [
        ("system", "Be kind."),
        ("user", "Q1"),
        ("assistant", "A1"),
        ("user", "Are you open?"),
    ]


def test_passages_stand_before_the_question_in_the_same_turn():
    (turn,) = retrieval_prompt(ASKED, [CHUNK])
    assert turn.role == "user"
    assert turn.content.index("We open at 8 am.") < turn.content.index("Are you open?")


def test_no_passages_change_nothing():
    assert retrieval_prompt(ASKED, []) == ASKED


def test_a_conversation_ends_with_the_question_and_starts_with_the_system_message():
    context = Context("You help.", (example("Q1", "A1"),), (CHUNK,))
    roles = [m.role for m in build("answer").conversation(ASKED, context)]
    assert roles == ["system", "user", "assistant", "user"]


def test_the_firms_own_system_message_is_kept_once():
    prompt = (Message("system", "Be kind."), *ASKED)
    first = build("answer").conversation(prompt, Context("You help."))[0].content
    assert first == "You help.\n\nBe kind."
    assert build("answer").conversation(prompt, Context("Be kind.")) == prompt


def test_without_context_the_prompt_stays_as_it_is():
    assert build("answer").conversation(ASKED, Context()) == ASKED


def test_the_primary_scorer_comes_first():
    task = build("answer")
    first = scorers_of(task, Tools(Zeros(), "zeros"))[0].spec.name
    assert first == task.facts.primary_metric == task.spec.params["primary_metric"]


def test_an_unknown_task_gets_a_suggestion():
    with pytest.raises(ConfigFault, match="Did you mean 'answer'"):
        build("answers")
