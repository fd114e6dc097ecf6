"""Names, posts and telephone numbers at the end of a letter, without a mark or a closing line."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["without_name"]

_CONTACT = re.compile(
    r"[|•·]|\S@\S+\.\w|\bwww\.|https?://|\+?\(?\d[\d ()/.-]{6,}\d"
    r"|^\W*(?:tel|phone|fax|mobil\w*|mob|cell|telefon\w*|tél\w*|móvil|telemóvel|direct|durchwahl)\b",
    re.IGNORECASE,
)
_PARTICLE = re.compile(r"^(?:van|von|vom|de|da|del|della|la|le|du|dos|di|der|den|y|und|and|&)$")
_NAME_WORD = re.compile(r"^[^\W\d_a-zß-ÿ](?:[\w'’-]*|\.)\.?$")
_LEADING = re.compile(r"^\s*(?:[-–—~/]+\s*|i\.\s?[AV]\.\s*|your'?s,?\s+)?")
_AFTER_NAME = re.compile(r"\s*(?:\([^()]{2,20}\)|,)\s*$")
# A last word that answers instead of naming someone.
_NO_NAMES = """
    yes no ja nein oui non sí si sim não thanks danke merci gracias obrigado obrigada ok okay none
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag
    freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes
    miércoles jueves viernes sábado domingo january february march april may june july august
    september october november december small medium large visa mastercard
"""
_NO_NAME = frozenset(_NO_NAMES.split())
_TEAM = re.compile(
    r"^(?:the|your|our|ihr|euer|dein|das|die|unser|l['’]|votre|la|le|el|su|tu|a|o|sua|seu)?\W*"
    r"[\w'’ &.-]{0,40}\b(?:team|crew|staff|desk|office|équipe|equipo|equipe|equipa|kundenservice"
    r"|kundendienst|customer service|support|helpdesk|empfang|accueil|recepción|receção|recepção)"
    r"\b[\w'’ &.-]{0,30},?$",
    re.IGNORECASE,
)
_SMALL_WORDS = "the das die der la le el a o l your ihr from at of de von vom du team"
_SMALL = frozenset(_SMALL_WORDS.split())
_ENDED = (".", "?", "!", ")", "…", '"', "”", "。", "？", "！")
_MAX_BLOCK_LINES = 9
_MAX_BLOCK_WORDS = 9
_MAX_NAME_WORDS = 4
_MAX_TEAM_WORDS = 7
_MAX_BLOCKS = 4


def without_name(text: str, sender: str) -> str:
    """The letter without a name, and a post and numbers below it, at its end.

    Nothing goes that follows a colon: there it is what was asked for.

    Args:
        text: a letter's body.
        sender: name and address of who wrote it.
    """
    known = _words(sender)
    lines = text.rstrip().split("\n")
    for _ in range(_MAX_BLOCKS):
        while lines and not lines[-1].strip():
            lines.pop()
        start = _signed_from(lines, known)
        if start is None or not any(line.strip() for line in lines[:start]):
            break
        lines = lines[:start]
    return "\n".join(lines).rstrip()


def _signed_from(lines: Sequence[str], known: set[str]) -> int | None:
    """Where the signature at the end begins, if there is one."""
    begins = next((at + 1 for at in range(len(lines) - 1, -1, -1) if not lines[at].strip()), 0)
    begins = max(begins, len(lines) - _MAX_BLOCK_LINES)
    for at in range(begins, len(lines)):
        above = next((line for line in reversed(lines[:at]) if line.strip()), "").rstrip()
        if above.endswith(":"):
            continue
        alone = at == 0 or not lines[at - 1].strip()
        if _is_signature(lines[at:], known, alone=alone, above=above):
            return at
    return None


def _is_signature(lines: Sequence[str], known: set[str], *, alone: bool, above: str) -> bool:
    first, *rest = (line.strip() for line in lines)
    bare = _AFTER_NAME.sub("", _LEADING.sub("", first))
    words, ended = _words(bare), above.endswith(_ENDED)
    own = bool(words & known) and words <= known | _SMALL and not first.endswith(_ENDED)
    own = own and (alone or above.endswith((*_ENDED, ",")))
    team = alone and len(bare.split()) <= _MAX_TEAM_WORDS and bool(_TEAM.match(bare))
    if not rest:
        short = alone and ended and len(bare.split()) < _MAX_NAME_WORDS
        ruled = alone and ended and first.count("|") > 1
        return own or (team and ended) or (short and _is_name(bare)) or ruled
    if not (own or team or _is_name(bare)) or not _is_block(rest, above):
        return False
    return own or team or any(_CONTACT.search(line) or _words(line) & known for line in rest)


def _is_block(lines: Sequence[str], above: str) -> bool:
    """Whether lines are posts, firms, numbers, not sentences."""
    return (
        above.endswith((*_ENDED, ","))
        and all(
            bool(_CONTACT.search(line))
            or (len(line.split()) <= _MAX_BLOCK_WORDS and not line.endswith(_ENDED[:3]))
            for line in lines
            if line
        )
        and not any(line.endswith(("?", ":")) for line in lines)
    )


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= _MAX_NAME_WORDS or text.casefold() in _NO_NAME:
        return False
    if any(word.casefold() in _NO_NAME for word in words):
        return False
    names = [word for word in words if not _PARTICLE.match(word)]
    return bool(names) and all(_NAME_WORD.match(word) for word in names)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))
