"""Source code: one document a file, its programming language named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from inhouse.records import Source, Spec
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.text.prose import read_prose

__all__ = ["LANGUAGES", "SourceCode"]

LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        ".py": "python", ".pyi": "python", ".js": "javascript", ".mjs": "javascript",
        ".cjs": "javascript", ".jsx": "javascript", ".ts": "typescript", ".tsx": "tsx",
        ".java": "java", ".kt": "kotlin", ".scala": "scala", ".go": "go", ".rs": "rust",
        ".c": "c", ".h": "c", ".cc": "cpp", ".cpp": "cpp", ".cxx": "cpp", ".hpp": "cpp",
        ".cs": "csharp", ".rb": "ruby", ".php": "php", ".swift": "swift", ".lua": "lua",
        ".pl": "perl", ".r": "r", ".jl": "julia", ".ex": "elixir", ".exs": "elixir",
        ".hs": "haskell", ".sql": "sql", ".sh": "bash", ".bash": "bash", ".ps1": "powershell",
    }
)  # fmt: skip
_MAX_LINE = 2000


class SourceCode:
    """Reads what programmers write; what a program wrote (one endless line) is named."""

    spec = Spec("source_code", "1", {})
    suffixes = tuple(LANGUAGES)

    def read(self, path: Path, relative: str) -> FileContents:
        """The file as one document."""
        found = read_prose(path, relative)
        if not found.documents:
            return found
        (document,) = found.documents
        longest = max(len(line) for line in document.text.splitlines() or [""])
        if longest > _MAX_LINE or ".min." in path.name:
            faults = Faults()
            faults.add(
                "not_read",
                "info",
                Source(relative),
                f"expected code that a person wrote, found a line of {longest:,} characters;"
                " not read",
                fix="Nothing, unless it is not generated.",
            )
            return FileContents(findings=faults.findings())
        ending = Path(relative).suffix.lower()
        named = replace(document, language=LANGUAGES[ending], title=relative)
        return replace(found, documents=(named,))
