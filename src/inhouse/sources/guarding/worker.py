"""The process that reads files: one line asks, lines of text answer.

It runs as `python -P -c "from inhouse.sources.guarding.worker import main; main()"`. It writes
text, never objects; it ends when whoever asked ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import sys
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import TextIO

from inhouse.records.codec import from_json, to_json
from inhouse.records.rows import lines_of, rows_of
from inhouse.sources.guarding.parsing import Counts, described, parse
from inhouse.sources.guarding.request import END, PART, Request
from inhouse.sources.making import Maker, MakerSettings, build_makers
from inhouse.sources.reader import Reader
from inhouse.sources.readers import build_all, reader_for

__all__ = ["main"]

_HEADROOM_BYTES = 700_000_000


def main() -> None:
    """Answers requests until there are no more."""
    answers = _own_output()
    asked: queue.SimpleQueue[str] = queue.SimpleQueue()
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the asker decides when work ends
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    while True:
        _answer(from_json(Request, asked.get()), answers)


def _own_output() -> TextIO:
    """Standard output for the answers alone; what libraries print goes nowhere."""
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return os.fdopen(kept, "w", encoding="ascii", newline="\n", buffering=1 << 16)


def _listen(asked: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        asked.put(line)
    os._exit(0)  # the asker is gone, whatever is being read


def _answer(request: Request, answers: TextIO) -> None:
    _limit_memory(request.rules.limits.max_memory_bytes)
    path = Path(request.path)
    reader = reader_for(Path(request.relative), _readers()) or reader_for(path, _readers())
    counts = Counts()
    if reader is not None:
        makers = _makers(request.rules.making)
        for part in parse(path, request.relative, reader, makers, request.rules.limits):
            counts.add(part)
            rows = rows_of(part.documents, part.examples, part.findings, part.customers)
            answers.writelines(lines_of(rows))
            answers.write(f"{PART}\t{json.dumps(counts.rows + counts.documents)}\n")
            answers.flush()
    kind = reader.spec.name if reader is not None else "unknown"
    answers.write(f"{END}\t{to_json(described(request.relative, kind, counts))}\n")
    answers.flush()


@cache
def _readers() -> dict[str, Reader]:
    return build_all()


@lru_cache(maxsize=4)
def _makers(settings: MakerSettings) -> tuple[Maker, ...]:
    return build_makers(settings)


def _limit_memory(most: int) -> None:
    """Where the system can: a request for more memory than this fails, and is told as such.

    Address space is limited, which libraries reserve more of than they use; the asker watches
    what is really used.
    """
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most + _HEADROOM_BYTES, hard))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
