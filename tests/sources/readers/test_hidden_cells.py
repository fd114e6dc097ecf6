"""What a workbook's program does not show is left out and named; what it shows stays."""

import io
import re
import zipfile

import openpyxl
import pytest
import xlwt

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ("question", "answer", "note")
ROWS = [(f"Question {n}?", f"Answer {n}.", f"Note {n}") for n in range(2, 8)]


def book(change, rows=ROWS, head=HEAD):
    """An .xlsx of one sheet "Main", changed by `change(workbook, sheet)`; the rows begin at 2."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Main"
    for row in (head, *rows):
        sheet.append(row)
    change(made, sheet)
    return saved(made)


def saved(made):
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture
def read(read_one):
    """Numbers of the questions that were read, and what was said of hidden cells."""

    def run(content, name="a.xlsx"):
        got = read_one(name, content)
        told = [f.evidence for f in got.findings if f.check == "hidden_cells"]
        assert all(f.severity == "warning" for f in got.findings if f.check == "hidden_cells")
        asked = [e.question.removeprefix("Question ").removesuffix("?") for e in got.examples]
        return got, [int(n) if n.isdigit() else n for n in asked], " ".join(told)

    return run


def hide_rows(*numbers):
    def change(_, sheet):
        for number in numbers:
            sheet.row_dimensions[number].hidden = True

    return change


def filtered(_, sheet):
    sheet.auto_filter.ref = "A1:C7"
    sheet.auto_filter.add_filter_column(0, ["Question 2?"])
    hide_rows(3, 4, 5, 6, 7)(_, sheet)


def collapsed(_, sheet):
    sheet.row_dimensions.group(3, 5, hidden=True)


@pytest.mark.parametrize(
    ("change", "left", "named"),
    [
        (hide_rows(3), [2, 4, 5, 6, 7], "row 3 is hidden and left out"),
        (hide_rows(3, 4, 5), [2, 6, 7], "rows 3 to 5 are hidden"),
        (hide_rows(2, 4, 5, 7), [3, 6], "rows 2, 4 to 5, 7 are hidden"),
        (filtered, [2], "rows 3 to 7 are hidden"),
        (collapsed, [2, 6, 7], "rows 3 to 5 are hidden"),
    ],
)
def test_hidden_rows_are_left_out_and_named(read, change, left, named):
    got, asked, told = read(book(change))
    assert asked == left
    assert named in told and "sheet 'Main'" in told
    assert [e.source.row for e in got.examples] == left


def test_a_row_without_height_and_a_column_without_width_are_hidden(read):
    parts = unzipped(book(lambda *_: None))
    xml = parts[SHEET].replace(b'<row r="4"', b'<row r="4" ht="0" customHeight="1"')
    width = b'<cols><col min="3" max="3" width="0" customWidth="1"/></cols><sheetData>'
    parts[SHEET] = xml.replace(b"<sheetData>", width)
    got, asked, told = read(zipped(parts))
    assert asked == [2, 3, 5, 6, 7]
    assert "row 4 is hidden" in told and "column C ('note') is hidden" in told
    assert not any("note" in e.labels for e in got.examples)


def expanded(_, sheet):
    sheet.row_dimensions.group(3, 5, hidden=False)


def only_a_filter(_, sheet):
    sheet.auto_filter.ref = "A1:C7"


def hidden_words(_, sheet):
    sheet["B3"] = 'hidden="1" height="0" is what we answer.'


def low(_, sheet):
    sheet.row_dimensions[3].height = 0.75
    sheet.column_dimensions["B"].width = 0.5


def white(_, sheet):
    sheet["A3"].font = openpyxl.styles.Font(color="00FFFFFF")


def frozen(_, sheet):
    sheet.freeze_panes = "B3"
    sheet.sheet_view.showGridLines = False


def hidden_names(made, _):
    made.defined_names["Secret"] = openpyxl.workbook.defined_name.DefinedName(
        "Secret", attr_text="Main!$A$1", hidden=True
    )


@pytest.mark.parametrize(
    "change", [expanded, only_a_filter, hidden_words, low, white, frozen, hidden_names,
               hide_rows(9), hide_rows(40)],
)  # fmt: skip
def test_what_is_shown_stays_and_nothing_is_said(read, change):
    _, asked, told = read(book(change))
    assert asked == [2, 3, 4, 5, 6, 7]
    assert told == ""


def hide_column(letter, **how):
    def change(_, sheet):
        for key, value in (how or {"hidden": True}).items():
            setattr(sheet.column_dimensions[letter], key, value)

    return change


@pytest.mark.parametrize(
    "change",
    [hide_column("C"),
     lambda _, sheet: sheet.column_dimensions.group("C", "D", hidden=True)],
)  # fmt: skip
def test_hidden_columns_are_left_out_and_named_by_their_heading(read, change):
    got, asked, told = read(book(change))
    assert asked == [2, 3, 4, 5, 6, 7]
    assert "column C ('note') is hidden and left out" in told
    assert not any("note" in e.labels for e in got.examples)


def test_a_hidden_column_of_answers_leaves_no_pairs(read):
    got, asked, told = read(book(hide_column("B")))
    assert asked == []
    assert "Answer" not in str(got.documents)
    assert "column B ('answer')" in told


def test_an_empty_hidden_column_is_not_spoken_of(read):
    _, asked, told = read(book(hide_column("H")))
    assert (len(asked), told) == (6, "")


def test_a_hidden_column_in_front_of_the_others_keeps_rows_and_places(read):
    rows = [(f"cost {n}", *row) for n, row in enumerate(ROWS)]
    got, asked, told = read(book(hide_column("A"), rows, ("purchase price", *HEAD)))
    assert asked == [2, 3, 4, 5, 6, 7]
    assert "column A ('purchase price')" in told
    assert "cost" not in str(got)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out_and_named(read, state):
    def change(made, _):
        other = made.create_sheet("Margins")
        other.append(HEAD)
        other.append(("Question 99?", "Bought for $3.", ""))
        other.sheet_state = state

    got, asked, told = read(book(change))
    assert asked == [2, 3, 4, 5, 6, 7]
    assert "Bought" not in str(got)
    how = "very hidden" if state == "veryHidden" else "hidden"
    assert f"sheet 'Margins': the sheet is {how}; it was left out, 2 rows" in told


def test_a_shown_cell_that_takes_its_value_from_a_hidden_sheet_stays(read):
    def change(made, sheet):
        made.create_sheet("Prices").append((45,))
        made["Prices"].sheet_state = "hidden"
        sheet["B3"] = "=Prices!A1"

    parts = unzipped(book(change))
    parts[SHEET] = re.sub(rb"(<f>Prices!A1</f>)<v ?(?:/>|></v>)", rb"\1<v>45</v>", parts[SHEET])
    assert b"<v>45</v>" in parts[SHEET]
    got, asked, _ = read(zipped(parts))
    assert 3 in asked
    assert next(e.answer for e in got.examples if e.source.row == 3) == "45"


def unzipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_the_value_of_cells_merged_over_a_hidden_row_is_shown_in_the_others(read):
    def change(_, sheet):
        sheet.merge_cells("B3:B4")
        hide_rows(3)(_, sheet)

    got, asked, _ = read(book(change))
    assert asked == [2, 4, 5, 6, 7]
    assert next(e.answer for e in got.examples if e.source.row == 4) == "Answer 3."


def test_each_sheet_has_rows_of_its_own(read):
    def change(made, sheet):
        other = made.create_sheet("Second")
        for row in (HEAD, *[(f"Question {n}?", "Yes.", "") for n in (12, 13)]):
            other.append(row)
        hide_rows(2)(made, other)
        hide_rows(3)(made, sheet)

    assert read(book(change))[1] == [2, 4, 5, 6, 7, 13]


def test_a_hidden_header_is_no_header(read):
    _, asked, told = read(book(hide_rows(1)))
    assert asked == []
    assert "row 1 is hidden" in told


def test_a_workbook_of_hidden_sheets_and_rows_alone_gives_nothing_and_says_so(read):
    got, asked, told = read(book(hide_rows(*range(1, 8))))
    assert (asked, got.documents) == ([], ())
    assert "rows 1 to 7 are hidden" in told


def test_rows_without_numbers_and_parts_in_odd_places_are_counted(read):
    sheet = '<worksheet xmlns="{0}"><cols><col min="3" max="3" hidden="true"/></cols><sheetData>{1}'
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = [f"<row{' hidden=' + chr(34) + 'true' + chr(34) if i == 3 else ''}>"
            f"{''.join(cell.format(c) for c in row)}</row>"
            for i, row in enumerate((HEAD, *ROWS), start=1)]  # fmt: skip
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = '<Relationships xmlns="{}"><Relationship Id="r9" Type="{}" Target="{}"/></Relationships>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": link.format(package, f"{office}/officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Main" sheetId="1" r:id="r9"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": link.format(
            package, f"{office}/worksheet", "/xl/worksheets/odd.xml"
        ),
        "xl/worksheets/odd.xml": sheet.format(main, "".join(rows)) + "</sheetData></worksheet>",
    }
    got, asked, told = read(zipped(parts))
    assert asked == [2, 4, 5, 6, 7]
    assert "row 3 is hidden" in told and "column C ('note')" in told
    assert not any("note" in e.labels for e in got.examples)


def old_book(change):
    made = xlwt.Workbook()
    sheet = made.add_sheet("Main")
    for at, row in enumerate((HEAD, *ROWS)):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    change(made, sheet)
    return saved(made)


def test_hidden_rows_columns_and_sheets_of_old_workbooks(read):
    def change(made, sheet):
        sheet.row(2).hidden = True
        sheet.col(2).hidden = True
        other = made.add_sheet("Margins")
        other.write(0, 0, "Bought for $3.")
        other.visibility = 1

    got, asked, told = read(old_book(change), "a.xls")
    assert asked == [2, 4, 5, 6, 7]
    assert "row 3 is hidden" in told and "column C ('note')" in told
    assert "sheet 'Margins': the sheet is hidden" in told
    assert "Bought" not in str(got.documents)


def test_an_old_workbook_that_hides_nothing_is_read_whole(read):
    assert read(old_book(lambda *_: None), "a.xls")[1:] == ([2, 3, 4, 5, 6, 7], "")


def open_document(rows, columns=""):
    office = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row {attributes}>{''.join(cell.format(c) for c in row)}</table:table-row>"
        for row, attributes in rows
    )
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>',
        "content.xml": f'<office:document-content xmlns:office="{office}:office:1.0"'
        f' xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Main">{columns}{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    })  # fmt: skip


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_hidden_rows_and_columns_of_open_documents(read, how):
    rows = [(row, "") for row in (HEAD, *ROWS)]
    rows[2] = (ROWS[1], f'table:visibility="{how}"')
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
    )
    got, asked, told = read(open_document(rows, columns), "a.ods")
    assert asked == [2, 4, 5, 6, 7]
    assert "row 3 is hidden" in told and "column C ('note')" in told
    assert not any("note" in e.labels for e in got.examples)


def test_repeated_rows_above_are_counted_in_open_documents(read):
    rows = [(row, "") for row in (HEAD, *ROWS)]
    rows[1] = (ROWS[0], 'table:number-rows-repeated="2"')
    rows[3] = (ROWS[2], 'table:visibility="collapse"')
    assert read(open_document(rows), "a.ods")[1] == [2, 2, 3, 5, 6, 7]


def test_an_open_document_that_hides_nothing_is_read_whole(read):
    rows = [(row, 'table:visibility="visible"') for row in (HEAD, *ROWS)]
    assert read(open_document(rows), "a.ods")[1:] == ([2, 3, 4, 5, 6, 7], "")


def test_where_nobody_can_tell_that_is_said(read, monkeypatch):
    monkeypatch.setattr("inhouse.sources.readers.office.book_parts.kind_of_book", lambda _: "xlsb")
    _, asked, told = read(book(hide_rows(3)))
    assert len(asked) == 6
    assert "could not be looked for" in told
