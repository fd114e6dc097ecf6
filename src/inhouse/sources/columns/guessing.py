"""The columns of questions and answers, told from what they hold where their names do not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.sources.columns.names import ANSWER, QUESTION, Columns, normal

__all__ = ["Guess", "guess_columns"]

_MEASURED = 500
_MIN_ROWS = 5
_MIN_QUESTIONS = 0.6
_MAX_QUESTIONS_IN_ANSWERS = 0.3
_MIN_WORDS = 2.0
_MIN_DISTINCT_QUESTIONS, _MIN_DISTINCT_ANSWERS = 0.5, 0.3
_MIN_FILLED = 0.5
_CLEAR = 2.0  # times the runner-up
_MAX_WORDS_OF_A_QUESTION = 40.0
_MARK = re.compile(r"[?？؟]\s*[\"'”»)]?\s*$")
# In a name they say that the column is about the question or answer, and holds neither.
_ABOUT = frozenset((
    "id", "no", "nr", "number", "count", "date", "time", "by", "type", "category", "status",
    "language", "lang", "source", "author", "length", "score", "rating", "rank", "url", "link",
    "file", "tags", "label", "topic", "title", "nummer", "datum", "typ", "kategorie", "número",
    "fecha", "tipo", "categoría", "numéro", "catégorie", "data", "categoria", "autor", "auteur",
))  # fmt: skip
# These hold questions among other words, or words about one.
_AROUND = frozenset((
    "choices", "options", "candidates", "context", "passage", "dialogue", "dialog", "transcript",
    "conversation", "test",
))  # fmt: skip
_VAGUE = frozenset((
    "q", "a", "text", "title", "subject", "user", "input", "output", "reference", "prompt", "query",
    "instruction", "problem", "issue", "request", "completion", "assistant", "resolution",
    "asunto", "betreff", "objet", "sujet", "assunto", "título", "titel", "titre",
))  # fmt: skip
_QUESTION_WORDS = frozenset(w for w in QUESTION if " " not in w) - _VAGUE
_ANSWER_WORDS = frozenset(w for w in ANSWER if " " not in w) - _VAGUE


@dataclass(frozen=True, slots=True)
class Guess:
    """What was made of a table without known names.

    Args:
        columns: of the questions and answers.
        has_header: whether the first row names the columns, and is no pair itself.
        others: columns that could as well hold the answers; with any, it has to be asked.
    """

    columns: Columns
    has_header: bool
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """What a column holds: shares are of its cells with words, `filled` of all rows."""

    filled: float
    questions: float
    distinct: float
    n_words: float


def guess_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Guess | None:
    """The columns of questions and answers by what they hold; None if there are none.

    A column of questions is one of question marks, or one whose name has a word for it beside one
    whose name has a word for answers. Else the answers are the longest, most varied other texts.

    Args:
        header: the first row, whether it names the columns or not.
        rows: those below.
    """
    body = rows[:_MEASURED]
    if len(body) < _MIN_ROWS:
        return None
    held = [_held([row[at] if at < len(row) else "" for row in body]) for at in range(len(header))]
    has_header = not any(
        _MARK.search(name) and column.questions >= _MIN_QUESTIONS
        for name, column in zip(header, held, strict=True)
    )
    named = [_words_of(name) if has_header else frozenset[str]() for name in header]
    says_answer = [_says(words, _ANSWER_WORDS) for words in named]
    asked = [
        at
        for at, column in enumerate(held)
        if not named[at] & _AROUND
        and column.distinct >= _MIN_DISTINCT_QUESTIONS
        and _MIN_WORDS <= column.n_words <= _MAX_WORDS_OF_A_QUESTION
        and (
            column.questions >= _MIN_QUESTIONS
            or (_says(named[at], _QUESTION_WORDS) and any(says_answer))
        )
    ]
    if not asked:
        return None
    question = max(asked, key=lambda at: (_says(named[at], _QUESTION_WORDS), held[at].questions))
    rated = sorted(
        (_rate(held[at], says_answer[at]), -at)
        for at in range(len(header))
        if at != question and not named[at] & (_ABOUT | _AROUND)
    )
    rates = [(rate, -at) for rate, at in reversed(rated) if rate > 0]
    if not rates:
        return None
    best, answer = rates[0]
    others = tuple(at for rate, at in rates[1:] if rate * _CLEAR > best)
    return Guess(Columns(question, answer, None), has_header, others)


def _words_of(name: str) -> frozenset[str]:
    return frozenset(normal(name).split())


def _says(words: frozenset[str], wanted: frozenset[str]) -> bool:
    return bool(words & wanted) and not words & _ABOUT


def _held(cells: Sequence[str]) -> _Held:
    texts = [cell.strip() for cell in cells if cell.strip()]
    n = max(1, len(texts))
    return _Held(
        len(texts) / len(cells),
        sum(_MARK.search(text) is not None for text in texts) / n,
        len({text.casefold() for text in texts}) / n,
        sum(sum(any(c.isalpha() for c in w) for w in text.split()) for text in texts) / n,
    )


def _rate(column: _Held, is_named: bool) -> float:
    """How much the column looks like answers; 0 if not at all."""
    if column.filled < _MIN_FILLED or column.questions > _MAX_QUESTIONS_IN_ANSWERS:
        return 0.0
    if is_named:
        return 1000.0 + column.n_words
    if column.n_words < _MIN_WORDS or column.distinct < _MIN_DISTINCT_ANSWERS:
        return 0.0
    return column.n_words * column.distinct
