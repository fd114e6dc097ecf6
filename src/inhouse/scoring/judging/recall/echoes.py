"""Answers that say the question again: "The question asks how long it takes. The answer is …"."""

from __future__ import annotations

import re

from inhouse.scoring.judging.segments import bare, sentences

__all__ = ["without_echo"]

_ASKS = re.compile(
    r"^\W*(?:the (?:question|customer|user)|(?:the )?question:)\b.{0,40}?"
    r"\b(?:asks?|asking|wants?|is (?:about|trying|considering)|wonders)\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"^\W*(?:based on|according to) (?:the|our|these) (?:information (?:provided )?(?:in|from) )?"
    r"(?:the )?(?:notes?|information(?: provided)?|passages?|text|context)\s*,?\s*",
    re.IGNORECASE,
)
_ANSWER_IS = re.compile(
    r"^\W*the answer(?: to (?:the|this|your) question)?(?: \"[^\"]*\")? is:?\s+", re.IGNORECASE
)
_QUOTED = re.compile(r"\"([^\"]{12,})\"")


def without_echo(answer: str, question: str) -> str:
    """`answer` without what only repeats the question or says where the answer comes from.

    Small models often open that way; a sentence of the question counts as nothing said.
    """
    asked = bare(question)
    kept = []
    for sentence in sentences(_without_quoted_question(answer, asked)):
        own = _ANSWER_IS.sub("", _SOURCE.sub("", sentence)).strip()
        if not own or _ASKS.search(own) or bare(own) in asked:
            continue
        kept.append(own if own == sentence else own[0].upper() + own[1:])
    return "\n".join(kept)


def _without_quoted_question(text: str, asked: str) -> str:
    """The question in quotation marks becomes the word for it, so that it is one sentence."""

    def short(found: re.Match[str]) -> str:
        return '"it"' if bare(found[1]) and bare(found[1]) in asked else found[0]

    return _QUOTED.sub(short, text)
