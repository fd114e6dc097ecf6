"""Do the scorers agree with readers? Two readers' marks of answers, beside every scorer.

A line of the file is one answer: {"set", "question_id", "contender", "question", "reference",
"answer", "mark_a", "mark_b"}, the marks right, partly, wrong or handed_over. Printed: Cohen's kappa
between the readers, and between the marks they agree on and each scorer, in three classes (right,
partly, not right) and in two (right or not), with 95 % intervals by resampling whole questions; the
area under the curve for right or not; and whether a scorer puts the contenders of each set in the
readers' order.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
from marked_answers import MARKS as STORED
from marked_answers import Marked, rebuild, stored
from scipy.stats import rankdata

from inhouse.models import local_folder
from inhouse.models.embed import load_embedder
from inhouse.scoring import Graded, Tools, build, names
from inhouse.scoring.judging import judge_all, shared_lines

MARKS = ("right", "partly", "wrong", "handed_over")
# A customer who was handed over got no answer, and no wrong one either.
WORTH = {"right": 1.0, "partly": 0.5, "wrong": 0.0, "handed_over": 0.0}
RESAMPLES = 2000
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
class Agreement:
    """A statistic with its interval; `value` is None where it is not defined.

    Args:
        value: the statistic.
        low: lower end of the 95 % interval.
        high: upper end.
        n: how many answers.
        n_clusters: of how many questions.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    n_clusters: int


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


def kappa(left: Sequence[Hashable], right: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two readers' classes; None where chance alone would agree always.

    Source: Cohen 1960, "A coefficient of agreement for nominal scales".
    """
    if len(left) != len(right):
        raise ValueError(f"One mark each for every answer, found {len(left)} and {len(right)}.")
    if not left:
        return None
    classes = sorted({*left, *right}, key=str)
    a = np.array([classes.index(x) for x in left])
    b = np.array([classes.index(x) for x in right])
    by_chance = sum(float((a == k).mean() * (b == k).mean()) for k in range(len(classes)))
    if by_chance >= 1:
        return None
    return (float((a == b).mean()) - by_chance) / (1 - by_chance)


def accuracy(left: Sequence[Hashable], right: Sequence[Hashable]) -> float | None:
    """The share of answers in the same class; None of none."""
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left) if left else None


def area_under_curve(scores: Sequence[float], right: Sequence[bool]) -> float | None:
    """The chance that a right answer scores above a wrong one, ties half; None without both."""
    truth = np.array(right, dtype=bool)
    n_right, n_wrong = int(truth.sum()), int((~truth).sum())
    if not n_right or not n_wrong:
        return None
    ranks = rankdata(np.array(scores, dtype=float))
    return float((ranks[truth].sum() - n_right * (n_right + 1) / 2) / (n_right * n_wrong))


def with_interval(
    statistic: Callable[[Sequence, Sequence], float | None],
    left: Sequence,
    right: Sequence,
    clusters: Sequence[str],
    seed: int = 0,
) -> Agreement:
    """The statistic of all pairs, and its percentile interval over resampled clusters.

    Args:
        statistic: of two columns.
        left: one column.
        right: the other, as long.
        clusters: which rows are drawn together, as long.
        seed: of the draws.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for i, cluster in enumerate(clusters):
        members[cluster].append(i)
    groups = list(members.values())
    value = statistic(left, right) if len(left) else None
    if value is None or len(groups) < 2:
        return Agreement(value, None, None, len(left), len(groups))
    draws = np.random.default_rng(seed)
    found = []
    for _ in range(RESAMPLES):
        picked = [i for g in draws.integers(len(groups), size=len(groups)) for i in groups[g]]
        one = statistic([left[i] for i in picked], [right[i] for i in picked])
        if one is not None:
            found.append(one)
    if len(found) < RESAMPLES / 2:  # a rare class is missing from most draws
        return Agreement(value, None, None, len(left), len(groups))
    low, high = np.quantile(found, (0.025, 0.975))
    return Agreement(value, float(low), float(high), len(left), len(groups))


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


def readers(rows: Sequence[Marked]) -> dict[str, Agreement]:
    """How far the two readers agree, in four, three and two classes."""
    clusters = [f"{row.set} {row.question_id}" for row in rows]
    found = {}
    for name, of in (("four", str), ("three", _class), ("two", _is_right)):
        a, b = [of(row.mark_a) for row in rows], [of(row.mark_b) for row in rows]
        found[name] = with_interval(kappa, a, b, clusters)
    return found


def beside(
    name: str, rows: Sequence[Marked], threshold: float, *, words_only: bool = False
) -> dict[str, object]:
    """One scorer beside the marks the readers agree on."""
    rows = [row for row in rows if row.mark_a == row.mark_b]
    lines = {
        one: shared_lines(r.reference for r in rows if r.set == one)
        for one in {row.set for row in rows}
    }
    items = [
        Graded(str(i), r.question, r.reference, r.answer, r.passages, lines[r.set])
        for i, r in enumerate(rows)
    ]
    found = score(name, items, threshold, words_only=words_only)
    whole = [
        (row, value, one)
        for row, value, one in zip(rows, found.scores, found.outcomes, strict=True)
        if value is not None and one is not None
    ]
    clusters = [f"{row.set} {row.question_id}" for row, _, _ in whole]
    marks = [row.mark_a for row, _, _ in whole]
    judged = [one for _, _, one in whole]
    right = [_is_right(mark) for mark in marks]
    return {
        "accuracy": with_interval(accuracy, marks, judged, clusters),
        "four": with_interval(kappa, marks, judged, clusters),
        "three": with_interval(
            kappa, list(map(_class, marks)), list(map(_class, judged)), clusters
        ),
        "two": with_interval(kappa, right, list(map(_is_right, judged)), clusters),
        "area": with_interval(area_under_curve, [s for _, s, _ in whole], right, clusters),
        "unscored": len(rows) - len(whole),
        "orders": orders([(row, value) for row, value, _ in whole]),
    }


def orders(scored: Sequence[tuple[Marked, float]]) -> list[Ordering]:
    """The order of the contenders on every set."""
    by_set: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for row, score in scored:
        by_set[row.set].append((row.contender, WORTH[row.mark_a], score))
    return [ordering(name, rows) for name, rows in sorted(by_set.items())]


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
    found = {
        "readers": readers(rows),
        "scorers": {
            name: beside(name, rows, options.threshold, words_only=options.words_only)
            for name in options.scorer
        },
    }
    if options.json:
        sys.stdout.write(json.dumps(found, default=vars) + "\n")
    else:
        table(found)


if __name__ == "__main__":
    main()
