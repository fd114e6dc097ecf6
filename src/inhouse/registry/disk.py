"""Writing so that a kill leaves the old or the new, and a full disk leaves a sentence."""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from inhouse.errors import NotEnoughDisk, UserFault

__all__ = [
    "abandoned",
    "disk_faults",
    "new_temporary",
    "owner",
    "remove",
    "remove_abandoned",
    "sync_folder",
    "write_atomically",
    "write_synced",
]

TEMPORARY = ".tmp-"
STALE_SECONDS = 3600.0
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if sys.platform != "win32" else {errno.ENOSPC}


@contextmanager
def disk_faults(place: Path) -> Iterator[None]:
    """Turns what the system says about `place` into a sentence.

    Raises:
        NotEnoughDisk: the disk, or this user's share of it, is full.
        UserFault: it cannot be read or written for another reason.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(place) from error
        raise UserFault(
            f"Inhouse needs to read and write {place}.",
            f"The system says: {error.strerror or error}.",
            "Check the folder's permissions, or move the project to a disk that can be written.",
        ) from error


def disk_full(place: Path) -> NotEnoughDisk:
    """The error for a disk with no room left."""
    return NotEnoughDisk(
        f"Inhouse needs room on the disk that holds {place}.",
        "The disk is full.",
        "Free some space and run the same command again; it continues where it stopped.",
    )


@cache
def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def owner() -> str:
    """Names this process on this machine, for what must be cleaned up if it dies."""
    return f"{_machine()}-{os.getpid()}"


def abandoned(owned_by: str, since: float) -> bool:
    """Whether what `owned_by` left at `since` (seconds since 1970) is nobody's any more.

    A process id means nothing on another machine (or in another container), so there only
    age counts.
    """
    if time.time() - since > STALE_SECONDS:
        return True
    machine, _, process = owned_by.partition("-")
    if machine != _machine() or not process.isdigit():
        return False
    import psutil

    return not psutil.pid_exists(int(process))


def new_temporary(folder: Path) -> Path:
    """A path in `folder` that no one uses and that names its owner."""
    return folder / f"{TEMPORARY}{owner()}-{secrets.token_hex(8)}"


def remove_abandoned(folder: Path) -> int:
    """Deletes the temporary files and folders of dead processes; how many went."""
    count = 0
    for path in folder.glob(f"{TEMPORARY}*"):
        try:
            since = path.lstat().st_mtime
        except OSError:
            continue
        if abandoned(path.name.removeprefix(TEMPORARY).rpartition("-")[0], since):
            count += remove(path)
    return count


def remove(path: Path) -> bool:
    """Deletes a file or a folder if the system lets it; False where something still uses it."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def write_synced(path: Path, content: bytes) -> None:
    """Writes a new file and waits until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_atomically(path: Path, content: bytes) -> None:
    """Replaces `path` by `content`: a reader, or a kill, sees the old file or the new one."""
    temporary = new_temporary(path.parent)
    try:
        write_synced(temporary, content)
        temporary.replace(path)
    except BaseException:
        remove(temporary)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Waits until a rename in `folder` is on the disk; Windows does so by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
