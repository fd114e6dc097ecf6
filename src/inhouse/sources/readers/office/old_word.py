"""Kinds that only an office program opens: turned into .docx by LibreOffice, where it is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from inhouse.records import Source, Spec
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers import build_all, reader_for

__all__ = ["OldWord"]

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 100


class OldWord:
    """Reads what LibreOffice makes of a file; without LibreOffice the file is named."""

    spec = Spec("old_word", "1", {})
    suffixes = (".doc", ".dot", ".wpd", ".wps", ".sxw", ".pages")

    def read(self, path: Path, relative: str) -> FileContents:
        """The document, as one, with its tables."""
        program = next((at for name in _PROGRAMS if (at := shutil.which(name))), None)
        if program is None:
            return _told(relative, "one that only an office program opens, and LibreOffice is not"
                         " installed here; not read", "warning")  # fmt: skip
        with tempfile.TemporaryDirectory(prefix="inhouse-") as folder:
            made = _converted(program, path, Path(folder))
            if made is None:
                return _told(relative, "one that LibreOffice could not open; not read", "error")
            word = reader_for(made, build_all())
            found = word.read(made, relative) if word is not None else FileContents()
        documents = tuple(replace(d, source=Source(relative)) for d in found.documents)
        return replace(found, documents=documents)


def _converted(program: str, path: Path, folder: Path) -> Path | None:
    """The file as .docx; None where that failed. A profile of its own keeps an open office out."""
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--norestore", "--convert-to", "docx", "--outdir", str(folder), str(path),
    ]  # fmt: skip
    try:
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True,
                       preexec_fn=None if sys.platform == "win32" else _unlimited)  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        return None
    made = folder / f"{path.stem}.docx"
    return made if made.is_file() else None


def _unlimited() -> None:
    """Takes the reader's own limit of address space off: an office program reserves more."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _told(relative: str, found: str, severity: str) -> FileContents:
    faults = Faults()
    faults.add(
        "unreadable_file" if severity == "error" else "not_read",
        "error" if severity == "error" else "warning",
        Source(relative),
        f"expected a document that is read directly, found {found}",
        fix="Open it in its program and save it as .docx; or install LibreOffice, then ingest"
        " again.",
    )
    return FileContents(findings=faults.findings())
