"""Word documents: every word a person sees, with the numbers Word counts."""

import re

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from inhouse.sources.making import MakerSettings, build_makers, make


@pytest.fixture
def word(tmp_path, read_path):
    def run(build, name="a.docx"):
        document = docx.Document()
        build(document)
        document.save(tmp_path / name)
        return read_path(tmp_path / name)

    return run


def run_xml(inner):
    return parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")


def test_headings_lists_and_tables_stand_in_their_order(word):
    def build(d):
        d.add_heading("Manual", 0)
        d.add_heading("Cleaning", 1)
        d.add_paragraph("Once a week.")
        d.add_paragraph("Wipe it", style="List Bullet")
        d.add_paragraph("Rinse it", style="List Number")
        d.add_paragraph("Dry it", style="List Number")
        table = d.add_table(2, 3)
        for cell, words in zip(
            table._cells, ["Part", "Price", "Stock", "Valve", "$12", "4"], strict=True
        ):
            cell.text = words

    got = word(build)
    assert got.documents[0].text == (
        "# Manual\n\n## Cleaning\n\nOnce a week.\n\n* Wipe it\n\n1. Rinse it\n\n2. Dry it\n\n"
        "| Part | Price | Stock |\n| --- | --- | --- |\n| Valve | $12 | 4 |"
    )
    assert got.documents[0].title == "Manual"
    assert got.tables[0].rows[0].cells == ("Valve", "$12", "4")


def test_insertions_count_and_deletions_hidden_text_and_comments_do_not(word):
    def build(d):
        d.element.body.insert(
            0,
            run_xml(
                "<w:r><w:t xml:space='preserve'>Pay </w:t></w:r>"
                "<w:del w:id='1' w:author='a'><w:r><w:delText>$900</w:delText></w:r></w:del>"
                "<w:ins w:id='2' w:author='a'><w:r><w:t>$950</w:t></w:r></w:ins>"
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t>our cost is $100</w:t></w:r>"
            ),
        )
        d.add_comment(d.add_paragraph("Soon.").runs[0], text="Really?", author="a")

    got = word(build)
    assert got.documents[0].text == "Pay $950\n\nSoon."
    assert {f.check: f.evidence for f in got.findings} == {
        "hidden_text": "a.docx: 4 words that are marked as hidden were left out",
        "comments": "a.docx: 1 comments in the margin were left out",
    }


def test_text_in_boxes_controls_links_notes_and_margins_is_kept(word):
    def build(d):
        d.element.body.insert(
            0,
            run_xml(
                "<w:sdt><w:sdtContent><w:r><w:t>control </w:t></w:r></w:sdtContent></w:sdt>"
                "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>"
                "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p>"
                "</w:txbxContent></w:pict></w:r>"
            ),
        )
        d.sections[0].header.paragraphs[0].text = "Osprey Dental, 555-0142"
        d.sections[0].footer.paragraphs[0].text = "3"

    text = word(build).documents[0].text
    assert text == "control link\n\nboxed\n\nOsprey Dental, 555-0142"


def test_clauses_are_numbered_as_word_shows_them(word):
    numbering = (
        f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'>"
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
        "<w:lvlText w:val='%1.'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='lowerLetter'/>"
        "<w:lvlText w:val='%1.%2)'/></w:lvl></w:abstractNum>"
    )

    def build(d):
        root = d.part.numbering_part.element
        root.insert(0, parse_xml(numbering))
        root.append(
            parse_xml(f"<w:num {nsdecls('w')} w:numId='77'><w:abstractNumId w:val='77'/></w:num>")
        )
        for depth, words in ((0, "Term"), (1, "One year"), (1, "More"), (0, "Fee"), (1, "$5")):
            p = d.add_paragraph(words)
            p._p.get_or_add_pPr().append(
                parse_xml(
                    f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{depth}'/><w:numId w:val='77'/>"
                    "</w:numPr>"
                )
            )

    lines = word(build).documents[0].text.split("\n\n")
    assert lines == ["1. Term", "1.a) One year", "1.b) More", "2. Fee", "2.a) $5"]


def test_large_and_bold_lines_are_headings_where_no_style_says_so(word):
    def build(d):
        style = d.styles.add_style("House Title", WD_STYLE_TYPE.PARAGRAPH)
        style.font.size = Pt(26)
        d.add_paragraph("Lease Agreement", style=style)
        d.add_paragraph("").add_run("Rent").bold = True
        body = d.add_paragraph("The tenant pays ")
        body.add_run("[Monthly rent in dollars]").bold = True
        body.add_run(" to [Full name of the landlord] on the first day of each month, in full.")
        d.add_paragraph("").add_run("This bold sentence is no heading.").bold = True
        d.add_paragraph("").add_run("Signatures").bold = True

    got = word(build, "template.docx")
    assert re.findall(r"^#+ .*", got.documents[0].text, re.MULTILINE) == [
        "# Lease Agreement",
        "## Rent",
        "## Signatures",
    ]
    (clause,) = make(got, build_makers(MakerSettings())).examples
    assert "Leave these open: Monthly rent in dollars, Full name of the landlord" in clause.question
    assert clause.source.section == "Rent"


def test_merged_cells_give_their_words_to_each_place(word):
    def build(d):
        table = d.add_table(3, 3)
        for i, cell in enumerate(table._cells):
            cell.text = ["Item", "Price", "Unit", "Hat", "$5", "each", "Cap", "", "each"][i]
        table.cell(1, 1).merge(table.cell(2, 1))

    assert [row.cells for row in word(build).tables[0].rows][1] == ("Cap", "$5", "each")


@pytest.mark.parametrize("content", [b"", b"not a document", b"PK\x03\x04 cut off"])
def test_a_broken_document_is_a_finding(read_one, content):
    got = read_one("a.docx", content)
    assert not got.documents
    assert [f.severity for f in got.findings] == ["error"]


def test_a_document_of_pictures_is_told(word):
    got = word(lambda d: d.add_paragraph(""))
    assert [f.check for f in got.findings] == ["empty_file"]
