"""How much of what was planted is found, with intervals, and what cannot be found at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.curation.privacy.detecting import detect
from inhouse.curation.privacy.mention import Detector, Mention
from inhouse.curation.privacy.planting import Planted

__all__ = ["Recall", "blind_spots", "measured_recall", "wilson"]

_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Recall:
    """Of `planted` identifiers of a kind, `found` were; `ci` is the 95 % interval.

    Args:
        kind: which.
        planted: how many.
        found: covered whole, under whatever name.
        named: of these, called by their own kind.
        ci: of found / planted.
    """

    kind: str
    planted: int
    found: int
    named: int
    ci: tuple[float, float]

    @property
    def value(self) -> float:
        """The share found, 0-1."""
        return self.found / self.planted


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share.

    Source: Wilson 1927; recommended for small n by Brown, Cai and DasGupta 2001.

    Args:
        successes: how many.
        n: of how many, at least 1.
    """
    share = successes / n
    middle = share + _Z**2 / (2 * n)
    spread = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return (
        max(0.0, (middle - spread) / (1 + _Z**2 / n)),
        min(1.0, (middle + spread) / (1 + _Z**2 / n)),
    )


def measured_recall(planted: Sequence[Planted], looking: Sequence[Detector]) -> tuple[Recall, ...]:
    """The recall of each kind that was planted, in the order it was."""
    mentions = detect([one.text for one in planted], looking)
    rows: dict[str, list[tuple[bool, bool]]] = {}
    for one, found in zip(planted, mentions, strict=True):
        covering = [m for m in found if m.start < one.end and one.start < m.end]
        whole = _covers(one, covering)
        named = whole and any(m.kind == one.kind for m in covering)
        rows.setdefault(one.kind, []).append((whole, named))
    return tuple(
        Recall(
            kind,
            len(hits),
            sum(whole for whole, _ in hits),
            sum(named for _, named in hits),
            wilson(sum(whole for whole, _ in hits), len(hits)),
        )
        for kind, hits in rows.items()
    )


def _covers(one: Planted, mentions: Sequence[Mention]) -> bool:
    """Whether no letter or digit of it is left when the mentions are taken away."""
    left = [
        at
        for at in range(one.start, one.end)
        if one.text[at].isalnum() and not any(m.start <= at < m.end for m in mentions)
    ]
    return not left


def blind_spots(*, names: bool, customers: int) -> tuple[str, ...]:
    """What these detectors cannot find, in sentences."""
    found = [
        "numbers without a check digit (policy, member, chart, account) that no word such as"
        " 'policy number' stands beside",
        "addresses that do not follow the US form, and a town or ZIP code alone",
        "what identifies somebody by description ('the mayor's wife')",
        "identifiers that are spelled out ('four one five ...') or broken over several messages",
        "pictures, scans and attachments",
    ]
    if not names:
        found.insert(
            0,
            "names of people who are in no customer column"
            if customers
            else "names of people: no file has a customer column, and the extra that recognises"
            " names is not installed",
        )
    else:
        found.insert(0, "some names: rare ones, and first names alone")
    return tuple(found)
