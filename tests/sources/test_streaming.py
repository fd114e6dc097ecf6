"""Long files come in parts, and give what they would give at once."""

import gzip
import json

import pytest

from finishing import finish
from inhouse.sources import MakerSettings, ReadingRules, read
from inhouse.sources import tables as tables_module
from inhouse.sources.reader import Faults, StreamingReader
from inhouse.sources.readers import build_all
from inhouse.sources.streaming import open_text
from inhouse.sources.tables import Row, table_parts, together


def rows(n, cells):
    from inhouse.records import Source

    return [Row(Source("a.csv", row=i + 1), tuple(cells(i))) for i in range(n)]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".csv.gz", ".jsonl", ".jsonl.gz"])
def test_readers_of_rows_stream(suffix):
    assert isinstance(build_all()[suffix], StreamingReader)


def test_pairs_in_parts_are_the_pairs_at_once(monkeypatch):
    def table():
        return rows(100, lambda i: ("question", "answer") if i == 0 else (f"Q{i}?", f"A{i}."))

    whole = together(table_parts(table(), Faults()))
    monkeypatch.setattr(tables_module, "_PART_ROWS", 7)
    parts = list(table_parts(table(), Faults()))
    assert len(parts) == 15 and together(parts) == whole
    assert len(whole.examples) == 99


def test_rows_of_one_conversation_stay_together_in_a_long_table(monkeypatch):
    monkeypatch.setattr(tables_module, "_PART_ROWS", 5)
    table = rows(
        40, lambda i: ("ticket id", "question", "answer") if i == 0 else (i % 3, f"Q{i}?", "A.")
    )
    table = [Row(r.source, tuple(map(str, r.cells))) for r in table]
    got = together(table_parts(table, Faults()))
    assert len(got.documents) == 3 and len(got.examples) == 39


PARTS = "Part name,Price\n" + "".join(f"Bolt {i} mm,{i}\n" for i in range(10_000, 20_000))


def test_a_long_price_list_is_many_documents_and_one_table(tmp_path):
    again = "Bolt 10001 mm,77\nBolt 10002 mm,10002\n"
    (tmp_path / "a.csv").write_text(PARTS + again, encoding="utf-8")
    got = finish(read(tmp_path, ReadingRules(making=MakerSettings(max_table_examples=50))))
    assert len(got.documents) == 3 and len(got.examples) == 50
    assert got.files[0].n_parts == 10_002
    told = {f.check: f.evidence for f in got.findings}
    assert "found 10,002" in told["too_many_rows"]
    assert (
        "row 10002" in told["different_answers"] and "first was kept" in told["different_answers"]
    )
    by_id = {d.id: d.text for d in got.documents}
    for e in got.examples:
        words = by_id[e.document_id][slice(*e.source.span)]
        assert words == f"{e.question.removeprefix('What does ').removesuffix(' cost?')} | " + (
            e.answer.split()[-1].rstrip(".")
        )


def test_a_long_table_that_gives_nothing_is_told_once(tmp_path):
    text = "order_id,date\n" + "".join(f"{i},2025-01-01\n" for i in range(9_000))
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    got = finish(read(tmp_path))
    assert [f.check for f in got.findings] == ["columns"] and len(got.documents) == 3


def test_objects_in_parts_keep_their_lines(tmp_path):
    lines = [json.dumps({"question": f"Q{i}?", "answer": f"A{i}."}) for i in range(5_000)]
    lines[1] = ""
    lines[3000] = "{broken"
    (tmp_path / "a.jsonl").write_text("\n" + "\n".join(lines), encoding="utf-8")
    got = finish(read(tmp_path))
    assert len(got.examples) == 4998
    assert got.examples[0].source.row == 2 and got.examples[-1].source.row == 5001
    assert [f.source.row for f in got.findings] == [3002]


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", None), ("cp1252", "Windows-1252"), ("utf-16", None)]
)
def test_a_long_text_is_decoded_as_it_is_read(tmp_path, monkeypatch, encoding, name):
    monkeypatch.setattr("inhouse.sources.streaming._SMALL_BYTES", 10)
    text = "question,answer\r\n" + "What?,Café Müller.\r\n" * 200_000
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode(encoding), 1))
    for file in ("a.csv", "a.csv.gz"):
        faults = Faults()
        with open_text(tmp_path / file, file, faults) as opened:
            assert opened.read() == text
        told = faults.findings()
        assert (name in told[0].evidence) if name else not told
