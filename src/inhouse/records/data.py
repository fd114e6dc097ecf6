"""What a firm's files become: documents, chunks, examples, findings, a dataset with its split."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "CUSTOMER_LABEL",
    "PASSAGE_LABELS",
    "Case",
    "Chunk",
    "Conversation",
    "Customer",
    "Dataset",
    "Document",
    "Edit",
    "Example",
    "Finding",
    "FixKind",
    "Message",
    "Role",
    "Severity",
    "Source",
    "Split",
    "SplitName",
    "content_id",
]

PASSAGE_LABELS = (
    "passage", "excerpt", "context", "evidence", "quote", "citation", "source text",
)  # fmt: skip
"""Labels that hold the words an answer was taken from; these are kept at any length."""

CUSTOMER_LABEL = "customer key"
"""The label that says, without a name, whose row an example was made of."""

Role = Literal["system", "user", "assistant"]
Severity = Literal["error", "warning", "info"]
FixKind = Literal["automatic", "proposed", "question"]
SplitName = Literal["train", "validation", "test"]


def content_id(*parts: str) -> str:
    """The first 16 hex digits of the SHA-256 of `parts`, each closed by a zero byte."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read.

    Args:
        file: path relative to the folder that was ingested, with forward slashes.
        page: 1-based page or sheet number, or None.
        row: 1-based line (text formats) or row (tables; the header is row 1), or None.
        span: (start, end) character offsets into the document's text, or None.
        sheet: the sheet's name in a workbook, or None.
        section: the heading it stands under, or None.
    """

    file: str
    page: int | None = None
    row: int | None = None
    span: tuple[int, int] | None = None
    sheet: str | None = None
    section: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f"sheet '{self.sheet}'")
        elif self.page is not None:
            parts.append(f"page {self.page}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Document:
    """One thing a person would call a document: a page, or one row of a table.

    Rows of a table that share a conversation, ticket or thread column are one document.

    Args:
        id: content_id of its place and its text.
        text: its words, as Markdown where it has headings, lists and tables.
        source: where it was read.
        title: what it calls itself, or its file's name.
        page_starts: character offsets at which its pages (or slides) begin, the first page first;
            empty where it has none.
        language: of a source-code file, its programming language; else empty.
    """

    id: str
    text: str
    source: Source
    title: str = ""
    page_starts: tuple[int, ...] = ()
    language: str = ""

    def page_at(self, offset: int) -> int | None:
        """The 1-based page on which a character stands, or None where there are no pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of what the firm knows, for looking up: a passage, or a known question's answer.

    Args:
        id: content_id of its place.
        document_id: the document it stands in.
        text: of a passage `document.text[start:end]`; of a known question the answer.
        start: first character of the place in the document.
        end: the one behind the last.
        question: the known question that `text` answers; empty for a passage.
        section: headings that a passage stands under, the outermost first.
    """

    id: str
    document_id: str
    text: str
    start: int
    end: int
    question: str = ""
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


Conversation = tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """What a customer column of a table says about somebody.

    Args:
        kind: "name", or the kind of personal data ("email", "phone", "mrn", ...).
        value: the name or the value; not shown where it is printed.
    """

    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation that ends with the answer the firm wants.

    Args:
        id: content_id of the source and the messages, so duplicates in two places differ.
        messages: the whole conversation; the last message is the assistant's.
        source: where it was read.
        document_id: the document it came from; nothing of one document crosses a split.
        labels: other columns worth keeping (category, url), as text.
    """

    id: str
    messages: Conversation
    source: Source
    document_id: str
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def prompt(self) -> Conversation:
        """Everything before the answer."""
        return self.messages[:-1]

    @property
    def question(self) -> str:
        """The last thing the user said before the answer."""
        users = [m.content for m in self.messages[:-1] if m.role == "user"]
        return users[-1] if users else ""

    @property
    def is_written(self) -> bool:
        """Whether a larger model wrote it: it may teach, but never stop training or judge."""
        return "maker" in self.labels and "writer" in self.labels

    @property
    def answer(self) -> str:
        """The reference answer."""
        return self.messages[-1].content


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to one example.

    Args:
        example: its id.
        messages: what the conversation becomes; None leaves the example out.
        words: what in the conversation is replaced by what, where the edit does nothing else;
            several such edits of one example go together.
    """

    example: str
    messages: Conversation | None = None
    words: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One decision within a finding: one example, or several that concern each other.

    A person may keep one of several and leave the others out, keep all, write one again, or, where
    there are `edits`, say yes to them.

    Args:
        examples: their ids; of several, the one that is kept when nobody says otherwise is first:
            the newest of those that disagree, the earliest of those that repeat.
        evidence: what was found here, in plain words, with file and row.
        edits: what the finding's fix does here, all of them together; empty where only a person
            can say.
        marks: example id to the words in it that the evidence is about, to be shown marked.
        score: how much speaks for a fault, 0-1, to look at the worst first; None when the check
            gives no degrees.
    """

    examples: tuple[str, ...]
    evidence: str
    edits: tuple[Edit, ...] = ()
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the user should know about their data.

    Args:
        check: the name of the check that found it.
        severity: "error" blocks training on the rows named; "warning" and "info" do not.
        examples: ids of the examples concerned; empty for a file or a row that gave none.
        evidence: what was expected and what was found, with file and row.
        fix: what to do about it, in one sentence.
        source: where, when it is one place.
        fix_kind: "automatic" was done already, "proposed" needs a yes, "question" needs a person
            who knows the answer.
        cases: the decisions it is made of, the worst first; empty when it is about no example, or
            when there is nothing to decide.
    """

    check: str
    severity: Severity
    examples: tuple[str, ...]
    evidence: str
    fix: str
    source: Source | None = None
    fix_kind: FixKind = "question"
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """Which examples are learned from, which stop training, which judge. Ids, in order."""

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A version of the examples and their split.

    Args:
        id: content_id over examples, split and groups: same id, same bytes.
        task: the task's name.
        examples: in a fixed order.
        split: which example is where.
        groups: example id to group id; a group holds near-duplicates and whole documents,
            is never split, and is the cluster of the bootstrap.
    """

    id: str
    task: str
    examples: tuple[Example, ...]
    split: Split
    groups: Mapping[str, str]

    def part(self, name: SplitName) -> tuple[Example, ...]:
        """The examples of one split, in the split's order."""
        by_id = {example.id: example for example in self.examples}
        return tuple(by_id[i] for i in getattr(self.split, name))
