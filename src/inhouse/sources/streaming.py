"""Text of any length, decoded as it is read."""

from __future__ import annotations

import codecs
import gzip
import io
from pathlib import Path
from typing import IO, TextIO, cast

from inhouse.records import Source
from inhouse.sources.decoding import guess_encoding, read_text
from inhouse.sources.reader import Faults

__all__ = ["open_text"]

# Smaller files are decoded at once, where a guess can look at all of them.
_SMALL_BYTES = 8_000_000
_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_text(path: Path, relative: str, faults: Faults) -> TextIO:
    """The file's text from its beginning, unpacked if it is gzip; line ends stay as they are.

    Args:
        path: the file.
        relative: as sources name it.
        faults: takes the finding where the encoding was guessed.
    """
    if path.suffix != ".gz" and path.stat().st_size <= _SMALL_BYTES:
        return io.StringIO(read_text(path, relative, faults), newline="")
    encoding = _encoding(path, relative, faults)
    return io.TextIOWrapper(_opened(path), encoding=encoding, errors="replace", newline="")


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _encoding(path: Path, relative: str, faults: Faults) -> str:
    """UTF-8 if all of it is that: one pass over the bytes settles it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with _opened(path) as file:
        first = block = file.read(_BLOCK)
        for mark, encoding in _MARKS:
            if first.startswith(mark):
                return encoding
        while block:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                bad = block[max(0, error.start - _BLOCK // 8) : error.start + _BLOCK // 8]
                encoding, shown = guess_encoding(bad if block is first else bad + first)
                break
            block = file.read(_BLOCK)
        else:
            return "utf-8"
    faults.add(
        "encoding",
        "info",
        Source(relative),
        f"expected UTF-8, found other bytes; the file was read as {shown}",
        fix="Look at a name with an accent in the report; save the file as UTF-8 if it is wrong.",
    )
    return encoding
