"""ZIP archives: every file in one, read by its own reader, never written under its own name."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath

from inhouse.records import Source, Spec
from inhouse.sources.files import is_of_a_system
from inhouse.sources.guarding.allowance import Allowance, allowance
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.members import MAX_DEPTH, read_member

__all__ = ["Archive"]

_MAX_FILES = 20_000
# Text packs to a tenth, seldom to a fiftieth; a bomb to a thousandth.
_MAX_RATIO = 200
_SMALL_BYTES = 5_000_000


class Archive:
    """Reads the files of an archive; archives in it too, to a depth."""

    spec = Spec("archive", "2", {})
    suffixes = (".zip",)

    def read(self, path: Path, relative: str) -> FileContents:
        """What all its files give together; each source names the archive and the file in it."""
        faults = Faults()
        found: list[FileContents] = []
        if f"{relative}/".lower().count(".zip/") > MAX_DEPTH:
            _refuse(faults, relative, f"archives nested more than {MAX_DEPTH} deep", "Unpack it.")
            return FileContents(findings=faults.findings())
        try:
            with zipfile.ZipFile(path) as archive:
                may = allowance()
                for info in archive.infolist()[:_MAX_FILES]:
                    if _is_skipped(info):
                        continue
                    name = f"{relative}/{_place(info, relative, faults)}"
                    content = _content(archive, info, name, may, faults)
                    if content is not None:
                        may.left_bytes -= len(content)
                        found.append(read_member(content, name))
                if len(archive.infolist()) > _MAX_FILES:
                    count = len(archive.infolist())
                    _refuse(
                        faults, relative, f"{count} files; those after {_MAX_FILES}", "Split it."
                    )
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            _refuse(
                faults, relative, f"an archive that cannot be opened ({error})", "Pack it again."
            )
        together = FileContents(
            tuple(d for one in found for d in one.documents),
            tuple(e for one in found for e in one.examples),
            tuple(f for one in found for f in one.findings),
            tuple(t for one in found for t in one.tables),
        )
        return replace(together, findings=(*together.findings, *faults.findings()))


def _is_skipped(info: zipfile.ZipInfo) -> bool:
    """Folders, and what a system put there for itself."""
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    return info.is_dir() or any(is_of_a_system(part) for part in parts)


def _place(info: zipfile.ZipInfo, relative: str, faults: Faults) -> str:
    """The file's place in the archive, without steps out of it."""
    name = info.filename
    if not info.flag_bits & 0x800:
        # Without this flag a name is said to be in code page 437; many programs write UTF-8.
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    parts = [p for p in name.replace("\\", "/").split("/") if p not in ("", ".", "..")]
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
        faults.add(
            "path_traversal",
            "warning",
            Source(relative),
            f"expected a name inside the archive, found {name[:80]!r}; nothing was written there",
            fix="Ask who made this archive: such names are made to overwrite files.",
        )
    return "/".join(parts) or "file"


def _content(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, may: Allowance, faults: Faults
) -> bytes | None:
    """The file's bytes; None where it is refused, which is told."""
    content, refused = b"", _refusal(info)
    if not refused:
        try:
            with archive.open(info) as file:
                content = file.read(may.left_bytes + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
            refused = f"a file that cannot be unpacked ({error})"
        if len(content) > may.left_bytes:
            refused = f"more than {may.most_bytes / 1e6:,.0f} MB in all"
    if refused:
        _refuse(
            faults,
            name,
            refused,
            "Unpack it here, pack the folder again without it, or, where its size is all that is"
            " wrong, raise ingest.max_unpacked_megabytes in inhouse.toml.",
        )
        return None
    return content


def _refusal(info: zipfile.ZipInfo) -> str:
    """Why a file is not even opened; empty where it is."""
    if info.flag_bits & 0x1:
        return "a file that needs a password"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "a link to another place"
    packed = max(info.compress_size, 1)
    if info.file_size > _SMALL_BYTES and info.file_size / packed > _MAX_RATIO:
        return f"a file that grows {info.file_size // packed:,} times (a zip bomb)"
    return ""


def _refuse(faults: Faults, name: str, found: str, fix: str) -> None:
    faults.add(
        "unreadable_file",
        "error",
        Source(name),
        f"expected an archive of ordinary files, found {found}; not read",
        fix=fix,
    )
