"""Looks into packed files before anything unpacks them: bombs, entities, names that climb out."""

from __future__ import annotations

import gzip
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

__all__ = ["Refused", "inspect", "safe_members"]

_MAX_MEMBERS = 20_000
# Deflate reaches 1032 to 1. Real sheets stay below 100; small members may be anything.
_MAX_RATIO = 200
_SMALL_BYTES = 20_000_000
_MAX_PROLOG_BYTES = 1_000_000
_BLOCK = 1 << 16
_MARKUP = (".xml", ".rels", ".xhtml", ".opf", ".ncx", ".svg", ".vml")
_PLAIN_MARKUP = (".xml", ".svg", ".xhtml", ".fodt", ".fods", ".fodp")
_ROOT = re.compile(rb"<[A-Za-z_]")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
# Comments and instructions before the root, the last perhaps not closed yet; a document type with
# no declarations of its own, or one that is not closed yet.
_SKIPPED = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_DOCTYPE = re.compile(
    rb"<!DOCTYPE(?:[^>\[\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|\[.*)*(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)


class Refused(Exception):
    """A file nobody should open.

    Args:
        check: name of the finding.
        found: what was found, after "expected …".
        fix: what its owner can do.
    """

    def __init__(self, check: str, found: str, fix: str) -> None:
        super().__init__(found)
        self.check, self.found, self.fix = check, found, fix


def inspect(path: Path, max_unpacked_bytes: int) -> None:
    """Looks at the file without trusting it; nothing is unpacked beyond the limit.

    Args:
        path: any file.
        max_unpacked_bytes: what it may come to when it is unpacked.

    Raises:
        Refused: it would unpack to more, or declares XML entities.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] == b"\x1f\x8b":
        _weigh_gzip(path, max_unpacked_bytes)
    elif head == b"PK\x03\x04" and path.suffix.lower() != ".zip":
        _inspect_office(path, max_unpacked_bytes)
    elif path.suffix.lower() in _PLAIN_MARKUP:
        with path.open("rb") as file:
            _refuse_entities(file, path.name)


def safe_members(
    archive: zipfile.ZipFile, max_unpacked_bytes: int
) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The archive's files that are safe to read, each beside why it is not, or "".

    A name that climbs out of its folder, a link and an encrypted member are not safe; nor is a
    member that unpacks out of all proportion. Sizes are the archive's own claim: whoever unpacks
    must count as well, and `zipfile` stops at the size that was claimed.

    Raises:
        Refused: all of it together is too much.
    """
    members = [info for info in archive.infolist() if not info.is_dir()]
    _weigh(members, max_unpacked_bytes)
    for info in members:
        yield info, _why_unsafe(info)


def _why_unsafe(info: zipfile.ZipInfo) -> str:
    name = info.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name) or "\0" in name:
        return "its name leads out of the archive's folder"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link to another file"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    return ""


def _weigh(members: list[zipfile.ZipInfo], most: int) -> None:
    if len(members) > _MAX_MEMBERS:
        raise _bomb(f"{len(members):,} files inside one", f"at most {_MAX_MEMBERS:,}")
    total = sum(info.file_size for info in members)
    if total > most:
        raise _bomb(f"one that unpacks to {total / 1e6:,.0f} MB", f"at most {most / 1e6:,.0f} MB")
    for info in members:
        if info.file_size > _SMALL_BYTES and info.file_size > _MAX_RATIO * info.compress_size:
            raise _bomb(
                f"{info.filename[-60:]!r} inside, {info.file_size / 1e6:,.0f} MB packed into"
                f" {info.compress_size / 1e3:,.0f} kB",
                "a packed file of real content",
            )


def _bomb(found: str, expected: str) -> Refused:
    return Refused(
        "zip_bomb",
        f"expected {expected}, found {found}; it was not unpacked",
        "Delete it, unless you know who made it; then unpack it yourself and ingest the folder.",
    )


def _weigh_gzip(path: Path, most: int) -> None:
    """Unpacks without keeping anything, and only where the size alone leaves a doubt."""
    if path.stat().st_size * 1100 <= most:
        return
    size = 0
    try:
        with gzip.open(path) as file:
            while block := file.read(1 << 20):
                size += len(block)
                if size > most:
                    raise _bomb("one that unpacks to more", f"at most {most / 1e6:,.0f} MB")
    except (OSError, EOFError, zlib.error):
        return  # its reader says what is wrong with it


def _inspect_office(path: Path, most: int) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for info, _ in safe_members(archive, most):
                if info.filename.lower().endswith(_MARKUP) and not info.flag_bits & 0x1:
                    with archive.open(info) as member:
                        _refuse_entities(member, info.filename)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError):
        return  # its reader says what is wrong with it


def _refuse_entities(file: IO[bytes], name: str) -> None:
    """Reads what stands before the root element, where entities are declared."""
    prolog = b""
    while block := file.read(_BLOCK):
        prolog += block.replace(b"\0", b"")  # UTF-16 as well: the signs sought are all ASCII
        if _ENTITY.search(prolog):
            raise Refused(
                "xml_entities",
                f"expected a document, found entities declared in {name!r}, which can unfold to"
                " any size or name other files; it was not opened",
                "Open it in the program it belongs to and save it again.",
            )
        if _ROOT.search(_DOCTYPE.sub(b"", _SKIPPED.sub(b"", prolog))):
            return
        if len(prolog) > _MAX_PROLOG_BYTES:
            raise Refused(
                "xml_entities",
                f"expected XML to begin soon, found {len(prolog):,} bytes before its root in"
                f" {name!r}; it was not opened",
                "Open it in the program it belongs to and save it again.",
            )
