"""What a question asks for: a price, a time, a yes or no."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from inhouse.scoring.facts import Kind
from inhouse.scoring.judging.contradictions import completed_days
from inhouse.scoring.judging.lexicon import rewrite
from inhouse.scoring.judging.said import Said, read, sign_of

__all__ = ["Asked", "as_answered", "last_turn", "read_question", "yes_or_no"]

_MONEY: tuple[Kind, ...] = ("money", "percent")
_WHEN: tuple[Kind, ...] = ("time", "weekday", "date", "month")
_ASKS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (r"how much(?! longer)|(?:price|cost|costs|fee|fees|charge|rate|deposit)\b|was kostet|wie viel"
     r"|cuánto (?:cuesta|vale)"
     r"|combien (?:coûte|ça)|quel est le prix|wie teuer"
     r"|\bwhat(?:'s| is|s| are| do| does| did| will| would|'ll)?\b[^.?!]{0,40}\b"
     r"(?:pay|paying|owe|run|set me back|come to|my (?:total|share|bill)|the (?:bill|total|damage)"
     r"|a month|out of my own pocket|(?:want|take|ask) for (?:it|that|this))\b", _MONEY),
    (r"how long|how soon|how quickly|wie lange|cuánto (?:tarda|tiempo|dura)|combien de temps"
     r"|how far|how big"
     r"|how (?:tall|wide|heavy|deep|old|hot|cold)"
     r"|how many (?:minutes|hours|days|weeks|months|years)|how much longer|what ages?\b",
     ("quantity", "number", "time")),
    (r"how often|wie oft|con qué frecuencia"
     r"|à quelle fréquence", ("frequency", "weekday", "quantity")),
    (r"(?:what|which) (?:share|percentage|part|proportion|fraction) of|how many per ?cent",
     ("percent",)),
    (r"how many\b(?! (?:minutes|hours|days|weeks|months|years|per ?cent))|wie viele|cuántos|cuántas"
     r"|combien de", ("number", "quantity")),
    (r"what time|how late|until when|closing time|a qué hora|à quelle heure|um wie viel uhr"
     r"|\b(?:latest|earliest|last|first) (?:slot|appointment|moment|time|minute|bus|train|order)\b",
     ("time",)),
    (r"\bwhen(?:'?s)? (?:do|does|did|is|are|r|was|were|can|could|will|would|should|shall|must|has"
     r"|have|may|am)\b|\bwhen\W*$|\b(?:and|since|by|know|tell me|idea|say) when\b|^\W*when\b"
     r"|(?:which|what) (?:days?|months?)\b|what date|opening times"
     r"|(?:^|opening|business|office|your|the|what|usual) hours\b"
     r"|wann|cuándo|quand", _WHEN),
    (r"phone number|telephone|which number|telefonnummer|teléfono", ("phone",)),
    (r"e-?mail", ("email",)),
    (r"website|web site|web address|\burl\b|\blink\b", ("url",)),
    (r"(?:^|[.?!,:;]\s*|\b(?:and|or|but|so|for|to|with|by|from|know|me|ask|hi|hello) )"
     r"who(?:m|se|'s)?\b|(?:which|what)(?: one)?(?: of the)? (?:doctor|dentist|person|lawyer)s?\b"
     r"|\bwer\b|quién|\bqui\b", ("name",)),
    (r"which part|part number|model number|which model|what code|which code", ("code",)),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), kinds) for pattern, kinds in _ASKS)
_YES_OR_NO = re.compile(
    r"(?:^|[.!?,]\s*|\b(?:and|so|but|also|hi|hello)\s+)"
    r"(?:do|does|did|is|are|was|were|can|could|will|would|may|must|should|has|have|am|"
    r"isn't|aren't|don't|doesn't|can't|won't|haben|hat|ist|sind|kann|können|gibt|nehmen|akzeptieren|"
    r"darf|muss|tienen|hay|puedo|es|está|están|aceptan|se puede|avez|est-ce|peut|puis|acceptez"
    r"|y a-t-il)"
    r"\b[^.!?]*\?"
    r"|(?:^|[.!?,]\s*|\b(?:and|so|but|also|then|hi|hello)\s+)"  # many leave the question mark out
    r"(?:do|does|did|is|are|r|was|were|can|could|will|would|may|must|should|has|have|am)\s+"
    r"(?:i|you|u|ya|we|they|he|she|it|the|my|your|our|there|this|that|any\w*|some\w*|one of you)\b",
    re.IGNORECASE,
)
_ANOTHER_PART = re.compile(
    r"(?:\band|\?\s*(?:and )?|\bund|\by) (?:(?:with|for|at|to|by|from|in) )?"
    r"(?:how|what|when|where|which|who|why|would|will|do|does|can|is|are|wie|was|wann|wo|cuánto|cuanto|qué|que|dónde)\b"
    r"|\?\s*(?:and|und|y|et)\b(?! (?:how|what|when|where|which|who|why|would|will|do|does|can|is"
    r"|are)\b)[^?]{3,}\?",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"\bhow (?:do|can|to|would|should|could|must)\b"
    r"|\bwhat (?:should|shall|must|do|can|could|else)\b[^.?!]{0,20}\b(?:do|bring|need|try|type|use"
    r"|take)\b|\bwie (?:kann|muss|soll|mache)\b"
    r"|\b(?:cómo|comment)\b",
    re.IGNORECASE,
)

_FOLLOWS = re.compile(r"\W*(?:and|what about|how about|und|y|et)\b", re.IGNORECASE)
_USER = re.compile(r"(?:^|\n)user: (.*)")
_TURN = re.compile(r"(?:^|\n)(?:user|assistant): ")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Args:
        said: what it says itself.
        told: what the whole conversation says, the question with it.
        groups: for each thing it asks, the kinds of facts that answer it; none where it asks for
            something else.
        yes_or_no: whether a yes or a no answers it.
        n_parts: how many things it asks, as far as "and how", "and would" tell.
        wants_steps: whether it asks how to do something, which every step of an answer tells.
    """

    said: Said
    told: Said
    groups: tuple[tuple[Kind, ...], ...]
    yes_or_no: bool
    n_parts: int = 1
    wants_steps: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds of facts that it asks for."""
        return tuple(kind for group in self.groups for kind in group)


def last_turn(question: str) -> str:
    """What the customer asks now, of a conversation written out as "user: …" and "assistant: …"."""
    return _TURN.split(question)[-1]


def read_question(conversation: str) -> Asked:
    """What the last turn of `conversation` asks for."""
    question = last_turn(conversation)
    wanted = _wanted(question)
    if not wanted and _FOLLOWS.match(question):
        wanted = _wanted(next((turn for turn in reversed(_USER.findall(conversation)[:-1])), ""))
    asks_yes = bool(_YES_OR_NO.search(question)) and not re.match(
        r"\s*(?:how|what|when|where|which|who|why)\b", question, re.IGNORECASE
    )
    n_parts = 1 + len(_ANOTHER_PART.findall(question))
    groups = () if asks_yes and n_parts == 1 else wanted
    steps = bool(_STEPS.search(question))
    return Asked(read(question), read(conversation), groups, asks_yes, n_parts, steps)


def _wanted(question: str) -> tuple[tuple[Kind, ...], ...]:
    return tuple(kinds for pattern, kinds in _PATTERNS if pattern.search(question))


def as_answered(asked: Asked, reference: Said) -> Asked:
    """What was asked, as the firm's answer shows: what begins with a yes or a no answers one."""
    if not _OPENING.match(rewrite(_straight(reference.text))):
        return asked
    groups = () if asked.n_parts == 1 else asked.groups
    return replace(asked, groups=groups, yes_or_no=True)


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
    if _DENIED.match(text):
        return -1
    if said.open_days and asked.said.open_days:
        return _open_on(said, asked)
    names = {t.name for t in asked.said.tokens}
    ranked = sorted(said.segments, key=lambda s: -len(s.names & names))
    if not ranked or 3 * len(ranked[0].names & names) <= 2 * len(names):
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
    r"|(?P<no>nope|nein|non(?!\w)|(?:better|rather|probably) not\b|sorry\b|unfortunately\b"
    r"|leider\b|lamentablemente"
    r"|malheureusement|i'm afraid not"
    r"|not (?:at this time|currently|yet|necessarily|really|at the moment|always)"
    r"|no(?=\s*[,.;:!-]|\s*$|\s+(?:we|you|it|they|i|there|this|that|he|she|sorry)\b)))",
    re.IGNORECASE,
)


_DENIED = re.compile(r"\W*(?:no|none|nobody|nothing|never|neither)\b", re.IGNORECASE)


def _straight(text: str) -> str:
    return text.replace("’", "'")
