"""What changed between two ingests, in plain words, and which other answers are stale by it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inhouse.records import Example
from inhouse.scoring.facts import Fact, read_statement

__all__ = ["Change", "changes_between"]

_SHOWN = 5
_KINDS_THAT_DATE = {
    "money", "percent", "quantity", "number", "date", "time", "phone", "email", "url", "code",
    "weekday", "month", "version", "ordinal",
}  # fmt: skip


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
        stale: ids of examples of *other* files that still state what was replaced.
    """

    file: str
    what: str
    n_added: int
    n_updated: int
    n_retired: int
    sentences: tuple[str, ...]
    stale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Replaced:
    """A fact of an answer that another took the place of."""

    old: Fact
    new: str
    words: frozenset[str]


def changes_between(
    before: Sequence[Example],
    after: Sequence[Example],
    files: Mapping[str, str],
    file_of: Mapping[str, str],
) -> tuple[Change, ...]:
    """The changes, by file.

    Args:
        before: every example of the earlier ingest.
        after: every example of this one.
        files: relative path to "new", "changed" or "removed"; unchanged files are left out.
        file_of: example id to the relative path of the file it came from, for both ingests.
    """
    old, new = _by_file(before, file_of, files), _by_file(after, file_of, files)
    kept = [e for e in after if file_of[e.id] not in files]
    return tuple(
        _change(file, what, (old.get(file, []), new.get(file, [])), kept)
        for file, what in sorted(files.items())
    )


def _by_file(
    examples: Iterable[Example], file_of: Mapping[str, str], files: Mapping[str, str]
) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {}
    for example in examples:
        if file_of[example.id] in files:
            found.setdefault(file_of[example.id], []).append(example)
    return found


def _change(
    file: str, what: str, pair: tuple[list[Example], list[Example]], kept: Sequence[Example]
) -> Change:
    old, new = (_keyed(part) for part in pair)
    both = [key for key in new if key in old]
    updated = [key for key in both if old[key].answer != new[key].answer]
    replaced: list[_Replaced] = []
    sentences: list[str] = []
    for key in updated:
        here = _replaced(old[key], new[key])
        replaced += here
        sentences.append(_sentence(old[key], new[key], here))
    stale = tuple(e.id for e in kept if any(_is_stale(e, r) for r in replaced))
    more = len(sentences) - _SHOWN
    shown = sentences[:_SHOWN] + ([f"and {more} more answers changed"] if more > 0 else [])
    return Change(
        file, what, len(new) - len(both), len(updated), len(old) - len(both), tuple(shown), stale
    )


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
        pairs.append(_Replaced(fact, other.text if other else "", _topic(new.question)))
    return pairs


def _sentence(old: Example, example: Example, replaced: Sequence[_Replaced]) -> str:
    asked = " ".join(example.question.split())[:80]
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
