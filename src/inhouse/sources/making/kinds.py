"""What a document is, by its build and its words: each is of one kind, so no two makers meet."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from inhouse.records import Document
from inhouse.sources.making.page import Page

__all__ = ["BLANK", "MAIL_HEAD", "is_code", "kind_of"]

MAIL_HEAD = re.compile(
    r"^From:[ \t]*(?P<sender>\S[^\n]*)\n(?P<rest>(?:(?:To|Cc|Bcc|Sent|Date|Subject|Reply-To)"
    r":[^\n]*\n)+)",
    re.MULTILINE,
)
BLANK = re.compile(
    r"\{\{\s*(?P<double>[A-Za-z]\w*)(?:\s+as\s+\"[^\"]*\")?\s*\}\}|(?<!\{)\{(?P<single>[a-z]\w*)\}(?!\})"
    r"|\[(?P<bracket>[A-Z][A-Z _/-]{2,40}|_{3,}|[A-Z][^\[\]\n]{4,120} [^\[\]\n]{1,60})\](?!\()"
)
_TITLES = re.compile(
    r"\b(?:agreement|contract|addendum|lease|terms|nda|engagement letter|offer letter|covenant"
    r"|amendment|assignment|waiver|resolution|consent)\b",
    re.IGNORECASE,
)
_BLANKS_ENOUGH = 3
_CODE = frozenset(
    {
        ".py", ".pyi", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".kts",
        ".scala", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".cs", ".rb", ".php",
        ".swift", ".m", ".lua", ".pl", ".r", ".jl", ".dart", ".ex", ".exs", ".sh", ".bash",
        ".zsh", ".ps1", ".sql", ".vb", ".f90", ".hs", ".ml", ".clj", ".erl", ".groovy", ".zig",
        ".vue", ".svelte",
    }
)  # fmt: skip
_DATED = re.compile(r"(?:^|/)\d{4}-\d\d-\d\d[-_ ]")


def is_code(file: str) -> bool:
    """Whether a file of this name is a program's source."""
    return PurePosixPath(file).suffix.lower() in _CODE


def kind_of(page: Page, document: Document) -> str:
    """ "code", "mail", "contract", "post" or "page"."""
    if document.language or is_code(document.source.file):
        return "code"
    head = MAIL_HEAD.search(document.text)
    if head and not document.text[: head.start()].strip():
        return "mail"
    dated = "date" in page.fields or _DATED.search(document.source.file)
    if dated and page.fields.keys() & {"title"} and page.fields.keys() - {"title", "date"}:
        return "post"
    blanks = sum(1 for _ in BLANK.finditer(page.text, page.body))
    title = page.title or document.title
    if blanks >= _BLANKS_ENOUGH or (blanks and _TITLES.search(title)):
        return "contract"
    return "page"
