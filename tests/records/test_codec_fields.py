"""The short way to JSON writes every field that the long way writes."""

import dataclasses
import json

import pytest

from inhouse.records import Document, Example, Message, Source
from inhouse.records.codec import encode, from_json, to_json

PLACE = Source("a.pdf", page=2, row=3, span=(1, 4), sheet="S", section="Hours")
FULL = [
    Document("d", 'words "é"', PLACE, "Title", (0, 5), "python"),
    Example("e", (Message("user", "q"), Message("assistant", "a")), PLACE, "d", {"k": "v"}),
]


@pytest.mark.parametrize("record", FULL)
def test_no_field_is_lost(record):
    for place in dataclasses.fields(record):
        default = place.default
        assert getattr(record, place.name) != default
    assert json.loads(to_json(record)) == json.loads(json.dumps(encode(record)))
    assert from_json(type(record), to_json(record)) == record
