"""Reads: the names of the firm's files, and the last ingest. Makes: nothing. Refuses when: never.

What became of each file.
"""

from __future__ import annotations

from pathlib import Path

from inhouse.errors import UnreadableFile
from inhouse.records import Finding
from inhouse.registry import IngestedFile
from inhouse.server.desk import FileRow, FileState
from inhouse.sources.files import find_files
from inhouse.steps.project import Project
from inhouse.steps.staleness import current_ingest

__all__ = ["files_read"]


def files_read(project: Project, root: Path) -> tuple[FileRow, ...]:
    """Every file that is there, with what was read of it the last time."""
    stored = current_ingest(project)
    known = {file.path: file for file in stored.files} if stored is not None else {}
    findings: dict[str, list[Finding]] = {}
    for finding in stored.findings if stored is not None else ():
        if finding.source is not None:
            findings.setdefault(finding.source.file, []).append(finding)
    dropped = project.registry.studio.uploads.folder
    rows = []
    for path in _found(root):
        relative = path.name if root.is_file() else path.relative_to(root).as_posix()
        facts = path.stat()
        file = known.get(relative)
        rows.append(
            FileRow(
                path=relative,
                size_bytes=facts.st_size,
                state=_state(file, facts.st_size, facts.st_mtime_ns),
                description=file.description if file is not None else None,
                findings=tuple(findings.get(relative, ())),
                uploaded=path.name if path.parent == dropped else None,
            )
        )
    return tuple(rows)


def _found(root: Path) -> tuple[Path, ...]:
    try:
        return find_files(root)
    except UnreadableFile:
        return ()


def _state(file: IngestedFile | None, size_bytes: int, modified_ns: int) -> FileState:
    if file is None:
        return "new"
    if (file.size_bytes, file.modified_ns) != (size_bytes, modified_ns):
        return "changed"
    return "read" if file.description is not None else "not read"
