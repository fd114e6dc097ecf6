"""Letters to documents: those that answer one another are one thread, in the order of writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from inhouse.records import Document, Source, content_id
from inhouse.sources.files import is_of_a_system
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.mail.letter import Letter
from inhouse.sources.readers.members import read_member

__all__ = ["contents_of", "threads_of"]


def threads_of(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Threads by what each mail says it answers; by subject where it answers a mail not here."""
    leader = list(range(len(letters)))
    by_id = {letter.id: i for i, letter in enumerate(letters) if letter.id}
    by_subject: dict[str, int] = {}
    for i, letter in enumerate(letters):
        known = [by_id[a] for a in letter.answers if a in by_id]
        key = letter.subject.casefold()
        if not known and key and key in by_subject and letter.answers:
            known = [by_subject[key]]
        if key:
            by_subject.setdefault(key, i)
        for other in known:
            leader[_top(leader, i)] = _top(leader, other)
    grouped: dict[int, list[Letter]] = {}
    for i, letter in enumerate(letters):
        grouped.setdefault(_top(leader, i), []).append(letter)
    return [sorted(thread, key=_when) for thread in grouped.values()]


def _top(leader: list[int], i: int) -> int:
    while leader[i] != i:
        leader[i] = leader[leader[i]]
        i = leader[i]
    return i


def _when(letter: Letter) -> tuple[bool, datetime]:
    return letter.sent is None, letter.sent or datetime.min


def contents_of(threads: Sequence[Sequence[Letter]], relative: str, faults: Faults) -> FileContents:
    """A document a thread, then what is attached, read by its own readers."""
    documents: list[Document] = []
    attached: list[FileContents] = []
    for number, thread in enumerate(threads, start=1):
        here = {letter.id for letter in thread if letter.id}
        text = "\n\n".join(
            letter.text(with_quotes=not here.intersection(letter.answers)) for letter in thread
        )
        where = Source(relative, row=number) if len(threads) > 1 else Source(relative)
        title = thread[0].subject
        documents.append(Document(content_id("thread", str(where), text), text, where, title))
        attached += [
            read_member(file.content, f"{relative}/{Path(file.name).name or 'file'}")
            for letter in thread
            for file in letter.attachments
            if not is_of_a_system(Path(file.name).name)
        ]
    return FileContents(
        (*documents, *(d for found in attached for d in found.documents)),
        tuple(e for found in attached for e in found.examples),
        (*faults.findings(), *(f for found in attached for f in found.findings)),
        tuple(t for found in attached for t in found.tables),
    )
