"""A source tree of `comparison_time.py`: trains once, then asks as often as it is told.

Runs on the tree that PYTHONPATH names, this one or an older one, and uses only what both have.
Prints one line of JSON when it has trained and one for each line of its standard input.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("GOMP_SPINCOUNT", "2000")  # as the command line does

from inhouse.cli.options import open_project
from inhouse.records import Example, Message, Source
from inhouse.steps.answering import Held, all_replies
from inhouse.steps.project import Project
from inhouse.steps.run import trained
from inhouse.steps.workbench import Workbench


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path)
    parser.add_argument("project", type=Path)
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_args()
    with open_project(options.files, options.project, options.set) as project:
        bench = Workbench(project)
        (held, _), _ = watched(trained(project, bench))
        test = held.dataset.part("test")
        questions = [[e.question, e.answer] for e in test]
        say({"dataset": held.dataset.id, "n_train": len(held.dataset.split.train),
             "questions": questions})  # fmt: skip
        for line in sys.stdin:
            say(asked(project, held, bench, json.loads(line)))


def asked(
    project: Project, held: Held, bench: Workbench, wanted: Mapping[str, Any]
) -> dict[str, object]:
    """All contenders asked once: seconds, by what was done in them, and what was answered."""
    config = project.config
    if wanted["engine"]:
        config = replace(config, serve=replace(config.serve, engine=wanted["engine"]))
    examples = [
        Example(f"q{i}", (Message("user", q), Message("assistant", a)), Source("bench"), f"b{i}")
        for i, (q, a) in enumerate(wanted["questions"])
    ]
    context = f"bench {time.time_ns()}"  # no reply is kept from before
    own = replace(project, config=config)
    started = time.perf_counter()
    _, steps = watched(all_replies(own, held, examples, bench, context))
    seconds = time.perf_counter() - started
    replies = project.registry.replies(context)
    return {
        "seconds": seconds,
        "steps": steps,
        "tokens": sum(r.n_tokens for r in replies),
        "prompt_tokens": sum(r.n_prompt_tokens for r in replies),
        "answers": {f"{r.contender} {r.example_id}": r.text for r in replies},
    }


def watched(work: Generator[Any, None, Any]) -> tuple[Any, dict[str, float]]:
    """What a step gives, and the seconds of each thing that it told of."""
    spent: dict[str, float] = {}
    label, since = "other", time.perf_counter()
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            spent[label] = spent.get(label, 0.0) + time.perf_counter() - since
            return end.value, spent
        now = time.perf_counter()
        spent[label] = spent.get(label, 0.0) + now - since
        label, since = getattr(event, "label", label), now


def say(value: Mapping[str, object]) -> None:
    """One line to who asks."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
