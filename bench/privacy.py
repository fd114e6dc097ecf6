"""What personal and secret data is found: planted into real sets, and on gold spans.

The gold spans are Presidio-research's synthetic texts, made by others: 1,500 texts with names and
addresses of many countries. The list of customers in it holds a share of the people drawn at
random, as a firm's own customer columns would; that share bounds what the list alone can find.

The sentences of firms are `business_sentences.py`'s: what is replaced or asked about in them that
is nobody's private data.

    python bench/privacy.py [--quick] [--json]
    python bench/privacy.py --business     prints what is found in them, to be read and marked
"""

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from business_sentences import counted, drawn, findings
from house import drain

from inhouse.curation.privacy import (
    Mention,
    PrivacySettings,
    detect,
    detectors,
    is_wanted,
    measured_recall,
    names_installed,
    plant,
    wilson,
)
from inhouse.sources import read

DATA = Path(__file__).parents[2] / "shared" / "data"
SETS = ("covid_faq", "logingov_help", "medquad/derived")
GOLD = {
    "PERSON": "person",
    "STREET_ADDRESS": "street_address",
    "CREDIT_CARD": "card",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "iban",
    "US_SSN": "ssn",
    "IP_ADDRESS": "ip_address",
    "US_DRIVER_LICENSE": "driver_license",
}
LISTED = 0.8
MOST_TEXTS = 1500
PER_SET, SEED = 300, 4


def texts_of(name: str) -> list[str]:
    """Questions and answers of a set as Inhouse reads it."""
    found = drain(read(DATA / name))
    return [f"{e.question} {e.answer}" for e in found.examples][:MOST_TEXTS]


def planted(name: str, per_kind: int) -> dict[str, object]:
    """Recall of what is planted into one set; errors a thousand texts when nothing is."""
    texts = texts_of(name)
    looking = detectors(PrivacySettings())
    started = time.perf_counter()
    clean = Counter(m.kind for found in detect(texts, looking) for m in found)
    seconds = time.perf_counter() - started
    drawn = [t[:1500] for t in texts]
    rows = {
        label: {
            r.kind: {"recall": r.value, "ci": r.ci, "named": r.named / r.planted, "n": r.planted}
            for r in measured_recall(
                plant(drawn, seed=1, per_kind=per_kind, bare=label == "bare"), looking
            )
        }
        for label in ("labelled", "bare")
    }
    return {
        "texts": len(texts),
        "found_in_the_clean_set": dict(clean),
        "texts_per_second": len(texts) / seconds,
        **rows,
    }


def _covered(start: int, end: int, mentions: Sequence[Mention]) -> bool:
    """Whether at least half of the span is."""
    covered = sum(max(0, min(end, m.end) - max(start, m.start)) for m in mentions)
    return 2 * covered >= end - start


def gold(rows: Sequence[dict], settings: PrivacySettings) -> dict[str, object]:
    """Recall and precision of each kind on the gold spans, at least half of a span covered."""
    started = time.perf_counter()
    found = detect([row["full_text"] for row in rows], detectors(settings))
    seconds = time.perf_counter() - started
    spans, hit, gone, said, right = Counter(), Counter(), Counter(), Counter(), Counter()
    for row, mentions in zip(rows, found, strict=True):
        marked = [
            (GOLD[s["entity_type"]], s["start_position"], s["end_position"])
            for s in row["spans"]
            if s["entity_type"] in GOLD
        ]
        for kind, start, end in marked:
            spans[kind] += 1
            same = [m for m in mentions if m.kind == kind]
            hit[kind] += _covered(start, end, same)
            gone[kind] += _covered(start, end, [m for m in same if is_wanted(m, "certain")])
        for m in mentions:
            said[m.kind] += 1
            right[m.kind] += any(k == m.kind and m.start < e and s < m.end for k, s, e in marked)
    result = {
        kind: {
            "n": n,
            "recall": hit[kind] / n,
            "recall_ci": wilson(hit[kind], n),
            "replaced_recall": gone[kind] / n,
            "found": said[kind],
            "precision": right[kind] / said[kind] if said[kind] else None,
            "precision_ci": wilson(right[kind], said[kind]) if said[kind] else None,
        }
        for kind, n in spans.most_common()
    }
    return {"kinds": result, "texts_per_second": len(rows) / seconds}


def business(*, names: bool, show: bool) -> dict[str, object]:
    """What is replaced and asked about in sentences of firms that is nobody's private data."""
    sentences = drawn(PER_SET, SEED)
    found = findings(sentences, names=names)
    for one in found if show else ():
        print(json.dumps([one.key, one.kind, one.replaced, one.value, one.sentence.text]))
    return counted(sentences, found)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--business", action="store_true", help="print what is found, to be read")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.business:
        print(json.dumps(business(names=names_installed(), show=True)))
        return
    with gzip.open(DATA / "presidio_research/raw/data/synth_dataset_v2.json.gz", "rt") as file:
        rows = json.load(file)
    rows = rows[:300] if options.quick else rows
    people = sorted(
        {s["entity_value"] for r in rows for s in r["spans"] if s["entity_type"] == "PERSON"}
    )
    listed = tuple(random.Random(0).sample(people, round(LISTED * len(people))))
    kinds = {"plain": PrivacySettings(), "list": PrivacySettings(customers=listed)}
    if names_installed() and not options.quick:
        kinds["names"] = PrivacySettings(names=True)
        kinds["names_and_list"] = PrivacySettings(names=True, customers=listed)
    per_kind = 30 if options.quick else 100
    found = {
        "planted": {name: planted(name, per_kind) for name in SETS},
        "gold": {name: gold(rows, settings) for name, settings in kinds.items()},
        "share_of_people_listed": LISTED,
        "business": {
            name: business(names=name == "names", show=False)
            for name in (("plain", "names") if names_installed() else ("plain",))
        },
    }
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, measured in found["planted"].items():
        print(f"{name}: {measured['texts']} texts, clean: {measured['found_in_the_clean_set']}")
        for kind, r in measured["labelled"].items():
            print(
                f"  {kind:<16}{r['recall']:.3f} ({r['ci'][0]:.3f} to {r['ci'][1]:.3f}),"
                f" bare {measured['bare'][kind]['recall']:.2f}"
            )
    for name, measured in found["business"].items():
        print(f"sentences of firms, {name}: {measured}")
    for name, measured in found["gold"].items():
        print(f"gold, {name}: {measured['texts_per_second']:.0f} texts a second")
        for kind, r in measured["kinds"].items():
            precise = "-" if r["precision"] is None else f"{r['precision']:.3f}"
            print(f"  {kind:<16}n {r['n']:<5}recall {r['recall']:.3f}  precision {precise}")


if __name__ == "__main__":
    main()
