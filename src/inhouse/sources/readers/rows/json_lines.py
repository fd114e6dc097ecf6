"""JSON and JSONL: objects, each a conversation in one of the shapes of fine-tuning data."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from inhouse.records import PASSAGE_LABELS, Document, Example, Source, Spec, content_id
from inhouse.sources.columns import (
    Conditions,
    find_columns,
    find_conditions,
    near_miss,
    normal,
)
from inhouse.sources.reader import Faults, FileContents, TableMemory, example_of
from inhouse.sources.readers.rows.conversations import BadRow, Talk, talks_of
from inhouse.sources.readers.rows.json_values import json_values
from inhouse.sources.readers.rows.records import plain_text, records_table
from inhouse.sources.streaming import open_text
from inhouse.sources.tables import report_conditions, together

__all__ = ["PART_OBJECTS", "JsonLines", "conditions_of", "contents_of"]

_TALKS = ("messages", "conversations", "conversation", "prompt", "chosen", "preferred_output")
_PAIR = ("question", "answer", "prompt", "completion", "instruction", "input", "output")
_LABEL_CHARACTERS = 200
PART_OBJECTS = 2000
_MIN_KEYED = 3


class JsonLines:
    """Reads JSON objects, one after the other, or one array of them."""

    spec = Spec("json_lines", "5", {})
    suffixes = (".jsonl", ".jsonl.gz", ".json", ".json.gz", ".ndjson")

    def read(self, path: Path, relative: str) -> FileContents:
        """The objects of the file."""
        return together(self.stream(path, relative))

    def stream(self, path: Path, relative: str) -> Iterator[FileContents]:
        """The same, some thousand objects at a time; one value over many lines is read whole."""
        faults = Faults()
        with open_text(path, relative, faults) as file:
            objects = _objects(file, relative, faults)
            memory = TableMemory()
            conditions: Conditions | None = None
            first = batch = list(islice(objects, PART_OBJECTS))
            while batch:
                later = list(islice(objects, PART_OBJECTS))
                where = Source(relative)
                if batch is not first or later:
                    where = Source(relative, row=batch[0][0])
                conditions = conditions or conditions_of(batch, where, faults)
                yield contents_of(batch, where, faults, memory, conditions)
                batch = later
        yield FileContents(findings=faults.findings())


def _others(
    rows: list[tuple[int, Mapping[str, object]]], where: Source, faults: Faults, memory: TableMemory
) -> FileContents:
    """Objects that are no conversations: a table where they are one, else text to look up."""
    table = records_table(rows, where.file, faults)
    if table is not None or not rows:
        found = table or FileContents()
        shared = tuple(replace(one, memory=memory) for one in found.tables)
        return replace(found, tables=shared)
    for number, row in rows:
        names = list(row)
        shown = ", ".join(repr(name) for name in names[:10])
        faults.add(
            "columns",
            "warning",
            Source(where.file, row=number),
            "expected 'messages', 'prompt' and 'completion', or 'question' and 'answer', "
            f"found {shown or 'no key'}.{near_miss(names)}",
            fix="Rename the keys. The line gives no example; its text is used for retrieval only.",
        )
    text = "\n\n".join(plain_text(row) for _, row in rows)
    return FileContents((Document(content_id("rows", str(where), text), text, where),))


def contents_of(
    objects: Iterable[tuple[int, Mapping[str, object]]],
    where: Source,
    faults: Faults,
    memory: TableMemory,
    conditions: Conditions,
) -> FileContents:
    """Their conversations; all others as one document, a table or text, said to be at `where`."""
    documents: list[Document] = []
    examples: list[Example] = []
    other: list[tuple[int, Mapping[str, object]]] = []
    for number, row in objects:
        source = Source(where.file, row=number)
        talks = _talks(row, source, faults)
        if talks is None:
            other.append((number, row))
            continue
        for talk in talks:
            _tell(talk, source, faults)
            talk = _conditioned(talk, row, conditions)
            words = "\n".join(m.content for m in talk.messages if m.role != "system")
            document = Document(content_id("row", str(source), words), words, source)
            documents.append(document)
            labels = _labels(row)
            if talk.rejected is not None:
                labels["rejected"] = talk.rejected
            place = Source(where.file, row=number, span=(0, len(words)))
            examples.append(example_of(talk.messages, place, document.id, labels))
    rest = _others(other, where, faults, memory)
    return FileContents(
        (*documents, *rest.documents), (*examples, *rest.examples), tables=rest.tables
    )


def _objects(
    file: TextIO, relative: str, faults: Faults
) -> Iterator[tuple[int, Mapping[str, object]]]:
    above: list[str] = []
    for line in file:
        above.append(line)
        if line.strip():
            break
    if not above or not _is_object(above[-1]):
        text = "".join(above) + file.read()
        whole = _whole(text)
        if whole is not None:
            yield from _numbered(whole, relative, faults)
            return
        lines: Iterable[str] = io.StringIO(text)
    else:
        for line in file:
            above.append(line)
            if line.strip():
                break
        else:
            # One object in one line may hold all the rows.
            yield from _numbered(_whole("".join(above)) or [], relative, faults)
            return
        lines = chain(above, file)
    yield from json_values(lines, relative, faults)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _whole(text: str) -> list[object] | None:
    """The rows of a text that is one JSON value; None if it is lines, or broken."""
    if not text.lstrip().startswith(("[", "{")):
        return None
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return None  # several values, or a broken one: those errors say more
    return _rows_in(value)


def _rows_in(value: object) -> list[object]:
    """An array, the longest array of objects an object holds, or objects under their ids.

    `{"data": [...]}` is the second, `{"q1": {...}, "q2": {...}}` the third.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or any(name in value for name in _TALKS):
        return [value]
    if _is_keyed(list(value.values())):
        return list(value.values())
    arrays = [v for v in value.values() if isinstance(v, list) and v]
    rows = [v for v in arrays if all(isinstance(entry, dict) for entry in v)]
    return max(rows, key=len) if rows and "instances" not in value else [value]


def _is_keyed(values: list[object]) -> bool:
    """Whether these are objects of one kind: each has most of the names that any has."""
    objects = [v for v in values if isinstance(v, dict)]
    if len(objects) < _MIN_KEYED or len(objects) < len(values):
        return False
    shared = set(objects[0]).intersection(*objects)
    return 2 * len(shared) >= max(len(o) for o in objects) > 1


def _numbered(
    rows: list[object], relative: str, faults: Faults
) -> list[tuple[int, Mapping[str, object]]]:
    found: list[tuple[int, Mapping[str, object]]] = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            found.append((number, row))
            continue
        faults.add(
            "broken_line",
            "warning",
            Source(relative, row=number),
            f"expected a JSON object, found {str(row)[:40]!r}",
            fix="Correct or delete it. It was left out, the others were kept.",
        )
    return found


def _talks(row: Mapping[str, object], source: Source, faults: Faults) -> tuple[Talk, ...] | None:
    """The row's conversations; None if it has none of the known shapes, empty if it is broken."""
    try:
        talks = talks_of(row)
    except BadRow as bad:
        faults.add(bad.check, "warning", source, bad.found, fix=bad.fix)
        return ()
    return talks or None


def conditions_of(
    objects: Iterable[tuple[int, Mapping[str, object]]], where: Source, faults: Faults
) -> Conditions:
    """The keys that say when an answer holds, of objects with a question and an answer; told."""
    names: dict[str, str] = {}
    asked: list[tuple[str, str, Mapping[str, str]]] = []
    for _, row in objects:
        columns = find_columns(list(row))
        if columns is None:
            continue
        cells = [value if isinstance(value, str) else "" for value in row.values()]
        values = _labels(row)
        names |= {normal(key): key for key in row if normal(key) in values}
        asked.append((cells[columns.question], cells[columns.answer], values))
    conditions = find_conditions(asked, names)
    report_conditions(conditions, where, faults)
    return conditions


def _conditioned(talk: Talk, row: Mapping[str, object], conditions: Conditions) -> Talk:
    """The conversation; one of a single question says when its answer holds."""
    places = [i for i, message in enumerate(talk.messages) if message.role == "user"]
    if not conditions.names or len(places) != 1:
        return talk
    question = conditions.ask(talk.messages[places[0]].content, _labels(row))
    messages = list(talk.messages)
    messages[places[0]] = replace(messages[places[0]], content=question)
    return replace(talk, messages=tuple(messages))


def _tell(talk: Talk, source: Source, faults: Faults) -> None:
    if talk.has_tools:
        faults.add(
            "tool_calls",
            "info",
            source,
            "tools and their calls were written into the conversation as text",
            fix="Nothing, if whatever uses the model writes and reads <tool_call> the same way.",
        )
    if talk.rejected is not None:
        faults.add(
            "preference_pairs",
            "info",
            source,
            "a preferred and a rejected answer; the preferred one is learned",
            fix="Nothing. The rejected answer is kept beside the example as its label 'rejected'.",
        )


def _labels(row: Mapping[str, object]) -> dict[str, str]:
    return {
        normal(key): str(value)
        for key, value in row.items()
        if key != "messages"
        and isinstance(value, str | int | float)
        and str(value)
        and (len(str(value)) <= _LABEL_CHARACTERS or normal(key) in PASSAGE_LABELS)
        and normal(key)
        not in ("question", "answer", "prompt", "completion", "instruction", "input", "output")
    }
