"""Office files: Word, PowerPoint, and every kind of workbook."""

import zipfile

import docx
import openpyxl
import pptx
import xlwt
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

PRICES = [["Service", "Price"], ["Boiler check", "$120"], ["Night call", "$240"]]


def word(path):
    document = docx.Document()
    document.add_heading("Lease wordtitle", 0)
    document.add_heading("Rent", 1)
    document.add_paragraph("The tenant wordbody pays on the first. مرحبا שלום 🏠")
    document.sections[0].header.paragraphs[0].text = "wordheader 555-0199"
    table = document.add_table(2, 3)
    for cell, text in zip(
        table._cells, ["Room", "Rent", "Size", "wordcell", "$900", "20m2"], strict=True
    ):
        cell.text = text
    document.save(path)


def slides(path):
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Safety slidetitle"
    first.placeholders[1].text = "Wear slidegloves\nTurn off the power"
    first.notes_slide.notes_text_frame.text = "Show the speakernote video."
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Prices"
    shape = second.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(5), Inches(1))
    for y, row in enumerate(PRICES):
        for x, text in enumerate(row):
            shape.table.cell(y, x).text = text
    data = CategoryChartData()
    data.categories = ["chartspring", "autumn"]
    data.add_series("Orders", (4, 9.5))
    second.shapes.add_chart(XL_CHART_TYPE.PIE, Inches(1), Inches(4), Inches(3), Inches(2), data)
    third = deck.slides.add_slide(deck.slide_layouts[6])
    picture = path.with_suffix(".png")
    Image.new("RGB", (40, 40), "red").save(picture)
    third.shapes.add_picture(str(picture), 0, 0)
    picture.unlink()
    deck.save(path)


def workbook_xlsx(path):
    book = openpyxl.Workbook()
    book.active.title = "Sheetone"
    for row in PRICES:
        book.active.append(row)
    second = book.create_sheet("Sheettwo")
    second.append(["Question", "Answer"])
    second.append(["When do you open?", "At 8 xlsxanswer."])
    book.save(path)


def workbook_xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Old")
    for y, row in enumerate([["Question", "Answer"], ["Where?", "Here xlsanswer."]]):
        for x, text in enumerate(row):
            sheet.write(y, x, text)
    book.save(str(path))


def workbook_ods(path):
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
            "</table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in [["Question", "Answer"], ["How?", "So odsanswer."]]
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            "<manifest:manifest "
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            "</manifest:manifest>",
        )
