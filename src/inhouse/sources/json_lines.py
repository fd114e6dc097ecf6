"""JSONL: one JSON object a line, as chat messages, prompt and completion, or named columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from inhouse.records import Document, Example, Message, Source, Spec, content_id
from inhouse.sources.columns import find_columns, near_miss, normal
from inhouse.sources.decoding import read_text
from inhouse.sources.reader import Faults, FileContents, example_of

__all__ = ["JsonLines"]

_ROLES = {"system", "user", "assistant"}
_LABEL_CHARACTERS = 200


class JsonLines:
    """Reads JSON objects, one a line, or one array of them."""

    spec = Spec("json_lines", "1", {})
    suffixes = (".jsonl", ".jsonl.gz", ".json", ".ndjson")

    def read(self, path: Path, relative: str) -> FileContents:
        """The objects of the file."""
        faults = Faults()
        text = read_text(path, relative, faults)
        documents: list[Document] = []
        examples: list[Example] = []
        for number, row in _objects(text, relative, faults):
            source = Source(relative, row=number)
            messages = _messages(row, source, faults)
            if messages is None:
                continue
            words = "\n".join(m.content for m in messages if m.role != "system")
            document = Document(content_id("row", str(source), words), words, source)
            documents.append(document)
            place = replace(source, span=(0, len(words)))
            examples.append(example_of(messages, place, document.id, _labels(row)))
        return replace(FileContents(tuple(documents), tuple(examples)), findings=faults.findings())


def _objects(text: str, relative: str, faults: Faults) -> list[tuple[int, Mapping[str, object]]]:
    if text.lstrip().startswith("["):
        try:
            rows = json.loads(text)
            return [(i, row) for i, row in enumerate(rows, 1) if isinstance(row, dict)]
        except json.JSONDecodeError:
            pass  # perhaps lines after all: their own errors say more
    found: list[tuple[int, Mapping[str, object]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            what = f"found {line.strip()[:40]!r} ({error.msg} at character {error.pos + 1})"
        else:
            if isinstance(row, dict):
                found.append((number, row))
                continue
            what = f"found {line.strip()[:40]!r}"
        faults.add(
            "broken_line",
            "warning",
            Source(relative, row=number),
            f"expected one JSON object, {what}",
            fix="Correct or delete the line. It was left out, the others were kept.",
        )
    return found


def _messages(
    row: Mapping[str, object], source: Source, faults: Faults
) -> tuple[Message, ...] | None:
    talk = row.get("messages")
    if isinstance(talk, list):
        return _conversation(talk, source, faults)
    names = list(row)
    columns = find_columns(names)
    if columns is None:
        shown = ", ".join(repr(name) for name in names[:10])
        faults.add(
            "columns",
            "warning",
            source,
            "expected 'messages', 'prompt' and 'completion', or 'question' and 'answer', "
            f"found {shown or 'no key'}.{near_miss(names)}",
            fix="Rename the keys. The line was left out, the others were kept.",
        )
        return None
    pair: list[str] = []
    for name, at in (("question", columns.question), ("answer", columns.answer)):
        value = row[names[at]]
        if not isinstance(value, str) or not value.strip():
            faults.add(
                f"empty_{name}",
                "warning",
                source,
                f"expected text in '{names[at]}', found {str(value)[:30]!r}",
                fix="Fill it in, or delete the line. It was left out, the others were kept.",
            )
            return None
        pair.append(value.strip())
    return Message("user", pair[0]), Message("assistant", pair[1])


def _conversation(talk: list[object], source: Source, faults: Faults) -> tuple[Message, ...] | None:
    messages: list[Message] = []
    for turn, entry in enumerate(talk, start=1):
        role = entry.get("role") if isinstance(entry, dict) else None
        content = entry.get("content") if isinstance(entry, dict) else None
        if role not in _ROLES or not isinstance(content, str) or not content.strip():
            faults.add(
                "broken_conversation",
                "warning",
                source,
                "expected messages with a role (system, user, assistant) and content, found"
                f" {str(entry)[:60]!r} at turn {turn}",
                fix="Correct or delete the line. It was left out, the others were kept.",
            )
            return None
        messages.append(Message(role, content.strip()))
    return tuple(messages)


def _labels(row: Mapping[str, object]) -> dict[str, str]:
    return {
        normal(key): str(value)
        for key, value in row.items()
        if key != "messages"
        and isinstance(value, str | int | float)
        and 0 < len(str(value)) <= _LABEL_CHARACTERS
        and normal(key) not in ("question", "answer", "prompt", "completion")
    }
