"""Which questions to show side by side: where each contender is right and where it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from inhouse.records import ContenderFacts
from inhouse.scoring.words import words

__all__ = ["Choice", "choose_side_by_side"]

_RIGHT, _WRONG = 0.7, 0.4  # half the facts and close in meaning; hardly a fact, or far off
_TOO_ALIKE = 0.6  # share of words two questions have in common
_Row: TypeAlias = Mapping[str, float]


class Choice(NamedTuple):
    """One question to show, and why in plain words."""

    example_id: str
    why: str


class _Kind(NamedTuple):
    """One kind of question worth showing: which, how good an instance, and why."""

    why: Callable[[_Row], str]
    worth: Callable[[_Row], float | None]


def choose_side_by_side(
    scores: Mapping[str, Mapping[str, float | None]],
    questions: Mapping[str, str],
    entrants: Sequence[ContenderFacts],
    n: int = 10,
) -> list[Choice]:
    """Up to `n` questions that show every contender's strengths and faults, in turn by kind.

    Same input, same choice. Two questions that share most of their words are not both shown
    unless there is nothing else.

    Args:
        scores: contender to example id to primary score, 0-1; None is unscored.
        questions: example id to question.
        entrants: what the contenders are, the least upkeep first.
        n: how many.
    """
    rows = {i: _row(scores, i) for i in questions}
    rows = {i: row for i, row in rows.items() if row}
    ranked = [_ranked(kind, rows) for kind in _kinds([e for e in entrants if e.name in scores])]
    chosen: dict[str, str] = {}
    for strict in (True, False):
        for example_id, why in _in_turn(ranked):
            if len(chosen) >= n:
                break
            new = example_id not in chosen
            if new and not (strict and _like_one_of(example_id, chosen, questions)):
                chosen[example_id] = why
    return [Choice(i, why) for i, why in chosen.items()]


def _row(scores: Mapping[str, Mapping[str, float | None]], example_id: str) -> _Row:
    return {
        name: value
        for name, by_example in scores.items()
        if (value := by_example.get(example_id)) is not None
    }


def _ranked(kind: _Kind, rows: Mapping[str, _Row]) -> list[Choice]:
    worths = {i: worth for i, row in rows.items() if (worth := kind.worth(row)) is not None}
    best = sorted(worths, key=lambda i: (-round(worths[i], 9), i))
    return [Choice(i, kind.why(rows[i])) for i in best]


def _in_turn(ranked: Sequence[Sequence[Choice]]) -> Iterator[Choice]:
    """The first of every kind, then the second of every kind, and so on."""
    for place in range(max((len(choices) for choices in ranked), default=0)):
        yield from (choices[place] for choices in ranked[:-1] if place < len(choices))
    yield from ranked[-1] if ranked else ()


def _like_one_of(example_id: str, chosen: Mapping[str, str], questions: Mapping[str, str]) -> bool:
    mine = set(words(questions[example_id]))
    for other_id in chosen:
        other = set(words(questions[other_id]))
        if mine | other and len(mine & other) / len(mine | other) >= _TOO_ALIKE:
            return True
    return False


def _kinds(entrants: Sequence[ContenderFacts]) -> list[_Kind]:
    """The kinds, most telling first; the last takes whatever is left."""
    phrases = {e.name: e.phrase for e in entrants}
    tuned = [e.name for e in entrants if e.fine_tuned]
    others = [e.name for e in entrants if not e.fine_tuned]
    kinds = [_gain(phrases, tuned, 1), _gain(phrases, tuned, -1), _all_right(), _all_wrong()]
    kinds += [_only_right(name, phrases) for name in (*reversed(others), *reversed(tuned))]
    return [*kinds, _spread(phrases)]


def _gain(phrases: Mapping[str, str], tuned: Sequence[str], sign: int) -> _Kind:
    """The first fine-tuned one is far better (1) or far worse (-1) than the best of the others."""
    better = "better" if sign > 0 else "worse"

    def own(row: _Row) -> str | None:
        return next((name for name in tuned if name in row), None)

    def worth(row: _Row) -> float | None:
        others = [value for name, value in row.items() if name not in tuned]
        mine = own(row)
        if mine is None or not others:
            return None
        gain = sign * (row[mine] - max(others))
        return gain if gain > 0.05 else None

    def why(row: _Row) -> str:
        other = max((n for n in row if n not in tuned), key=lambda n: row[n])
        mine = own(row)
        return (
            f"Fine-tuning is {better} here: {row[mine or other]:.2f} against "
            f"{row[other]:.2f} for {phrases.get(other, other)}."
        )

    return _Kind(why, worth)


def _all_right() -> _Kind:
    return _Kind(
        lambda row: f"Everyone is right: the lowest score is {min(row.values()):.2f}.",
        lambda row: lowest if (lowest := min(row.values())) >= _RIGHT else None,
    )


def _all_wrong() -> _Kind:
    return _Kind(
        lambda row: f"Everyone is wrong: the highest score is {max(row.values()):.2f}.",
        lambda row: 1 - highest if (highest := max(row.values())) < _WRONG else None,
    )


def _only_right(name: str, phrases: Mapping[str, str]) -> _Kind:
    """Only `name` is right, by how far the next best is behind."""

    def worth(row: _Row) -> float | None:
        others = [value for other, value in row.items() if other != name]
        if name not in row or not others or row[name] < _RIGHT or max(others) >= _RIGHT:
            return None
        return row[name] - max(others)

    def why(row: _Row) -> str:
        return f"Only {phrases[name]} is right ({row[name]:.2f})."

    return _Kind(why, worth)


def _spread(phrases: Mapping[str, str]) -> _Kind:
    def why(row: _Row) -> str:
        best, worst = max(row, key=lambda n: row[n]), min(row, key=lambda n: row[n])
        if row[best] - row[worst] < 0.05:
            return f"Nobody stands out: all score about {row[best]:.2f}."
        return (
            f"Best is {phrases.get(best, best)} ({row[best]:.2f}), "
            f"last {phrases.get(worst, worst)} ({row[worst]:.2f})."
        )

    return _Kind(why, lambda row: max(row.values()) - min(row.values()))
