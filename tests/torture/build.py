"""Writes the folder, and says which words must be found where."""

import io
import json
import zipfile

from . import mails, office, pdfs

# File, then words that a person reads in it.
WORDS = {
    "manual.pdf": ["topic0", "topic7", "topic14"],
    "tables.pdf": ["Crown", "$950", "visits", "Seal", "155", "East", "555-0142"],
    "scanned.pdf": ["letter"],
    "lease.docx": ["wordtitle", "wordbody", "wordheader", "wordcell", "مرحبا", "שלום", "🏠"],
    "deck.pptx": ["slidetitle", "slidegloves", "speakernote", "Boiler", "chartspring", "9.5"],
    "prices.xlsx": ["Boiler check", "$240", "xlsxanswer"],
    "old.xls": ["xlsanswer"],
    "open.ods": ["odsanswer"],
    "western.csv": ["Café crème brûlée"],
    "wide.csv": ["Größe"],
    "japan.tsv": ["営業時間"],
    "page.html": ["مرحبا بكم", "שעות פתיחה", "👩‍⚕️", "htmlfooter"],
    "saved.mhtml": ["Ärzte"],
    "help.md": ["mdbody", "mdcell"],
    "guide.adoc": ["adocbody", "adoccell", "adoccode", "adocpoint"],
    "guide.rst": ["rstbody", "rstcell", "rstcode", "rsttab"],
    "notes.txt": ["txtbody"],
    "rows.jsonl": ["jsonlanswer"],
    "tool.py": ["def codename"],
    "Inbox": ["mboxhats", "mboxreply", "mboxjumper", "mboxpullover"],
    "offer.eml": ["emlbody", "Offer café"],
    "offer.eml/offer.csv": ["emlhat"],
    "all.zip/inner.zip/deep.md": ["zipdeep"],
    "all.zip/prix.csv": ["zipprix"],
}
# What nobody can read without a person: it must be named.
NAMED = ["scanned.pdf, page 2", "deck.pptx, page 3", "locked.pdf", "cut.pdf", "photo.jpg",
         "offer.eml/logo.png", "all.zip/clip.mp4", "empty.docx"]  # fmt: skip


def build(folder):
    """The folder with every file."""
    pdfs.manual(folder / "manual.pdf", 15)
    pdfs.tables(folder / "tables.pdf")
    pdfs.scanned(folder / "scanned.pdf")
    pdfs.locked(folder / "locked.pdf")
    (folder / "cut.pdf").write_bytes((folder / "manual.pdf").read_bytes()[:600])
    office.word(folder / "lease.docx")
    office.slides(folder / "deck.pptx")
    office.workbook_xlsx(folder / "prices.xlsx")
    office.workbook_xls(folder / "old.xls")
    office.workbook_ods(folder / "open.ods")
    (folder / "empty.docx").write_bytes(b"")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    mails.threads(folder / "Inbox")
    mails.attached(folder / "offer.eml")
    mails.folder(folder / "Mail")
    _texts(folder)
    _archive(folder / "all.zip")


def _texts(folder):
    pair = "question{0}answer\n{1}{0}{2}\n"
    for name, encoding, text in (
        ("western.csv", "cp1252", pair.format(";", "Dessert?", "Café crème brûlée, très bon")),
        ("wide.csv", "utf-16", pair.format(",", "Welche Größe?", "Mittel")),
        (
            "japan.tsv",
            "shift_jis",
            pair.format("\t", "営業時間は何時からですか？", "午前九時からです。"),
        ),
        ("saved.mhtml", "cp1252", MHTML),
        ("page.html", "utf-8", HTML),
        ("help.md", "utf-8", MARKDOWN),
        ("guide.adoc", "utf-8", ASCIIDOC),
        ("guide.rst", "utf-8", RST),
        ("notes.txt", "utf-8", "Call the plumber txtbody at 555-0107.\n"),
        ("rows.jsonl", "utf-8", json.dumps({"prompt": "Who?", "completion": "jsonlanswer"})),
        (
            "tool.py",
            "utf-8",
            '# Tools\n\n\ndef codename(x):\n    """Doubles."""\n    return 2 * x\n',
        ),
    ):
        (folder / name).write_bytes(text.encode(encoding))


def _archive(path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep.md", "# Deep\n\nFound zipdeep in here.\n")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("../../prix.csv", "question,answer\nPrix?,zipprix\n")
        archive.writestr("clip.mp4", b"\0\0")


MHTML = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    "Content-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: 8bit\n\n"
    "<p>Unsere Ärzte</p>\n--b--\n"
)
HTML = (
    "<html dir=rtl><head><meta charset=utf-8><title>ברוכים הבאים</title></head><body>"
    "<h1>مرحبا بكم</h1><p>שעות פתיחה: 9–17 👩‍⚕️</p><script>x</script><footer>htmlfooter</footer>"
)
MARKDOWN = (
    "---\ntitle: Help\ntags: [a, b]\n---\n\nThe mdbody is here.\n\n"
    "| Part | Price | Size |\n| --- | --- | --- |\n| mdcell | $4 | 2 |\n"
)
ASCIIDOC = """= Guide
:brand: Osprey

The {brand} adocbody is *good*, see https://x.example[here].

* adocpoint one
** deeper

[source,sh]
----
adoccode --run
----

[options="header"]
|===
|Part |Price |Size
|adoccell |$4 |2
|===
"""
RST = """Guide
=====

The rstbody, see :ref:`there <label>`.

.. tabs::

   .. tab:: rsttab

      .. code-block:: sh

         rstcode --run

.. list-table::
   :header-rows: 1

   * - Part
     - Price
     - Size
   * - rstcell
     - $4
     - 2
"""
