"""Bytes to text: which encoding a file is in, and what could not be decoded."""

from __future__ import annotations

import codecs
import gzip
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inhouse.errors import UnreadableFile
from inhouse.records import Finding, Source

if TYPE_CHECKING:
    from pathlib import Path

    from inhouse.sources.contract import ReadLimits

__all__ = ["UNREADABLE", "Decoded", "decode", "load_bytes", "load_text", "megabytes"]

UNREADABLE = "\ufffd"
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What office programs write. Left to choose among all hundred, the guess for a page of English
# with three accents is a Baltic or a Thai code page more often than the right one.
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp932", "gb18030", "big5", "cp949"]
_SAMPLE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as text. `encoding` is None where it was UTF-8, as it should be."""

    text: str
    encoding: str | None

    def findings(self, relative: str) -> tuple[Finding, ...]:
        """One finding naming the encoding, where it is worth a look."""
        if self.encoding is None:
            return ()
        return (
            Finding(
                "encoding",
                "info",
                (),
                f"Expected UTF-8. Found {self.encoding} in {relative}, and read it as that.",
                "Nothing, if accents and currency signs look right; else save it as UTF-8.",
                Source(relative),
            ),
        )


def megabytes(n_bytes: float) -> str:
    """A size for people."""
    return f"{n_bytes / 2**20:,.0f} MB" if n_bytes >= 2**20 else f"{n_bytes:,.0f} bytes"


def load_bytes(path: Path, limits: ReadLimits) -> bytes:
    """The bytes of a file, unpacked where it ends in .gz.

    Raises:
        UnreadableFile: it cannot be opened, is a broken .gz, or unpacks to more than the limit.
    """
    try:
        if path.suffix.lower() != ".gz":
            return path.read_bytes()
        with gzip.open(path) as packed:
            data = packed.read(limits.max_file_bytes + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile(
            "Expected a complete .gz file.", f"Found a broken one ({error}).", "Copy it again."
        ) from error
    except OSError as error:
        raise UnreadableFile(
            "Expected a file that can be opened.",
            f"Found: {error.strerror}.",
            "Check its permissions.",
        ) from error
    if len(data) > limits.max_file_bytes:
        raise UnreadableFile(
            f"Expected at most {megabytes(limits.max_file_bytes)} once unpacked.",
            "Found more.",
            "Split the file into smaller ones.",
        )
    return data


def load_text(path: Path, limits: ReadLimits) -> Decoded:
    """The text of a file; line ends become a single line feed.

    Raises:
        UnreadableFile: it cannot be opened, or is no text.
    """
    decoded = decode(load_bytes(path, limits))
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, decoded.encoding)


def decode(data: bytes) -> Decoded:
    """`data` as text. Bytes that fit no encoding become U+FFFD, for the rows to report.

    Raises:
        UnreadableFile: it is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            shown = None if encoding == "utf-8-sig" else encoding.upper()
            return Decoded(data.decode(encoding, "replace"), shown)
    wide = _wide(data[:_SAMPLE_BYTES])
    if wide:
        return Decoded(data.decode(wide, "replace"), wide.upper())
    if b"\0" in data[:_SAMPLE_BYTES]:
        raise UnreadableFile("Expected text.", "Found binary data.", "Save it as text or CSV.")
    try:
        return Decoded(data.decode("utf-8"), None)
    except UnicodeDecodeError:
        return _not_utf8(data)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of Western text is zero."""
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) * 0.3 and odd < even / 10 else None


def _not_utf8(data: bytes) -> Decoded:
    patched = data.decode("utf-8", "replace")
    n_bad = patched.count(UNREADABLE)
    n_good = sum(character > "\x7f" for character in patched) - n_bad
    if n_good > 2 * n_bad:  # UTF-8 with a few broken places, such as two exports in one file
        return Decoded(patched, None)
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_LIKELY, threshold=0.3).best()
    encoding = best.encoding if best is not None else "cp1252"
    return Decoded(data.decode(encoding, "replace"), encoding)
