"""Reads: a folder of files, or one file.

Makes: documents and examples, each with its source, and a finding for every row it left out.
Refuses when: nothing readable is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inhouse.records import Document, Example, FileDescription, Finding, Work
from inhouse.registry import from_json, to_json
from inhouse.sources import ReadLimits, find_files, read
from inhouse.steps.project import Project, memoized

__all__ = ["Ingested", "ingest"]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What the files gave, and the key that names exactly these files."""

    key: str
    documents: tuple[Document, ...]
    examples: tuple[Example, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileDescription, ...]


def ingest(project: Project) -> Work[Ingested]:
    """The files, read."""
    megabytes = project.config.curation.max_file_megabytes
    limits = ReadLimits(max_file_bytes=megabytes * 1_000_000)

    def make() -> Work[tuple[Mapping[str, object], str]]:
        found = yield from read(project.files, limits=limits)
        key = _fingerprint(project.files, limits)
        project.registry.save_ingest(key, found.documents, found.examples, found.findings)
        summary = (
            f"{len(found.examples)} examples and {len(found.documents)} documents"
            f" from {len(found.files)} files; {len(found.findings)} findings"
        )
        files = [to_json(file) for file in found.files]
        return {"ingest": key, "files": files}, summary

    result = yield from memoized(
        project, "ingest", (str(project.files.resolve()), _fingerprint(project.files, limits)), make
    )
    key = str(result["ingest"])
    stored = project.registry.load_ingest(key)
    described = result["files"]
    rows = described if isinstance(described, list) else []
    files = tuple(from_json(FileDescription, str(row)) for row in rows)
    return Ingested(key, stored.documents, stored.examples, stored.findings, files)


def _fingerprint(files: Path, limits: ReadLimits) -> str:
    """Hash of every file's name and content; a file over the limit counts by its size."""
    digest = hashlib.sha256()
    for path in find_files(files):
        size = path.stat().st_size
        digest.update(f"{path.name}\0{size}\0".encode("utf-8", "surrogatepass"))
        if size <= limits.max_file_bytes:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
