"""A contender: a prompt shape, and whether the adapter is on: compared as it will be served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from inhouse.contenders.retrieval import Index
from inhouse.errors import ConfigFault
from inhouse.records import Chunk, Conversation, Example, Spec
from inhouse.tasks import Context, Task

__all__ = ["NAMES", "Contender", "Materials", "build"]

NAMES = ("prompted", "few_shot", "retrieval", "fine_tuned", "fine_tuned_with_retrieval")


class Contender(Protocol):
    """Everything that answers a question."""

    @property
    def spec(self) -> Spec:
        """What rebuilds it."""
        ...

    @property
    def adapter(self) -> bool:
        """Whether the fine-tuned weights answer."""
        ...

    def prepare(self, prompt: Conversation) -> Conversation:
        """The whole prompt the model reads."""
        ...

    def passages(self, prompt: Conversation) -> tuple[Chunk, ...]:
        """The passages that `prepare` puts before the question; empty without retrieval."""
        ...


@dataclass(frozen=True, slots=True)
class Materials:
    """What contenders are made of: all of it from the training split.

    Args:
        task: shapes the prompts.
        system: the system prompt, chosen by validation loss and shared by every contender.
        shots: solved examples of the few-shot prompt.
        index: passages of the firm's files.
        n_chunks: passages a retrieval prompt holds.
    """

    task: Task
    system: str
    shots: tuple[Example, ...]
    index: Index
    n_chunks: int


@dataclass(frozen=True, slots=True)
class _Shaped:
    spec: Spec
    adapter: bool
    materials: Materials
    shots: tuple[Example, ...] = ()
    retrieves: bool = False

    def prepare(self, prompt: Conversation) -> Conversation:
        """The whole prompt the model reads."""
        own = self.materials
        return own.task.conversation(prompt, Context(own.system, self.shots, self.passages(prompt)))

    def passages(self, prompt: Conversation) -> tuple[Chunk, ...]:
        """The passages that belong to the question, the best first."""
        if not self.retrieves:
            return ()
        question = next((m.content for m in reversed(prompt) if m.role == "user"), "")
        return self.materials.index.search(question, self.materials.n_chunks)


def build(name: str, materials: Materials) -> Contender:
    """The contender of this name.

    Raises:
        ConfigFault: no such contender.
    """
    if name not in NAMES:
        raise ConfigFault(
            f"A contender is one of {', '.join(NAMES)},",
            f"but inhouse.toml names {name!r}.",
            "Correct compare.contenders.",
        )
    retrieves = name in ("retrieval", "fine_tuned_with_retrieval")
    shots = materials.shots if name == "few_shot" else ()
    spec = Spec(
        name,
        "1",
        {
            "system": materials.system,
            "shots": ",".join(shot.id for shot in shots),
            "chunks": materials.n_chunks if retrieves else 0,
        },
    )
    return _Shaped(spec, name.startswith("fine_tuned"), materials, shots, retrieves)


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
