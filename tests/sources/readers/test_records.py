"""JSON objects that are no conversations, and texts that somebody labelled."""

import json

from inhouse.sources.making import MakerSettings, build_makers, make


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def made(contents):
    found = make(contents, build_makers(MakerSettings())).examples
    return [(e.question, e.answer) for e in found if e.labels.get("maker") == "labelled_texts"]


RECEIPTS = [
    {
        "id": "1",
        "text": "ACME HATS\nTotal due 9.00 thanks",
        "company": "Acme Hats",
        "total": "9.00",
    },
    {
        "id": "2",
        "text": "BO'S SHOP\nTotal due 4.50 thanks",
        "company": "Bo's Shop",
        "total": "4.50",
    },
    {"id": "3", "text": "UNREADABLE\nTotal due 7.25 thanks", "company": "Lin", "total": "7.25"},
]


def test_fields_that_stand_in_a_text_are_asked_for_and_others_are_left_out(read_one):
    pairs = made(read_one("a.jsonl", lines(*RECEIPTS)))
    assert pairs[0] == (
        "What does this text say about company, total?\n\nACME HATS\nTotal due 9.00 thanks",
        "company: Acme Hats\ntotal: 9.00",
    )
    assert pairs[2][1] == "total: 7.25"


def test_spans_with_a_label_become_fields(read_one):
    rows = [
        {"userInput": {"text": f"A table for {n} at 7pm"},
         "labels": [{"slot": "people", "valueSpan": {"startIndex": 12, "endIndex": 13}}]}
        for n in (2, 3, 4)
    ]  # fmt: skip
    assert [a for _, a in made(read_one("a.json", json.dumps(rows)))] == [
        "people: 2", "people: 3", "people: 4",
    ]  # fmt: skip


def test_a_text_beside_its_summary_is_summarized(read_one):
    table = "File,CHQ,Summary\n" + "".join(
        f"{i},My dog Rex {i} will not eat his food since Monday,Why does Rex {i} not eat?\n"
        for i in range(3)
    )
    assert made(read_one("a.csv", table))[1][1] == "Why does Rex 1 not eat?"


def test_an_answer_in_an_object_and_in_html_is_read_as_words(read_one):
    row = {"text": "How?", "answer": {"text": "<p>Run <code>x</code></p><ul><li>twice</ul>"}}
    (example,) = read_one("a.jsonl", lines(row)).examples
    assert example.answer == "Run x\n\n* twice"


def test_a_few_objects_of_settings_stay_text(read_one):
    got = read_one("a.json", json.dumps({"name": "app", "version": "1"}))
    assert not got.tables
    assert got.documents[0].text == "name: app\nversion: 1"


def test_objects_under_their_ids_are_rows_and_a_text_asks_for_its_summary_alone(read_one):
    rows = {
        f"s{i}": {"title": f"t{i}", "note": "", "original_text": f"the long text number {i} here",
                  "reference_summary": f"text {i}."}
        for i in range(4)
    }  # fmt: skip
    found = make(read_one("sums.json", json.dumps(rows)), build_makers(MakerSettings())).examples
    assert [e.answer for e in found] == [f"text {i}." for i in range(4)]
    assert all(e.question.endswith("here") for e in found)


def test_objects_of_different_kinds_are_no_rows(read_one):
    kinds = {"a": {"x": "1"}, "b": {"y": "2"}, "c": {"z": "3"}}
    assert len(read_one("settings.json", json.dumps(kinds)).documents) == 1
