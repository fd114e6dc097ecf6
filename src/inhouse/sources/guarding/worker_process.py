"""The asker's side of the worker: starts it, reads its answers, stops it when it goes too far."""

from __future__ import annotations

import atexit
import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from inhouse.records import FileDescription
from inhouse.records.codec import from_json, to_json
from inhouse.records.rows import Rows, rows_from, rows_of
from inhouse.sources.guarding.parsing import Counts, described, unreadable
from inhouse.sources.guarding.request import END, PART, Request
from inhouse.sources.reader import FileContents, ReadLimits

__all__ = ["Again", "Some", "Whole", "WorkerProcess", "shared_worker"]

_COMMAND = "from inhouse.sources.guarding.worker import main; main()"
_LINES_AT_ONCE = 256
_CHUNKS_AHEAD = 64
_LOOK_SECONDS = 0.2
_WAITING = 10
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Some:
    """Rows of the file; `n_parts` rows or pages were read so far."""

    rows: Rows
    n_parts: int


@dataclass(frozen=True, slots=True)
class Again:
    """What came before is void: the file is begun again, or given up."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The file is finished."""

    description: FileDescription


class _Stopped(Exception):
    """The worker ended in the middle of a file.

    Args:
        found: why, after "expected …, found …".
        fix: what can be done.
        final: whether it would happen again.
    """

    def __init__(self, found: str, fix: str, *, final: bool) -> None:
        super().__init__(found)
        self.found, self.fix, self.final = found, fix, final


class _Watch:
    """What a reader uses while it gives nothing.

    Its own time counts: one that a busy machine keeps waiting is not to blame. A reader that waits
    for ever uses none, so the clock ends it too, `_WAITING` times as late.
    """

    def __init__(self, pid: int | None, limits: ReadLimits) -> None:
        import psutil

        self._gone = psutil.Error
        self._limits = limits
        self._process: psutil.Process | None = None
        with contextlib.suppress(self._gone):
            self._process = psutil.Process(pid)
        self._looked = 0.0
        self._hear()

    def look(self, *, heard: bool) -> None:
        """Stops a reader that goes too far; where it has ended, its answers say so.

        Raises:
            _Stopped: it used too much time or memory.
        """
        if heard:
            self._hear()  # what the asker did meanwhile is not the worker's time
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        self._check_time(now)
        self._check_memory()

    def _hear(self) -> None:
        self._heard, self._used = time.monotonic(), self._seconds()

    def _seconds(self) -> float:
        if self._process is not None:
            with contextlib.suppress(self._gone):
                times = self._process.cpu_times()
                return float(times.user + times.system)
        return 0.0

    def _check_time(self, now: float) -> None:
        most = self._limits.max_seconds
        if self._seconds() - self._used <= most and now - self._heard <= _WAITING * most:
            return
        raise _Stopped(
            f"expected to read it in {most} processor seconds, found its reader still at work; it"
            " was stopped",
            "Split the file, or raise ingest.max_seconds in inhouse.toml.",
            final=True,
        )

    def _check_memory(self) -> None:
        used, most = 0, self._limits.max_memory_bytes
        if self._process is not None:
            with contextlib.suppress(self._gone):
                used = self._process.memory_info().rss
        if used > most:
            raise _Stopped(
                f"expected a file that is read in {most / 1e6:,.0f} MB of memory, found its"
                f" reader at {used / 1e6:,.0f} MB; it was stopped",
                "Split the file, or raise ingest.max_memory_megabytes in inhouse.toml.",
                final=True,
            )


class WorkerProcess:
    """One process that reads one file after the other; started when needed, again when it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[list[str] | None] = queue.Queue(_CHUNKS_AHEAD)
        self._collector: threading.Thread | None = None
        self._busy = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process, or None while there is none."""
        return self._process.pid if self._process is not None else None

    def read(self, request: Request, kind: str) -> Iterator[Some | Again | Whole]:
        """What the file gives, as it comes, `Whole` last.

        A file at which the worker dies is tried once more, then given up with a finding.

        Args:
            request: the file.
            kind: the reader's name, for a file that is given up.
        """
        with self._busy:
            finished = False
            try:
                yield from self._tried(request, kind)
                finished = True
            finally:
                if not finished:
                    self.close()  # it is in the middle of a file that nobody waits for

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        while self._collector is not None and self._collector.is_alive():
            with contextlib.suppress(queue.Empty):
                self._answers.get(timeout=0.05)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _tried(self, request: Request, kind: str) -> Iterator[Some | Again | Whole]:
        for left in reversed(range(_TRIES)):
            try:
                yield from self._answered(request)
                return
            except _Stopped as stopped:
                self.close()
                yield Again()
                if left and not stopped.final:
                    continue
                gave = unreadable(request.relative, stopped.found, stopped.fix)
                yield Some(rows_of(findings=gave.findings), 0)
                yield Whole(_described(request.relative, kind, gave))
                return

    def _answered(self, request: Request) -> Iterator[Some | Whole]:
        process = self._started()
        assert process.stdin is not None
        try:
            process.stdin.write(to_json(request) + "\n")
            process.stdin.flush()
        except OSError as error:
            raise self._died() from error
        lines: list[str] = []
        for line in self._lines(request.rules.limits):
            if line.startswith(END):
                yield Whole(from_json(FileDescription, line.partition("\t")[2]))
                return
            if line.startswith(PART):
                yield Some(rows_from(lines), int(line.partition("\t")[2]))
                lines = []
            else:
                lines.append(line)

    def _lines(self, limits: ReadLimits) -> Iterator[str]:
        """The worker's lines, while it keeps its limits."""
        watch = _Watch(self.pid, limits)
        while True:
            try:
                chunk = self._answers.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                chunk = []
            if chunk is None:
                raise self._died()
            yield from chunk
            watch.look(heard=bool(chunk))

    def _died(self) -> _Stopped:
        code = self._process.wait() if self._process is not None else None
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return _Stopped(
            f"expected to read it, found that its reader died twice ({how})",
            "Save the file again in the program it belongs to, or take it out of the folder.",
            final=False,
        )

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        # -P: the folder that is read may hold a file named like one of our modules.
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
        )
        self._process = process
        self._answers = queue.Queue(_CHUNKS_AHEAD)
        self._collector = threading.Thread(
            target=_collect, args=(process, self._answers), daemon=True
        )
        self._collector.start()
        return process


def _collect(process: subprocess.Popen[str], answers: queue.Queue[list[str] | None]) -> None:
    """Moves the worker's lines into the queue, waiting where the asker is slower; None ends it."""
    assert process.stdout is not None
    chunk: list[str] = []
    with contextlib.suppress(ValueError, OSError):
        for line in process.stdout:
            chunk.append(line)
            if len(chunk) >= _LINES_AT_ONCE or line.startswith((PART, END)):
                answers.put(chunk)
                chunk = []
    answers.put(None)


def _described(relative: str, kind: str, gave: FileContents) -> FileDescription:
    counts = Counts()
    counts.add(gave)
    return described(relative, kind, counts)


_SHARED: list[WorkerProcess] = []


def shared_worker() -> WorkerProcess:
    """The worker of this process: starting one takes most of a second, so it stays for the next."""
    if not _SHARED:
        _SHARED.append(WorkerProcess())
        atexit.register(_SHARED[0].close)
    return _SHARED[0]
