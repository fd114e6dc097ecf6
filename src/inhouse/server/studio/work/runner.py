"""Begins and stops commands in processes that outlive the page and the server."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from typing import IO, Literal

import psutil

from inhouse.errors import UserFault
from inhouse.records import Job
from inhouse.registry import Registry
from inhouse.registry.studio.jobs import Jobs

__all__ = ["JobState", "Runner"]

JobState = Literal["working", "done", "stopped", "refused", "lost"]
_SAME_SECONDS = 1.0
_LOOKED_AT = 5


class Runner:
    """The jobs of one project.

    A job is `inhouse COMMAND` in a session of its own: Ctrl-C at the server does not reach it.
    Any command can be killed at any moment and goes on when it is begun again, so that is all
    that stopping and resuming need.

    Args:
        registry: of the project.
    """

    def __init__(self, registry: Registry) -> None:
        self._jobs = registry.studio.jobs
        self._one = threading.Lock()

    def begin(self, *arguments: str, actor: str) -> Job:
        """Begins a command.

        Args:
            arguments: what stands behind `inhouse`; every path in it is absolute.
            actor: who begins it.

        Raises:
            UserFault: another one works.
        """
        with self._one:
            working = self.working()
            if working is not None:
                raise UserFault(
                    "One job at a time works in a project.",
                    f"{working.kind} does now.",
                    "Wait until it ends, or stop it.",
                )
            job = self._jobs.begin(arguments, actor=actor)
            return self._spawn(job)

    def stop(self, job: Job) -> None:
        """Asks the job to stop, as Ctrl-C would; nothing it finished is lost."""
        process = self._process(job)
        if process is not None:
            with contextlib.suppress(psutil.Error):
                process.send_signal(signal.SIGINT)

    def state(self, job: Job) -> JobState:
        """How it stands with it; "lost" when it ended without a word, as when it was killed."""
        outcome = self._jobs.outcome(job)
        if outcome is None:
            return "working" if self._process(job) is not None else self._ended(job)
        if outcome.code == 130:
            return "stopped"
        return "refused" if outcome.code else "done"

    def working(self) -> Job | None:
        """The job that works now, or None."""
        newest = self._jobs.newest(_LOOKED_AT)
        return next((job for job in newest if self.state(job) == "working"), None)

    @property
    def jobs(self) -> Jobs:
        """What is kept of them."""
        return self._jobs

    def _ended(self, job: Job) -> JobState:
        # It may have written its last word between the two looks.
        return self.state(job) if self._jobs.outcome(job) is not None else "lost"

    def _spawn(self, job: Job) -> Job:
        folder = self._jobs.folder(job)
        # -P: what lies in the working folder, such as a dropped file, is no module to import.
        command = [sys.executable, "-P", "-m", "inhouse.cli.worker", str(folder), *job.arguments]
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            child = _detached(command, out, err)
        # Somebody has to take note of its end, or its number stays taken as long as the server.
        threading.Thread(target=child.wait, daemon=True).start()
        return self._jobs.begun(job, child.pid, psutil.Process(child.pid).create_time())

    def _process(self, job: Job) -> psutil.Process | None:
        """The job's process while it lives; never another that was given its number."""
        if job.process is None or job.process_started is None:
            return None
        try:
            process = psutil.Process(job.process)
            same = abs(process.create_time() - job.process_started) < _SAME_SECONDS
            alive = same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return None
        return process if alive else None


def _detached(command: list[str], out: IO[bytes], err: IO[bytes]) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":  # untested: no Windows machine has run this
        own = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, creationflags=own
        )
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
    )
