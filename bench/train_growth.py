"""Whether training costs more a token, or starts later, the more examples there are.

The same first steps of a run on 100, 1,000 and 10,000 examples of mixed length, each in a process
of its own: seconds from nothing loaded to the first step done, tokens a second of the steps after
it, and the most memory. A whole run is as many such steps as its tokens fill.

    python bench/train_growth.py [--quick] [--json]
"""

import argparse
import dataclasses
import json
import sys
import time

from sizes import measure_each

STEPS = 25


def child(n: int, steps: int) -> None:
    """One size: prints what was measured as JSON."""
    from train_speed import STARTER, examples, plan

    from inhouse.models import local_folder
    from inhouse.models.load import load
    from inhouse.models.lora import LoraSettings, attach
    from inhouse.records import TrainingStep
    from inhouse.steps.project import peak_memory_bytes
    from inhouse.training import train

    drawn = examples(1000, 512)
    # Each repeat differs in its last tokens: no two rows are one.
    rows = [
        dataclasses.replace(row, ids=(*row.ids[:-2], 1000 + i // len(drawn), row.ids[-1]))
        for i, row in enumerate(drawn * (1 + n // len(drawn)))
    ][:n]
    prepared = time.perf_counter()
    model = load(local_folder(STARTER)).model
    lora = attach(model, LoraSettings(16, 32), seed=0)
    taken: list[TrainingStep] = []
    for event in train(model, lora, (rows, rows[:2]), plan(1, 0)):
        if isinstance(event, TrainingStep):
            taken.append(event)
            if len(taken) == 1:
                first = time.perf_counter()
            if len(taken) == steps:
                break
    tokens = taken[-1].n_tokens - taken[0].n_tokens
    found = {
        "examples": n,
        "steps_of_the_whole_run": taken[0].n_steps,
        # What the benchmark itself does to make rows is no part of a run.
        "seconds_to_first_step": first - prepared,
        "tokens_per_second": tokens / (time.perf_counter() - first),
        "tokens": tokens,
        "peak_gigabytes": peak_memory_bytes() / 1e9,
    }
    sys.stdout.write(json.dumps(found) + "\n")


def main() -> None:
    """Runs each size and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two sizes, three steps")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--steps", type=int, default=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.steps)
        return
    sizes, steps = ((100, 1000), 3) if options.quick else ((100, 1000, 10_000), STEPS)
    runs = [["--child", str(n), "--steps", str(steps)] for n in sizes]
    measure_each(__file__, runs, as_json=options.json)


if __name__ == "__main__":
    main()
