"""What a document is, by its build and its words: each is of one kind, so no two makers meet."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from inhouse.records import Document
from inhouse.sources.making.page import Page

__all__ = ["BLANK", "CLAUSE", "MAIL_HEAD", "is_code", "kind_of"]

MAIL_HEAD = re.compile(
    r"^From:[ \t]*(?P<sender>\S[^\n]*)\n(?P<rest>(?:(?:To|Cc|Bcc|Sent|Date|Subject|Reply-To)"
    r":[^\n]*\n)+)",
    re.MULTILINE,
)
BLANK = re.compile(
    r"\{\{\s*(?P<double>[A-Za-z]\w*)(?:\s+as\s+\"[^\"]*\")?\s*\}\}|(?<!\{)\{(?P<single>[a-z]\w*)\}(?!\})"
    r"|\[(?P<bracket>[A-Z][A-Z _/-]{2,40}|_{3,}|[A-Z][^\[\]\n]{4,120} [^\[\]\n]{1,60})\](?!\()"
)
CLAUSE = re.compile(
    r"^[ \t]*(?:\**)(?:(?:Section|Article|Clause)\s+)?\d+(?:\.\d+)*[.)]?[ \t]+(?:\**)"
    r"(?P<title>[A-Z][^.:\n*]{2,70})(?:[.:]\**|\**[.:]|\**$)",
    re.MULTILINE,
)
"""A numbered paragraph that begins with its title."""
_TITLES = re.compile(
    r"\b(?:agreement|contract|addendum|lease|terms|nda|engagement letter|offer letter|covenant"
    r"|amendment|assignment|waiver|resolution|consent)\b",
    re.IGNORECASE,
)
_BLANKS_ENOUGH = 3
_CLAUSES_ENOUGH = 5
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
    return "contract" if _is_contract(page, document) else "page"


def _is_contract(page: Page, document: Document) -> bool:
    """Whether it has blanks to fill, or its title says so and its clauses have numbers only."""
    blanks = sum(1 for _ in BLANK.finditer(page.text, page.body))
    if blanks >= _BLANKS_ENOUGH:
        return True
    if not _TITLES.search(page.title or document.title):
        return False
    headed = sum(section.title != page.title for section in page.sections)
    numbered = sum(1 for _ in CLAUSE.finditer(page.text, page.body))
    return blanks > 0 or (headed <= 1 and numbered >= _CLAUSES_ENOUGH)
