"""What a reader is, what it gives, and what it may not exceed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from inhouse.records import Example, Message, Source, Spec, content_id

if TYPE_CHECKING:
    from pathlib import Path

    from inhouse.records import Conversation, Document, FileDescription, Finding

__all__ = ["FileContents", "Ingested", "ReadLimits", "Reader", "make_example", "pair"]


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What is refused before it is loaded.

    Args:
        max_file_bytes: larger files are not read; also the most a compressed file may unpack to.
    """

    max_file_bytes: int = 512 * 2**20


@dataclass(frozen=True, slots=True)
class FileContents:
    """What one file gave. `kind` is the format in words, for the report."""

    kind: str
    documents: tuple[Document, ...] = ()
    examples: tuple[Example, ...] = ()
    findings: tuple[Finding, ...] = ()

    def joined(self, other: FileContents) -> FileContents:
        """Both together, under this kind."""
        return replace(
            self,
            documents=self.documents + other.documents,
            examples=self.examples + other.examples,
            findings=self.findings + other.findings,
        )


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a folder gave, in the order of its files."""

    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]


class Reader(Protocol):
    """Reads one format. Bad rows become findings; the other rows are kept."""

    @property
    def spec(self) -> Spec:
        """What rebuilds it."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file endings it reads, lower case, each with its dot: ".csv", ".csv.gz"."""
        ...

    def read(self, path: Path, relative: str) -> FileContents:
        """The contents of a file.

        Args:
            path: where it is.
            relative: what it is called in sources and findings.

        Raises:
            UnreadableFile: nothing of it can be read.
        """
        ...


def make_example(
    messages: Conversation, source: Source, document_id: str, labels: dict[str, str] | None = None
) -> Example:
    """An example whose id is made of its source and its messages."""
    parts = [part for message in messages for part in (message.role, message.content)]
    where = f"{source}|{source.span}"
    return Example(content_id(where, *parts), messages, source, document_id, labels or {})


def pair(question: str, answer: str, system: str = "") -> Conversation:
    """A question and its answer as a conversation, with a system message if there is one."""
    start = (Message("system", system),) if system else ()
    return (*start, Message("user", question), Message("assistant", answer))
