"""Bytes to text, whatever program saved the file."""

from __future__ import annotations

import codecs
import gzip
import re
from pathlib import Path

from inhouse.records import Source
from inhouse.sources.reader import Faults

__all__ = ["decode", "guess_encoding", "read_text"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALONE = 0.9  # of the bytes that are no ASCII

_ESCAPES = (
    (b"\x1b$)C", "iso-2022-kr"),
    (b"\x1b$B", "iso-2022-jp-ext"),
    (b"\x1b$@", "iso-2022-jp-ext"),
    (b"\x1b$(", "iso-2022-jp-2"),
    (b"\x1b(J", "iso-2022-jp-ext"),
    (b"\x1b(I", "iso-2022-jp-ext"),
)
_WIDE = ("utf-16", "utf-32")
_EAST_ASIAN = (
    "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "shift-jis", "sjis", "cp932", "windows-31j",
    "euc-jp", "euc-kr", "ks-c-5601-1987", "cp949",
)  # fmt: skip
_EAST_ASIAN_SIGN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def read_text(path: Path, relative: str, faults: Faults) -> str:
    """The file's text: UTF-8 if it is that, else the encoding its bytes look like most.

    A guess is told as a finding, since a wrong one turns names and prices into nonsense.
    """
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return decode(raw, relative, faults)


def decode(raw: bytes, relative: str, faults: Faults, *, declared: str | None = None) -> str:
    """The text of `raw`.

    Args:
        raw: the bytes.
        relative: the file they are from.
        faults: takes the finding where the encoding was guessed.
        declared: the encoding that the file itself names, or None.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    for named in (*_first(raw, declared), "utf-8", declared or "utf-8"):
        try:
            return raw.decode(named)
        except UnicodeDecodeError as error:
            bad_line = raw.count(b"\n", 0, error.start) + 1
        except LookupError:
            continue  # a name that is no encoding: guess
    text, encoding = _guess(raw)
    faults.add(
        "encoding",
        "info",
        Source(relative, row=bad_line),
        f"expected UTF-8, found other bytes; the file was read as {encoding}",
        fix="Look at a name with an accent in the report; save the file as UTF-8 if it is wrong.",
    )
    return text


def _first(raw: bytes, declared: str | None) -> tuple[str, ...]:
    """Encodings to try before UTF-8: those whose bytes are UTF-8 too, and say something else.

    Japanese and Korean mail switches alphabets by escapes in pure ASCII, which are taken for what
    they are even where nothing is declared.
    """
    name = (declared or "").lower().replace("_", "-")
    if raw.isascii():
        if name.startswith(("iso-2022-", "hz", "utf-7")) or (name[:6] in _WIDE and b"\0" in raw):
            return (name,)
        return next(((named,) for sign, named in _ESCAPES if sign in raw), ())
    if name[:6] in _WIDE:
        return (name,)
    if name in _EAST_ASIAN and _has_east_asian(raw, name) and not _has_east_asian(raw, "utf-8"):
        return (name,)
    return ()


def _has_east_asian(raw: bytes, encoding: str) -> bool:
    try:
        return _EAST_ASIAN_SIGN.search(raw.decode(encoding)) is not None
    except (UnicodeDecodeError, LookupError):
        return False


def _guess(raw: bytes) -> tuple[str, str]:
    encoding, shown = guess_encoding(raw)
    return raw.decode(encoding, "replace"), shown


def guess_encoding(raw: bytes) -> tuple[str, str]:
    """An encoding by its name for Python, and for people.

    Windows-1252 unless the bytes clearly look like something else: offices save that.
    """
    from charset_normalizer import from_bytes

    try:
        raw.decode("cp1252")
        is_western = True
    except UnicodeDecodeError:
        is_western = False
    runs = re.findall(rb"[\x80-\xff]+", raw[:200_000])
    if is_western and sum(len(run) == 1 for run in runs) >= _ALONE * len(runs):
        return "cp1252", "Windows-1252 (Latin-1)"  # letters with accents stand between others
    best = from_bytes(raw[:200_000]).best()
    if is_western and (best is None or best.encoding.startswith(("cp", "latin", "iso", "mac"))):
        return "cp1252", "Windows-1252 (Latin-1)"
    return ("latin-1", "Latin-1") if best is None else (best.encoding, best.encoding)
