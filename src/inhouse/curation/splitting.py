"""Which examples belong together, and which part of the data each group goes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from inhouse.curation.comparing.joining import Joined
from inhouse.curation.likeness import near_duplicates, normal_words
from inhouse.errors import NotEnoughData
from inhouse.records import Example, Split, SplitName, content_id

__all__ = [
    "TELLING_ANSWER_WORDS",
    "Closeness",
    "SplitShares",
    "alike",
    "group",
    "held_out",
    "split",
    "whole_customers",
]

TELLING_ANSWER_WORDS = 8
"""An answer of as many words in two places was hardly said twice by chance."""
_LONG_ANSWER_WORDS = 30
# The largest group, as a share of the part it goes to, tried from small to large.
_LARGEST_GROUP = (0.2, 0.5, 1.25)


@dataclass(frozen=True, slots=True)
class Closeness:
    """How alike (Jaccard, 0-1) two questions, or two long answers, must be to belong together."""

    questions: float
    answers: float


@dataclass(frozen=True, slots=True)
class SplitShares:
    """Shares (0-1) of the examples that judge and that stop training."""

    test: float
    validation: float


def group(
    examples: Sequence[Example],
    closeness: Closeness,
    *,
    by_document: bool = True,
    customers: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> dict[str, str]:
    """Example id to group id. Whole documents, customers and near-duplicates share a group.

    Args:
        examples: all of them.
        closeness: what counts as near.
        by_document: False lets the pairs of one page part; only for data that is one page.
        customers: example id to whatever tells whose it is: two that share any share a group.
    """
    joined = Joined([e.id for e in examples])
    keys: dict[str, list[str]] = {}
    for e in examples:
        if by_document:
            keys.setdefault(f"document {e.document_id}", []).append(e.id)
        for whose in customers.get(e.id, ()):
            keys.setdefault(f"customer {whose}", []).append(e.id)
    for members in [*keys.values(), *alike(examples, closeness)]:
        for member in members[1:]:
            joined.join(members[0], member)
    return joined.groups()


def alike(examples: Sequence[Example], closeness: Closeness) -> list[Sequence[str]]:
    """Ids of examples that ask the same or are answered the same, nearly: pairs and larger sets."""
    questions = {e.id: _asked(e) for e in examples}
    answers = {e.id: e.answer for e in examples}
    keys: dict[str, list[str]] = {}
    for e in examples:
        words = normal_words(questions[e.id])
        if words:
            keys.setdefault(f"question {words}", []).append(e.id)
        words = normal_words(answers[e.id])
        if len(words.split()) >= TELLING_ANSWER_WORDS:
            keys.setdefault(f"answer {words}", []).append(e.id)
    long = {i: t for i, t in answers.items() if len(t.split()) >= _LONG_ANSWER_WORDS}
    near = near_duplicates(questions, closeness.questions)
    return [*keys.values(), *near, *near_duplicates(long, closeness.answers)]


def whole_customers(
    examples: Sequence[Example], customers: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Example id to group id by customer alone; whoever is nobody's is a group of its own."""
    joined = Joined([e.id for e in examples])
    first: dict[str, str] = {}
    for e in examples:
        for whose in customers.get(e.id, ()):
            joined.join(first.setdefault(whose, e.id), e.id)
    return joined.groups()


def split(
    examples: Sequence[Example], groups: Mapping[str, str], shares: SplitShares, *, seed: int
) -> Split:
    """Whole groups to test, validation and train, each file of origin in proportion.

    The order of the groups comes from the seed and their ids, not from the order of the input.
    Small groups judge first: the bootstrap counts groups, not examples, so a test split of a few
    big pages could tell little. What a model wrote judges nothing: where its group is held out, it
    is in no part.

    Raises:
        NotEnoughData: the groups are too few, or too big, for three parts.
    """
    members: dict[str, list[Example]] = {}
    for example in examples:
        members.setdefault(groups[example.id], []).append(example)
    judges = {g: own for g, rows in members.items() if (own := _by_people(rows))}
    total = sum(len(rows) for rows in judges.values())
    wanted: dict[SplitName, float] = {
        "test": total * shares.test,
        "validation": total * shares.validation,
    }
    chosen = held_out(judges, wanted, seed=seed)
    parts: dict[SplitName, list[str]] = {"train": [], "validation": [], "test": []}
    for g in [*_ordered(judges, seed), *sorted(members.keys() - judges.keys())]:
        part = chosen.get(g, "train")
        parts[part] += sorted(e.id for e in (members[g] if part == "train" else judges[g]))
    if not all(parts.values()):
        biggest = max((len(rows) for rows in judges.values()), default=0)
        n_written = len(examples) - total
        written = f" ({n_written} more were written by a model and cannot judge)"
        raise NotEnoughData(
            "Training, stopping and judging need at least three separate documents,",
            f"but the {total} examples form {len(judges)} groups, the biggest of {biggest}"
            f"{written if n_written else ''}.",
            "Add examples from other documents, then: inhouse run FOLDER",
        )
    return Split(tuple(parts["train"]), tuple(parts["validation"]), tuple(parts["test"]))


def held_out(
    members: Mapping[str, list[Example]], wanted: Mapping[SplitName, float], *, seed: int
) -> dict[str, SplitName]:
    """Group id to the part it goes to; a group that is in none is learned from.

    Args:
        members: group id to its examples.
        wanted: part to about how many examples, the part that chooses first is first.
        seed: of the order.
    """
    order = _ordered(members, seed)
    chosen: dict[str, SplitName] = {}
    for name, n in wanted.items():
        _fill(name, max(1, round(n)), order, members, chosen)
    return chosen


def _ordered(members: Mapping[str, list[Example]], seed: int) -> list[str]:
    order = sorted(members, key=lambda g: content_id("split", str(seed), g))
    return _interleaved(order, members)


def _by_people(rows: Sequence[Example]) -> list[Example]:
    return [e for e in rows if not e.is_written]


def _fill(
    name: SplitName,
    wanted: int,
    order: Sequence[str],
    members: Mapping[str, list[Example]],
    chosen: dict[str, SplitName],
) -> None:
    filled = 0
    for share in _LARGEST_GROUP:
        for g in order:
            size = len(members[g])
            fits = size <= max(1, share * wanted) and filled + size <= 1.25 * wanted
            if g not in chosen and filled < wanted and fits:
                chosen[g] = name
                filled += size
        if filled >= 0.8 * wanted:
            return
    if filled == 0:
        free = [g for g in order if g not in chosen]
        if len(free) > 1:
            chosen[min(free, key=lambda g: (len(members[g]), order.index(g)))] = name


def _interleaved(order: Sequence[str], members: Mapping[str, list[Example]]) -> list[str]:
    """Groups so ordered that every prefix holds each file about in proportion."""
    by_file: dict[str, list[str]] = {}
    for g in order:
        files = Counter(e.source.file for e in members[g])
        by_file.setdefault(min(files, key=lambda f: (-files[f], f)), []).append(g)
    ranked: list[tuple[float, int, str]] = []
    place = {g: i for i, g in enumerate(order)}
    for rows in by_file.values():
        ranked += [((i + 0.5) / len(rows), place[g], g) for i, g in enumerate(rows)]
    return [g for _, _, g in sorted(ranked)]


def _asked(example: Example) -> str:
    return "\n".join(m.content for m in example.messages[:-1] if m.role == "user")
