"""Seconds and memory of the checks that must hold a million examples.

These are schema, exact copies, near copies and private numbers.

Made-up help-desk pairs of about 60 words, one in a hundred of them a copy and one a near copy.
Each size runs in a process of its own, so that its peak memory is its own.

    python bench/doctor_scale.py [--quick] [--json] [--sizes 50000 100000 200000]
"""

import argparse
import json
import random
import sys
import time

from sizes import measure_each

from inhouse.curation.checks.form.schema import Schema
from inhouse.curation.checks.private.personal_data import PersonalData
from inhouse.curation.checks.repeats.exact_duplicates import ExactDuplicates
from inhouse.curation.checks.repeats.near_duplicates import NearDuplicates
from inhouse.records import Example, Message, Source, content_id
from inhouse.steps.project import peak_memory_bytes


def pairs(n: int) -> list[Example]:
    """Made-up examples: words of a made-up vocabulary of 30,000, some frequent and most rare."""
    chance = random.Random(0)
    letters = "bcdfghklmnprstvw"
    made = ["".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(k))
            for k in (2, 3, 4) for _ in range(10_000)]  # fmt: skip
    rows: list[Example] = []
    for i in range(n):
        if i % 100 == 1:
            question, answer = rows[-1].question, rows[-1].answer
        elif i % 100 == 2:
            question, answer = f"Hello, {rows[-1].question}", f"Thanks. {rows[-1].answer}"
        else:
            drawn = [made[int(30_000 * chance.random() ** 3)] for _ in range(60)]
            question = f"How do I {' '.join(drawn[:12])}?"
            answer = f"Please {' '.join(drawn[12:])}, in {i % 9 + 2} days."
            if i % 100 == 3:
                answer += (
                    f" Your social security number is {100 + i % 500:03}-45-{i % 9000 + 1000}."
                )
        messages = (Message("user", question), Message("assistant", answer))
        key = content_id(str(i))
        rows.append(Example(key, messages, Source("made.jsonl", row=i + 1), key))
    return rows


def measure(n: int) -> dict[str, object]:
    rows = tuple(pairs(n))
    base = peak_memory_bytes() / 1e9
    seconds, found = {}, {}
    for check in (Schema(), ExactDuplicates(), NearDuplicates(), PersonalData()):
        started = time.process_time()
        checked = check.look(rows)
        seconds[check.spec.name] = round(time.process_time() - started, 1)
        found[check.spec.name] = sum(len(f.examples) for f in checked.findings)
        rows = checked.examples
    peak = peak_memory_bytes() / 1e9
    return {"examples": n, "processor_seconds": seconds, "found": found,
            "peak_gigabytes": round(peak, 2), "of_it_the_examples": round(base, 2)}  # fmt: skip


def main() -> None:
    """Measures each size and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="*", default=[50_000, 100_000, 200_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(measure(options.one)) + "\n")
        return
    sizes = [10_000, 20_000] if options.quick else options.sizes
    measure_each(__file__, [["--one", str(n)] for n in sizes], as_json=options.json)


if __name__ == "__main__":
    main()
