"""Files inside files: what is attached to a mail, what is in an archive."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

from inhouse.records import Finding, Source
from inhouse.sources.guarding.allowance import allowance
from inhouse.sources.guarding.concealed import find_concealed
from inhouse.sources.guarding.containers import Refused, inspect
from inhouse.sources.guarding.neutralizing import neutralized
from inhouse.sources.making.kinds import is_code
from inhouse.sources.reader import Faults, FileContents, Reader
from inhouse.sources.readers import build_all, reader_for

__all__ = ["MAX_DEPTH", "read_member"]

MAX_DEPTH = 4


def read_member(content: bytes, relative: str) -> FileContents:
    """What a file inside another gives; one that nothing reads is named.

    It is written to a folder of its own under a name that only its ending is taken for, so no
    name in an archive can reach out of it.

    Args:
        content: the file's bytes.
        relative: where it is: the outer file's place, then its name in there.
    """
    name = PurePosixPath(relative).name
    reader = reader_for(Path(name), _readers())
    if reader is None:
        kind = PurePosixPath(name).suffix.lower() or "no ending"
        return _unread(relative, f"expected a file that is known, found one of kind {kind}")
    with tempfile.TemporaryDirectory(prefix="inhouse-") as folder:
        path = Path(folder) / f"member{''.join(PurePosixPath(name).suffixes[-2:]).lower()}"
        path.write_bytes(content)
        try:
            inspect(path, allowance().left_bytes)
            return _shown(path, reader.read(path, relative), relative)
        except Refused as refused:
            return _unread(relative, refused.found)
        except (OSError, EOFError) as error:
            return _unread(relative, f"expected a readable file, found {error}")


def _shown(path: Path, contents: FileContents, relative: str) -> FileContents:
    """The contents without the words that the file's own program does not show.

    All else that is hidden, or meant for a model, is looked for in the whole file later.
    """
    hidden = find_concealed(path)
    if not hidden:
        return contents
    faults = Faults()
    clean = neutralized(contents, faults, hidden, is_code=is_code(relative))
    return replace(clean, findings=(*clean.findings, *faults.findings()))


@cache
def _readers() -> dict[str, Reader]:
    return build_all()


def _unread(relative: str, evidence: str) -> FileContents:
    finding = Finding(
        "not_read",
        "warning",
        (),
        f"{relative}: {evidence}; not read",
        "Save it beside the others in a format that is read, if it matters.",
        Source(relative),
    )
    return FileContents(findings=(finding,))
