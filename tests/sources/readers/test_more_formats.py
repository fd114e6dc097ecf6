"""OpenDocument, EPUB, rich text, Outlook's mails, and kinds that only an office program opens."""

import os
import stat
import zipfile

import pytest

from inhouse.sources.making import MakerSettings, build_makers, make
from inhouse.sources.readers.office.old_word import OldWord
from outlook_files import msg

NAMES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)
NAMES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def pairs(contents):
    made = make(contents, build_makers(MakerSettings()))
    return [(e.question, e.answer) for e in made.examples]


@pytest.fixture
def odt(tmp_path, read_path):
    def run(body, styles="", margins=""):
        path = tmp_path / "a.odt"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            archive.writestr(
                "content.xml",
                f"<office:document-content{NAMES}><office:automatic-styles>{styles}"
                f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
                "</office:body></office:document-content>",
            )
            archive.writestr("styles.xml", f"<office:document-styles{NAMES}>{margins}"
                             "</office:document-styles>")  # fmt: skip
        return read_path(path)

    return run


BLOCKS = {
    "heading": ('<text:h text:outline-level="2">Hours</text:h>', "## Hours"),
    "paragraph": ("<text:p>We <text:span>open</text:span> at 9.</text:p>", "We open at 9."),
    "title": ('<text:p text:style-name="Title">Hats</text:p>', "# Hats"),
    "spaces": ('<text:p>a<text:s text:c="3"/>b<text:tab/>c</text:p>', "a b c"),
    "break": ("<text:p>a<text:line-break/>b</text:p>", "a\nb"),
    "link": ('<text:p>See <text:a xlink:href="https://x.example/">us</text:a></text:p>',
             "See [us](https://x.example/)"),
    "list": ("<text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>in"
             "</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two"
             "</text:p></text:list-item></text:list>", "* one\n  * in\n* two"),
    "numbered_heading": ('<text:list><text:list-item><text:h text:outline-level="1">One</text:h>'
                         "</text:list-item></text:list>", "# One"),
    "note": ('<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body>'
             "<text:p>why</text:p></text:note-body></text:note></text:p>", "a[1]\n\n[1] why"),
    "box": ("<text:p>a<draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box>"
            "</draw:frame></text:p>", "a\n\nin a box"),
    "section": ("<text:section><text:p>inside</text:p></text:section>", "inside"),
    "deleted": ("<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
                "<text:p>here</text:p>", "here"),
    "contents": ("<text:table-of-content><text:p>1 Hours</text:p></text:table-of-content>"
                 "<text:p>here</text:p>", "here"),
}  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS)
def test_blocks_of_an_open_document_become_markdown(odt, block):
    body, text = BLOCKS[block]
    assert odt(body).documents[0].text == text


def test_a_table_of_an_open_document_is_one(odt):
    cells = "".join(
        "<table:table-row>" + "".join(
            f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row
        ) + "</table:table-row>"
        for row in (("Item", "Price"), ("Hat", "$12"), ("Cap", "$9"))
    )  # fmt: skip
    (table,) = odt(f"<table:table>{cells}</table:table>").tables
    assert table.header == ("Item", "Price") and table.rows[0].cells == ("Hat", "$12")


def test_comments_and_hidden_words_of_an_open_document_are_left_out_and_named(odt):
    got = odt(
        "<text:p>Open.<office:annotation><dc:creator>B</dc:creator><text:p>secret</text:p>"
        '</office:annotation> <text:span text:style-name="h">secret</text:span></text:p>'
        "<text:p><text:hidden-text>secret</text:hidden-text>Closed.</text:p>",
        styles='<style:style style:name="h"><style:text-properties text:display="none"/>'
        "</style:style>",
    )
    assert got.documents[0].text == "Open.\n\nClosed."
    assert sorted(f.check for f in got.findings) == ["comments", "hidden_text"]


def test_headers_and_footers_of_an_open_document_are_read_once(odt):
    margins = "<style:header><text:p>Hat Shop</text:p></style:header>" * 2
    assert odt("<text:p>Open.</text:p>", margins=margins).documents[0].text == "Open.\n\nHat Shop"


def test_questions_of_an_open_document_are_learned(odt):
    body = "".join(
        f'<text:h text:outline-level="1">{q}</text:h><text:p>{a}</text:p>'
        for q, a in (("Is it free?", "Yes, since 2019."), ("Is it new?", "No."))
    )
    assert pairs(odt(body)) == [("Is it free?", "Yes, since 2019."), ("Is it new?", "No.")]


@pytest.mark.parametrize("name", ["a.odt", "a.epub", "a.rtf", "a.msg"])
@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04cut", b"\xd0\xcf\x11\xe0" * 200])
def test_a_file_that_is_something_else_is_named(read_one, name, content):
    got = read_one(name, content)
    assert not got.documents
    assert [f.check for f in got.findings] == ["unreadable_file"]


PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
    '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="b" href="b%20c.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="i" href="i.png" media-type="image/png"/></manifest>'
    '<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/><itemref idref="gone"/>'
    "</spine></package>"
)


def test_a_book_is_read_in_its_own_order(tmp_path, read_path):
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as book:
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/p.opf"/></rootfiles></container>',
        )
        book.writestr("OEBPS/p.opf", PACKAGE)
        book.writestr("OEBPS/nav.xhtml", "<html><body><p>Contents</p></body></html>")
        for name, words in (("b c", "First"), ("a", "Second")):
            page = f"<html><body><h1>{words}</h1><p>Words of {words}.</p></body></html>"
            book.writestr(f"OEBPS/{name}.xhtml", page)
    got = read_path(tmp_path / "a.epub")
    assert [d.title for d in got.documents] == ["First", "Second"]
    assert [d.source.file for d in got.documents] == ["a.epub/b c.xhtml", "a.epub/a.xhtml"]


RICH = [
    (r"{\rtf1\ansi Hello there.\par Bye.}", "Hello there.\n\nBye."),
    (r"{\rtf1\ansi\ansicpg1252 Caf\'e9 \'80 5}", "Café € 5"),
    (r"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8}", "При"),
    (r"{\rtf1\ansi \u8364? 5 {\b bold} \i it\i0}", "€ 5 bold it"),
    (r"{\rtf1{\fonttbl{\f0 Arial;}}{\info{\title Secret}}\f0 Seen.}", "Seen."),
    (r"{\rtf1 a\line b\tab c}", "a\n\nb c"),
]


@pytest.mark.parametrize(("rich", "text"), RICH)
def test_rich_text_is_read_as_it_is_shown(read_one, rich, text):
    assert read_one("a.rtf", rich.encode("latin-1")).documents[0].text == text


def test_a_table_of_rich_text_is_one(read_one):
    row = r"\trowd\cellx100\cellx200 {}\cell {}\cell\row "
    rows = "".join(row.format(*r) for r in (("Item", "Price"), ("Hat", "$12"), ("Cap", "$9")))
    (table,) = read_one("a.rtf", (r"{\rtf1 Prices\par " + rows + "}").encode()).tables
    assert [r.cells for r in table.rows] == [("Hat", "$12"), ("Cap", "$9")]


HEADERS = (
    "From: Ann <ann@hats.example>\nTo: Bo <bo@mail.example>\nDate: Mon, 5 Jan 2026 09:00:00 +0000\n"
    "Message-ID: <2@x>\nIn-Reply-To: <1@x>\n"
)
QUOTED = (
    "Yes, it is $12.\r\n\r\nFrom: Bo <bo@mail.example>\r\nSent: Monday\r\nTo: Ann\r\nSubject: Hats"
    "\r\n\r\nWhat is a hat?\r\n"
)


def test_a_mail_that_outlook_saved_is_read_like_any_other(read_one):
    got = read_one("a.msg", msg(subject="RE: Hats", body=QUOTED, headers=HEADERS))
    assert got.documents[0].title == "Hats"
    assert pairs(got) == [("What is a hat?", "Yes, it is $12.")]


def test_a_mail_that_outlook_saved_before_it_was_sent_names_its_sender(read_one):
    saved = msg(subject="Grüße", body="Bis Montag.", sender="Ann", address="ann@hats.example")
    text = read_one("a.msg", saved).documents[0].text
    assert "From: Ann <ann@hats.example>" in text and "Grüße" in text and "Bis Montag." in text


def test_a_mail_that_outlook_saved_as_a_page_is_read(read_one):
    page = "<p>Ja, 12 €.</p><blockquote><p>Was kostet ein Hut?</p></blockquote>"
    got = read_one("a.msg", msg(subject="AW: Hut", page=page, headers=HEADERS))
    assert pairs(got) == [("Was kostet ein Hut?", "Ja, 12 €.")]


def test_without_an_office_program_an_old_file_is_a_warning(read_one, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = read_one("a.doc", b"\xd0\xcf\x11\xe0").findings
    assert finding.severity == "warning" and "LibreOffice" in finding.evidence


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize("works", [True, False])
def test_what_the_office_program_makes_is_read(tmp_path, monkeypatch, works):
    import docx

    made = docx.Document()
    made.add_paragraph("From the old file.")
    made.save(tmp_path / "made.docx")
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    copies = f'for last; do :; done; while [ "$1" != --outdir ]; do shift; done; cp \
{tmp_path}/made.docx "$2/$(basename "$last" .doc).docx"' if works else "exit 1"  # fmt: skip
    program.write_text(f"#!/bin/sh\n{copies}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    got = OldWord().read(tmp_path / "old.doc", "old.doc")
    assert [d.text for d in got.documents] == (["From the old file."] if works else [])
    assert [f.check for f in got.findings] == ([] if works else ["unreadable_file"])
