"""A dataset as files of other programs' shapes: each is read back as it was."""

import csv
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.curation.exports import rows_of, write_rows
from inhouse.errors import UserFault
from inhouse.records import Dataset, Example, Finding, Message, Source, Split
from inhouse.sources.readers import build_all, reader_for

U, A, S = (lambda text, role=role: Message(role, text) for role in ("user", "assistant", "system"))
NEAR_MISSES = {
    "plain": (U("What is it?"), A("It is $5.")),
    "lines": (U("First line\nsecond line"), A("- a\n- b\n\nAnd so on.")),
    "quotes": (U('Is it "new", or; old?'), A("It's \"new\"; see 'A, B'.")),
    "comma": (U("How much is 1,5 kg?"), A("1.234,50 €, or £3")),
    "formula": (U("=SUM(A1:A2)"), A("+1 555 010 0100")),
    "letters": (U("Größe? Où? ¿Qué? 歯医者"), A("🦷 ½ — “yes” \u00a0 ok")),
    "json": (U('{"messages": []}'), A('[{"role": "user"}]')),
    "brackets": (U("[1] what is that?"), A("[a note]")),
    "html": (U("What is <b>bold</b> &amp; so on?"), A("<p>It is.</p>")),
    "pipe": (U("a|b|c?"), A("x|y\tz")),
    "digits": (U("0000417?"), A("12345678901234567890")),
    "date": (U("2026-07-02?"), A("17:30")),
    "true": (U("true?"), A("False")),
    "number": (U("1e5?"), A("0.10")),
    "system": (S("Be brief."), U("Are you open?"), A("Yes, until six.")),
    "turns": (U("Hi, a question?"), A("Sure."), U("What is it?"), A("A chair.")),
    "told turns": (S("Be brief."), U("One?"), A("Two."), U("Three?"), A("Four.")),
    "greeting": (A("Welcome!"), U("Where do I park?"), A("Behind the house.")),
    "two in a row": (U("One thing."), U("And another?"), A("Both are done.")),
    "long": (U("word " * 400 + "?"), A("answer " * 400)),
}
EXACT = [("chat", e) for e in ("jsonl", "json", "parquet")]
EXACT += [("sharegpt", e) for e in ("jsonl", "json", "parquet")]
EXACT += [("completion", e) for e in ("jsonl", "json", "parquet")]
EXACT += [("alpaca", e) for e in ("jsonl", "json", "parquet")]
EXACT += [("table", e) for e in ("csv", "tsv")]
every_file = pytest.mark.parametrize(("form", "ending"), EXACT)


def dataset(*talks):
    """A third each is learned from, stops training, judges."""
    examples = tuple(
        Example(f"e{i}", talk, Source("faq.csv", row=i + 2), f"d{i}", {"Category": "a, b"})
        for i, talk in enumerate(talks)
    )
    ids = tuple(e.id for e in examples)
    split = Split(ids[::3], ids[1::3], ids[2::3])
    return Dataset("d1", "answer", examples, split, {i: i for i in ids})


def read(path):
    contents = reader_for(path, build_all()).read(path, path.name)
    assert contents.findings == ()
    return contents.examples


def said(examples):
    return [tuple((m.role, m.content.strip()) for m in e.messages) for e in examples]


@every_file
@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_conversation_is_read_back_as_it_was(form, ending, name, bare, tmp_path):
    talks = [NEAR_MISSES["plain"], NEAR_MISSES[name], NEAR_MISSES["plain"]]
    found = rows_of(dataset(*talks), (), form, bare=bare)
    odd = form == "alpaca" and name in ("greeting", "two in a row")
    assert len(found.left_out) == odd
    write_rows(found.rows, tmp_path / f"data.{ending}")
    read_back = said(read(tmp_path / f"data.{ending}")) == said(found.examples)
    assert read_back != (form == "alpaca" and name == "html")  # the step warns of such
    assert len(found.examples) == 3 - odd


@every_file
def test_everything_together_is_read_back_with_its_split(form, ending, tmp_path):
    made = dataset(*(talk for name, talk in NEAR_MISSES.items() if name != "html"))
    found = rows_of(made, (), form)
    write_rows(found.rows, tmp_path / f"data.{ending}")
    back = read(tmp_path / f"data.{ending}")
    assert said(back) == said(found.examples)
    parts = {e.id: name for name in ("train", "validation", "test") for e in made.part(name)}
    assert [e.labels["split"] for e in back] == [parts[e.id] for e in found.examples]
    assert [e.labels["id"] for e in back] == [e.id for e in found.examples]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(
    lambda text: text.strip() and text.strip().lower() not in ("none", "nan", "null", "n/a", "-")
)


@settings(max_examples=60)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_any_words_are_read_back(tmp_path_factory, ending, pairs):
    talks = [(U(question), A(answer)) for question, answer in pairs]
    form = "table" if ending == "csv" else "chat"
    path = tmp_path_factory.mktemp("any") / f"data.{ending}"
    write_rows(rows_of(dataset(*talks), (), form).rows, path)
    assert said(read(path)) == said(dataset(*talks).examples)


@every_file
def test_the_same_rows_give_the_same_bytes(form, ending, tmp_path):
    rows = rows_of(dataset(*NEAR_MISSES.values()), (), form).rows
    for name in ("a", "b"):
        write_rows(rows, tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_where_a_row_is_from_and_what_was_found_stand_beside_it():
    finding = Finding("too_long", "info", ("e1",), "expected less", "Cut it.")
    rows = rows_of(dataset(*NEAR_MISSES.values()), (finding, finding), "chat").rows
    assert (rows[1]["file"], rows[1]["row"], rows[1]["split"]) == ("faq.csv", 3, "validation")
    assert rows[1]["findings"] == ["too_long: expected less"] * 2
    assert rows[1]["labels"] == {"Category": "a, b"} and rows[0]["findings"] == []


def test_an_example_of_no_part_is_named_as_unused():
    made = dataset(*NEAR_MISSES.values())
    alone = replace(made, split=Split(("e0",), (), ("e1",)))
    assert [row["split"] for row in rows_of(alone, (), "chat").rows][:3] == [
        "train", "test", "unused",
    ]  # fmt: skip
    assert len(rows_of(alone, (), "chat", part="test").rows) == 1


def test_the_shapes_are_those_that_other_programs_read():
    pairs = dataset(NEAR_MISSES["plain"])
    turns = dataset(NEAR_MISSES["told turns"])

    def row(made, form):
        return rows_of(made, (), form, bare=True).rows[0]

    asked, answered = (m["content"] for m in row(pairs, "chat")["messages"])
    assert (asked, answered) == ("What is it?", "It is $5.")
    assert row(pairs, "completion") == {"prompt": "What is it?", "completion": "It is $5."}
    assert [m["role"] for m in row(turns, "completion")["prompt"]][-1] == "user"
    assert row(turns, "completion")["completion"] == [{"role": "assistant", "content": "Four."}]
    assert row(turns, "alpaca") == {
        "instruction": "Three?", "input": "", "output": "Four.", "system": "Be brief.",
        "history": [["One?", "Two."]],
    }  # fmt: skip
    assert [t["from"] for t in row(turns, "sharegpt")["conversations"]] == [
        "system", "human", "gpt", "human", "gpt",
    ]  # fmt: skip


def test_a_column_has_one_type_in_all_rows():
    """Loaders of data sets refuse a column that is text here and a list there."""
    for form in ("chat", "alpaca", "sharegpt", "completion"):
        rows = rows_of(dataset(*NEAR_MISSES.values()), (), form).rows
        for name in rows[0]:
            kinds = {type(row[name]) for row in rows} - {type(None)}
            assert len(kinds) <= 1, (form, name)
        assert len({tuple(row) for row in rows}) == 1


def test_a_spreadsheet_opens_the_table_with_its_letters(tmp_path):
    path = tmp_path / "data.csv"
    write_rows(rows_of(dataset(NEAR_MISSES["letters"]), (), "table").rows, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["question"] == "Größe? Où? ¿Qué? 歯医者"
    assert json.loads(row["labels"]) == {"Category": "a, b"}
    assert row["findings"] == ""


def test_parquet_without_its_package_is_a_sentence(tmp_path, monkeypatch):
    import sys

    rows = rows_of(dataset(NEAR_MISSES["plain"]), (), "chat").rows
    write_rows(rows, tmp_path / "data.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserFault, match=r"inhouse\[parquet\]"):
        write_rows(rows, tmp_path / "other.parquet")
    path = tmp_path / "data.parquet"
    (told,) = reader_for(path, build_all()).read(path, "data.parquet").findings
    assert "pyarrow" in told.evidence and "inhouse[parquet]" in told.fix
