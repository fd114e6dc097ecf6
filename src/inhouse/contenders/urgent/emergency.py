"""The passage of a firm's files that says what to do in an emergency."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from inhouse.contenders.urgent.rules import plain, word_list
from inhouse.records import Chunk

__all__ = ["emergency_text"]

_PUBLIC_NUMBER = re.compile(
    r"(?<![\d.,$€£-])(?:911|112|999|988|061|116 ?117|1-800-222-1222|800-222-1222)(?![\d]|[.,-]\d)"
)
_OWN_NUMBER = re.compile(
    r"\bon[- ]call\b|\bemergency (?:number|line|phone|mobile|service|hotline)\b|\bafter[- ]hours\b"
    r"|\bpoison control\b|\bnotruf|\bnotdienst|\bbereitschaftsdienst|\bemergencias\b|\burgencias\b"
    r"|\bguardia\b|\bwhen we are closed\b|\bday or night\b|\b24/7\b"
)
_PHONE = re.compile(r"\+?\(?\d[\d ()./-]{5,}\d")
_INSTRUCTION = re.compile(
    r"\b(?:call|ring|dial|phone|text|go to|llam\w*|marque|vaya|ruf\w*|anrufen|wahlen)\b"
)
_EMERGENCY = re.compile(
    r"\b(?:emergenc\w*|urgen\w*|notfall\w*|notfalle|at once|immediately|right away|do not wait"
    r"|don ?t wait|same day|leave the (?:house|building)|inmediatamente|sofort)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM_LETTERS = 5


def emergency_text(chunks: Iterable[Chunk], *, question: str = "") -> Chunk | None:
    """The passage or known answer that says what to do in an emergency, None if there is none.

    It must tell the reader, in one sentence, to call or go somewhere and name a public emergency
    number (911, 112, 999 ...) or the firm's own (on-call, after hours). Of those, the one that
    shares the most words with the question comes first, rare words counting more; a public
    number decides between equals.

    Args:
        chunks: what the firm knows: passages and known questions with their answers.
        question: what was asked, in the user's words.
    """
    fitting = [chunk for chunk in chunks if _instructs(chunk)]
    if not fitting:
        return None
    stems = [_stems(" ".join((chunk.question, *chunk.section, chunk.text))) for chunk in fitting]
    n_with = Counter(stem for found in stems for stem in found)
    asked = _stems(question)

    def fit(i: int) -> tuple[float, bool, int]:
        shared = sum(math.log(1 + len(fitting) / n_with[stem]) for stem in asked & stems[i])
        public = _PUBLIC_NUMBER.search(fitting[i].text) is not None
        return (shared, public, -i)

    return fitting[max(range(len(fitting)), key=fit)]


def _instructs(chunk: Chunk) -> bool:
    about = plain(" ".join((chunk.question, *chunk.section, chunk.text)))
    for sentence in _SENTENCE.split(plain(chunk.text)):
        if _INSTRUCTION.search(sentence) is None:
            continue
        if _PUBLIC_NUMBER.search(sentence):
            return True
        own = _OWN_NUMBER.search(sentence) is not None and _PHONE.search(sentence) is not None
        if own and _EMERGENCY.search(about):
            return True
    return False


def _stems(text: str) -> frozenset[str]:
    words = _WORD.findall(plain(text))
    return frozenset(word[:_STEM_LETTERS] for word in words if word not in word_list("stopwords"))
