"""Files by the SHA-256 of what is in them: written whole or not at all, checked when read.

`artifacts/ab/cdef…` is a file, or a folder with its files under their own names and a
`.manifest.json`; a folder's hash is its manifest's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inhouse.errors import BrokenInvariant
from inhouse.registry.disk import (
    disk_faults,
    new_temporary,
    remove,
    remove_abandoned,
    sync_folder,
    write_synced,
)

__all__ = ["ArtifactStore", "Damaged", "folder_sha"]

MANIFEST = ".manifest.json"
BLOCK_BYTES = 1 << 20


class Damaged(Exception):
    """An artifact is gone, or its bytes are not the ones its name promises."""

    def __init__(self, sha: str, reason: str) -> None:
        self.sha = sha
        self.reason = reason
        super().__init__(reason)


def folder_sha(files: Mapping[str, bytes]) -> str:
    """The hash `put_folder` will give these files."""
    return hashlib.sha256(_manifest(files)).hexdigest()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    hashes = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    return json.dumps({"files": hashes}, indent=1).encode()


class ArtifactStore:
    """The artifacts below one folder.

    Args:
        root: the folder; made if it is missing.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        with disk_faults(root):
            root.mkdir(parents=True, exist_ok=True)
            remove_abandoned(root)

    def put_bytes(self, content: bytes) -> str:
        """Stores `content`; its SHA-256."""
        sha = hashlib.sha256(content).hexdigest()
        with self._temporary() as temporary:
            if not self.intact(sha):
                write_synced(temporary, content)
                self._keep(temporary, sha)
        return sha

    def put_file(self, path: Path) -> str:
        """Stores a copy of the file at `path`, block by block; its SHA-256."""
        with disk_faults(path), path.open("rb") as source, self._temporary() as temporary:
            sha = _copied(source, temporary)
            if not self.intact(sha):
                self._keep(temporary, sha)
        return sha

    def put_folder(self, files: Mapping[str, bytes]) -> str:
        """Stores `files` as one folder under their own names; the SHA-256 of its manifest."""
        for name in files:
            _refuse_path(name)
        manifest = _manifest(files)
        sha = hashlib.sha256(manifest).hexdigest()
        with self._temporary() as temporary:
            if not self.intact(sha):
                temporary.mkdir()
                for name, content in {**files, MANIFEST: manifest}.items():
                    write_synced(temporary / name, content)
                sync_folder(temporary)
                self._keep(temporary, sha)
        return sha

    def get_bytes(self, sha: str) -> bytes:
        """The file with this hash.

        Raises:
            Damaged: it is missing, or holds other bytes.
        """
        path = self._place(sha)
        try:
            content = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            raise Damaged(sha, "it is not there") from None
        if hashlib.sha256(content).hexdigest() != sha:
            raise Damaged(sha, "its bytes changed")
        return content

    def get_folder(self, sha: str) -> dict[str, bytes]:
        """The files of the folder with this hash, by name.

        Raises:
            Damaged: it is missing, or one of its files is.
        """
        path = self.path(sha)
        names = sorted(_hashes(path))
        return {name: (path / name).read_bytes() for name in names}

    def path(self, sha: str, *, verify: bool = True) -> Path:
        """Where the artifact lies: a file, or a folder with the files' own names.

        Raises:
            Damaged: it is missing, or (with `verify`) holds other bytes.
        """
        path = self._place(sha)
        if not path.exists():
            raise Damaged(sha, "it is not there")
        if verify:
            _verify(path, sha)
        return path

    def intact(self, sha: str) -> bool:
        """Whether the artifact is there with the right bytes."""
        try:
            self.path(sha)
        except Damaged:
            return False
        return True

    def discard(self, sha: str) -> bool:
        """Deletes the artifact; False while something on the machine still holds it open."""
        with disk_faults(self._root):
            path, aside = self._place(sha), new_temporary(self._root)
            try:
                path.rename(aside)  # at once: nobody ever sees half a folder
            except FileNotFoundError:
                return True
            except PermissionError:
                return False
            return remove(aside)

    def size_bytes(self) -> int:
        """What all artifacts take on the disk."""
        files = (p for p in self._root.rglob("*") if p.is_file())
        return sum(p.stat().st_size for p in files)

    def sha_of(self, path: Path) -> str | None:
        """The hash of the artifact that lies at `path`, or None when none does."""
        try:
            parts = path.resolve().relative_to(self._root.resolve()).parts
        except ValueError:
            return None
        return "".join(parts) if [len(part) for part in parts] == [2, 62] else None

    def _place(self, sha: str) -> Path:
        if len(sha) != 64 or set(sha) - set("0123456789abcdef"):
            raise BrokenInvariant(f"An artifact's name is a SHA-256 in hex, not {sha!r}.")
        return self._root / sha[:2] / sha[2:]

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        temporary = new_temporary(self._root)
        with disk_faults(self._root):
            try:
                yield temporary
            finally:
                remove(temporary)

    def _keep(self, temporary: Path, sha: str) -> None:
        place = self._place(sha)
        place.parent.mkdir(exist_ok=True)
        if self.intact(sha):  # another process was faster
            return
        if place.exists():
            damaged = new_temporary(self._root)
            place.rename(damaged)
            remove(damaged)
        try:
            temporary.rename(place)
        except OSError:
            if not self.intact(sha):
                raise
        sync_folder(place.parent)
        sync_folder(self._root)


def _copied(source: BinaryIO, target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        for block in _blocks(source):
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(BLOCK_BYTES):
        yield block


def _file_sha(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(path: Path, sha: str) -> None:
    if path.is_file():
        if _file_sha(path) != sha:
            raise Damaged(sha, "its bytes changed")
        return
    manifest = path / MANIFEST
    if not manifest.is_file() or _file_sha(manifest) != sha:
        raise Damaged(sha, "its manifest changed")
    for name, expected in _hashes(path).items():
        if not (path / name).is_file() or _file_sha(path / name) != expected:
            raise Damaged(sha, f"its file {name} changed")


def _hashes(path: Path) -> dict[str, str]:
    hashes: dict[str, str] = json.loads((path / MANIFEST).read_bytes())["files"]
    return hashes


def _refuse_path(name: str) -> None:
    if name in ("", ".", "..", MANIFEST) or any(mark in name for mark in "/\\:\0"):
        raise BrokenInvariant(f"A file in an artifact folder has a plain name, not {name!r}.")
