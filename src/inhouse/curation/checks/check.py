"""What a check is: it looks at examples, and says what is wrong and which ones go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from inhouse.records import Document, Example, Finding, Spec, SplitName

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from inhouse.curation.privacy import Privacy

__all__ = [
    "FAST",
    "NOTHING",
    "Background",
    "Check",
    "Checked",
    "Measured",
    "Need",
    "Outdated",
    "counted",
    "listed",
]

Need: TypeAlias = Literal["meaning", "likelihood"]
"""What only a model can tell: the meaning of a text, or how likely an answer is."""

FAST: frozenset[Need] = frozenset()
"""The needs of a check that opens no model."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What models said of each example, by its id; empty where no model was asked.

    Args:
        questions: unit vectors of the questions, (width,) float32.
        answers: unit vectors of the answers.
        answer_nats: -log p of each token of the answer under the base model after its question,
            (n_tokens,) float32.
        answer_nats_alone: the same without the question.
        answer_nats_strange: of some examples, the same after a stranger's question: what a swap
            looks like.
        strangers: example id to the id of the example whose question that was.
    """

    questions: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    answers: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    answer_nats: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    answer_nats_alone: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    answer_nats_strange: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    strangers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outdated:
    """An answer that states what was replaced elsewhere.

    Args:
        evidence: in plain words, with the place and what changed.
        old: the fact as the answer states it.
        new: what took its place, "" where nothing did.
    """

    evidence: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the examples.

    Args:
        documents: the documents they were read from, by id.
        parts: example id to split, where the data says so already.
        lengths: example id to tokens of the whole conversation, where a tokenizer was asked.
        max_length: most tokens the base model reads, or None.
        outdated: example id to what in it a changed source made stale.
        losses: example id to its mean loss (nats a learned token) in each epoch of the last run.
        measured: what models said; what is missing in it no check may guess.
        privacy: how private words are treated, or None for the usual way without a list of
            customers.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    parts: Mapping[str, SplitName] = field(default_factory=dict)
    lengths: Mapping[str, int] = field(default_factory=dict)
    max_length: int | None = None
    outdated: Mapping[str, Outdated] = field(default_factory=dict)
    losses: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    measured: Measured = field(default_factory=Measured)
    privacy: Privacy | None = field(default=None, repr=False)


NOTHING = Background()
"""Examples alone."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The examples that go on to the next check, and what was found.

    Args:
        examples: in the order they came.
        findings: what was found.
        skipped: names of the checks that were left out because what they need was not measured.
    """

    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...] = ()


class Check(Protocol):
    """Finds one kind of fault.

    Where the fix is automatic the examples that come back are the fixed ones; otherwise they are
    those that were given. `spec` names the check and is enough to build it again. A check with
    `needs` is only asked when `background.measured` holds them; one without loads no model and is
    quick.
    """

    spec: Spec
    needs: frozenset[Need]

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """The examples that go on, in the order they came, and what was found."""
        ...


def counted(n: int, one: str, many: str) -> str:
    """The number with the words that go with it: "1 answer says", "2 answers say"."""
    return f"{n:,} {one if n == 1 else many}"


def listed(items: Iterable[object], separator: str = "; ") -> str:
    """The first five of `items`, and a sign that there are more."""
    texts = [str(item) for item in items]
    return separator.join(texts[:_SHOWN]) + (f"{separator}…" if len(texts) > _SHOWN else "")
