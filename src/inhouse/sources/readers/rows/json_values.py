"""JSON values one after the other: one a line, several on a line, or each over many lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from inhouse.records import Source
from inhouse.sources.reader import Faults

__all__ = ["json_values"]

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# Between values: white space, commas, the record mark of RFC 7464, and the brackets of an array.
_BETWEEN = " \t\r\n,\x1e\ufeff"
_SHOWN = 40
_DECODER = json.JSONDecoder()


@dataclass(slots=True)
class _Held:
    """Lines of a value that is not at its end.

    Args:
        first: number of the first line.
        lines: all so far.
        depth: brackets that are open.
        n_arrays: square ones of them.
    """

    first: int = 1
    lines: list[str] = field(default_factory=list)
    depth: int = 0
    n_arrays: int = 0

    def add(self, line: str, number: int) -> None:
        if not self.lines:
            self.first = number
        self.lines.append(line if line.endswith("\n") else f"{line}\n")
        bare = _STRING.sub("", line)
        arrays = bare.count("[") - bare.count("]")
        self.n_arrays += arrays
        self.depth += arrays + bare.count("{") - bare.count("}")

    def awaits_more(self) -> bool:
        """Whether an array is open in which another value must follow."""
        return self.n_arrays > 0 and self.lines[-1].rstrip().endswith(("[", ","))


def json_values(
    lines: Iterable[str], relative: str, faults: Faults
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each object, with the number of the line it begins on; an array gives its objects.

    What is broken costs itself only: a line that is an object again begins anew.
    """
    held = _Held()
    for number, line in enumerate(lines, start=1):
        if not held.lines and not line.strip(_BETWEEN + "[]"):
            continue  # the brackets around all of them, on lines of their own
        if held.lines and _begins_anew(line) and not held.awaits_more():
            yield from _decoded(held, relative, faults)
            held = _Held()
        held.add(line, number)
        if held.depth <= 0:
            yield from _decoded(held, relative, faults)
            held = _Held()
    if held.lines:
        yield from _decoded(held, relative, faults)


def _begins_anew(line: str) -> bool:
    """Whether an object stands on this line alone, or begins at its very left."""
    return line.startswith("{") and (not line[1:].strip() or _is_object(line))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line.strip(_BETWEEN)), dict)
    except ValueError:
        return False


def _decoded(
    held: _Held, relative: str, faults: Faults
) -> Iterator[tuple[int, Mapping[str, object]]]:
    text = "".join(held.lines)
    at = 0
    while at < len(text):
        if text[at] in _BETWEEN or (text[at] == "]" and not text[at:].strip(_BETWEEN + "]")):
            at += 1
            continue
        where = held.first + text.count("\n", 0, at)
        try:
            value, end = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if text[at] == "[" and text[at + 1 :].lstrip().startswith("{"):
                at += 1  # an array that is cut off: its objects are whole, but for the last
                continue
            shown = " ".join(text[at : at + _SHOWN].split())
            column = error.pos - text.rfind("\n", 0, error.pos)
            reason = f"{error.msg} in line {held.first + error.lineno - 1} at character {column}"
            _report(where, f"found {shown!r} ({reason})", relative, faults)
            return
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if isinstance(row, dict):
                yield where, row
            else:
                _report(where, f"found {str(row)[:_SHOWN]!r}", relative, faults)
        at = end


def _report(line: int, found: str, relative: str, faults: Faults) -> None:
    faults.add(
        "broken_line",
        "warning",
        Source(relative, row=line),
        f"expected a JSON object, {found}",
        fix="Correct or delete it. It was left out, the others were kept.",
    )
