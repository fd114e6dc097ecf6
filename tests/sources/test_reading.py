"""Files in, documents and examples out: every format, and every way a file can be bad."""

import gzip
import json

import pytest
from openpyxl import Workbook

from finishing import finish
from inhouse.errors import DataFault, UnreadableFile
from inhouse.records import Progress
from inhouse.sources import ReadingRules, ReadLimits, read

GOOD = "question,answer\nWhen do you open?,At 8 am.\nWhere are you?,On Osprey Street.\n"


@pytest.fixture
def ingest(tmp_path):
    def run(limits=None, **files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return finish(read(tmp_path, ReadingRules(limits or ReadLimits())))

    return run


def pairs(ingested):
    return [(e.question, e.answer) for e in ingested.examples]


def finding(ingested, check):
    (found,) = [f for f in ingested.findings if f.check == check]
    return found


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_a_row_of_a_table_is_one_document_and_one_example(ingest):
    got = ingest(a_dot_csv=GOOD)
    assert pairs(got)[0] == ("When do you open?", "At 8 am.")
    assert [e.document_id for e in got.examples] == [d.id for d in got.documents]
    assert str(got.examples[1].source) == "a.csv, row 3"


def test_other_columns_become_labels(ingest):
    got = ingest(a_dot_csv="category,question,answer\nprices,How much?,$45\n")
    assert dict(got.examples[0].labels) == {"category": "prices"}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(ingest, sign):
    got = ingest(a_dot_csv=f"question{sign}answer\nWhen?{sign}At 8.\nWhere?{sign}Here.\n")
    assert pairs(got) == [("When?", "At 8."), ("Where?", "Here.")]


def test_commas_inside_cells_do_not_hide_a_semicolon(ingest):
    got = ingest(a_dot_csv="question;answer\nA, b, c or d?;e, f, g\nWhere?;Here.\n")
    assert pairs(got)[0] == ("A, b, c or d?", "e, f, g")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(ingest, encoding):
    got = ingest(
        a_dot_csv="question,answer\nCafé?,Très bon, oui\n".replace("n, o", "n o").encode(encoding)
    )
    assert pairs(got) == [("Café?", "Très bon oui")]


def test_a_latin_1_table_is_read_and_its_encoding_named(ingest):
    text = "question,answer\nAvez-vous un café à emporter?,Oui très bientôt déjà\n"
    got = ingest(a_dot_csv=text.encode("latin-1"))
    assert pairs(got) == [("Avez-vous un café à emporter?", "Oui très bientôt déjà")]
    assert finding(got, "encoding").severity == "info"
    assert "1252" in finding(got, "encoding").evidence


def test_a_title_above_the_header_is_not_the_header(ingest):
    got = ingest(a_dot_csv="Front desk 2025,\n,\nquestion,answer\nWhen?,At 8.\n")
    assert pairs(got) == [("When?", "At 8.")]


def test_rows_that_share_a_ticket_are_one_document(ingest):
    text = "ticket_id,question,answer\n1,When?,At 8.\n2,Where?,Here.\n1,How long?,An hour.\n"
    first, second, third = ingest(a_dot_csv=text).examples
    assert first.document_id == third.document_id != second.document_id


def test_tickets_that_are_all_different_or_empty_tie_nothing(ingest):
    text = "ticket_id,question,answer\n1,When?,At 8.\n,Where?,Here.\n,How long?,An hour.\n"
    assert len({e.document_id for e in ingest(a_dot_csv=text).examples}) == 3


@pytest.mark.parametrize("nothing", ["", "   ", "nan", "NaN"])
def test_an_empty_answer_costs_its_row_only(ingest, nothing):
    got = ingest(a_dot_csv=GOOD + f"How much?,{nothing}\nHow long?,An hour.\n")
    assert len(got.examples) == 3
    assert finding(got, "empty_answer").severity == "warning"
    assert finding(got, "empty_answer").source.row == 4


def test_an_empty_question_costs_its_row_only(ingest):
    got = ingest(a_dot_csv=GOOD + " ,An hour.\n")
    assert len(got.examples) == 2
    assert "row 4" in finding(got, "empty_question").evidence


def test_many_faults_of_a_kind_are_one_finding(ingest):
    got = ingest(a_dot_csv=GOOD + "".join(f"Question {i}?,\n" for i in range(9)))
    evidence = finding(got, "empty_answer").evidence
    assert "row 4" in evidence
    assert "row 12" not in evidence


def test_a_near_miss_in_the_header_gets_a_suggestion(ingest):
    got = ingest(a_dot_csv="Qestion,answer\nWhen?,At 8.\n")
    (found,) = got.findings
    assert not got.examples
    assert found.source.row == 1
    assert "Did you mean 'question'" in f"{found.evidence} {found.fix}"


def test_a_table_without_answers_is_kept_as_text(ingest):
    got = ingest(a_dot_csv="question_1,question_2,similar\nWhen open?,Opening hours?,1\n")
    assert not got.examples
    assert "Opening hours?" in got.documents[0].text


def test_a_column_that_stands_twice_is_noted_and_the_first_is_read(ingest):
    got = ingest(a_dot_csv="question,answer,answer\nWhen?,At 8.,At 9.\n")
    assert pairs(got) == [("When?", "At 8.")]
    assert any("answer" in f.evidence and "2" in f.evidence for f in got.findings)


def test_json_lines_give_questions_prompts_and_conversations(ingest):
    got = ingest(
        a_dot_jsonl=lines(
            {"question": "When?", "answer": "At 8."},
            {"prompt": "Where?", "completion": "Here."},
            {"messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "How long?"},
                {"role": "assistant", "content": "An hour."},
            ]},
        )
    )  # fmt: skip
    assert sorted(pairs(got)) == [
        ("How long?", "An hour."),
        ("When?", "At 8."),
        ("Where?", "Here."),
    ]


def test_a_json_array_is_read_like_lines(ingest):
    rows = [{"question": "When?", "answer": "At 8."}, {"question": "Where?", "answer": "Here."}]
    assert len(ingest(a_dot_json=json.dumps(rows, indent=2)).examples) == 2


def test_a_broken_line_costs_itself_only(ingest):
    good = lines({"question": "When?", "answer": "At 8."})
    got = ingest(a_dot_jsonl=good + '{"question": "broken\n' + good.replace("When", "Why"))
    assert [q for q, _ in pairs(got)] == ["When?", "Why?"]
    assert finding(got, "broken_line").source.row == 2


@pytest.mark.parametrize(
    "row",
    [
        {"question": "Where?"},
        {"question": "Where?", "answer": 45},
        {"question": "Where?", "answer": None},
        {"question": "Where?", "answer": ["Here."]},
        {"messages": [{"role": "user", "content": None}, {"role": "assistant", "content": "x"}]},
        {"messages": [{"role": "clown", "content": "Hi"}, {"role": "assistant", "content": "x"}]},
        ["When?", "At 8."],
    ],
    ids=str,
)
def test_a_row_with_something_missing_or_of_the_wrong_type_costs_itself_only(ingest, row):
    got = ingest(a_dot_jsonl=lines({"question": "When?", "answer": "At 8."}, row))
    assert ("When?", "At 8.") in pairs(got)
    assert ("Where?", "45") not in pairs(got)
    assert any(f.source and f.source.row == 2 for f in got.findings)


def test_packed_tables_and_lines_are_read(ingest):
    rows = lines({"question": "How long?", "answer": "An hour."})
    got = ingest(
        a_dot_csv_dot_gz=gzip.compress(GOOD.encode()),
        b_dot_jsonl_dot_gz=gzip.compress(rows.encode()),
    )
    assert len(got.examples) == 3


def test_a_broken_packed_file_costs_itself_only(ingest):
    got = ingest(a_dot_csv=GOOD, b_dot_csv_dot_gz=gzip.compress(GOOD.encode() * 99)[:40])
    assert len(got.examples) == 2
    assert finding(got, "unreadable_file").severity == "error"


def workbook(path, *sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)


def test_every_sheet_of_a_workbook_is_read(tmp_path):
    table = [["Question", "Answer"], ["When?", "At 8."]]
    workbook(
        tmp_path / "a.xlsx", ("Hours", table, []), ("Places", [table[0], ["Where?", "Here."]], [])
    )
    got = finish(read(tmp_path))
    assert [str(e.source) for e in got.examples] == [
        "a.xlsx, sheet 'Hours', row 2",
        "a.xlsx, sheet 'Places', row 2",
    ]


def test_numbers_in_a_workbook_read_as_a_person_typed_them(tmp_path):
    workbook(tmp_path / "a.xlsx", ("S", [["Question", "Answer"], ["How much?", 45.0]], []))
    assert pairs(finish(read(tmp_path))) == [("How much?", "45")]


def test_a_merged_answer_belongs_to_every_question_it_covers(tmp_path):
    rows = [["Our answers", None], ["Question", "Answer"], ["When?", "At 8."], ["What time?", None]]
    workbook(tmp_path / "a.xlsx", ("S", rows, ["A1:B1", "B3:B4"]))
    got = finish(read(tmp_path))
    assert pairs(got) == [("When?", "At 8."), ("What time?", "At 8.")]
    assert any(f.check == "merged_cells" and f.source.row == 3 for f in got.findings)


def test_a_broken_workbook_costs_itself_only(ingest):
    got = ingest(a_dot_csv=GOOD, b_dot_xlsx=b"PK\x03\x04 not a workbook")
    assert len(got.examples) == 2
    assert finding(got, "unreadable_file").severity == "error"
    assert finding(got, "unreadable_file").source.file == "b.xlsx"


def test_a_page_of_questions_is_one_document(ingest):
    hours = "## When do you open?\n\nAt 8.\n\n### On Sundays\n\nAt 10.\n\n"
    page = f"# FAQ\n\n{hours}## Where are you?\n\nHere.\n"
    got = ingest(faq_dot_md=page)
    assert [q for q, _ in pairs(got)] == ["When do you open?", "Where are you?"]
    assert "At 10." in pairs(got)[0][1]
    assert {e.document_id for e in got.examples} == {got.documents[0].id}
    assert got.examples[1].source.row == 11


def test_a_question_in_a_code_block_is_no_heading(ingest):
    page = "## When?\n\nAt 8.\n\n```\n## Not this?\n```\n\n## Where?\n\nHere.\n"
    assert [q for q, _ in pairs(ingest(faq_dot_md=page))] == ["When?", "Where?"]


def test_a_page_of_prose_is_one_article(ingest):
    got = ingest(
        about_dot_md="# About us\n\nWe opened in 2009. Why? We like teeth.\n\n## Hours\n\nAt 8.\n"
    )
    (made,) = got.examples
    assert made.question == "What should I know about us?"
    assert "We opened in 2009." in made.answer
    assert got.documents[0].title == "About us"


@pytest.mark.parametrize("name", ["a_dot_md", "a_dot_txt"])
def test_blocks_of_q_and_a_are_read(ingest, name):
    text = "Hours\n\nQ: When do you open?\nA: At 8.\nOn Sundays at 10.\n\nQ: Where?\nA: Here.\n"
    got = ingest(**{name: text})
    assert pairs(got) == [("When do you open?", "At 8.\nOn Sundays at 10."), ("Where?", "Here.")]


def test_an_answer_may_hold_lettered_points(ingest):
    text = "Q: How?\nA: Two ways:\na) by bus\nb) by car\n\nQ: Where?\nA: Here.\n"
    assert pairs(ingest(a_dot_txt=text))[0] == ("How?", "Two ways:\na) by bus\nb) by car")


MIT = "MIT License\n\nPermission is hereby granted, free of charge, to any person.\n"


def test_folders_are_read_in_a_fixed_order_without_hidden_files(ingest):
    got = ingest(
        b_dot_csv=GOOD, a__z_dot_csv=GOOD, _dot_hidden_dot_csv=GOOD, _dot_inhouse__x_dot_csv=GOOD,
        inhouse_dot_toml="seed = 1", LICENSE=MIT, LICENSE_dot_txt=MIT,
    )  # fmt: skip
    assert [f.file for f in got.files] == ["a/z.csv", "b.csv"]


def test_other_kinds_of_files_are_counted_not_read(ingest):
    got = ingest(a_dot_csv=GOOD, b_dot_png=b"\x89PNG", c_dot_png=b"\x89PNG")
    found = finding(got, "not_read")
    assert found.severity == "info"
    assert "2" in found.evidence and ".png" in found.evidence


def test_a_two_gigabyte_file_is_never_loaded(tmp_path):
    with (tmp_path / "big.jsonl").open("wb") as file:
        file.truncate(2 * 2**30)
    (tmp_path / "a.csv").write_text(GOOD)
    got = finish(read(tmp_path))
    assert len(got.examples) == 2
    assert finding(got, "unreadable_file").severity == "error"
    assert "Split the file" in finding(got, "unreadable_file").fix


def test_an_empty_folder_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(DataFault) as refused:
        finish(read(tmp_path))
    assert "empty" in refused.value.found
    assert "inhouse" in refused.value.action


def test_a_path_with_a_typing_error_gets_a_suggestion(tmp_path):
    (tmp_path / "answers.csv").write_text(GOOD)
    with pytest.raises(UnreadableFile, match=r"Did you mean .*answers\.csv"):
        finish(read(tmp_path / "anwsers.csv"))


def test_one_file_can_be_read_alone(tmp_path):
    (tmp_path / "a.csv").write_text(GOOD)
    got = finish(read(tmp_path / "a.csv"))
    assert [e.source.file for e in got.examples] == ["a.csv", "a.csv"]


def test_ids_are_the_same_at_every_reading_and_differ_between_rows(ingest):
    text = GOOD + "When do you open?,At 8 am.\n"
    first, second = ingest(a_dot_csv=text), ingest(a_dot_csv=text)
    assert first == second
    assert len({e.id for e in first.examples}) == 3


def test_every_file_is_announced(tmp_path):
    (tmp_path / "a.csv").write_text(GOOD)
    assert any(isinstance(e, Progress) and e.detail == "a.csv" for e in read(tmp_path))
