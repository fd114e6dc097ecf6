"""What the contenders of train_speed.py share: turns, the validation loss, peak memory.

Needs nothing but PyTorch, for each of them runs in an environment of its own.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import torch


def say(**fields: Any) -> None:
    """One line to the parent."""
    sys.__stdout__.write(json.dumps(fields) + "\n")
    sys.__stdout__.flush()


def peak_bytes() -> int:
    """The kernel's high-water mark; that of getrusage starts at what the parent held."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def read_data(work: Path) -> dict[str, Any]:
    """What the parent wrote; sets PyTorch's threads to the parent's."""
    data: dict[str, Any] = json.loads((work / "data.json").read_text())
    torch.set_num_threads(data["threads"])
    return data


def labels(row: dict[str, list[int]]) -> list[int]:
    """The row's ids where they are learned, else -100."""
    pairs = zip(row["input_ids"], row["completion_mask"], strict=True)
    return [token if learned else -100 for token, learned in pairs]


def nats(model: Any, rows: list[dict[str, list[int]]]) -> tuple[float, int]:
    """(sum of -log p, how many) over the learned tokens, one row at a time."""
    total, count = 0.0, 0
    model.eval()
    with torch.no_grad():
        for row in rows:
            ids = torch.tensor([row["input_ids"]])
            learned = torch.tensor(row["completion_mask"][1:], dtype=torch.bool)
            logits = logits_of(model, ids)[0, :-1].float()[learned]
            found = torch.nn.functional.cross_entropy(logits, ids[0, 1:][learned], reduction="sum")
            total, count = total + float(found), count + int(learned.sum())
    model.train()
    return total, count


def logits_of(model: Any, ids: torch.Tensor) -> torch.Tensor:
    """(1, n, vocabulary), whether the model answers with them, their chunks or an object."""
    found = model(ids)
    if isinstance(found, list):
        return torch.cat(found, dim=1)
    return found if isinstance(found, torch.Tensor) else found.logits


class Turns:
    """Waits for a line before each step; says what the step took after it."""

    def __init__(self, validation: list[dict[str, list[int]]]) -> None:
        self.validation, self.started, self.ready = validation, 0.0, False

    def begin(self) -> None:
        """Waits; ends the process when the parent has no more steps."""
        if not self.ready:
            say(ready=True)
            self.ready = True
        if not sys.stdin.readline():
            say(peak_bytes=peak_bytes())
            sys.exit(0)
        self.started = time.perf_counter()

    def end(self) -> None:
        """Says how long the step took."""
        say(seconds=time.perf_counter() - self.started)

    def finish(self, model: Any) -> NoReturn:
        """Says how good the trained model is and ends the process, before anything is saved."""
        total, count = nats(model, self.validation)
        say(loss=total / count, finished=True)
        say(peak_bytes=peak_bytes())
        sys.exit(0)
