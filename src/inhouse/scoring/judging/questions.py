"""What a question asks for: a price, a time, a yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inhouse.scoring.facts import Fact, Kind
from inhouse.scoring.judging.contradictions import completed_days
from inhouse.scoring.judging.lexicon import rewrite
from inhouse.scoring.judging.said import Said, read, sign_of

__all__ = ["Asked", "is_wanted", "last_turn", "read_question", "yes_or_no"]

_MONEY: tuple[Kind, ...] = ("money", "percent")
_WHEN: tuple[Kind, ...] = ("time", "weekday", "date", "month")
_ASKS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (r"how much|(?:price|cost|costs|fee|fees|charge|rate|deposit)\b|was kostet|wie viel"
     r"|cuánto (?:cuesta|vale)"
     r"|combien (?:coûte|ça)|quel est le prix|wie teuer|what do i pay|what would i pay", _MONEY),
    (r"how long|how soon|how quickly|wie lange|cuánto (?:tarda|tiempo|dura)|combien de temps"
     r"|how far|how big"
     r"|how (?:tall|wide|heavy|deep|old|hot|cold)", ("quantity", "number", "time")),
    (r"how often|wie oft|con qué frecuencia"
     r"|à quelle fréquence", ("frequency", "weekday", "quantity")),
    (r"(?:what|which) (?:share|percentage|part|proportion|fraction) of|how many per ?cent",
     ("percent",)),
    (r"how many|wie viele|cuántos|cuántas|combien de", ("number", "quantity")),
    (r"\bwhen\b|what time|which days?|what days?|\bhours\b|wann|cuándo|a qué hora|quand"
     r"|à quelle heure"
     r"|um wie viel uhr|what date|opening times", _WHEN),
    (r"phone number|telephone|which number|telefonnummer|teléfono", ("phone",)),
    (r"e-?mail", ("email",)),
    (r"website|web site|web address|\burl\b|\blink\b", ("url",)),
    (r"\bwho\b|\bwhom\b|which (?:doctor|dentist|person|lawyer)|\bwer\b|quién|\bqui\b", ("name",)),
    (r"which part|part number|model number|which model|what code|which code", ("code",)),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), kinds) for pattern, kinds in _ASKS)
_YES_OR_NO = re.compile(
    r"(?:^|[.!?,]\s*|\b(?:and|so|but|also|hi|hello)\s+)"
    r"(?:do|does|did|is|are|was|were|can|could|will|would|may|must|should|has|have|am|"
    r"isn't|aren't|don't|doesn't|can't|won't|haben|hat|ist|sind|kann|können|gibt|nehmen|akzeptieren|"
    r"darf|muss|tienen|hay|puedo|es|está|están|aceptan|se puede|avez|est-ce|peut|puis|acceptez"
    r"|y a-t-il)"
    r"\b[^.!?]*\?",
    re.IGNORECASE,
)
_ANOTHER_PART = re.compile(
    r"(?:\band|\?\s*(?:and )?|\bund|\by) (?:how|what|when|where|which|who|why|would|will|do|does"
    r"|can|is|are|wie|was|wann|wo|cuánto|cuanto|qué|que|dónde)\b",
    re.IGNORECASE,
)

_TURN = re.compile(r"(?:^|\n)(?:user|assistant): ")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Args:
        said: what it says itself.
        kinds: of facts that it asks for; none where it asks for something else.
        yes_or_no: whether a yes or a no answers it.
        n_parts: how many things it asks, as far as "and how", "and would" tell.
    """

    said: Said
    kinds: tuple[Kind, ...]
    yes_or_no: bool
    n_parts: int = 1


def last_turn(question: str) -> str:
    """What the customer asks now, of a conversation written out as "user: …" and "assistant: …"."""
    return _TURN.split(question)[-1]


def read_question(question: str) -> Asked:
    """What `question` asks for; its last sentence decides."""
    wanted = tuple(
        kind for pattern, kinds in _PATTERNS if pattern.search(question) for kind in kinds
    )
    asks_yes = bool(_YES_OR_NO.search(question)) and not re.match(
        r"\s*(?:how|what|when|where|which|who|why)\b", question, re.IGNORECASE
    )
    n_parts = 1 + len(_ANOTHER_PART.findall(question))
    return Asked(read(question), () if asks_yes else wanted, asks_yes, n_parts)


def yes_or_no(said: Said, asked: Asked) -> int:
    """1 where `said` answers yes, -1 where it answers no, 0 where it cannot be told.

    What it opens with counts first; then whether the segment that shares most with the question
    affirms or denies it.
    """
    text = rewrite(_straight(said.text))
    if opening := _OPENING.match(text):
        return -1 if opening["no"] else 1
    if not asked.yes_or_no:
        return 0
    if said.open_days and asked.said.open_days:
        return _open_on(said, asked)
    names = {t.name for t in asked.said.tokens}
    ranked = sorted(said.segments, key=lambda s: -len(s.names & names))
    if not ranked or 2 * len(ranked[0].names & names) <= len(names):
        return 0
    question = max(asked.said.segments, key=lambda s: len(s.tokens), default=None)
    return sign_of(ranked[0]) * (sign_of(question) if question else 1)


def _open_on(said: Said, asked: Asked) -> int:
    full = completed_days(said)
    found = {full[day] for day in asked.said.open_days}
    return 0 if len(found) > 1 else 1 if found.pop() else -1


_OPENING = re.compile(
    r"\W*(?:(?P<yes>yes|yeah|yep|yup|certainly|absolutely|definitely|sure|correct|ja|sí|oui|"
    r"we (?:sure )?do(?=[!.,]))\b"
    r"|(?P<no>nope|nein|non(?!\w)|sorry\b|unfortunately\b|leider\b|lamentablemente"
    r"|malheureusement|i'm afraid not"
    r"|not (?:at this time|currently|yet|necessarily|really|at the moment|always)"
    r"|no(?=\s*[,.;:!-]|\s*$|\s+(?:we|you|it|they|i|there|this|that|he|she|sorry)\b)))",
    re.IGNORECASE,
)


def _straight(text: str) -> str:
    return text.replace("’", "'")


def is_wanted(fact: Fact, asked: Asked) -> bool:
    """Whether a fact is of a kind that is asked for."""
    return fact.kind in asked.kinds
