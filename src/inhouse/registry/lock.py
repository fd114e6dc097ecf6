"""One working command a project: a lock the system frees by itself when its owner dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inhouse.errors import UserFault
from inhouse.registry.disk import disk_faults

__all__ = ["exclusive", "holder"]

# Windows locks bytes, and a locked byte cannot be read: lock one far behind the text.
_LOCKED_BYTE = 1 << 30


@contextmanager
def exclusive(path: Path, command: str) -> Iterator[None]:
    """Holds the project's lock while the block runs.

    Args:
        path: the lock file; it stays, only the lock on it comes and goes.
        command: what is working, for the one who has to wait.

    Raises:
        UserFault: another process holds it; the text says which.
    """
    with disk_faults(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _lock(handle):
            raise UserFault(
                "Only one command at a time can work in a project.",
                f"{_holder(handle)} is working in {path.parent.parent}.",
                "Wait until it ends, or stop it; then run this command again.",
            )
        with disk_faults(path):
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()} {command}".encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)  # frees the lock


def holder(path: Path) -> str | None:
    """The command that holds the lock, or None; asks without trying to take it."""
    try:
        process, _, command = path.read_text(encoding="utf-8", errors="replace").partition(" ")
    except OSError:
        return None
    import psutil

    alive = process.isdigit() and psutil.pid_exists(int(process))
    return command if alive else None  # a killed command leaves its name in the file


def _holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    process, _, command = os.read(handle, 500).decode("utf-8", "replace").partition(" ")
    return f"'{command}' (process {process})" if process else "Another command"


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
