"""Other ways to ask a question, written by a model; the answer and its source stay as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from inhouse.records import Conversation, Example, Message
from inhouse.scoring.facts import read_statement
from inhouse.scoring.words import words
from inhouse.sources.generating.writer import Judged
from inhouse.sources.reader import example_of

__all__ = ["judge_paraphrases", "paraphrase_examples", "paraphrase_prompt"]

_SYSTEM = (
    "You reword questions that customers of a firm ask. Keep what is asked for and every number,"
    " name, code and product in it. Write each wording on a line of its own, and nothing else."
)
_LISTED = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)]|Q\s*\d*:)\s*", re.IGNORECASE)
_SMALL_WORDS = """
    a an and any are can could did do does for from have how i if in is it me much my of on or our
    should tell that the there this to was we what when where which who will with would you your
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def paraphrase_prompt(question: str, n: int) -> Conversation:
    """What a writer is asked about a question."""
    text = f"Question: {question}\n\nWrite {n} other ways to ask exactly this."
    return (Message("system", _SYSTEM), Message("user", text))


def judge_paraphrases(written: str, question: str, n: int) -> Judged:
    """The wordings that ask the same: every fact of the question and no other, and its subject."""
    kept: dict[str, tuple[str, str]] = {}
    known = {" ".join(words(question))}
    dropped: Counter[str] = Counter()
    for line in written.splitlines():
        wording = _LISTED.sub("", line).strip().strip('"“”*').strip()
        if not wording:
            continue
        key = " ".join(words(wording))
        reason = "the same words" if key in known else _fault(wording, question)
        if reason:
            dropped[reason] += 1
        elif len(kept) < n:
            known.add(key)
            kept[key] = (wording, "")
    return Judged(tuple(kept.values()), dict(dropped))


def paraphrase_examples(judged: Judged, example: Example, writer: str) -> Iterator[Example]:
    """The example with its question asked otherwise: same answer, same source, same document."""
    at = max(i for i, m in enumerate(example.messages[:-1]) if m.role == "user")
    for wording, _ in judged.kept:
        asked = (*example.messages[:at], Message("user", wording), *example.messages[at + 1 :])
        labels = {"maker": "paraphrase", "writer": writer, "paraphrase of": example.id}
        yield example_of(asked, example.source, example.document_id, labels)


def _fault(wording: str, question: str) -> str:
    """Why a wording is not kept, or ""."""
    n_words = len(wording.split())
    if n_words < 2 or n_words > 3 * len(question.split()) + 5:
        return "too short or too long"
    asked, again = read_statement(question), read_statement(wording)
    here = [f for f in asked.facts if f.kind != "polarity"]
    there = [f for f in again.facts if f.kind not in ("polarity", "name")]
    if not all(again.says(f) for f in here) or not all(f in asked.facts for f in there):
        return "other facts than the question's"
    named = [f for f in again.facts if f.kind == "name"]
    if not all(set(words(f.value)) <= asked.words for f in named):
        return "other facts than the question's"
    topic = asked.words - _SMALL
    if topic and len(topic & again.words) * 3 < len(topic):
        return "another subject"
    return ""
