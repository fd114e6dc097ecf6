"""What changed between two ingests, in plain words, and which other answers are stale by it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from inhouse.records import Example
from inhouse.scoring.facts import Fact, read_statement

__all__ = ["Change", "FileChange", "Stale", "changes_between", "still_stale"]

_SHOWN = 5
_ASKED = 80
_KINDS_THAT_DATE = {
    "money", "percent", "quantity", "number", "date", "time", "phone", "email", "url", "code",
    "weekday", "month", "version", "ordinal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that is another now.

    Args:
        file: its relative path.
        what: "new", "changed" or "removed".
        before: its examples in the earlier ingest.
        after: its examples in this one.
    """

    file: str
    what: str
    before: Sequence[Example]
    after: Sequence[Example]


@dataclass(frozen=True, slots=True)
class Stale:
    """An answer that still states what was replaced elsewhere.

    Args:
        example: its id.
        question: what it answers.
        place: where it stands, for people.
        old: the fact as it states it.
        new: what took its place, "" where nothing did.
        by: the file that changed.
        about: the question in that file whose answer it replaced.
    """

    example: str
    question: str
    place: str
    old: str
    new: str
    by: str
    about: str

    def __str__(self) -> str:
        now = f"which {self.by} now gives as {self.new}" if self.new else f"gone from {self.by}"
        return f"{self.place}: the answer to '{self.question}' says {self.old}, {now}"


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one file.

    Args:
        file: its relative path.
        what: "new", "changed" or "removed".
        n_added: examples that were not there before.
        n_updated: examples whose answer is another now.
        n_retired: examples that are gone.
        sentences: plain words, one a fact that is another now.
        stale: answers of *other* files that still state what was replaced.
        facts: (question, old, new) of every fact that was replaced, as they are written.
    """

    file: str
    what: str
    n_added: int
    n_updated: int
    n_retired: int
    sentences: tuple[str, ...]
    stale: tuple[Stale, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Replaced:
    """A fact of an answer that another took the place of."""

    question: str
    old: Fact
    new: str
    words: frozenset[str]


def changes_between(changed: Sequence[FileChange], kept: Iterable[Example]) -> tuple[Change, ...]:
    """The changes, by file.

    Args:
        changed: the files that are not as they were.
        kept: the examples of all others, looked at only where a fact was replaced.
    """
    found = [_change(file) for file in changed]
    if not any(replaced for _, replaced in found):
        return tuple(change for change, _ in found)
    stale: dict[str, list[Stale]] = {change.file: [] for change, _ in found}
    for example in kept:
        for change, replaced in found:
            out_of_date = next((r for r in replaced if _is_stale(example, r)), None)
            if out_of_date is not None:
                stale[change.file].append(_stale(example, out_of_date, change.file))
    return tuple(replace(change, stale=tuple(stale[change.file])) for change, _ in found)


def still_stale(known: Iterable[Stale], changes: Sequence[Change]) -> tuple[Stale, ...]:
    """The stale answers of before, brought up to date: a fact may change again, or come back."""
    came = {
        (change.file, question, _bare(old)): new
        for change in changes
        for question, old, new in change.facts
    }
    now = [replace(s, new=came.get((s.by, s.about, _bare(s.new)), s.new)) for s in known]
    return tuple(stale for stale in now if _bare(stale.new) != _bare(stale.old))


def _bare(text: str) -> str:
    """A fact's number alone where it has one: "$1,050" and "1050" are one price."""
    found: list[str] = re.findall(r"\d[\d.]*", text.replace(",", ""))
    return found[0].rstrip(".") if found else text.casefold()


def _stale(example: Example, replaced: _Replaced, by: str) -> Stale:
    said = read_statement(example.answer)
    old = next(
        (f.text for f in said.facts if f == replaced.old or _same_sum(f, replaced.old)),
        replaced.old.text,
    )
    asked = " ".join(example.question.split())[:_ASKED]
    return Stale(example.id, asked, str(example.source), old, replaced.new, by, replaced.question)


def _change(file: FileChange) -> tuple[Change, list[_Replaced]]:
    old, new = _keyed(file.before), _keyed(file.after)
    both = [key for key in new if key in old]
    updated = [key for key in both if old[key].answer != new[key].answer]
    replaced: list[_Replaced] = []
    sentences: list[str] = []
    for key in updated:
        here = _replaced(old[key], new[key])
        replaced += here
        if len(sentences) < _SHOWN:
            sentences.append(_sentence(old[key], new[key], here))
    more = len(updated) - _SHOWN
    change = Change(
        file.file,
        file.what,
        len(new) - len(both),
        len(updated),
        len(old) - len(both),
        (*sentences, *([f"and {more} more answers changed"] if more > 0 else [])),
        facts=tuple((r.question, r.old.text, r.new) for r in replaced),
    )
    return change, replaced


def _keyed(examples: Sequence[Example]) -> dict[tuple[str, int], Example]:
    """By the conversation before the answer, and a number where that is asked more than once."""
    found: dict[tuple[str, int], Example] = {}
    times: Counter[str] = Counter()
    for example in examples:
        asked = "\0".join(f"{m.role}:{' '.join(m.content.split())}" for m in example.prompt)
        found[asked, times[asked]] = example
        times[asked] += 1
    return found


def _replaced(old: Example, new: Example) -> list[_Replaced]:
    """Facts that went, each beside the one of its kind that came in its place."""
    before, after = read_statement(old.answer).facts, read_statement(new.answer).facts
    gone = [f for f in before if f not in after and f.kind in _KINDS_THAT_DATE]
    came = [f for f in after if f not in before]
    pairs: list[_Replaced] = []
    for fact in gone:
        other = next((f for f in came if f.kind == fact.kind), None)
        if other is not None:
            came.remove(other)
        pairs.append(
            _Replaced(new.question, fact, other.text if other else "", _topic(new.question))
        )
    return pairs


def _sentence(old: Example, example: Example, replaced: Sequence[_Replaced]) -> str:
    asked = " ".join(example.question.split())[:_ASKED]
    if not replaced:
        return f"the answer to '{asked}' {_otherwise(old, example)}"
    told = ", ".join(
        f"{r.old.text} became {r.new}" if r.new else f"{r.old.text} is gone" for r in replaced[:3]
    )
    return f"in the answer to '{asked}', {told}"


def _otherwise(old: Example, new: Example) -> str:
    before = read_statement(old.answer).facts
    came = [
        f.text
        for f in read_statement(new.answer).facts
        if f not in before and f.kind in _KINDS_THAT_DATE
    ]
    return f"now also says {', '.join(came[:3])}" if came else "is worded otherwise"


def _is_stale(example: Example, replaced: _Replaced) -> bool:
    """Whether another answer on the same topic still states what was replaced."""
    if not replaced.words & _topic(example.question):
        return False
    said = read_statement(example.answer)
    return said.says(replaced.old) or any(_same_sum(fact, replaced.old) for fact in said.facts)


def _same_sum(a: Fact, b: Fact) -> bool:
    """Whether one is a sum of money and the other its bare number, as price lists hold it."""
    kinds = {a.kind, b.kind}
    return kinds == {"money", "number"} and a.value.split()[-1] == b.value.split()[-1]


_SMALL_WORDS = """
    what when where which does this that with your have from much many cost price will would could
    should there their about long know code mean take need for the and are how can you our its who
    why into than then them they get
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def _topic(question: str) -> frozenset[str]:
    """The words that say what a question is about, without their plural's s."""
    words = re.findall(r"[^\W\d_]{3,}", question.casefold())
    return frozenset(w.removesuffix("s") for w in words if w not in _SMALL)
