"""Where the functions of a program's source begin, where their bodies do, and where they end."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

__all__ = ["Function", "functions_in"]

_BRACED = {
    ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".scala", ".go", ".rs", ".c",
    ".h", ".cc", ".cpp", ".cxx", ".hpp", ".cs", ".php", ".swift", ".dart", ".groovy", ".zig",
}  # fmt: skip
# What opens a block behind brackets and is no function.
_NO_FUNCTION = {
    "if", "for", "while", "switch", "else", "try", "catch", "do", "return", "match", "loop",
    "unsafe", "when", "with", "using", "lock", "synchronized", "guard", "select", "foreach",
    "elseif", "class", "interface", "namespace", "new", "describe", "it",
}  # fmt: skip
_SIGNED = re.compile(r"^[\w$#&*<>\[\],:.?!\s=@~-]{0,160}?\([^;{}]{0,600}\)[^;{}()]{0,160}\{$")
_NAME = re.compile(r"([\w$]+)\s*(?:<[^>\n]{0,80}>\s*)?(?:[=:]\s*(?:async\s*)?(?:function\s*)?)?\(")
_TOKENS = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[{}]",
    re.DOTALL,
)
_MAX_COMMENT_LINES = 60
_MAX_LINE = 1000


@dataclass(frozen=True, slots=True)
class Function:
    """One function, as character offsets into the source.

    Args:
        name: its own.
        start: where its signature begins, with what decorates it and, above it, what tells of it.
        body: where the line of its first statement begins, below a docstring.
        end: one past its last character.
        is_documented: a docstring or a comment above says what it is for.
    """

    name: str
    start: int
    body: int
    end: int
    is_documented: bool


def functions_in(text: str, file: str) -> list[Function]:
    """The functions of a source, in order; none where its language is not known, or it is broken.

    Python is parsed. For languages of braces, a signature and its matching brace are looked for,
    strings and comments passed over.
    """
    suffix = PurePosixPath(file).suffix.lower()
    if suffix in (".py", ".pyi"):
        return sorted(_python(text), key=lambda f: (f.start, -f.end))
    return list(_braced(text)) if suffix in _BRACED else []


def _python(text: str) -> Iterator[Function]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    starts = [0, *(m.end() for m in re.finditer(r"\n", text)), len(text)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node) is not None
            statements = node.body[1:] if documented else node.body
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if statements and _first_line(statements[0]) > node.lineno:
                yield Function(
                    node.name,
                    starts[first - 1],
                    starts[_first_line(statements[0]) - 1],
                    starts[min(node.end_lineno or node.lineno, len(starts) - 1)],
                    documented,
                )


def _first_line(statement: ast.stmt) -> int:
    decorated: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorated)])


def _braced(text: str) -> Iterator[Function]:
    closing = _closing_braces(text)
    lines = text.splitlines(keepends=True)
    start = 0
    starts: list[int] = []
    for i, line in enumerate(lines):
        starts.append(start)
        start += len(line)
        bare = line.strip()
        opens = starts[i] + len(line.rstrip()) - 1
        if opens in closing and _is_signature(bare):
            first, documented = _told_from(lines, i)
            name = _NAME.search(bare)
            yield Function(
                name[1] if name else "", starts[first], start, closing[opens], documented
            )


def _is_signature(line: str) -> bool:
    if len(line) > _MAX_LINE or not line.endswith("{") or "(" not in line:
        return False
    word = re.match(r"[\w$]+", line)
    return (word is None or word.group() not in _NO_FUNCTION) and bool(_SIGNED.match(line))


def _told_from(lines: list[str], at: int) -> tuple[int, bool]:
    """The first line of what stands above a signature, and whether that is a comment."""
    first = at
    while first and lines[first - 1].strip().startswith(("@", "#[")):
        first -= 1
    above = lines[first - 1].strip() if first else ""
    if above.endswith("*/"):
        for up in range(first - 1, max(-1, first - 1 - _MAX_COMMENT_LINES), -1):
            if lines[up].strip().startswith("/*"):
                return up, True
    top = first
    while top and lines[top - 1].strip().startswith("//"):
        top -= 1
    return top, top < first


def _closing_braces(text: str) -> dict[int, int]:
    """Where each brace that is no part of a string or comment is closed: one past the closing."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for token in _TOKENS.finditer(text):
        if token.group() == "{":
            opened.append(token.start())
        elif token.group() == "}" and opened:
            found[opened.pop()] = token.end()
    return found
