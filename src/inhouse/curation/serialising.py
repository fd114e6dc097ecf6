"""A dataset as JSON lines: a header, then one example a line; same dataset, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from inhouse.records import Dataset, Example, Message, Source, Split, content_id

__all__ = ["dataset_from_jsonl", "dataset_id", "dataset_to_jsonl"]

_FORMAT = 1


def dataset_id(
    task: str, examples: Sequence[Example], split: Split, groups: Mapping[str, str]
) -> str:
    """The id of a dataset of these parts: same id, same bytes."""
    rows = [_line(_row(example, split, groups)) for example in examples]
    order = [*split.train, "|", *split.validation, "|", *split.test]
    return content_id(task, *rows, *order)


def dataset_to_jsonl(dataset: Dataset) -> bytes:
    """The dataset as bytes."""
    header = {
        "format": _FORMAT,
        "id": dataset.id,
        "task": dataset.task,
        "train": dataset.split.train,
        "validation": dataset.split.validation,
        "test": dataset.split.test,
    }
    rows = [_row(example, dataset.split, dataset.groups) for example in dataset.examples]
    return "".join(f"{_line(row)}\n" for row in (header, *rows)).encode("utf-8", "surrogatepass")


def dataset_from_jsonl(content: bytes) -> Dataset:
    """The dataset that `dataset_to_jsonl` wrote."""
    lines = content.decode("utf-8", "surrogatepass").split("\n")
    header, *rows = (json.loads(line) for line in lines if line)
    split = Split(tuple(header["train"]), tuple(header["validation"]), tuple(header["test"]))
    groups = {row["id"]: row["group"] for row in rows}
    return Dataset(header["id"], header["task"], tuple(map(_example, rows)), split, groups)


def _row(example: Example, split: Split, groups: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": example.id,
        "messages": [asdict(m) for m in example.messages],
        "source": asdict(example.source),
        "document": example.document_id,
        "labels": dict(example.labels),
        "group": groups[example.id],
        "split": _part_of(example.id, split),
    }


def _part_of(example_id: str, split: Split) -> str:
    for name in ("train", "validation", "test"):
        if example_id in getattr(split, name):
            return name
    return "unused"


def _example(row: Mapping[str, Any]) -> Example:
    source = dict(row["source"])
    if source["span"] is not None:
        source["span"] = tuple(source["span"])
    messages = tuple(Message(**m) for m in row["messages"])
    return Example(row["id"], messages, Source(**source), row["document"], row["labels"])


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, separators=(",", ":"))
