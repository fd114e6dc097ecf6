"""Do the scorers agree with readers? Two readers' marks of answers, beside every scorer.

A line of the file is one answer: {"set", "question_id", "contender", "question", "reference",
"answer", "mark_a", "mark_b"}, the marks right, partly, wrong or handed_over. Printed: Cohen's kappa
between the readers, and between the marks they agree on and each scorer, in three classes (right,
partly, not right) and in two (right or not), with 95 % intervals by resampling whole questions; the
area under the curve for right or not; whether a scorer puts the contenders of each set in the
readers' order; and by how much the judge (`claims`) agrees better than each of the others, as
differences over the same resampled questions.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
from agreement import (
    Agreement,
    accuracy,
    area_under_curve,
    difference,
    kappa,
    with_interval,
)
from marked_answers import MARKS as STORED
from marked_answers import Marked, rebuild, stored

from inhouse.models import local_folder
from inhouse.models.embed import load_embedder
from inhouse.scoring import Graded, Tools, build, names
from inhouse.scoring.judging import judge_all, shared_lines

MARKS = ("right", "partly", "wrong", "handed_over")
# A customer who was handed over got no answer, and no wrong one either.
WORTH = {"right": 1.0, "partly": 0.5, "wrong": 0.0, "handed_over": 0.0}
JUDGE = "claims"
_EMBEDDED = ("answer_quality", "similarity", "claims")


@dataclass(frozen=True)
class Scored:
    """What a scorer makes of answers, in order.

    Args:
        scores: 0-1; None is unscored.
        outcomes: right, partly, wrong or handed_over; None is unscored. A scorer that only scores
            never says partly.
    """

    scores: list[float | None]
    outcomes: list[str | None]


@dataclass(frozen=True)
class Ordering:
    """Whether two orders of a set's contenders are the same.

    Args:
        set: which questions.
        by_marks: mean worth of the marks by contender.
        by_score: mean score by contender.
        same: whether every pair of contenders that the marks tell apart stands the same way round.
        turned: the pairs that do not.
    """

    set: str
    by_marks: dict[str, float]
    by_score: dict[str, float]
    same: bool
    turned: list[tuple[str, str]]


def ordering(name: str, rows: Sequence[tuple[str, float, float]]) -> Ordering:
    """Whether the mean scores put the contenders in the order of the mean marks.

    Contenders with equal marks may stand either way; equal scores of contenders that the marks tell
    apart are a turned pair, because such a scorer does not choose the better one.

    Args:
        name: of the set.
        rows: contender, worth of the mark (0-1), score.
    """
    marks: dict[str, list[float]] = defaultdict(list)
    scores: dict[str, list[float]] = defaultdict(list)
    for contender, worth, score in rows:
        marks[contender].append(worth)
        scores[contender].append(score)
    by_marks = {c: float(np.mean(v)) for c, v in sorted(marks.items())}
    by_score = {c: float(np.mean(v)) for c, v in sorted(scores.items())}
    turned = [
        (a, b)
        for a, b in combinations(by_marks, 2)
        if (by_marks[a] - by_marks[b])
        and (by_marks[a] - by_marks[b]) * (by_score[a] - by_score[b]) <= 0
    ]
    return Ordering(name, by_marks, by_score, not turned, turned)


def read(path: Path) -> list[Marked]:
    """The marked answers of a JSONL file.

    Raises:
        ValueError: a line lacks a field, or a mark is none of the four.
    """
    fields = tuple(Marked.__dataclass_fields__)
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        missing = [field for field in fields if field not in row]
        marks = [row.get("mark_a"), row.get("mark_b")]
        if missing or any(mark not in MARKS for mark in marks):
            what = f"has no {', '.join(missing)}" if missing else f"is marked {marks}"
            raise ValueError(f"{path}, line {number} {what}. A mark is one of {', '.join(MARKS)}.")
        found.append(Marked(**{field: row[field] for field in fields}))
    return found


@cache
def _embedder():  # noqa: ANN202
    return load_embedder(local_folder("all-minilm-l6-v2"))


def tools(name: str, *, words_only: bool = False) -> Tools:
    """What the scorer called `name` needs; the embedder is loaded only for those that use it."""
    if words_only or name not in _EMBEDDED:
        return Tools()
    return Tools(embedder=_embedder(), embedder_name="all-minilm-l6-v2")


def score(
    name: str, items: Sequence[Graded], threshold: float, *, words_only: bool = False
) -> Scored:
    """What the scorer called `name` makes of the answers.

    Args:
        name: one of `inhouse.scoring.names()`. `claims` is taken at its judge's word.
        items: the answers.
        threshold: least score of a right answer, for scorers that do not decide.
        words_only: without an embedding model, where the scorer can do without.
    """
    known = tools(name, words_only=words_only)
    if name == "claims":
        judged = [one for one in judge_all(items, known.embedder) if one]
        return Scored([one.score for one in judged], [one.outcome for one in judged])
    scores = build(name, known).score(items)
    said = [None if s is None else "right" if s >= threshold else "wrong" for s in scores]
    return Scored(scores, said)


def _class(mark: str) -> str:
    return mark if mark in ("right", "partly") else "not right"


def _is_right(mark: str) -> bool:
    return mark == "right"


_STATISTICS = (
    ("accuracy", accuracy, str),
    ("four", kappa, str),
    ("three", kappa, _class),
    ("two", kappa, _is_right),
)


def _cluster(row: Marked) -> str:
    return f"{row.set} {row.question_id}"


def readers(rows: Sequence[Marked]) -> dict[str, Agreement]:
    """How far the two readers agree, in four, three and two classes."""
    clusters = [_cluster(row) for row in rows]
    found = {}
    for name, of in (("four", str), ("three", _class), ("two", _is_right)):
        a, b = [of(row.mark_a) for row in rows], [of(row.mark_b) for row in rows]
        found[name] = with_interval(kappa, a, b, clusters)
    return found


def graded(rows: Sequence[Marked]) -> list[Graded]:
    """The answers as scorers get them, with the lines that a set's answers share."""
    lines = {
        one: shared_lines(r.reference for r in rows if r.set == one)
        for one in {row.set for row in rows}
    }
    return [
        Graded(str(i), r.question, r.reference, r.answer, r.passages, lines[r.set])
        for i, r in enumerate(rows)
    ]


def _columns(
    rows: Sequence[Marked], *scored: Scored
) -> tuple[list[Marked], list[list], list[list]]:
    """The answers that every scorer scored, their scores and their outcomes, by scorer."""
    whole = [i for i in range(len(rows)) if all(s.outcomes[i] is not None for s in scored)]
    return (
        [rows[i] for i in whole],
        [[s.scores[i] for i in whole] for s in scored],
        [[s.outcomes[i] for i in whole] for s in scored],
    )


def beside(rows: Sequence[Marked], scored: Scored) -> dict[str, object]:
    """One scorer beside the marks of the answers."""
    whole, (scores,), (judged,) = _columns(rows, scored)
    clusters = [_cluster(row) for row in whole]
    marks = [row.mark_a for row in whole]
    right = list(map(_is_right, marks))
    return {
        **{
            name: with_interval(statistic, list(map(of, marks)), list(map(of, judged)), clusters)
            for name, statistic, of in _STATISTICS
        },
        "area": with_interval(area_under_curve, scores, right, clusters),
        "unscored": len(rows) - len(whole),
        "orders": orders(list(zip(whole, scores, strict=True))),
    }


def against(rows: Sequence[Marked], judged: Scored, other: Scored) -> dict[str, Agreement]:
    """By how much the judge agrees better than another scorer, on the answers that both scored.

    The same questions are drawn for both, so that what makes a question hard is in neither.
    """
    whole, scores, outcomes = _columns(rows, judged, other)
    clusters = [_cluster(row) for row in whole]
    marks = [row.mark_a for row in whole]
    pairs = list(zip(*outcomes, strict=True))
    found = {
        name: with_interval(
            difference(statistic),
            list(map(of, marks)),
            [tuple(map(of, pair)) for pair in pairs],
            clusters,
        )
        for name, statistic, of in _STATISTICS
    }
    by_area = difference(lambda right, told: area_under_curve(told, right))
    right = list(map(_is_right, marks))
    found["area"] = with_interval(by_area, right, list(zip(*scores, strict=True)), clusters)
    return found


def orders(scored: Sequence[tuple[Marked, float]]) -> list[Ordering]:
    """The order of the contenders on every set."""
    by_set: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for row, score in scored:
        by_set[row.set].append((row.contender, WORTH[row.mark_a], score))
    return [ordering(name, rows) for name, rows in sorted(by_set.items())]


def differences(found: Mapping[str, Mapping[str, Agreement]]) -> None:
    """Prints by how much the judge agrees better with the marks than each other scorer."""
    for name, row in found.items():
        told = ", ".join(f"{kind} {_shown(one).split(', n =')[0]}" for kind, one in row.items())
        print(f"\n{JUDGE} less {name}: {told}")


def _shown(one: Agreement) -> str:
    if one.value is None:
        return f"not defined (n = {one.n})"
    ends = "" if one.low is None else f" ({one.low:.2f} to {one.high:.2f})"
    return f"{one.value:.2f}{ends}, n = {one.n} answers to {one.n_clusters} questions"


def table(found: Mapping) -> None:
    """Prints what was found."""
    for classes, one in found["readers"].items():
        print(f"readers, {classes} classes: kappa {_shown(one)}")
    for name, row in found["scorers"].items():
        print(f"\n{name}, {row['unscored']} unscored")
        print(f"  four classes:  the same {_shown(row['accuracy'])}")
        print(f"  four classes:  kappa {_shown(row['four'])}")
        print(f"  three classes: kappa {_shown(row['three'])}")
        print(f"  right or not:  kappa {_shown(row['two'])}")
        print(f"  right or not:  area under the curve {_shown(row['area'])}")
        for order in row["orders"]:
            how = "same order" if order.same else f"turned: {order.turned}"
            marks = ", ".join(
                f"{c} {m:.2f}/{order.by_score[c]:.2f}" for c, m in order.by_marks.items()
            )
            print(f"  {order.set}: {how} (marks/score: {marks})")


def main() -> None:
    """Reads the marks, scores the answers, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("marks", type=Path, nargs="?", help="JSONL of marked answers with texts")
    halves = ("choosing", "checking", "later")
    parser.add_argument("--half", choices=halves, help="of the stored marks")
    parser.add_argument(
        "--rebuild", type=Path, nargs="+", metavar="FILE", help="find the texts of the stored marks"
    )
    parser.add_argument("--quick", action="store_true", help="the first 40 answers")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scorer", nargs="+", default=list(names()), choices=names())
    parser.add_argument("--threshold", type=float, default=0.5, help="of scorers that don't decide")
    parser.add_argument("--words-only", action="store_true", help="without an embedding model")
    options = parser.parse_args()
    if options.rebuild:
        print(f"{rebuild(options.rebuild)} texts of {STORED} found.")
    rows = read(options.marks) if options.marks else stored(options.half)
    rows = rows[:40] if options.quick else rows
    agreed = [row for row in rows if row.mark_a == row.mark_b]
    scored = {
        name: score(name, graded(agreed), options.threshold, words_only=options.words_only)
        for name in options.scorer
    }
    others = [name for name in scored if name != JUDGE and JUDGE in scored]
    found = {
        "readers": readers(rows),
        "scorers": {name: beside(agreed, one) for name, one in scored.items()},
        "against": {name: against(agreed, scored[JUDGE], scored[name]) for name in others},
    }
    if options.json:
        sys.stdout.write(json.dumps(found, default=vars) + "\n")
    else:
        table(found)
        differences(found["against"])


if __name__ == "__main__":
    main()
