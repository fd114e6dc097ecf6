"""Reads the sentences of a firm's texts one by one: each counts as a whole, or not at all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from inhouse.contenders.clock.days import WEEKDAY, Days, Weekday
from inhouse.contenders.clock.notation import Token, TokenKind, fold, tokens
from inhouse.contenders.clock.opening_times import Break, Span
from inhouse.records import Chunk

__all__ = ["CUE", "SEASONAL", "Gathered", "Sentence", "Stated", "read_text"]

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?](?=\w)[^.!?;\n]+)*[.!?;\n]*")
_UNFINISHED = re.compile(
    r"(?:[,(-]|\b(?:to|and|or|from|on|the|at|until|till|is|are|we|of|except|through|between)) ?\n"
    r"(?=\S)"
)
CUE = re.compile(
    r"\b(?:open|opens|hours?|closed?|offnungszeiten|sprechzeiten|geoffnet|geschlossen|horarios?"
    r"|abiert\w+|abrimos|cerrad\w+)\b"
)
_SUBJECT = re.compile(
    r"\b(?:we|were|our (?:office|shop|store|practice|restaurant)|estamos|abrimos|wir)\b"
)
_FOREIGN = re.compile(
    r"\b(?:\w*line|lines|on-?call|emergenc\w*|phones?|calls?|calling|hotline|support|pharmacy"
    r"|kitchen|pools?|gym|spa|bar|breakfast"
    r"|deliver\w*|drs?|doctors?|dentists?|nurses?|billing|records|parking|garage|warehouse|tours?"
    r"|class|classes|courts?|library|chat|"
    r"e-?mails?|texts?|answer\w*|notdienst|notruf|urgencias?|emergencias?|telefon\w*|ambulance"
    r"|drive-?\w+|take-?out|pick-?up|lobby|atm|"
    r"appointments?|check-?in|check-?out|sunday school|mass|service|services|repairs?|department"
    r"|departamento|cocina|piscina)\b"
)
SEASONAL = re.compile(
    r"\b(?:summer|winter|spring|autumn|seasons?|seasonal\w*|off-season|temporar\w*"
    r"|until further notice|ramadan|verano|invierno|"
    r"temporada|sommer\w*|vary|varies|vacation|school holidays|school year|special hours"
    r"|holiday hours|new hours|starting|effective|beginning|as of|from now on|from next"
    r"|(?:in|during|from|through|until|of|all|each|every)"
    r" (?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)(?! \d))\b"
)
_DAY_ALONE = re.compile(
    rf"(?m)^({WEEKDAY}(?: ?(?:-|to|through) ?{WEEKDAY})?) ?:? ?\n+(?=\d|closed)"
)
_PAIRS = ("(?:dh|dc|cd|da|ad)+", "(?:hd|dc|cd|da|ad)+")
_LETTERS: dict[TokenKind, str] = {
    "days": "d", "hours": "h", "closed": "c", "appointment": "a", "break": "b", "meal": "m",
    "except": "x", "word": "w",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a firm's texts.

    Args:
        text: folded.
        lead: the heading, the question or the line that it belongs to, folded.
        source: id of its chunk.
        tokens: of the text.
    """

    text: str
    lead: str
    source: str
    tokens: tuple[Token, ...]

    @property
    def is_foreign(self) -> bool:
        """Whether it speaks of somebody or something else than the firm's being open."""
        return bool(_FOREIGN.search(self.text) or _FOREIGN.search(self.lead))


@dataclass(frozen=True, slots=True)
class Stated:
    """What one sentence says of some days.

    Args:
        days: which.
        spans: hours; empty for closed, None for "by appointment".
        sentence: that says so.
        meal: the only meal that it speaks of, where it names one.
    """

    days: Days
    spans: tuple[Span, ...] | None
    sentence: Sentence
    meal: str = ""


@dataclass(slots=True)
class Gathered:
    """What the sentences read so far say.

    Args:
        stated: of days.
        breaks: at lunch.
        unread: sentences that were not understood as a whole.
        read: sentences that were.
    """

    stated: list[Stated] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    unread: list[Sentence] = field(default_factory=list)
    read: list[Sentence] = field(default_factory=list)

    def of(self, *kinds: type) -> list[Stated]:
        """What is said of days of these kinds, without "by appointment"."""
        return [s for s in self.stated if isinstance(s.days, kinds) and s.spans is not None]


def read_text(chunk: Chunk, known: frozenset[str], gathered: Gathered) -> None:
    """Adds what the sentences of a chunk say to `gathered`.

    Args:
        chunk: a passage, or a known question with its answer.
        known: words that add nothing, such as the firm's name.
        gathered: is added to.
    """
    heading = fold(" / ".join((*chunk.section, chunk.question)))
    lead = " ".join(word for word in heading.split() if word not in known).strip(" /")
    # In a table or under a heading, a line of hours belongs to the last line that is none.
    folded = _DAY_ALONE.sub(r"\1 ", _UNFINISHED.sub(_join, fold(chunk.text)))
    for part in _SENTENCE.findall(folded):
        text = part.strip(" \n.!?;:-")
        if not text:
            continue
        sentence = Sentence(text, lead, chunk.id, tokens(text, known))
        asks = "?" in part
        if not asks and _is_about_opening(sentence) and _read_sentence(sentence, gathered):
            gathered.read.append(sentence)
            continue
        lead = text
        if not asks:
            gathered.unread.append(sentence)


def _join(match: re.Match[str]) -> str:
    return match.group().replace("\n", " ")


def _is_about_opening(sentence: Sentence) -> bool:
    around_the_clock = any(t.span and t.span.end - t.span.start >= 1440 for t in sentence.tokens)
    of_the_firm = _SUBJECT.search(sentence.text) and not around_the_clock
    if SEASONAL.search(sentence.lead) or (_FOREIGN.search(sentence.lead) and not of_the_firm):
        return False
    if CUE.search(sentence.text) or any(token.kind == "break" for token in sentence.tokens):
        return True
    spoken = any(token.kind in {"days", "hours"} for token in tokens(sentence.lead))
    return not sentence.lead or (bool(CUE.search(sentence.lead)) and not spoken)


def _read_sentence(sentence: Sentence, gathered: Gathered) -> bool:
    """Takes the rules of a sentence that is understood as a whole; False where it is not."""
    found = sentence.tokens
    if any(token.kind == "break" for token in found):
        return _read_break(sentence, gathered)
    main, exception = _split(found)
    groups = [_pair(piece, sentence, meal) for meal, piece in _by_meal(main)]
    others = [_pair(exception, sentence)] if exception else []
    if not all(groups) or not all(others):
        return False
    beaten = {stated.days for group in others for stated in group}
    gathered.stated += [s for group in groups for s in group if s.days not in beaten]
    gathered.stated += [s for group in others for s in group]
    return True


def _split(found: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """What holds, and the exception from it: after "except", days alone are closed."""
    kinds = [token.kind for token in found]
    if "except" not in kinds:
        return found, ()
    main, after = found[: kinds.index("except")], found[kinds.index("except") + 1 :]
    days = tuple(itertools.takewhile(lambda token: token.kind == "days", after))
    rest = after[len(days) :]
    if all(token.kind == "days" for token in main):  # "Daily except Monday 9-5"
        return (*main, *rest), (*days, Token("closed", ""))
    return main, after if rest else (*days, Token("closed", ""))


def _by_meal(found: Sequence[Token]) -> list[tuple[str, Sequence[Token]]]:
    """Pieces that a meal leads in: "Lunch Tue-Sat 12-2, dinner Fri 6-10 pm" has two."""
    starts = [i for i, token in enumerate(found) if token.kind == "meal"]
    if len({found[i].text for i in starts}) > 1 and starts[0] != 0:
        return [("", [token for token in found if token.kind != "meal"])]
    if not starts or starts[0] != 0:
        return [("", found)]
    ends = [*starts[1:], len(found)]
    return [(found[a].text, found[a + 1 : b]) for a, b in zip(starts, ends, strict=True)]


def _pair(found: Sequence[Token], sentence: Sentence, meal: str = "") -> list[Stated]:
    """Days with what holds on them; empty where the order of the two is not clear."""
    groups = [list(group) for _, group in itertools.groupby(found, key=lambda token: token.kind)]
    letters = "".join(_LETTERS[group[0].kind] for group in groups)
    if letters == "h" and groups[0][0].span == Span(0, 1440):  # "Open 24 hours": every day
        days = tuple(Weekday(number) for number in range(7))
        groups, letters = [[Token("days", "", days)], *groups], "dh"
    if not any(re.fullmatch(pairs, letters) for pairs in _PAIRS):
        return []
    stated = []
    for pair in zip(groups[::2], groups[1::2], strict=True):
        named, value = pair if pair[0][0].kind == "days" else pair[::-1]
        spans = None if value[0].kind == "appointment" else _spans(value)
        stated += [Stated(day, spans, sentence, meal) for token in named for day in token.days]
        if spans and any(a.end > b.start for a, b in itertools.pairwise(spans)):
            return []
    return stated


def _spans(value: Sequence[Token]) -> tuple[Span, ...]:
    return tuple(sorted(token.span for token in value if token.span))


def _read_break(sentence: Sentence, gathered: Gathered) -> bool:
    """A pause at lunch, alone or behind the hours that it interrupts."""
    letters = "".join(_LETTERS[token.kind] for token in sentence.tokens)
    cut = re.fullmatch(r"((?:d+h+)*)(d*c?(?:bh|hb)d*)", letters)
    if cut is None:
        return False
    before = sentence.tokens[: cut.end(1)]
    pause = sentence.tokens[cut.end(1) :]
    days = [day for token in (before or pause) for day in token.days]
    stated = _pair(before, sentence) if before else []
    plain = all(isinstance(day, Weekday) and not day.nths for day in days)
    if not plain or bool(stated) != bool(before) or (before and any(t.days for t in pause)):
        return False
    numbers = tuple(day.number for day in days if isinstance(day, Weekday)) or tuple(range(7))
    closes = bool(re.search(r"\bclos|\bshut", sentence.text)) or "desk" not in sentence.text
    gathered.stated += stated
    gathered.breaks.append(Break(_spans(pause)[0], numbers, closes, (sentence.source,)))
    return True
