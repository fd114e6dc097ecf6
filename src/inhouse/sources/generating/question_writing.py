"""Questions that a passage answers, written by a model and kept only where the passage says so."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from inhouse.records import Conversation, Example, Message
from inhouse.scoring.facts import read_statement
from inhouse.scoring.facts.grounding import ungrounded
from inhouse.scoring.facts.plain import plain
from inhouse.scoring.words import words
from inhouse.sources.generating.passages import Passage
from inhouse.sources.generating.writer import Judged
from inhouse.sources.reader import example_of

__all__ = ["judge_questions", "question_examples", "question_prompt"]

_SYSTEM = (
    "You write questions that customers of a firm ask, each with its answer, from a passage of the"
    " firm's files. Use only what the passage says: every number, price, date and name in an answer"
    " stands in the passage. Never speak of the passage itself. If it answers no question, write"
    " NONE."
)
_FORM = "Write {n} questions that it answers, each with its answer, in this form:\nQ: ...\nA: ..."
_PAIR = re.compile(
    r"^\W*(?:\d+[.)]\s*)?\W*(?:Q|Question)\s*\d*\W*?[:.)]\**\s*(?P<q>[^\n]+)\n+"
    r"\W*(?:A|Answer)\s*\d*\W*?[:.)]\**\s*(?P<a>.+?)"
    r"(?=\n\W*(?:\d+[.)]\s*)?\W*(?:Q|Question)\s*\d*\W*?[:.)]|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_OF_ITSELF = re.compile(
    r"\b(?:the|this|that|above|given|following)\s(?:passage|text|excerpt|document|article|paragraph"
    r"|section|context)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nor|without|unless|except|only|cannot|closed|neither)\b|n't\b",
    re.IGNORECASE,
)
_MIN_QUESTION_WORDS, _MAX_QUESTION_WORDS = 3, 40
# Words of the answer that carry meaning and stand in the passage, as a share of all such words.
_MIN_SUPPORT = 0.6
_SHORT = 3


def question_prompt(passage: Passage, n: int) -> Conversation:
    """What a writer is asked about a passage."""
    about = f" (from {passage.title})" if passage.title else ""
    text = f"Passage{about}:\n\n{plain(passage.text)}\n\n{_FORM.format(n=n)}"
    return (Message("system", _SYSTEM), Message("user", text))


def judge_questions(written: str, passage: Passage, n: int) -> Judged:
    """The pairs in what was written that the passage supports."""
    kept: dict[str, tuple[str, str]] = {}
    dropped: Counter[str] = Counter()
    pairs = list(_pairs(written))
    if not pairs and written.strip().upper().strip(".") != "NONE":
        dropped["no question with an answer"] += 1
    for question, answer in pairs:
        reason = _fault(question, answer, passage)
        key = " ".join(words(question))
        if reason:
            dropped[reason] += 1
        elif key in kept or len(kept) == n:
            dropped["more than was asked for, or twice"] += 1
        else:
            kept[key] = (question, answer)
    return Judged(tuple(kept.values()), dict(dropped))


def question_examples(judged: Judged, passage: Passage, writer: str) -> Iterator[Example]:
    """The kept pairs as examples; each cites the passage."""
    for question, answer in judged.kept:
        talk = (Message("user", question), Message("assistant", answer))
        labels = {"maker": "question_writing", "writer": writer}
        yield example_of(talk, passage.source, passage.document_id, labels)


def _pairs(written: str) -> Iterator[tuple[str, str]]:
    found = list(_in_json(written))
    if found:
        yield from found
        return
    for match in _PAIR.finditer(written.replace("\r\n", "\n")):
        yield _tidy(match["q"]), _tidy(match["a"])


def _in_json(written: str) -> Iterator[tuple[str, str]]:
    """Some models answer in JSON whatever they are told."""
    start, end = written.find("["), written.rfind("]")
    if start < 0 or end < start:
        return
    try:
        rows = json.loads(written[start : end + 1])
    except ValueError:
        return
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            pair = (row.get("question", row.get("q")), row.get("answer", row.get("a")))
            if isinstance(pair[0], str) and isinstance(pair[1], str):
                yield _tidy(pair[0]), _tidy(pair[1])


def _tidy(text: str) -> str:
    return re.sub(r"\n{2,}.*", "", text.strip().strip("*").strip(), flags=re.DOTALL)


def _fault(question: str, answer: str, passage: Passage) -> str:
    """Why the pair is not kept, or ""."""
    n_words = len(question.split())
    if not _MIN_QUESTION_WORDS <= n_words <= _MAX_QUESTION_WORDS or not answer:
        return "no question with an answer"
    if _OF_ITSELF.search(question) or _OF_ITSELF.search(answer):
        return "speaks of the passage"
    if ungrounded(answer, passage.text):
        return "a fact that the passage does not state"
    if ungrounded(question, f"{passage.title}\n{passage.text}"):
        return "asks about something the passage does not name"
    said = read_statement(answer, question)
    denies = any(fact.kind == "polarity" and fact.value == "no" for fact in said.facts)
    if denies and not _DENIES.search(passage.text):
        return "a no that the passage does not say"
    if _support(answer, passage) < _MIN_SUPPORT:
        return "words that the passage does not support"
    return ""


def _support(answer: str, passage: Passage) -> float:
    """Share (0-1) of the answer's telling words that the passage holds, up to their ending."""
    telling = {_stem(word) for word in words(answer) if len(word) > _SHORT}
    held = {_stem(word) for word in words(f"{passage.title} {passage.text}")}
    return len(telling & held) / len(telling) if telling else 1.0


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s|ly)$", "", word) if len(word) > _SHORT + 2 else word
