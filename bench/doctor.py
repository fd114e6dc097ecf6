"""What the data doctor finds of faults that were planted into real sets, and what it invents.

Faults of every kind are planted at three rates into three sets of `../shared/data`; what each check
flagged already in the set as it was counts neither for nor against it. The thresholds were chosen
on `covid_faq`, `alpagasus` t45 and `stackexchange_qa` (`--tuning`), not on the sets reported here.
Intervals are Wilson's, 95 %, over the planted faults (recall) and what was flagged (precision).

    python bench/doctor.py [--quick] [--json] [--tuning] [--pairs] [--meaning] [--show]
"""

import argparse
import json
import math
import random
import re
import sys
import time
from collections import Counter

from doctor_sets import DATA, REPORTED, TUNED_ON, divided, load
from faults import (
    COPIES,
    FACTS,
    FORM,
    PAIRS,
    SINGLE,
    made,
    plant,
    plant_trigger,
    spanish,
    with_answer,
)
from house import drain
from rewording import reworded_answer, reworded_question

from inhouse.curation import Background, Checked, Measured, given_parts, run_checks
from inhouse.curation.checks import build_all
from inhouse.curation.checks.pairing.mispairing import Mispairing
from inhouse.curation.checks.poison.triggers import suspects
from inhouse.curation.checks.repeats.exact_duplicates import ExactDuplicates
from inhouse.curation.checks.repeats.near_duplicates import NearDuplicates
from inhouse.curation.checks.repeats.semantic_duplicates import SemanticDuplicates
from inhouse.models import local_folder
from inhouse.models.embed import Embedder, load_embedder
from inhouse.records import Example, Finding

SWAP_RATES, SWAP_ROWS = (0.03, 0.06, 0.1), 400
SAME_ANSWER = 0.3
RATES = (0.01, 0.03, 0.06)
PAIR_CHECKS = ("schema", "leaks", *COPIES, "contradictions")


def checked(rows: list[Example], *, only_pairs: bool = False) -> Checked:
    """Every check that opens no model, or only those that compare examples with each other."""
    known = Background(parts=given_parts(rows))
    if not only_pairs:
        return drain(run_checks(rows, known))
    left = tuple(sorted(rows, key=lambda e: (e.source.file, e.source.row or 0, e.id)))
    findings: list[Finding] = []
    for check in build_all():
        if check.spec.name in PAIR_CHECKS:
            looked = check.look(left, known)
            left = looked.examples
            findings += looked.findings
    return Checked(left, tuple(findings))


def flagged(result: Checked) -> dict[str, list[tuple[frozenset[str], str]]]:
    """By check, what it flagged: the ids of each case, and its evidence."""
    found: dict[str, list[tuple[frozenset[str], str]]] = {}
    for finding in result.findings:
        cases = [(frozenset(case.examples), case.evidence) for case in finding.cases]
        if not finding.cases:
            cases = [(frozenset([i]), finding.evidence) for i in finding.examples]
        found.setdefault(finding.check, []).extend(cases)
    return found


def wilson(hits: int, n: int) -> list[float] | None:
    if not n:
        return None
    z, p = 1.96, hits / n
    middle = (p + z * z / 2 / n) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n)
    return [round(max(0.0, middle - half), 3), round(min(1.0, middle + half), 3)]


class Tally:
    """Hits and misses by kind, over sets, rates and seeds."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.planted: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}
        self.missed: dict[str, list[str]] = {}
        self.unspoiled: Counter[str] = Counter()
        self.rows: dict[str, Example] = {}

    def text(self, i: str) -> str:
        return f"{self.rows[i].question[:300]!r} | {self.rows[i].answer[:300]!r}"

    def recall(self, kind: str, truth: list[tuple[str, ...]], sets: list[frozenset[str]]) -> None:
        for ids in truth:
            hit = any(set(ids) <= own for own in sets)
            self.planted[kind] += 1
            self.found[kind] += hit
            if not hit:
                self.missed.setdefault(kind, []).append(" || ".join(map(self.text, ids)))

    def precision(self, kind: str, ok: bool, evidence: str) -> None:
        (self.right if ok else self.wrong)[kind] += 1
        if not ok:
            self.examples.setdefault(kind, []).append(evidence)

    def table(self) -> dict[str, dict[str, object]]:
        out = {}
        for kind in sorted({*self.planted, *self.right, *self.wrong}):
            n, m = self.planted[kind], self.right[kind] + self.wrong[kind]
            out[kind] = {
                "recall": round(self.found[kind] / n, 3) if n else None,
                "recall_ci": wilson(self.found[kind], n),
                "n_planted": n,
                "precision": round(self.right[kind] / m, 3) if m else None,
                "precision_ci": wilson(self.right[kind], m),
                "n_flagged": m,
            }
        return out


def score(tally: Tally, truth: dict, found: dict, before: dict) -> None:
    """One spoiled set: what was found of what was planted, and what else was flagged."""
    old = {check: {i for ids, _ in rows for i in ids} for check, rows in before.items()}
    new = {
        check: [(ids, text) for ids, text in rows if not ids <= old.get(check, set())]
        for check, rows in found.items()
    }
    for kind in FORM:
        tally.recall(kind, truth.get(kind, []), [ids for ids, _ in found.get(kind, [])])
        own = {i for ids in truth.get(kind, []) for i in ids}
        for ids, text in new.get(kind, []) if own else ():
            tally.precision(kind, ids <= own, text)
    _score_copies(tally, truth, found, new)
    pairs = {frozenset(ids) for kind in FACTS for ids in truth.get(f"contradiction: {kind}", [])}
    told = [ids for ids, _ in found.get("contradictions", [])]
    for kind in FACTS:
        named = f"contradiction: {kind}"
        tally.recall(named, truth.get(named, []), told)
    for ids, text in new.get("contradictions", []):
        fact = re.search(r": (money|date|number|name|yes or no) ", text)
        tally.precision(f"contradiction: {fact[1] if fact else '?'}", ids in pairs, text)


def _score_copies(tally: Tally, truth: dict, found: dict, new: dict) -> None:
    twice = [ids for check in COPIES for ids, _ in found.get(check, [])]
    copies = [set(ids) for k in (*COPIES, "leaks") for ids in truth.get(k, [])]
    for kind in COPIES:
        tally.recall(kind, truth.get(kind, []), twice)
        for ids, text in new.get(kind, []):
            tally.precision(kind, any(own <= ids for own in copies), text)
    tally.recall("leaks", truth.get("leaks", []), [ids for ids, _ in found.get("leaks", [])])
    # A planted copy can also leak into a row that asked the same before: that is a leak as well.
    placed = {ids[1] for kind in PAIRS for ids in truth.get(kind, [])}
    for ids, text in new.get("leaks", []):
        tally.precision("leaks", bool(placed & ids), text)


def clean_share(rows: list[Example], result: Checked) -> dict[str, object]:
    errors = {i for f in result.findings if f.severity == "error" for i in f.examples}
    counts = {f"{f.check} ({f.severity})": len(f.examples) for f in result.findings}
    return {"rows": len(rows), "share_error": round(len(errors) / len(rows), 4), "flagged": counts}


def triggers(rows: list[Example], runs: int) -> tuple[int, int]:
    """In how many runs a planted trigger is among the three likeliest."""
    hits = 0
    for seed in range(runs):
        chance = random.Random(seed)
        few = chance.sample(rows, min(400, len(rows)))
        spoiled, phrase = plant_trigger(few, max(4, len(few) // 100), chance)
        words = set(phrase.casefold().split())
        top = suspects(spoiled)[:3]
        hits += any(words & set(s.words.split()) for s in top)
    return hits, runs


def measured(rows: list[Example], embedder: Embedder) -> Measured:
    """What every question and answer means."""
    ids = [e.id for e in rows]
    questions = dict(zip(ids, embedder.embed([e.question for e in rows]), strict=True))
    return Measured(
        questions, dict(zip(ids, embedder.embed([e.answer for e in rows]), strict=True))
    )


def reworded(rows: list[Example], n: int, chance: random.Random) -> list[tuple[Example, Example]]:
    """`n` rows, and each of them once more in other words; some answers stay as they are."""
    long = [e for e in rows if len(e.answer.split()) >= 20 and len(e.question.split()) >= 4]
    out = []
    for number, row in enumerate(chance.sample(long, min(n, len(long)))):
        same = chance.random() < SAME_ANSWER
        answer = row.answer if same else reworded_answer(row.answer, chance)
        question = reworded_question(row.question, chance)
        out.append((row, made(question, answer, "more-3.csv", number, dict(row.labels))))
    return out


def said_again(rows: list[Example], tally: Tally, embedder: Embedder) -> None:
    """Rows said again in other words, at three rates; looked for as `check --models` does."""
    known = measured(rows, embedder)
    as_is = _copies(rows, known)
    old = {i for sets in as_is.values() for own in sets for i in own}
    for rate in RATES:
        chance = random.Random(f"said again {rate}")
        pairs = reworded(rows, max(4, round(rate * len(rows))), chance)
        more = measured([copy for _, copy in pairs], embedder)
        both = Measured({**known.questions, **more.questions}, {**known.answers, **more.answers})
        spoiled = [*rows, *(copy for _, copy in pairs)]
        found = _copies(spoiled, both)
        tally.rows = {e.id: e for e in spoiled}
        truth = [(row.id, copy.id) for row, copy in pairs]
        every = [own for sets in found.values() for own in sets]
        tally.recall(f"semantic, {rate:.0%}", truth, every)
        for own in found["semantic_duplicates"]:
            if not own <= old:
                right = any(set(pair) <= own for pair in truth)
                tally.precision(f"semantic, {rate:.0%}", right, " || ".join(map(tally.text, own)))
    tally.unspoiled["mean the same"] += len(as_is["semantic_duplicates"])


def _copies(rows: list[Example], known: Measured) -> dict[str, list[frozenset[str]]]:
    """By check, the sets of rows that each check for copies names, in its turn."""
    out, left = {}, tuple(rows)
    for check in (ExactDuplicates(), NearDuplicates(), SemanticDuplicates()):
        looked = check.look(left, Background(measured=known))
        left = looked.examples
        out[check.spec.name] = [
            frozenset(case.examples) for f in looked.findings for case in f.cases
        ]
    return out


def swaps(rows: list[Example], tally: Tally, embedder: Embedder) -> None:
    """Answers handed round among some rows, at three rates; looked for by meaning alone."""
    rows = rows[:SWAP_ROWS]
    as_is = measured(rows, embedder)
    known, questions = as_is.answers, as_is.questions
    for rate in SWAP_RATES:
        for seed in range(3):
            chance = random.Random(f"swap {rate} {seed}")
            places = chance.sample(range(len(rows)), max(4, round(rate * len(rows))))
            spoiled, answers = list(rows), dict(known)
            for to, origin in zip(places, places[1:] + places[:1], strict=True):
                spoiled[to] = with_answer(rows[to], rows[origin].answer)
                answers[rows[to].id] = known[rows[origin].id]
            truth = [(rows[i].id,) for i in places]
            found = Mispairing().look(spoiled, Background(measured=Measured(questions, answers)))
            named = [i for f in found.findings for i in f.examples]
            tally.rows = {e.id: e for e in spoiled}
            tally.recall(f"swapped, {rate:.0%}", truth, [frozenset([i]) for i in named])
            for i in named:
                tally.precision(f"swapped, {rate:.0%}", (i,) in truth, tally.text(i))
    clean = Mispairing().look(rows, Background(measured=Measured(questions, known)))
    tally.unspoiled["swapped"] += sum(len(f.examples) for f in clean.findings)
    tally.unspoiled["rows"] += len(rows)


def show(found: dict, tally: Tally | None) -> None:
    """Prints the table; what was wrong and missed as well, where a tally is given."""
    for kind, row in found["kinds"].items():
        print(
            f"{kind:<28} recall {row['recall']} {row['recall_ci']} of {row['n_planted']},"
            f" precision {row['precision']} {row['precision_ci']} of {row['n_flagged']}"
        )
    print("trigger in the top 3:", found["trigger_in_top_3"])
    print("seen in unspoiled sets:", dict(found["flagged_in_unspoiled_sets"]))
    for name, row in found["clean"].items():
        print(name, row)
    if tally is not None:
        for kind, texts in tally.examples.items():
            print(f"\n{kind}, wrongly", *texts[:12], sep="\n    ")
        for kind, missed in tally.missed.items():
            print(f"\n{kind}, missed", *missed[:10], sep="\n    ")


def main() -> None:
    """Plants, looks, counts, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small set, one rate")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--tuning", action="store_true", help="the sets the thresholds come from")
    parser.add_argument("--pairs", action="store_true", help="only copies, leaks, contradictions")
    parser.add_argument("--meaning", action="store_true", help="only swaps and rewordings")
    parser.add_argument("--only", metavar="SET", help="one of the sets")
    parser.add_argument("--triggers", type=int, default=40, help="runs a set; 0 leaves them out")
    parser.add_argument("--show", action="store_true", help="what was flagged wrongly")
    options = parser.parse_args()
    started = time.perf_counter()
    names = TUNED_ON if options.tuning else REPORTED
    names = ("stackexchange_qa",) if options.quick else names
    names = (options.only,) if options.only else names
    spanish(DATA / "logingov_help")
    tally, clean, hits, runs = Tally(), {}, 0, 0
    embedder = load_embedder(local_folder("all-minilm-l6-v2")) if options.meaning else None
    for name in names:
        if embedder is not None:
            swaps(load(name), tally, embedder)
            said_again(load(name), tally, embedder)
            continue
        rows = divided(load(name))
        before = checked(rows, only_pairs=options.pairs)
        clean[name] = clean_share(rows, before)
        for rate in RATES[:1] if options.quick else RATES:
            for kinds in (PAIRS,) if options.pairs else (SINGLE, PAIRS):
                spoiled = plant(rows, kinds, rate, random.Random(f"{name} {rate}"))
                tally.rows = {e.id: e for e in spoiled.rows}
                after = checked(spoiled.rows, only_pairs=options.pairs)
                score(tally, spoiled.truth, flagged(after), flagged(before))
        more = triggers(rows, min(5, options.triggers) if options.quick else options.triggers)
        hits, runs = hits + more[0], runs + more[1]
        print(f"{name} {time.perf_counter() - started:.0f} s", file=sys.stderr)
    found = {
        "sets": list(names),
        "kinds": tally.table(),
        "trigger_in_top_3": {
            "share": hits / runs if runs else None,
            "ci": wilson(hits, runs),
            "runs": runs,
        },
        "clean": clean,
        "flagged_in_unspoiled_sets": tally.unspoiled,
        "seconds": round(time.perf_counter() - started, 1),
    }
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
    else:
        show(found, tally if options.show else None)


if __name__ == "__main__":
    main()
