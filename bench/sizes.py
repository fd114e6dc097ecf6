"""One size after another, each in a process of its own, so that its peak memory is its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any


def measure_each(script: str, runs: Sequence[Sequence[str]], *, as_json: bool) -> None:
    """Runs `script` with each list of arguments and prints the object each prints last.

    Args:
        script: a benchmark's file.
        runs: arguments of each process.
        as_json: whether to print one object at the end, or each as it comes.
    """
    found: list[dict[str, Any]] = []
    for arguments in runs:
        command = [sys.executable, script, *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
        if not as_json:
            print(found[-1])
    if as_json:
        sys.stdout.write(json.dumps({"sizes": found}) + "\n")
