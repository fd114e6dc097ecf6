"""What a letter quotes: marked lines, and all below the head of an earlier letter.

Mail programs put one of two heads before what they quote: a line that says who wrote when, or a
block of fields (From, Sent, To, Subject). Both are known here in the languages they come in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["exchanges", "first_quoted_head", "is_interleaved", "split_quotes"]

_MARKED = re.compile(r"^\s{0,3}>")
_UNMARK = re.compile(r"^\s{0,3}> ?")
_ALL_MARKS = re.compile(r"^\s{0,3}(?:> ?)+")

_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schreibt|geschrieben|a écrit|écrit|ecrit|escribió|escribio"
    r"|escreveu|ha scritto|schreef|geschreven|napisał(?:\(a\)|a)?|skrev|kirjoitti|napsala?"
    r"|написала?)(?:\(a\))?(?!\w)|写道|寫道|のメール",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d\d?[:.h]\d\d|\d\d?/\d\d?/\d\d")
_ENDS_IN_ADDRESS = re.compile(r"<[^<>\s]+@[^<>\s]+>\)?\s?[:：]$")
_ADDRESS = re.compile(r"\S@\S")
# "As we wrote on 5 May 2026:" is the writer's own sentence.
_OWN_SENTENCE = re.compile(
    r"^(?:as|like|wie|comme|como|conforme)\b|\b(?:i|we|ich|wir|j'ai|j’ai|nous avons|he|hemos"
    r"|escribí|escribimos|escrevi|escrevemos)\s+(?:\w+\s+)?(?:wrote|schrieben?|geschrieben|écrit"
    r"|escrito)\b",
    re.IGNORECASE,
)
_MAX_LINES = 3
_MAX_CHARACTERS = 280

_FROM = (
    r"from|von|de|da|van|od|från|fra|expéditeur|remitente|remetente|mittente|afzender|发件人|寄件者"
    r"|差出人"
)
_WHEN = (
    r"sent|date|gesendet|datum|envoyé(?: le| par)?|enviad[oa](?: el| em)?|fecha|data(?: de envio)?"
    r"|inviato|verzonden|wysłano|skickat|sendt|发送时间|日期|送信日時|寄件日期"
)
_ABOUT = r"subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|ämne|emne|主题|主旨|件名"
_TO = (
    r"to|an|à|a|para|aan|do|till|til|cc|kopie|bcc|copie(?: à)?|cco|reply-to|antwort an|priorität"
    r"|importance|importancia|importância|收件人|收件者|宛先"
)
_FIELD = re.compile(
    rf"^[\s*_>]*(?:(?P<sender>{_FROM})|(?P<when>{_WHEN})|(?P<about>{_ABOUT})|(?P<to>{_TO}))"
    r"[\s*_]{0,3}[:：][\s*_]*(?P<value>.*)$",
    re.IGNORECASE,
)
_MAX_HEAD_LINES = 14
_MAX_FIELD = 2000
_ORIGINAL = re.compile(
    r"^\W{0,5}-{2,}\s*(?:original message|original appointment|forwarded message"
    r"|(?:ursprüngliche|weitergeleitete|originale?)[ -]?nachricht|message (?:d['’]origine|original"
    r"|transféré|transmis|précédent)|mensaje (?:original|reenviado)"
    r"|mensagem (?:original|encaminhada|reencaminhada)|messaggio (?:originale|inoltrato)"
    r"|oorspronkelijk bericht|doorgestuurd bericht|(?:on|am|le|el|em) [^\n]{5,200}\b(?:wrote"
    r"|schrieb|a écrit|escribió|escreveu)[^\n]{0,80}?)\s*-{2,}\W{0,5}$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^\W{0,5}(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)"
    r"|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado"
    r"|início da mensagem (?:re)?encaminhada)\s*:\W{0,5}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*(?:_{8,}|[-–—]{8,}|\*{8,}|={8,}|-{2,}\s*[^\W_][\w' ’.-]{3,40}?-{2,})\s*$")


def split_quotes(text: str) -> tuple[str, str]:
    """What was written in a letter, and what it quotes, one level of marks taken off.

    The head of what is quoted is in neither; heads of still earlier letters stay in the quote.
    """
    own: list[str] = []
    quoted: list[str] = []
    for is_quoted, lines in _runs(text):
        (quoted if is_quoted else own).append("\n".join(lines).strip("\n"))
    return "\n\n".join(own).strip(), _below_head("\n\n".join(quoted).strip())


def _below_head(quoted: str) -> str:
    """The quote without the head it begins with: Apple Mail marks that too."""
    lines = quoted.split("\n")
    end = _fields_end(lines, 0, in_any_order=True) or _attribution_end(lines, 0)
    return "\n".join(lines[end:]).strip()


def is_interleaved(text: str) -> bool:
    """Whether answers stand between the quoted lines."""
    runs = [is_quoted for is_quoted, lines in _runs(text) if any(line.strip() for line in lines)]
    return any(not now and any(runs[at + 1 :]) and any(runs[:at]) for at, now in enumerate(runs))


def exchanges(text: str) -> list[tuple[str, str]]:
    """Quoted words with what was written to them: one pair, or one a question that is quoted.

    Answers between the lines of a letter are apart where each run of quoted lines ends in a
    question.
    """
    own, quoted = split_quotes(text)
    if is_interleaved(text):
        runs = [(q, "\n".join(lines).strip()) for q, lines in _runs(text)]
        runs = [(q, words) for q, words in runs if words]
        pairs = [(a[1], b[1]) for a, b in pairwise(runs) if a[0] and not b[0]]
        if pairs and all(asked.endswith("?") for asked, _ in pairs):
            return pairs
    return [(quoted, own)]


def first_quoted_head(text: str) -> str:
    """The head of the oldest letter that is quoted inside the quote; "" where there is none."""
    _, quoted = split_quotes(text)
    lines = [_ALL_MARKS.sub("", line) for line in quoted.split("\n")]
    head = ""
    for at in range(len(lines)):
        end = _fields_end(lines, at) or _attribution_end(lines, at)
        head = " ".join(lines[at:end]) if end else head
    return head


def _runs(text: str) -> list[tuple[bool, list[str]]]:
    """The lines in order, as runs of quoted and of own ones; heads of quotes are in none."""
    lines = text.replace("\r\n", "\n").split("\n")
    runs: list[tuple[bool, list[str]]] = []
    at = 0
    while at < len(lines):
        if _MARKED.match(lines[at]):
            _put(runs, _UNMARK.sub("", lines[at]), is_quoted=True)
            at += 1
        elif end := _fields_end(lines, at) or _original_end(lines, at):
            return _with_rest(runs, lines[end:])
        elif end := _attribution_end(lines, at):
            if not _is_marked_below(lines, end):
                return _with_rest(runs, lines[end:])
            at = end
        else:
            _put(runs, lines[at], is_quoted=False)
            at += 1
    return runs


def _put(runs: list[tuple[bool, list[str]]], line: str, *, is_quoted: bool) -> None:
    if not runs or runs[-1][0] != is_quoted:
        if not line.strip() and not is_quoted and runs:
            runs[-1][1].append("")
            return
        runs.append((is_quoted, []))
    runs[-1][1].append(line)


def _with_rest(
    runs: list[tuple[bool, list[str]]], rest: Sequence[str]
) -> list[tuple[bool, list[str]]]:
    """All of `rest` as quoted; its marks are taken off where every line has one."""
    filled = [line for line in rest if line.strip()]
    if filled and all(_MARKED.match(line) for line in filled):
        rest = [_UNMARK.sub("", line) for line in rest]
    return [*runs, (True, list(rest))] if filled else runs


def _is_marked_below(lines: Sequence[str], at: int) -> bool:
    below = next((line for line in lines[at : at + 3] if line.strip()), "")
    return bool(_MARKED.match(below))


def _attribution_end(lines: Sequence[str], at: int) -> int:
    """The line after "On Monday Robin wrote:", which mail programs break over several; or 0."""
    for n in range(1, _MAX_LINES + 1):
        part = [line.strip() for line in lines[at : at + n]]
        if len(part) < n or not all(part) or any(_MARKED.match(line) for line in part):
            return 0
        if n > 1 and any(_is_attribution(" ".join(part[k:]), False) for k in range(1, n)):
            return 0  # its own line, right below other words
        if part[-1].endswith((":", "：")):
            said = " ".join(part)
            return at + n if _is_attribution(said, _is_marked_below(lines, at + n)) else 0
    return 0


def _is_attribution(said: str, marked_below: bool) -> bool:
    if len(said) > _MAX_CHARACTERS or said.count("<") != said.count(">") or said[0].islower():
        return False
    if not (_WROTE.search(said) or (_ENDS_IN_ADDRESS.search(said) and _DATE.search(said))):
        return False
    if marked_below:
        return True
    dated = _DATE.search(said) or _ADDRESS.search(said)
    return bool(dated) and not _OWN_SENTENCE.search(said)


def _fields_end(lines: Sequence[str], at: int, *, in_any_order: bool = False) -> int:
    """The line after a block of fields that begins here, with or without a rule above; or 0.

    Args:
        lines: of a letter.
        at: where the block may begin.
        in_any_order: it may begin with another field than the sender, as below a rule.
    """
    if len(lines[at]) > _MAX_CHARACTERS:
        return 0
    start = at
    ruled = bool(_RULE.match(lines[at]) or _FORWARDED.match(lines[at]))
    while ruled and start + 1 < len(lines) and start < at + 3:
        start += 1
        if lines[start].strip():
            break
    kinds: dict[str, str] = {}
    end = start
    for number, line in enumerate(lines[start : start + _MAX_HEAD_LINES], start):
        field = _FIELD.match(line)
        if field is None and (
            number == start or not (line.strip() or _is_field(lines, number + 1))
        ):
            break
        if field is not None:
            kind = next(k for k in ("sender", "when", "about", "to") if field[k])
            kinds.setdefault(kind, field["value"])
            end = number + 1
    if "sender" not in kinds or not kinds.keys() & {"when", "about"}:
        return 0
    addressed = _ADDRESS.search(kinds["sender"]) is not None
    if next(iter(kinds)) != "sender" and not (ruled or in_any_order):
        return end if addressed and len(kinds) >= 3 else 0
    return end if ruled or addressed or len(kinds) >= 3 else 0


def _is_field(lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and _FIELD.match(lines[at]) is not None


def _original_end(lines: Sequence[str], at: int) -> int:
    """The line after "-----Original Message-----" and the like, where no fields follow; or 0."""
    line = lines[at]
    if len(line) > _MAX_CHARACTERS or not (_ORIGINAL.match(line) or _FORWARDED.match(line)):
        return 0
    below = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), 0)
    if below:
        return _fields_end(lines, below) or _attribution_end(lines, below) or at + 1
    return at + 1
