"""A model behind a prompt: what every contender of this folder is built of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from inhouse.contenders.contender import Answered, Answering, Ingredients, Request
from inhouse.contenders.writer import Writer
from inhouse.errors import BrokenInvariant
from inhouse.records import Chunk, ContenderFacts, Conversation, Example, Message, Spec
from inhouse.tasks import Context, Task

__all__ = ["Prepared", "PromptBased", "PromptContender", "choose_shots", "trained_conversation"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prompt, and the passages in it."""

    messages: Conversation
    passages: tuple[Chunk, ...]


@runtime_checkable
class PromptBased(Protocol):
    """A contender whose prompt can be told apart from its answer: for likelihoods and exports.

    It goes on from `Request.begun`: its answer is then what comes after that.
    """

    def prepare(self, messages: Conversation) -> Prepared:
        """The whole prompt that the model reads for a conversation."""
        ...


@dataclass(frozen=True, slots=True)
class PromptContender:
    """A model behind a prompt of a certain shape.

    Args:
        facts: what it is.
        own: what it is made of.
        shots: solved examples in its prompt.
        n_chunks: passages in its prompt; 0 looks nothing up.
        system: the system prompt; None for the one all contenders share.
    """

    facts: ContenderFacts
    own: Ingredients
    shots: tuple[Example, ...] = ()
    n_chunks: int = 0
    system: str | None = None

    @property
    def spec(self) -> Spec:
        """What rebuilds it."""
        shots = ",".join(shot.id for shot in self.shots)
        return Spec(
            self.facts.name,
            "2",
            {"system": self._system, "shots": shots, "chunks": self.n_chunks},
        )

    def prepare(self, messages: Conversation) -> Prepared:
        """The whole prompt that the model reads for a conversation."""
        question = next((m.content for m in reversed(messages) if m.role == "user"), "")
        passages = self.own.knowledge.search(question, self.n_chunks) if self.n_chunks else ()
        context = Context(self._system, self.shots, passages)
        return Prepared(self.own.task.conversation(messages, context), passages)

    def answer(self, request: Request) -> Answering:
        """What the model writes."""
        writer = self._writer()
        prepared = self.prepare(writer.plain(request.messages))
        begun = writer.renderer.neutralize(request.begun)
        written = yield from writer.write(
            prepared.messages, request.sampling, request.stops, begun=begun
        )
        return Answered(
            written.text,
            prepared.passages,
            n_prompt_tokens=written.n_prompt_tokens,
            n_tokens=written.n_tokens,
            finished=written.finished,
            logprobs=written.logprobs,
        )

    @property
    def _system(self) -> str:
        return self.own.system if self.system is None else self.system

    def _writer(self) -> Writer:
        found = self.own.tuned if self.facts.fine_tuned else self.own.writer
        if found is None:
            raise BrokenInvariant(f"{self.facts.name} answers with a model.", "None is open.")
        return found


def choose_shots(examples: Sequence[Example], n: int) -> tuple[Example, ...]:
    """`n` examples of middling answer length, spread over the sources, in a fixed order.

    Middling, because a very short or very long one teaches the wrong length; spread, because
    one file's habits are not the firm's.
    """
    ranked = sorted(examples, key=lambda e: (len(e.answer), e.id))
    if len(ranked) <= n:
        return tuple(ranked)
    start = min(len(ranked) // 4, len(ranked) - n)
    middle = ranked[start : max(start + n, 3 * len(ranked) // 4)]
    stride = len(middle) / n
    return tuple(middle[int(i * stride)] for i in range(n))


def trained_conversation(example: Example, task: Task, system: str) -> tuple[Message, ...]:
    """What a training example looks like: the system prompt, the question, the answer."""
    return (*task.conversation(example.prompt, Context(system)), example.messages[-1])
