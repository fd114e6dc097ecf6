"""What a workbook's cells show is learned, and cells without a value are named."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

CASES = Path(__file__).parents[4] / "shared" / "cases"


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def list_of(cells, *, from_1904=False):
    """An .xlsx price list: a part a column, each a value and its format."""
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.append(["Item", *(f"Column {chr(65 + i)}" for i in range(len(cells)))])
    sheet.append(["Lamp", *(value for value, _ in cells)])
    for at, (_, code) in enumerate(cells, start=2):
        sheet.cell(2, at).number_format = code
    return saved(book)


def rows_of(got):
    return [row.cells for table in got.tables for row in table.rows]


def told(got, check):
    return " ".join(f.evidence for f in got.findings if f.check == check)


def test_a_row_is_read_as_its_cells_show_it(read_one):
    got = read_one(
        "a.xlsx",
        list_of(
            [
                (0.063, "0.0%"),
                (932, "0000000"),
                (1310.5, '"$"#,##0.00'),
                (datetime.date(2026, 3, 19), "d mmm yyyy"),
                (datetime.time(18, 15), "h:mm AM/PM"),
                (datetime.timedelta(hours=36), "[h]:mm"),
                (True, "General"),
                (0.1 + 0.2, "General"),
                ("as is", "0.00"),
                ("5", '@" pcs"'),
            ]
        ),
    )
    assert rows_of(got) == [
        ("Lamp", "6.3%", "0000932", "$1,310.50", "19 Mar 2026", "6:15 PM", "36:00", "TRUE", "0.3",
         "as is", "5 pcs"),
    ]  # fmt: skip


def test_dates_of_a_workbook_that_counts_from_1904(read_one):
    got = read_one(
        "a.xlsx", list_of([(datetime.date(2026, 3, 19), "yyyy-mm-dd"), (1, "0")], from_1904=True)
    )
    assert rows_of(got) == [("Lamp", "2026-03-19", "1")]


def test_an_answer_that_is_a_number_has_its_format(read_one):
    book = openpyxl.Workbook()
    book.active.append(["Question", "Answer"])
    book.active.append(["What is the discount?", 0.15])
    book.active["B2"].number_format = "0%"
    assert read_one("a.xlsx", saved(book)).examples[0].messages[-1].content == "15%"


def with_cells(xml):
    """An .xlsx whose second row is this XML."""
    file = io.BytesIO()
    made = zipfile.ZipFile(io.BytesIO(list_of([("x", "General"), ("y", "General")])))
    with made, zipfile.ZipFile(file, "w") as out:
        for name in made.namelist():
            text = made.read(name)
            if name.endswith("sheet1.xml"):
                before, _, after = text.partition(b'<row r="2"')
                text = before + f'<row r="2">{xml}'.encode() + after[after.index(b"</row>") :]
            out.writestr(name, text)
    return file.getvalue()


NAME = '<c r="A2" t="inlineStr"><is><t>Lamp</t></is></c>'


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_is_named_and_its_cell_is_empty(read_one, error):
    got = read_one("a.xlsx", with_cells(f'{NAME}<c r="C2" t="e"><f>1/0</f><v>{error}</v></c>'))
    assert rows_of(got) == [("Lamp", "", "")]
    assert f"cell C2, found the error {error}" in told(got, "error_cells")


@pytest.mark.parametrize("cell", ['<c r="B2"><f>A1</f></c>', '<c r="B2" s="0"><f t="shared"/></c>'])
def test_a_formula_without_a_result_is_named(read_one, cell):
    got = read_one("a.xlsx", with_cells(NAME + cell))
    assert "cell B2, found a formula" in told(got, "formulas_without_values")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2"><f>5+5</f><v>10</v></c>',
        '<c r="B2" t="str"><f>"1"&amp;"0"</f><v>10</v></c>',
        '<c t="inlineStr"><is><t>10</t></is></c>',
    ],
)
def test_a_formula_with_its_result_is_its_result(read_one, cell):
    got = read_one("a.xlsx", with_cells(NAME + cell))
    assert rows_of(got)[0][:2] == ("Lamp", "10")
    assert not got.findings


def test_a_formula_whose_result_is_no_text_is_no_fault(read_one):
    got = read_one("a.xlsx", with_cells(f'{NAME}<c r="B2" t="str"><f>""</f><v></v></c>'))
    assert not got.findings


def test_an_old_workbook_shows_formats_too(read_one):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Main")
    for at, name in enumerate(["Item", "Share", "Part", "From", "Open"]):
        sheet.write(0, at, name)
    sheet.write(1, 0, "Lamp")
    for at, (value, code) in enumerate(
        [(0.063, "0.0%"), (932, "0000000"), (datetime.date(2026, 3, 19), "D-MMM-YY")], start=1
    ):
        sheet.write(1, at, value, xlwt.easyxf(num_format_str=code))
    sheet.write(1, 4, True)
    assert rows_of(read_one("a.xls", saved(book))) == [
        ("Lamp", "6.3%", "0000932", "19-Mar-26", "TRUE")
    ]


OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def open_document(kind, value, shown):
    """An .ods of an item and one number that is shown otherwise."""
    words = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = words.replace("string", f'{kind}" office:value="{value}').format(shown)
    rows = [words.format("Item") + words.format("Number"), words.format("Lamp") + number]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    names = " ".join(f'xmlns:{n}="{OPEN}:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Main">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{OPEN}:manifest:1.0"/>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("percentage", "0.063", "6,3 %"),
        ("currency", "1310.5", "1.310,50 €"),
        ("float", "932", "0000932"),
        ("float", "0.30000000000000004", "0.3"),
    ],
)
def test_an_open_document_shows_its_own_text(read_one, kind, value, shown):
    got = read_one("a.ods", open_document(kind, value, shown))
    assert rows_of(got) == [("Lamp", shown)], got.findings


def sheet_of(rows, *merged):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    return saved(book)


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        ([["Prices 2026", None, None], ["Item", "Price", "Size"]], ["A1:C1"]),
        ([["Prices 2026", None, None], [], ["Item", "Price", "Size"]], ["A1:C1"]),
        ([["Prices 2026", None, None], [None, None, None], ["Item", "Price", "Size"]], ["A1:C2"]),
        ([[None, "Prices 2026", None], ["Item", "Price", "Size"]], ["B1:C1"]),
        ([["Prices"], ["as of March 2026"], ["Item", "Price", "Size"]], []),
    ],
)
def test_a_title_over_the_table_is_no_header(read_one, rows, merged):
    got = read_one("a.xlsx", sheet_of([*rows, ["Lamp", "$5", "small"]], *merged))
    assert [table.header for table in got.tables] == [("Item", "Price", "Size")]
    assert rows_of(got) == [("Lamp", "$5", "small")]


def test_a_heading_between_rows_is_no_row_of_values(read_one):
    rows = [["Dish", "Price"], ["Starters", None], ["Soup", "$6"], ["Mains", None], ["Pie", "$12"]]
    got = read_one("a.xlsx", sheet_of(rows, "A2:B2", "A4:B4"))
    assert rows_of(got) == [("Starters", ""), ("Soup", "$6"), ("Mains", ""), ("Pie", "$12")]


@pytest.mark.parametrize(
    ("above", "below", "merged", "header"),
    [
        (["Item", "Price", None], [None, "adult", "child"], ["A1:A2", "B1:C1"],
         ("Item", "Price adult", "Price child")),
        (["Item", "Price", None], ["Item", "adult", "child"], ["B1:C1"],
         ("Item", "Price adult", "Price child")),
        ([None, "Price", None], ["Item", "adult", "child"], ["B1:C1"],
         ("Item", "Price adult", "Price child")),
        (["Item", "Price", None], [None, "2025", "2026"], [],
         ("Item", "Price 2025", "Price 2026")),
        (["Item", "Summer", None, "Winter", None], [None, "day", "night", "day", "night"], [],
         ("Item", "Summer day", "Summer night", "Winter day", "Winter night")),
    ],
)  # fmt: skip
def test_a_header_of_two_rows_is_one(read_one, above, below, merged, header):
    values = ["Lamp", "$5", "$3", "$6", "$4"][: len(above)]
    got = read_one("a.xlsx", sheet_of([above, below, values, values], *merged))
    assert [table.header for table in got.tables] == [header]
    assert rows_of(got) == [tuple(values)] * 2


@pytest.mark.parametrize(
    "first",
    [
        ["Lamp", "brass", "small"],
        ["Lamp", None, "small"],
        ["Lamp", "$5", None],
        [None, "Brass", "Small"],
    ],
)
def test_a_first_row_of_values_is_no_second_header(read_one, first):
    head = ["Item", "Finish", "Size"]
    got = read_one("a.xlsx", sheet_of([head, first, ["Vase", "glass", "large"]]))
    assert [table.header for table in got.tables] == [tuple(head)]


@pytest.mark.parametrize("answer", ["None", "none", "None.", "N/A", "n/a", "NA", "null", "-"])
def test_a_short_answer_is_an_answer(read_one, answer):
    got = read_one("a.csv", f"question,answer\nIs there a fee?,{answer}\nWhen?,At 8.\n")
    assert [e.messages[-1].content for e in got.examples] == [answer, "At 8."]
    assert not [f for f in got.findings if f.severity != "info"]


@pytest.mark.parametrize("answer", ["", "  ", "nan", "NaN"])
def test_an_answer_that_nobody_wrote_is_none(read_one, answer):
    got = read_one("a.csv", f"question,answer\nIs there a fee?,{answer}\nWhen?,At 8.\n")
    assert len(got.examples) == 1
    assert told(got, "empty_answer")


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
def test_the_price_list_of_the_shared_cases(read_path):
    rows = rows_of(read_path(CASES / "01" / "price-list.xlsx"))
    assert rows[0][1:] == ("0000417", "$45.00", "7.5%", "2026-07-02", "17:30")
    assert rows[3][2] == "$1,234.50"
