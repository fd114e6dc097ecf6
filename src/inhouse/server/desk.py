"""What the pages are shown and may do; the steps give it, the pages know nothing else of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from markupsafe import Markup

from inhouse.config import Config
from inhouse.curation import Item
from inhouse.records import (
    Choice,
    Comparison,
    DataCard,
    Decision,
    Example,
    FileDescription,
    Finding,
    Reply,
    Run,
    SideBySide,
    Source,
    ValidationPoint,
)

__all__ = ["Compared", "Desk", "FileRow", "FileState", "Lineage", "Reviewed"]

FileState = Literal["read", "changed", "new", "not read"]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of the project.

    Args:
        path: relative to the folder that is read.
        size_bytes: its size.
        state: "read" as it is; "changed" or "new" since the last reading; "not read" when no
            reader knows it.
        description: what it gave, or None.
        findings: what its owner should know.
        uploaded: its name in the folder of dropped files, or None when it lies elsewhere.
    """

    path: str
    size_bytes: int
    state: FileState
    description: FileDescription | None
    findings: tuple[Finding, ...]
    uploaded: str | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the checks found in the last dataset version.

    Args:
        findings: those still open, the gravest first.
        waiting: the cases a person is asked about, the gravest first.
        decided: how many cases are closed.
        outdated: whether people decided something since that version.
        card: before and after, or None when nothing was curated.
    """

    findings: tuple[Finding, ...]
    waiting: tuple[Item, ...]
    decided: int
    outdated: bool
    card: DataCard | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The last comparison.

    Args:
        comparison: it.
        created: when its report was written, for people.
        rows: held-out questions with every contender's answer.
        replies: every reply that was made for it.
        examples: its held-out questions by id.
    """

    comparison: Comparison
    created: str
    rows: tuple[SideBySide, ...]
    replies: tuple[Reply, ...]
    examples: Mapping[str, Example]


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a release was made of, back to the files."""

    release: str
    comparison: str
    run: str
    dataset: str
    n_examples: int
    files: tuple[str, ...]


class Desk(Protocol):
    """The project, as its pages see it. Safe to call from many threads."""

    @property
    def folder(self) -> Path:
        """The project's folder."""
        ...

    @property
    def files_folder(self) -> Path:
        """The folder, or the file, that is read."""
        ...

    @property
    def title(self) -> str:
        """The firm's name."""
        ...

    def files(self) -> tuple[FileRow, ...]:
        """Every file, and what was read of it."""
        ...

    def reviewed(self) -> Reviewed:
        """What the checks found, and what waits for a person."""
        ...

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """What may be decided about a case."""
        ...

    def decide(self, item: Item, decision: Decision) -> None:
        """Keeps a decision; it is on the disk when this returns.

        Raises:
            UserFault: it does not fit the case.
        """
        ...

    def undo(self) -> Decision | None:
        """Takes the last decision back."""
        ...

    def run(self) -> Run | None:
        """The last training run."""
        ...

    def compared(self) -> Compared | None:
        """The last comparison."""
        ...

    def report(self) -> bytes | None:
        """The page of the last report."""
        ...

    def lineage(self, release: str) -> Lineage:
        """What a release was made of.

        Raises:
            NothingThere: there is no such release.
        """
        ...

    def passages(self, release: str, ids: Sequence[str]) -> tuple[tuple[Source, str], ...]:
        """Place and words of the passages of a release with these ids."""
        ...

    def config(self) -> Config:
        """The settings as the files say now.

        Raises:
            ConfigFault: inhouse.toml does not fit.
        """
        ...

    def score_chart(self, comparison: Comparison) -> Markup:
        """The contenders' scores with their intervals, as SVG."""
        ...

    def loss_chart(
        self, train: Sequence[float], validation: Sequence[ValidationPoint], best_step: int | None
    ) -> Markup:
        """Training and validation loss, as SVG."""
        ...

    def contender_name(self, name: str) -> str:
        """A contender's name for people."""
        ...
