"""Right and wrong variants of real answers, made by rule: which of them does a scorer tell apart?

Wrong variants change one fact that the answer states (a figure, a day, a "not", a name, a promise
that nobody made); right ones say every fact again in other words. Five sets: the demo, covid_faq,
logingov_help, stackexchange_qa, medquad. A scorer that decides is counted by its decision, any
other by a threshold; the area under the curve needs none.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from judge_agreement import area_under_curve, score
from pair_faults import WRONG, Rule
from pair_rewordings import RIGHT
from pair_sets import DATA, SETS, Row, rows

from inhouse.scoring import Graded, names


@dataclass(frozen=True)
class Pair:
    """A real answer and a variant of it.

    Args:
        set: which data it comes from.
        kind: the rule that made the variant.
        question: what was asked.
        reference: the real answer.
        answer: the variant.
        same: whether it says the same.
    """

    set: str
    kind: str
    question: str
    reference: str
    answer: str
    same: bool


def drawn(name: str, known: Sequence[Row], per_kind: int, seed: int) -> list[Pair]:
    """Up to `per_kind` pairs of every kind from one set; a row serves a kind once."""
    found = []
    for same, rules in ((False, WRONG), (True, RIGHT)):
        for kind, rule in rules.items():
            chance = random.Random(f"{seed} {name} {kind}")
            found += [
                Pair(name, kind, row.question, row.answer, answer, same)
                for row, answer in islice(variants(rule, known, chance), per_kind)
            ]
    return found


def variants(rule: Rule, known: Sequence[Row], chance: random.Random) -> Iterator[tuple[Row, str]]:
    """One variant of every row that the rule applies to, in an order drawn."""
    for row in chance.sample(known, len(known)):
        made = [text for text in rule(row.answer) if text != row.answer]
        if made:
            yield row, chance.choice(made)


def generated(per_kind: int, seed: int) -> list[Pair]:
    """The pairs of every set that is there."""
    present = [name for name in SETS if name == SETS[0] or (DATA / name).is_dir()]
    return [pair for name in present for pair in drawn(name, rows(name, seed), per_kind, seed)]


def written(path: Path) -> list[Pair]:
    """The hand-written pairs of a JSONL file; the file's name is their set."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kind = row.get("kind", "pair")
        texts = (row["question"], row["reference"], row["answer"])
        found.append(Pair(path.stem, kind, *texts, same=row["same"]))
    return found


def counted(pairs: Sequence[Pair], said: Sequence[bool | None]) -> list[dict[str, object]]:
    """By kind: how many pairs, how many the scorer decided rightly, and the same by set."""
    found = []
    for same, kind in dict.fromkeys((p.same, p.kind) for p in sorted(pairs, key=lambda p: p.same)):
        every = [
            (p, s) for p, s in zip(pairs, said, strict=True) if (p.same, p.kind) == (same, kind)
        ]
        decided = [(p, s == same) for p, s in every if s is not None]
        by_set: dict[str, list[int]] = {}
        for pair, ok in decided:
            counts = by_set.setdefault(pair.set, [0, 0])
            by_set[pair.set] = [counts[0] + ok, counts[1] + 1]
        found.append(
            {
                "kind": kind,
                "same": same,
                "n": len(every),
                "undecided": len(every) - len(decided),
                "decided_rightly": sum(ok for _, ok in decided),
                "by_set": by_set,
            }
        )
    return found


def measured(
    name: str, pairs: Sequence[Pair], threshold: float, *, words_only: bool = False
) -> dict[str, object]:
    """What the scorer called `name` makes of the pairs."""
    started = time.perf_counter()
    items = [Graded(str(i), p.question, p.reference, p.answer) for i, p in enumerate(pairs)]
    found = score(name, items, threshold, words_only=words_only)
    said = [None if one is None else one == "right" for one in found.outcomes]
    kinds = counted(pairs, said)
    scored = [(s, p.same) for s, p in zip(found.scores, pairs, strict=True) if s is not None]
    return {
        "scorer": name,
        "n_wrong": sum(not p.same for p in pairs),
        "n_right": sum(p.same for p in pairs),
        "wrong_found": _share(pairs, said, same=False),
        "right_found": _share(pairs, said, same=True),
        "area_under_curve": area_under_curve([s for s, _ in scored], [r for _, r in scored]),
        "kinds": kinds,
        "mistaken": [
            {**asdict(pair), "outcome": found.outcomes[i]}
            for i, pair in enumerate(pairs)
            if said[i] is not None and said[i] != pair.same
        ],
        "seconds": round(time.perf_counter() - started, 1),
    }


def _share(pairs: Sequence[Pair], said: Sequence[bool | None], *, same: bool) -> float | None:
    decided = [
        s == same for p, s in zip(pairs, said, strict=True) if p.same == same and s is not None
    ]
    return round(sum(decided) / len(decided), 3) if decided else None


def table(found: dict) -> None:
    """Prints a line a kind, with every set's count."""
    area = found["area_under_curve"]
    print(
        f"{found['scorer']}: of {found['n_wrong']} wrong {found['wrong_found']} judged wrong, of"
        f" {found['n_right']} right {found['right_found']} judged right,"
        f" area under the curve {'not defined' if area is None else f'{area:.3f}'}"
    )
    for row in found["kinds"]:
        sets = "  ".join(f"{name} {ok}/{n}" for name, (ok, n) in row["by_set"].items())
        made = "right" if row["same"] else "wrong"
        print(f"  {made} {row['kind']:<20} {row['decided_rightly']:>3} of {row['n']:<4} {sets}")


def main() -> None:
    """Makes the pairs, scores them, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two pairs of a kind and set")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scorer", nargs="+", default=["answer_quality"], choices=names())
    parser.add_argument("--threshold", type=float, default=0.5, help="of scorers that don't decide")
    parser.add_argument("--words-only", action="store_true", help="without an embedding model")
    parser.add_argument("--per-kind", type=int, default=8, help="pairs of a kind and set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--file", type=Path, nargs="+", help="hand-written pairs instead (JSONL)")
    parser.add_argument("--show", action="store_true", help="every pair decided wrongly")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the pairs to read them")
    options = parser.parse_args()
    if options.file:
        pairs = [pair for path in options.file for pair in written(path)]
    else:
        pairs = generated(2 if options.quick else options.per_kind, options.seed)
    if options.write:
        lines = (json.dumps(asdict(p), ensure_ascii=False) + "\n" for p in pairs)
        options.write.write_text("".join(lines), encoding="utf-8")
    found = [
        measured(name, pairs, options.threshold, words_only=options.words_only)
        for name in options.scorer
    ]
    if options.json:
        sys.stdout.write(json.dumps({"seed": options.seed, "scorers": found}) + "\n")
        return
    for one in found:
        table(one)
        for pair in one["mistaken"] if options.show else ():
            print(json.dumps(pair, ensure_ascii=False))


if __name__ == "__main__":
    main()
