"""Rows and pages a second that `ingest` reads, and whether its memory grows with the file.

Each file is written, read by `inhouse ingest` in a process of its own, and read once more when
nothing has changed; the memory of the command and of its worker is looked at 20 times a second.

    python bench/ingest.py [--quick] [--json]
"""

import argparse
import contextlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from pdf_pages import pdf_figures

COMMAND = "from inhouse.cli import main; main()"
WORDS = ("crown", "filling", "pump", "valve", "filter", "lease", "pizza", "oven", "towel", "lamp")


def questions(n: int, path: Path) -> None:
    """A CSV of questions and answers."""
    drawn = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        file.write("question,answer,category\n")
        for i in range(n):
            thing = f"{drawn.choice(WORDS)} {drawn.choice(WORDS)} {i}"
            file.write(f"What does the {thing} cost?,It costs {drawn.randrange(10, 999)},prices\n")


def parts(n: int, path: Path) -> None:
    """A CSV of parts with prices, of which the first examples are made and the rest looked up."""
    drawn = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        file.write("Part name,Price,Stock,Shelf\n")
        for i in range(n):
            file.write(
                f"{drawn.choice(WORDS)} {drawn.choice(WORDS)} {i},{drawn.randrange(10, 999)},"
                f"{drawn.randrange(99)},A{drawn.randrange(40)}\n"
            )


def chats(n: int, path: Path) -> None:
    """JSONL of conversations."""
    drawn = random.Random(0)
    with path.open("w", encoding="utf-8") as file:
        for i in range(n):
            said = [
                {"role": "user", "content": f"Is the {drawn.choice(WORDS)} {i} in stock?"},
                {"role": "assistant", "content": f"Yes, we have {drawn.randrange(2, 99)}."},
            ]
            file.write(json.dumps({"messages": said}) + "\n")


def ingest(folder: Path) -> dict[str, float]:
    """Seconds, and of the command and its worker the most memory (MB) and the CPU seconds."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "ingest", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = dict.fromkeys(("command_mb", "worker_mb", "command_cpu", "worker_cpu"), 0.0)
    seen = psutil.Process(process.pid)
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            _look(seen, "command", most)
            for child in seen.children():
                _look(child, "worker", most)
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"ingest of {folder} ended with {process.returncode}")
    return {"seconds": time.perf_counter() - started, **most}


def _look(process: psutil.Process, name: str, most: dict[str, float]) -> None:
    most[f"{name}_mb"] = max(most[f"{name}_mb"], process.memory_info().rss / 1e6)
    spent = process.cpu_times()
    most[f"{name}_cpu"] = max(most[f"{name}_cpu"], spent.user + spent.system)


def measured(write: Callable[[int, Path], None], name: str, n: int) -> dict[str, float]:
    """One file of `n` rows: read, and read again unchanged."""
    folder = Path(tempfile.mkdtemp(prefix="ingest-"))
    try:
        write(n, folder / name)
        first = ingest(folder)
        time.sleep(2.1)  # a file as young as the clock's tick is hashed once more
        again = ingest(folder)
        again = ingest(folder)
    finally:
        shutil.rmtree(folder)
    return {
        "rows": n,
        "rows_per_second": n / first["seconds"],
        # What two idle cores would give: the two processes work side by side.
        "rows_per_cpu_second_of_the_busier": n / max(first["command_cpu"], first["worker_cpu"]),
        "unchanged_seconds": again["seconds"],
        **first,
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = (20_000, 60_000) if options.quick else (200_000, 1_000_000)
    kinds = {"questions.csv": questions, "parts.csv": parts, "chats.jsonl": chats}
    found: dict[str, dict[str, float]] = {}
    for name, write in kinds.items():
        small, large = (measured(write, name, n) for n in sizes)
        grown = {
            f"{who}_mb_more": large[f"{who}_mb"] - small[f"{who}_mb"]
            for who in ("command", "worker")
        }
        found[name] = {**large, **grown, "rows_more": sizes[1] - sizes[0]}
    found["pdf_pages_per_second"] = pdf_figures(quick=options.quick)
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, values in found.items():
        print(name, *(f"{key} {value:,.1f}" for key, value in values.items()), sep="\n  ")


if __name__ == "__main__":
    main()
