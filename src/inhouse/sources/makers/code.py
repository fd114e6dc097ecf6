"""Source code: what a function is for asks, its body answers; and a gap to fill in."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator
from pathlib import PurePosixPath

from inhouse.records import Spec
from inhouse.sources.making.functions import Function, functions_in
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults

__all__ = ["GAP", "Code"]

GAP = "<FILL_ME>"
_MAX_LINES = 80
_MIN_LINES_AROUND_A_GAP = 4
_SAYS_NOTHING = ("pass", "...", "raise NotImplementedError", "return", "return None", "}")


class Code:
    """Functions of a source: the documented ones whole, and those of a few lines with a gap.

    The answer is the code without the indentation its lines share. Which lines a gap takes is
    drawn from the function's own text, so the same source gives the same gap.
    """

    spec = Spec("code", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a documented function, one a function with room for a gap."""
        if material.kind() != "code":
            return
        text, file = material.document.text, material.document.source.file
        for function in functions_in(text, file):
            row = text.count("\n", 0, function.start) + 1
            for question, answer in self._pairs(text, function, file):
                yield Made(question, answer, function.start, function.end, row)

    def _pairs(self, text: str, function: Function, file: str) -> Iterator[tuple[str, str]]:
        body = text[function.body : function.end]
        lines = body.rstrip().splitlines(keepends=True)
        if len(lines) > _MAX_LINES or not _says_something(body):
            return
        head = text[function.start : function.body].rstrip("\n")
        name = PurePosixPath(file).name
        if function.is_documented:
            question = self._templates.fill("code_body", file=name, code=head)
            yield question, textwrap.dedent(body).strip("\n").rstrip()
        if len(lines) >= _MIN_LINES_AROUND_A_GAP:
            first, last = _gap(lines)
            middle = "".join(lines[first:last])
            if _says_something(middle):
                indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
                around = f"{head}\n{''.join(lines[:first])}{indent}{GAP}\n{''.join(lines[last:])}"
                code = textwrap.dedent(around).rstrip()
                question = self._templates.fill("code_middle", file=name, code=code, gap=GAP)
                yield question, textwrap.dedent(middle).strip("\n").rstrip()


def _says_something(code: str) -> bool:
    lines = [line.strip() for line in code.splitlines()]
    return any(line and not line.startswith(("#", "//", *_SAYS_NOTHING)) for line in lines)


def _gap(lines: list[str]) -> tuple[int, int]:
    """A run of a quarter to a half of the lines that leaves some on both sides."""
    drawn = int.from_bytes(hashlib.sha256("".join(lines).encode()).digest()[:8], "big")
    size = max(1, len(lines) // 4 + drawn % max(1, len(lines) // 4))
    first = 1 + (drawn >> 16) % max(1, len(lines) - size - 1)
    return first, first + size
