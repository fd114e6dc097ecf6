"""Answers a person with the contender that was chosen, or with any other.

Reads: the last run of this project. Makes: nothing. Refuses when: there is no run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inhouse.contenders import Contender, Limits, fit
from inhouse.errors import ConfigFault
from inhouse.models.engine import TorchEngine
from inhouse.records import Conversation, Message, Work
from inhouse.rendering import Renderer
from inhouse.steps.answering import contenders_of, limits_of
from inhouse.steps.project import Project
from inhouse.steps.run import compared, settled
from inhouse.steps.workbench import Workbench

__all__ = ["Chat", "open_chat"]


@dataclass(frozen=True, slots=True)
class Chat:
    """An open conversation with one contender, exactly as it was compared."""

    contender: Contender
    renderer: Renderer
    engine: TorchEngine
    limits: Limits

    def answer(self, history: Conversation, question: str) -> Iterator[str]:
        """The answer so far, growing token by token."""
        asked = Message("user", self.renderer.neutralize(question))
        prompt = fit(self.renderer, self.contender.prepare((*history, asked)), self.limits)
        ids: list[int] = []
        stream = self.engine.stream(
            self.renderer.prompt(prompt),
            max_tokens=self.limits.max_tokens,
            adapter=self.contender.adapter,
        )
        for token in stream:
            ids.append(token)
            yield self.renderer.parse(ids)


def open_chat(project: Project, name: str | None) -> Work[Chat]:
    """A chat with the named contender, or with the one the verdict chose."""
    project = yield from settled(project)
    bench = Workbench(project)
    held, _, result = yield from compared(project, bench)
    chosen = name or result.comparison.verdict.ship or "fine_tuned"
    contenders = yield from contenders_of(project, held, bench)
    if chosen not in contenders:
        raise ConfigFault(
            f"A contender of this project is one of {', '.join(contenders)},",
            f"not {chosen!r}.",
            "inhouse chat --contender fine_tuned",
        )
    yield from bench.adapter_of(held.trained.run)
    renderer = yield from bench.renderer()
    engine = yield from bench.engine()
    return Chat(contenders[chosen], renderer, engine, limits_of(project, held, renderer, bench))
