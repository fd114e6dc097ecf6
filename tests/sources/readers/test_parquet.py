"""Parquet files as data sets are published: shapes, types, parts, and broken ones."""

import datetime
import decimal

import pytest

from inhouse.sources.readers.rows.parquet import Parquet

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def read(tmp_path, rows, **options):
    path = tmp_path / "data.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(rows), path, **options)
    return Parquet().read(path, "data.parquet")


@pytest.mark.parametrize(
    "row",
    [
        {"question": "What is it?", "answer": "A chair."},
        {"instruction": "What is it?", "input": "", "output": "A chair."},
        {"prompt": "What is it?", "completion": "A chair.", "split": "train"},
        {"messages": [{"role": "user", "content": "What is it?"},
                      {"role": "assistant", "content": "A chair."}]},
        {"conversations": [{"from": "human", "value": "What is it?"},
                           {"from": "gpt", "value": "A chair."}], "id": 7},
        {"question": "What is it?", "answer": "A chair.", "context": None, "n": None},
        {"question": "What is it?", "answer": "A chair.", "day": datetime.date(2026, 7, 2),
         "price": decimal.Decimal("7.50"), "raw": b"x", "at": datetime.datetime(2026, 7, 2, 9)},
    ],
    ids=lambda row: ",".join(row),
)  # fmt: skip
def test_each_shape_gives_its_pair(tmp_path, row):
    (example,) = read(tmp_path, [row]).examples
    assert [m.content for m in example.messages] == ["What is it?", "A chair."]
    assert example.source.row == 1


def test_a_date_and_a_price_are_kept_as_they_are_written(tmp_path):
    row = {"question": "What?", "answer": "It.", "day": datetime.date(2026, 7, 2),
           "price": decimal.Decimal("7.50")}  # fmt: skip
    (example,) = read(tmp_path, [row]).examples
    assert (example.labels["day"], example.labels["price"]) == ("2026-07-02", "7.50")


@pytest.mark.parametrize("group", [10, 5000])
def test_rows_are_counted_through_the_parts(tmp_path, group):
    rows = [{"question": f"What is {i}?", "answer": f"It is {i}."} for i in range(4500)]
    found = read(tmp_path, rows, row_group_size=group)
    assert [e.source.row for e in found.examples] == list(range(1, 4501))
    assert found.examples[-1].answer == "It is 4499."


def test_rows_that_are_no_pairs_are_a_table_to_look_up(tmp_path):
    found = read(tmp_path, [{"name": "Cleaning", "price": "$85"}, {"name": "Crown", "price": "$1"}])
    assert not found.examples and found.documents


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 and then nothing PAR1", b"a,b\n1,2\n"])
def test_a_broken_file_is_a_finding(tmp_path, content):
    path = tmp_path / "data.parquet"
    path.write_bytes(content)
    (told,) = Parquet().read(path, "data.parquet").findings
    assert told.check == "unreadable_file" and told.fix


def test_a_file_that_breaks_off_is_a_finding(tmp_path):
    read(tmp_path, [{"question": "What?", "answer": "It."}] * 50)
    path = tmp_path / "data.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    (told,) = Parquet().read(path, "data.parquet").findings
    assert "cannot be read" in told.evidence
