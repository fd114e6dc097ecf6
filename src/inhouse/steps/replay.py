"""General examples beside the firm's own, so that a model keeps what it could do before.

The base model answers general questions of ours itself, before anything is learned: what it should
keep is what it says now.
"""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from importlib.resources import files

from inhouse.errors import ConfigFault
from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.asking import answer_each
from inhouse.records import Conversation, Message, Notice, Progress, Work, content_id
from inhouse.rendering import Renderer, prove
from inhouse.steps.material import Material
from inhouse.steps.project import Project
from inhouse.steps.workbench import Workbench
from inhouse.training import Item

__all__ = ["general_questions", "with_replay"]

_STEP = "replay"
_MAX_TOKENS = 96


def with_replay(project: Project, material: Material, bench: Workbench) -> Work[Material]:
    """The material with as many general examples as `training.replay_share` asks for.

    Raises:
        ConfigFault: the method learns from pairs, of which there are no general ones.
    """
    share = project.config.training.replay_share
    if not share:
        return material
    if project.config.training.method == "dpo":
        raise ConfigFault(
            "General examples (training.replay_share) go beside answers or documents,",
            'but training.method = "dpo" learns from pairs.',
            "Leave it out: --set training.replay_share=0",
        )
    wanted = round(len(material.train) * share / (1 - share))
    written = yield from _written(project, bench)
    if len(written) < wanted:
        yield Notice(
            f"{wanted} general examples were asked for; the base model answered {len(written)}"
            " of ours to the end.",
            warning=True,
        )
    drawn = random.Random(f"replay {project.config.seed}").sample(
        range(len(written)), min(wanted, len(written))
    )
    renderer = yield from bench.renderer()
    more: list[Item] = []
    for number in sorted(drawn):
        talk = written[number]
        row = renderer.example(talk)
        prove(renderer, talk, row)
        more.append(row)
    return replace(material, train=[*material.train, *more])


@cache
def general_questions() -> tuple[str, ...]:
    """Our own questions, one a line of `general_questions.txt`."""
    text = files("inhouse.steps").joinpath("general_questions.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line.strip())


def _written(project: Project, bench: Workbench) -> Work[list[Conversation]]:
    """The base model's own answers, kept for this base model; those it did not end are left out."""
    key = content_id(project.base_key, str(_MAX_TOKENS), *general_questions())
    known = project.registry.recall(_STEP, key)
    if known is None:
        answers = yield from _answers(bench)
        known = {"answers": answers}
        project.registry.remember(_STEP, key, known, seconds=0.0)
    given = known["answers"]
    if not isinstance(given, list):
        raise TypeError("the registry should give the list it was given")
    pairs = zip(general_questions(), given, strict=True)
    return [
        (Message("user", question), Message("assistant", str(answer)))
        for question, answer in pairs
        if answer
    ]


def _answers(bench: Workbench) -> Work[list[str]]:
    """The answer to each question; empty where it was not ended or cannot be learned."""
    renderer = yield from bench.renderer()
    engine = yield from bench.base_engine()
    questions = general_questions()
    prompts = [renderer.prompt((Message("user", question),)) for question in questions]
    answers = [""] * len(questions)
    made = answer_each(engine, prompts, Sampling(_MAX_TOKENS), BASE)
    for done, answer in enumerate(made, start=1):
        answers[answer.index] = _kept(renderer, answer.text) if answer.finished else ""
        yield Progress("The base model answers general questions", done, len(prompts), "answers")
    return answers


def _kept(renderer: Renderer, answer: str) -> str:
    text = renderer.neutralize(answer)
    return text if text and renderer.can_write(text) else ""
