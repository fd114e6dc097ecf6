"""What stands in margins and boxes: read where a person reads it, comments named."""

import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Inches

SPACES = " ".join(
    f'xmlns:{short}="http://schemas.{at}"'
    for short, at in (
        ("w", "openxmlformats.org/wordprocessingml/2006/main"),
        ("wps", "microsoft.com/office/word/2010/wordprocessingShape"),
        ("mc", "openxmlformats.org/markup-compatibility/2006"),
    )
)
KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ".dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ".docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    ".dotm": "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
}


def boxed(words):
    inside = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    return parse_xml(
        f'<w:r {SPACES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


@pytest.fixture
def read_kind(tmp_path, read_path):
    """Saves a document as one of Word's kinds and reads it."""

    def run(document, kind):
        document.save(tmp_path / "plain.docx")
        path = tmp_path / f"a{kind}"
        with zipfile.ZipFile(tmp_path / "plain.docx") as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "[Content_Types].xml":
                    content = content.replace(KINDS[".docx"].encode(), KINDS[kind].encode())
                new.writestr(name, content)
        return read_path(path)

    return run


@pytest.mark.parametrize("kind", KINDS)
def test_boxes_and_margins_are_read_once_in_every_kind_of_word(read_kind, kind):
    made = docx.Document()
    made.add_heading("Hats", 1)
    made.add_paragraph("Body.")._p.append(boxed("in the body"))
    table = made.add_table(2, 2)
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {at}"
    table.cell(1, 1).paragraphs[0]._p.append(boxed("in a cell"))
    section = made.sections[0]
    section.header.paragraphs[0].text = "Hat Shop"
    section.header.paragraphs[0]._p.append(boxed("in the header"))
    footer = section.footer.add_table(1, 2, Inches(4))
    footer.cell(0, 0).text = "Mill Lane"
    footer.cell(0, 1).paragraphs[0]._p.append(boxed("in the footer's cell"))
    made.add_comment(made.paragraphs[1].runs[0], "secret", "Bo", "B")
    got = read_kind(made, kind)
    text = got.documents[0].text
    for words in ("Body.", "in the body", "cell 3 in a cell", "Hat Shop", "in the header",
                  "Mill Lane", "in the footer's cell"):  # fmt: skip
        assert text.count(words) == 1, words
    assert text.startswith("# Hats") and "secret" not in text
    assert [f.check for f in got.findings] == ["comments"]


PAGE = (
    "<h1>Hats</h1><p>We open at 9.<sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup> Come in.</p>"
    "<div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a><span>Is that so, Bo?</span></p></div>"
)


def test_comments_of_a_google_document_saved_as_a_page_are_named(read_one):
    got = read_one("a.html", PAGE)
    assert got.documents[0].text == "# Hats\n\nWe open at 9. Come in."
    assert [f.check for f in got.findings] == ["comments"]


def test_two_comments_in_one_block_are_both_left_out(read_one):
    both = PAGE.replace("</div>", "<p><a href='#cmnt_ref2' id='cmnt2'>[b]</a>No.</p></div>")
    got = read_one("a.html", both.replace("Come", "Come<a href='#cmnt2' id='cmnt_ref2'>[b]</a>"))
    assert got.documents[0].text == "# Hats\n\nWe open at 9. Come in."
    assert "2 comments" in got.findings[0].evidence


def test_comments_of_a_google_document_saved_as_text_are_named(read_one):
    got = read_one("a.txt", "We open at 9.[a] Come[b] in.\n\n[a]Is that so?\n[b]Yes.\n")
    assert got.documents[0].text == "We open at 9. Come in.\n"
    assert [f.check for f in got.findings] == ["comments"]


@pytest.mark.parametrize("text", [
    "Choose:\n[a]red\n[b]blue\n",
    "See [a] and [b].\n\n[a] Smith 2019\n[b] Jones 2020\n",
    "See [a].\n\n[a]Smith 2019\nAnd more.\n",
    "See [b].\n\n[b]Smith 2019\n",
    "See [1].\n\n[1]Smith 2019\n",
])  # fmt: skip
def test_letters_in_brackets_of_another_meaning_stay(read_one, text):
    got = read_one("a.txt", text)
    assert got.documents[0].text == text and not got.findings


@pytest.mark.parametrize("link", [
    "<a id='cmnts' href='/c'>comments</a>",
    "<a id='ref1' href='#x'>[a]</a>",
])  # fmt: skip
def test_links_that_are_no_comments_stay(read_one, link):
    words = link.split(">")[1].split("<")[0]
    assert read_one("a.html", f"<p>See {link}.</p>").documents[0].text == f"See {words}."
