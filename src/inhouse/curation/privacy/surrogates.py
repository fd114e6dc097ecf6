"""The same private words, the same fiction, everywhere; other words, another one.

Each part of a name has a fiction of its own, so that "Maria Lopez", "Ms. Lopez" and "Maria" stay
one person. Personal dates are all shifted by 200 years and one secret number of days: what lay a
week apart still does, and nobody alive was born then, but whoever knows one true date knows the
shift. Without the map nothing leads back: it is kept encrypted, apart from the data, and may be
deleted.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from inhouse.curation.privacy.fictions import fiction, shifted_date
from inhouse.curation.privacy.words import words

__all__ = ["SurrogateMap", "Surrogates", "name_parts"]

_NAME = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_TRIES = 20_000
# 200 years in days: no birth date of anybody alive, and no detector takes it for one.
_CENTURIES = 73_049


@dataclass(slots=True)
class SurrogateMap:
    """What stands for what. Never logged: its text form says only how much it holds.

    Args:
        key: secret bytes that decide which fiction comes first, in hex.
        days: how far personal dates are shifted.
        known: "kind\\0words" to the fiction.
    """

    key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    days: int = field(default_factory=lambda: 30 + secrets.randbelow(335), repr=False)
    known: dict[str, str] = field(default_factory=dict, repr=False)


class Surrogates:
    """Gives each private value its fiction, and remembers it in `map`."""

    def __init__(self, kept: SurrogateMap | None = None) -> None:
        self.map = kept or SurrogateMap()
        self._taken = set(self.map.known.values())
        self._days = -self.map.days - _CENTURIES

    def of(self, kind: str, value: str) -> str:
        """What stands for `value`."""
        if kind == "person":
            return self._person(value)
        if kind == "date_of_birth":
            shifted = shifted_date(value, self._days)
            return shifted if shifted is not None else "[date]"
        return self._remembered(kind, _plain(value), value)

    def _person(self, name: str) -> str:
        """Part by part; the last of several is the family name unless a comma turns them."""
        parts = [m for m in _NAME.finditer(name) if not _keeps(m.group())]
        family_first = "," in name
        found, at = [], 0
        for i, match in enumerate(parts):
            first = i > 0 if family_first else i < len(parts) - 1
            part = self._name_part(match.group(), first=first)
            found += [name[at : match.start()], part]
            at = match.end()
        return "".join([*found, name[at:]])

    def _name_part(self, word: str, *, first: bool) -> str:
        """A part once met keeps its fiction, whether it is used as a first or a last name."""
        known = self.map.known.get(f"name\0{word.casefold()}")
        if known is None:
            known = self._new("name", word.casefold(), lambda n: _fictitious_name(n, first=first))
        return known.upper() if word.isupper() and len(word) > 1 else known

    def _remembered(self, kind: str, plain: str, value: str) -> str:
        known = self.map.known.get(f"{kind}\0{plain}")
        return known or self._new(kind, plain, lambda n: fiction(kind, value, n))

    def _new(self, kind: str, plain: str, make: Callable[[int], str]) -> str:
        start = self._number(kind, plain)
        made = make(start)
        for further in range(_TRIES):
            made = make(start + further)
            if made not in self._taken and _plain(made) != plain:
                break
        self._taken.add(made)
        self.map.known[f"{kind}\0{plain}"] = made
        return made

    def _number(self, kind: str, plain: str) -> int:
        """A number only the key's owner can work out."""
        digest = hmac.new(bytes.fromhex(self.map.key), f"{kind}\0{plain}".encode(), hashlib.sha256)
        return int.from_bytes(digest.digest()[:8], "big") % 10**15


def name_parts(name: str) -> list[str]:
    """The parts of a name that have fictions of their own: no titles, no "van"."""
    found = (m.group().removesuffix("'s").removesuffix("’s") for m in _NAME.finditer(name))
    return [part for part in found if not _keeps(part)]


def _plain(value: str) -> str:
    """Two ways of writing one number are one number."""
    return re.sub(r"[^0-9a-z@]", "", value.casefold())


def _keeps(word: str) -> bool:
    return word.casefold().rstrip(".") in {*words("titles"), *words("particles")}


def _fictitious_name(number: int, *, first: bool) -> str:
    """A name, or two joined: a round through the list in ten is made of joined ones."""
    names = words("first_names" if first else "last_names")
    round_, at = divmod(number, len(names))
    return names[at] if round_ % 10 < 9 else f"{names[at]}-{names[round_ // 10 % len(names)]}"
