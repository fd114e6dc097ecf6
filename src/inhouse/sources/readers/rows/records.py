"""JSON objects that are no conversations: rows of a table, whatever is nested in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inhouse.records import Source
from inhouse.sources.columns import near_miss
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.readers.rows.cells import words_of
from inhouse.sources.tables import Row, read_table

__all__ = ["plain_text", "records_table"]

Record = Mapping[str, object]
_MAX_COLUMNS = 60
_MIN_ROWS = 3
_NAMES = ("slot", "entity", "label", "entity_type", "type", "tag", "name")
_STARTS = ("startIndex", "start", "start_position", "start_offset", "begin")
_ENDS = ("endIndex", "end", "end_position", "end_offset")


def records_table(
    rows: Sequence[tuple[int, Record]], relative: str, faults: Faults
) -> FileContents | None:
    """The rows as a table; None where they are too few, too different, or wrongly named."""
    flat = [(number, _flat(row)) for number, row in rows]
    header = list(dict.fromkeys(name for _, row in flat for name in row))
    if len(flat) < _MIN_ROWS or not 1 < len(header) <= _MAX_COLUMNS or near_miss(header):
        return None
    first = Row(Source(relative, row=flat[0][0]), tuple(header))
    body = [
        Row(Source(relative, row=number), tuple(row.get(name, "") for name in header))
        for number, row in flat
    ]
    return read_table([first, *body], faults)


def _flat(row: Record) -> dict[str, str]:
    """One text a name; what is nested gets the names above it, labels of spans their own."""
    text = _main_text(row)
    found: dict[str, str] = {}
    for name, value in row.items():
        value = words_of(value)
        if isinstance(value, Mapping):
            found |= {f"{name} {key}": plain_text(inner) for key, inner in value.items()}
        elif isinstance(value, list):
            spans = _spans(value, text)
            found |= spans or ({name: ", ".join(map(plain_text, value))} if value else {})
        else:
            found[name] = plain_text(value)
    return found


def _main_text(row: Record) -> str:
    texts = [value for value in map(words_of, row.values()) if isinstance(value, str)]
    return max(texts, key=len, default="")


def _spans(entries: Sequence[object], text: str) -> dict[str, str]:
    """`[{"slot": "people", "valueSpan": {…}}]` as `{"people": "5 adults"}`; empty if it is not."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        if not isinstance(entry, Mapping):
            return {}
        name = next((entry[n] for n in _NAMES if isinstance(entry.get(n), str)), None)
        value = _span(entry, text)
        if not isinstance(name, str) or not value:
            return {}
        found.setdefault(name, []).append(value)
    return {name: "; ".join(values) for name, values in found.items()}


def _span(entry: Record, text: str) -> str:
    for key in ("text", "value", "entity_value"):
        given = entry.get(key)
        if isinstance(given, str) and given.strip():
            return given.strip()
    nested = next((v for v in entry.values() if isinstance(v, Mapping)), entry)
    end = next((nested[n] for n in _ENDS if isinstance(nested.get(n), int)), None)
    start = next((nested[n] for n in _STARTS if isinstance(nested.get(n), int)), 0)
    if not isinstance(start, int) or not isinstance(end, int):
        return ""
    return text[start:end].strip()


def plain_text(value: object, name: str = "") -> str:
    """A JSON value as a person would read it: `name: text`, one a line."""
    if isinstance(value, Mapping):
        return "\n".join(filter(None, (plain_text(v, str(k)) for k, v in value.items())))
    if isinstance(value, list):
        return "\n".join(filter(None, (plain_text(v, name) for v in value)))
    text = "" if value is None else str(value).strip()
    return f"{name}: {text}" if name and text else text
