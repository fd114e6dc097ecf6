"""How long a comparison asks all contenders that write: the serving engine beside PyTorch.

One project, trained once, and the same questions, in one run: each round asks with every side, in
an order that turns round by round. A ratio is the seconds of the other side divided by those of the
serving engine; its 95 % interval is Student's over the logarithms of the rounds. "whole" is all
that the step does until the last reply is kept (opening the engine, PyTorch reading the firm's own
answers); "asking" is the contenders alone.

With --before TREE an older checkout of this repository is a third side: it trains on the same files
with its own code, and is asked the same questions. With --keep FOLDER both projects stay, and the
next run trains nothing.

    python bench/comparison_time.py [--rounds N] [--before TREE] [--keep FOLDER] [--quick] [--json]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scipy.stats import t as student

from inhouse.contenders import facts_of
from inhouse.tasks import build as build_task

ROOT = Path(__file__).parents[1]
WORKER = Path(__file__).with_name("comparison_worker.py")
OURS = "serving"
THINGS = (
    "apples", "bread", "candles", "dolls", "eggs", "forks", "gloves", "hats", "ink", "jars",
    "kites", "lamps", "mugs", "nails", "oars", "pens", "quilts", "rope", "soap", "tea", "urns",
    "vases", "wool", "yarn", "zips", "bolts", "clocks", "desks", "flutes", "gowns",
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """A source tree that is open, and the engine it is asked through; "" for its own choice."""

    process: subprocess.Popen[str]
    engine: str = ""

    def ask(self, questions: Sequence[Sequence[str]]) -> dict[str, Any]:
        """One comparison's worth of answers."""
        return exchange(self.process, {"engine": self.engine, "questions": questions})


def exchange(process: subprocess.Popen[str], wanted: object = None) -> dict[str, Any]:
    """Sends a line, and waits for one."""
    if wanted is not None:
        process.stdin.write(json.dumps(wanted) + "\n")
        process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise SystemExit("a worker ended; see its error above")
    found: dict[str, Any] = json.loads(line)
    return found


@contextmanager
def worker(tree: Path, files: Path, project: Path, settings: Sequence[str]) -> Iterator[Any]:
    """A process that runs on the sources of `tree`."""
    chosen = [part for setting in settings for part in ("--set", setting)]
    place = {**os.environ, "PYTHONPATH": str(tree / "src")}
    process = subprocess.Popen(
        [sys.executable, str(WORKER), str(files), str(project), *chosen],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=place,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(30)


def shop(folder: Path) -> Path:
    """Thirty questions with their answers, to try this file."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {"question": f"What do {thing} cost?", "answer": f"Our {thing} cost ${3 + 2 * i}.50 each."}
        for i, thing in enumerate(THINGS)
    ]
    (folder / "prices.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def asking(found: dict[str, Any]) -> float:
    """Seconds of the contenders alone."""
    return sum(s for label, s in found["steps"].items() if label.endswith(" answers"))


def ratio(other: Sequence[float], ours: Sequence[float]) -> dict[str, Any]:
    """How many times as long the other side took, paired by round."""
    logs = [math.log(a / b) for a, b in zip(other, ours, strict=True)]
    mean, n = statistics.mean(logs), len(logs)
    half = student.ppf(0.975, n - 1) * statistics.stdev(logs) / math.sqrt(n) if n > 1 else math.nan
    ends = [round(math.exp(mean + sign * half), 3) for sign in (-1, 1)] if n > 1 else None
    return {"ratio": round(math.exp(mean), 3), "interval": ends, "rounds": n}


def equal_share(one: dict[str, str], other: dict[str, str]) -> float:
    """Of the answers that both gave."""
    both = one.keys() & other.keys()
    return sum(one[key] == other[key] for key in both) / len(both) if both else math.nan


def measured(sides: dict[str, Side], questions: list[Any], rounds: int) -> dict[str, list[Any]]:
    """Each side's rounds; one before them opens files that are written once, and is not counted."""
    found: dict[str, list[Any]] = {name: [] for name in sides}
    for side in sides.values():
        side.ask(questions[:2])
    for number in range(rounds):
        for name in list(sides)[:: -1 if number % 2 else 1]:
            found[name].append(sides[name].ask(questions))
            last = found[name][-1]
            sys.stderr.write(f"round {number + 1}, {name}: {last['seconds']:.1f} s, of which asking"
                             f" {asking(last):.1f} s\n")  # fmt: skip
    return found


def summary(found: dict[str, list[Any]]) -> dict[str, Any]:
    """What is printed."""
    ours = found[OURS]
    result: dict[str, Any] = {"sides": {}, "ratios": {}}
    for name, rounds in found.items():
        result["sides"][name] = {
            "seconds": [round(one["seconds"], 2) for one in rounds],
            "asking_seconds": [round(asking(one), 2) for one in rounds],
            "tokens": rounds[0]["tokens"],
            "prompt_tokens": rounds[0]["prompt_tokens"],
            "steps": {label: round(s, 2) for label, s in rounds[0]["steps"].items()},
        }
        if name != OURS:
            pairs = ([one["seconds"] for one in rounds], [one["seconds"] for one in ours])
            alone = ([asking(one) for one in rounds], [asking(one) for one in ours])
            result["ratios"][name] = {
                "whole": ratio(*pairs),
                "asking": ratio(*alone),
                "equal_answers": round(equal_share(rounds[0]["answers"], ours[0]["answers"]), 3),
            }
    return result


def bench(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Trains, asks, and sums up."""
    writing = [
        f.name for f in facts_of(build_task("answer").facts.contenders) if "model" in f.needs
    ]
    settings = [
        "base_model=smollm2-135m-instruct",
        f"compare.contenders={json.dumps(writing)}",
        *options.set,
    ]
    files, n, rounds = options.files, options.questions, options.rounds
    if options.quick:
        settings += ["training.num_train_epochs=1", "compare.max_tokens=16"]
        files, n, rounds = shop(folder / "shop"), 4, 2
    with ExitStack() as open_workers:
        here = open_workers.enter_context(worker(ROOT, files, folder / "now", settings))
        about = {"now": exchange(here)}
        sides = {OURS: Side(here), "torch": Side(here, "torch")}
        if options.before:
            old = worker(options.before.resolve(), files, folder / "before", settings)
            process = open_workers.enter_context(old)
            about["before"] = exchange(process)
            sides["before"] = Side(process)
        questions = about["now"]["questions"][:n]
        found = summary(measured(sides, questions, rounds))
    trees = {name: {k: one[k] for k in ("dataset", "n_train")} for name, one in about.items()}
    return {"questions": len(questions), "contenders": writing, "trees": trees, **found}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, default=ROOT / "examples" / "dental-practice")
    parser.add_argument("--questions", type=int, default=60, help="at most")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--before", type=Path, help="another checkout of this repository")
    parser.add_argument("--keep", type=Path, help="the projects stay here and are used again")
    parser.add_argument("--set", action="append", default=[], help="a setting, as of a command")
    parser.add_argument(
        "--quick", action="store_true", help="a made-up shop, 4 questions, 2 rounds"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = bench(options, options.keep or Path(folder))
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, side in found["sides"].items():
        print(name, *side["seconds"], f"s, {side['tokens']} tokens, of them asking",
              *side["asking_seconds"], "s")  # fmt: skip
    for name, row in found["ratios"].items():
        for what in ("whole", "asking"):
            one = row[what]
            ends = " to ".join(map(str, one["interval"] or ["?"]))
            print(f"{name} / {OURS}, {what}: {one['ratio']} ({ends}; {one['rounds']} rounds)")
        print(f"{name}: {row['equal_answers']:.0%} of the answers are the same")


if __name__ == "__main__":
    main()
