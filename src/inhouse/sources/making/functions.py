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
# What is told about a function stands above it; what opens a block with brackets and is none.
_SIGNED = re.compile(
    r"^(?P<told>(?:[ \t]*/\*\*(?:[^*]|\*(?!/)){1,4000}\*/[ \t]*\n|(?:[ \t]*//[^\n]*\n)+)?)"
    r"(?P<signed>(?:[ \t]*[@#\[][^\n]*\n){0,5}[ \t]*"
    r"(?!(?:if|for|while|switch|else|try|catch|do|return|match|loop|unsafe|when|with|using|lock"
    r"|synchronized|guard|select|foreach)\b)[^\n;{}()]{1,160}\([^;{}]{0,600}?\)[^;{}\n]{0,160}?\{)"
    r"[ \t]*\n",
    re.MULTILINE,
)
_NAME = re.compile(r"(\w+)\s*(?:<[^>\n]*>\s*)?(?:=\s*(?:async\s*)?)?\(")
_SKIPPED = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`",
    re.DOTALL,
)
_FURTHEST = 20_000


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
    decorated = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(d.lineno for d in decorated)])


def _braced(text: str) -> Iterator[Function]:
    at = 0
    while match := _SIGNED.search(text, at):
        end = _closing(text, match.end("signed"))
        if end is None:
            at = match.end()
            continue
        names = _NAME.findall(match["signed"])
        name = names[0] if names else ""
        yield Function(name, match.start(), match.end(), end, bool(match["told"].strip()))
        at = match.end()


def _closing(text: str, at: int) -> int | None:
    """One past the brace that closes the one before `at`; None where there is none nearby."""
    depth = 1
    end = min(len(text), at + _FURTHEST)
    while at < end:
        skipped = _SKIPPED.match(text, at) if text[at] in "/\"'`" else None
        if skipped is not None:
            at = skipped.end()
            continue
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return at
    return None
