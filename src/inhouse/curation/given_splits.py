"""The split that the data itself names: who is in which part, and the split made of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from inhouse.curation.splitting import SplitShares, held_out
from inhouse.errors import NotEnoughData
from inhouse.records import Example, Finding, Split, SplitName

__all__ = [
    "STRENGTH",
    "GivenSplit",
    "Ties",
    "given_parts",
    "names_a_split",
    "split_as_given",
    "split_by_customer",
]

STRENGTH: Mapping[SplitName, int] = {"train": 0, "validation": 1, "test": 2}
"""Of copies in several parts, the one in the strongest stays: what judges is not changed."""

_COLUMNS = ("split", "partition", "subset", "fold")
_NAMES: dict[str, SplitName] = {
    "train": "train", "training": "train",
    "validation": "validation", "valid": "validation", "val": "validation", "dev": "validation",
    "test": "test", "testing": "test", "eval": "test", "heldout": "test", "holdout": "test",
}  # fmt: skip


def given_parts(examples: Iterable[Example]) -> dict[str, SplitName]:
    """Example id to split, by a column named *split*, or by the file's or its folder's name.

    Empty unless something is learned from and something judges: a lone `test.csv` is no split.
    """
    found = {e.id: part for e in examples if (part := _part(e)) is not None}
    return found if names_a_split(found) else {}


def names_a_split(parts: Mapping[str, SplitName]) -> bool:
    """Whether something is learned from and something else judges or stops training."""
    return len({*parts.values()}) > 1 and "train" in parts.values()


@dataclass(frozen=True, slots=True)
class Ties:
    """What belongs together.

    Args:
        groups: example id to group id: documents, customers and near-duplicates.
        near: sets of ids of near-duplicates.
    """

    groups: Mapping[str, str]
    near: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class GivenSplit:
    """The split that the data names.

    Args:
        split: its parts.
        groups: example id to group id; a group that stands in several parts is one in each.
        findings: that it is used, and what was left out of it.
    """

    split: Split
    groups: Mapping[str, str]
    findings: tuple[Finding, ...]


def split_as_given(
    examples: Sequence[Example],
    parts: Mapping[str, SplitName],
    ties: Ties,
    shares: SplitShares,
    *,
    seed: int,
) -> GivenSplit:
    """Each example in the part that the data names for it.

    Near-duplicates of what judges are not learned from: they are in no part. What names no part is
    learned from unless it belongs to something held out. A part that is not given, validation or
    test, is taken from what is learned from, whole groups of it.

    Raises:
        NotEnoughData: nothing is left to learn from or to hold out.
    """
    placed = _placed(examples, parts, ties)
    wanted = _missing_parts(placed, shares, len(examples))
    _draw_missing(placed, wanted, examples, ties, seed=seed)
    crossing = _crossing(placed, ties.groups)
    groups = {
        i: f"{ties.groups[i]} {part}" if ties.groups[i] in crossing else ties.groups[i]
        for i, part in placed.items()
    }
    by_part = {
        name: tuple(sorted(i for i, part in placed.items() if part == name)) for name in STRENGTH
    }
    if not all(by_part.values()):
        told = ", ".join(f"{len(ids)} {name}" for name, ids in by_part.items())
        raise NotEnoughData(
            "Training, stopping and judging need examples in three parts,",
            f"but the split that the files name leaves: {told}.",
            "Add examples to the part that is empty, or rename the files or the column so that they"
            " name no split, then: inhouse run FOLDER",
        )
    return GivenSplit(
        Split(by_part["train"], by_part["validation"], by_part["test"]),
        groups,
        _findings(examples, placed, wanted, crossing),
    )


def _missing_parts(
    placed: Mapping[str, SplitName], shares: SplitShares, n: int
) -> dict[SplitName, float]:
    """The parts that the data does not name, with how many examples each should get."""
    wanted: dict[SplitName, float] = {"test": shares.test * n, "validation": shares.validation * n}
    return {part: size for part, size in wanted.items() if part not in placed.values()}


def _draw_missing(
    placed: dict[str, SplitName],
    wanted: Mapping[SplitName, float],
    examples: Sequence[Example],
    ties: Ties,
    *,
    seed: int,
) -> None:
    """Moves whole groups from training to the parts that are missing."""
    learned: dict[str, list[Example]] = {}
    for e in examples:
        if placed.get(e.id) == "train" and not e.is_written:
            learned.setdefault(ties.groups[e.id], []).append(e)
    drawn = held_out(learned, dict(wanted), seed=seed)
    for e in examples:
        if placed.get(e.id) == "train" and (part := drawn.get(ties.groups[e.id])):
            if e.is_written:
                del placed[e.id]  # what a model wrote judges nothing
            else:
                placed[e.id] = part


def split_by_customer(examples: Sequence[Example], ties: Ties, parts: Split) -> GivenSplit | None:
    """Whole customers in each part, where customers who asked the same tie all of them together.

    What repeats a held-out question or answer is in no part. None where too little is left.

    Args:
        examples: all of them.
        ties: the groups are customers.
        parts: of whole customers.
    """
    given: dict[str, SplitName] = dict.fromkeys(parts.train, "train")
    given |= dict.fromkeys(parts.validation, "validation")
    given |= dict.fromkeys(parts.test, "test")
    placed = _placed(examples, given, ties)
    left = tuple(e.id for e in examples if e.id not in placed)
    if 2 * len(placed) < len(examples) or len({*placed.values()}) < len(STRENGTH):
        return None
    finding = Finding(
        check="customers_ask_the_same",
        severity="info",
        examples=left,
        evidence=f"each customer is on one side of the split, and {len(left)} of {len(examples)}"
        " examples were left out, because a customer on another side asked or was told the same",
        fix="Nothing: what judges may not be learned from.",
    )

    def kept(ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(i for i in ids if i in placed)

    split = Split(kept(parts.train), kept(parts.validation), kept(parts.test))
    return GivenSplit(split, ties.groups, (finding,))


def _placed(
    examples: Sequence[Example], parts: Mapping[str, SplitName], ties: Ties
) -> dict[str, SplitName]:
    """Example id to part, without those that repeat something held out."""
    near: dict[str, SplitName] = dict(parts)
    for members in ties.near:
        told = [parts[i] for i in members if i in parts]
        for i in members:
            near[i] = max((*told, near.get(i, "train")), key=STRENGTH.__getitem__)
    whole = _strongest(parts, ties.groups)
    placed: dict[str, SplitName] = {}
    for e in examples:
        own = parts.get(e.id)
        tied = (near.get(e.id, "train"), "train" if own else whole.get(ties.groups[e.id], "train"))
        if max(tied, key=STRENGTH.__getitem__) == (own or "train"):
            placed[e.id] = own or "train"
    return placed


def _strongest(parts: Mapping[str, SplitName], groups: Mapping[str, str]) -> dict[str, SplitName]:
    found: dict[str, SplitName] = {}
    for i, part in parts.items():
        g = groups[i]
        found[g] = max(found.get(g, part), part, key=lambda name: STRENGTH[name])
    return found


def _crossing(placed: Mapping[str, SplitName], groups: Mapping[str, str]) -> set[str]:
    sides = {(groups[i], part) for i, part in placed.items()}
    return {g for g, n in Counter(g for g, _ in sides).items() if n > 1}


def _findings(
    examples: Sequence[Example],
    placed: Mapping[str, SplitName],
    drawn: Iterable[SplitName],
    crossing: set[str],
) -> tuple[Finding, ...]:
    counts = Counter(placed.values())
    told = f"{counts['train']} train, {counts['validation']} validation, {counts['test']} test"
    more = "".join(f"; it names no {name} part, which was taken from training" for name in drawn)
    left = tuple(e.id for e in examples if e.id not in placed)
    found = [
        Finding(
            check="given_split",
            severity="info",
            examples=left,
            evidence=f"the split that the files name is used ({told}){more};"
            f" {len(left)} examples repeat what judges or belong to it, and are not learned from",
            fix="Rename the files or the column if they are not meant as a split.",
        )
    ]
    if crossing:
        found.append(
            Finding(
                check="given_split_parts_groups",
                severity="warning",
                examples=(),
                evidence=f"{len(crossing)} documents or customers are on two sides of the split"
                " that the files name",
                fix="Read the verdict as a little too kind, or put each of them on one side.",
            )
        )
    return tuple(found)


def _part(example: Example) -> SplitName | None:
    for column, value in example.labels.items():
        if column.casefold() in _COLUMNS and value.strip().casefold() in _NAMES:
            return _NAMES[value.strip().casefold()]
    path = PurePosixPath(example.source.file)
    for name in (path.name, path.parent.name):
        for word in re.findall(r"[a-z]+", name.casefold().replace("held-out", "heldout")):
            if word in _NAMES:
                return _NAMES[word]
    return None
