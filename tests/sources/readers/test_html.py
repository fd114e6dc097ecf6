"""Web pages: what a person sees, in order, and nothing of what they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.records import Source
from inhouse.sources.making import MakerSettings, build_makers, make
from inhouse.sources.reader import Faults
from inhouse.sources.readers.html import html_to_draft


def text_of(html):
    return html_to_draft(html, Source("a.html"), Faults()).text


def made(contents):
    return make(contents, build_makers(MakerSettings()))


def test_blocks_keep_their_order_and_become_markdown(read_one):
    got = read_one(
        "a.html",
        "<title>Shop</title><h1>Hours</h1>We are <b>open</b>:<ul><li>Mon 8-5<li>Tue<ol><li>am"
        "<li>pm</ol></ul><p>Call <a href='https://x.example/c'>us</a><br>soon.</p><pre>a\n b</pre>",
    )
    assert got.documents[0].text == (
        "# Hours\n\nWe are open:\n\n* Mon 8-5\n* Tue\n  1. am\n  2. pm\n\n"
        "Call [us](https://x.example/c)\nsoon.\n\n```\na\n b\n```"
    )
    assert got.documents[0].title == "Hours"


def test_scripts_hidden_parts_and_comments_are_not_read_and_menus_are_named(read_one):
    got = read_one(
        "a.html",
        "<nav>Home Shop</nav><script>evil()</script><style>p{}</style><!-- secret -->"
        "<p hidden>no</p><p style='display: none'>no</p><footer>Open till 9.</footer>",
    )
    assert got.documents[0].text == "Open till 9."
    (menus,) = [f for f in got.findings if f.check == "menus"]
    assert "2 words" in menus.evidence


@pytest.mark.parametrize("encoding", ["windows-1252", "shift_jis", "utf-16"])
def test_the_encoding_that_a_page_names_is_taken(read_one, encoding):
    words = {"shift_jis": "営業時間"}.get(encoding, "Café à Zürich")
    html = f"<html><head><meta charset='{encoding}'></head><body><p>{words}</p></body></html>"
    assert words in read_one("a.html", html.encode(encoding)).documents[0].text


def test_spans_of_a_table_are_filled_and_its_rows_cite_their_lines(read_one):
    got = read_one(
        "a.html",
        "<h1>Prices</h1><table><tr><th>Service<th>Price<th>Time</tr><tr><td>Crown"
        "<td rowspan=2>$950<td>2 visits<tr><td>Bridge<td>3 | 4 visits</table>",
    )
    (table,) = got.tables
    assert [row.cells for row in table.rows] == [
        ("Crown", "$950", "2 visits"),
        ("Bridge", "$950", "3 | 4 visits"),
    ]
    text = got.documents[0].text
    assert text[table.rows[1].start : table.rows[1].end] == "| Bridge | $950 | 3 \\| 4 visits |"
    questions = {e.question: e.answer for e in made(got).examples}
    assert questions["What does Bridge cost?"] == "Bridge costs $950."


def test_a_table_that_arranges_a_page_is_no_table(read_one):
    got = read_one("a.html", "<table><tr><td>Left<td><h2>News</h2><p>We moved.</table>")
    assert got.documents[0].text == "Left\n\n## News\n\nWe moved."
    assert not got.tables


def test_a_table_of_questions_gives_pairs_that_cite_the_page(read_one):
    got = read_one(
        "a.html",
        "<p>Help</p><table><tr><th>Question<th>Answer<tr><td>When?<td>At 8.</table>",
    )
    (example,) = got.examples
    assert (example.question, example.answer) == ("When?", "At 8.")
    assert example.document_id == got.documents[0].id
    start, end = example.source.span
    assert got.documents[0].text[start:end] == "| When? | At 8. |"


FAQ_DATA = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph":
[{"@type": "FAQPage", "mainEntity": [
 {"@type": "Question", "name": "Do you take cards?",
  "acceptedAnswer": {"@type": "Answer", "text": "<p>Yes, from $5.</p>"}},
 {"@type": "Question", "name": "Is parking free",
  "acceptedAnswer": {"@type": "Answer", "text": "For 2 hours."}}]}]}</script>"""


def test_questions_in_structured_data_are_read_and_those_on_the_page_become_headings(read_one):
    got = made(
        read_one(
            "a.html",
            f"{FAQ_DATA}<h1>Help</h1><div>Is parking free</div><div>For 2 hours.</div>"
            "<details><summary>May I bring a dog?</summary>Yes, on a lead.</details>",
        )
    )
    assert "### Is parking free\n\nFor 2 hours." in got.documents[0].text
    pairs = {e.question: e.answer for e in got.examples if e.labels["maker"] == "faq"}
    assert pairs == {"Do you take cards?": "Yes, from $5.", "May I bring a dog?": "Yes, on a lead."}


def test_questions_in_microdata_and_in_lists_of_terms_are_read(read_one):
    got = made(
        read_one(
            "a.html",
            "<div itemscope itemtype='https://schema.org/Question'><span itemprop=name>Why us?"
            "</span><div itemprop=acceptedAnswer><div itemprop=text>We care.</div></div></div>"
            "<dl><dt>How long?<dd>An hour.</dl>",
        )
    )
    assert {e.question for e in got.examples} >= {"Why us?", "How long?"}


def test_a_web_archive_is_read_like_its_page(read_one):
    got = read_one(
        "a.mhtml",
        "From: <Saved by a browser>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="b"\n\n--b\n'
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<p>Caf=C3=A9 open=\n ed</p>\n--b--\n",
    )
    assert got.documents[0].text == "Café open ed"


def test_a_page_without_words_is_told(read_one):
    got = read_one("a.html", "<div id=app></div><script>load()</script>")
    assert not got.documents
    assert [f.check for f in got.findings] == ["empty_file"]


@given(st.text(alphabet="<>/abpdivtrh1 =\"'&#;\n", max_size=150))
def test_any_text_can_be_read_as_a_page(text):
    text_of(text)


@given(st.lists(st.text("abcdef", min_size=1, max_size=8), min_size=1, max_size=12))
def test_every_word_of_nested_blocks_is_kept_once(words):
    html = "".join(f"<div><span>{w}</span>" for w in words) + "</div>" * len(words)
    assert text_of(html).split() == words


def test_a_deeply_nested_page_is_no_fault():
    assert "end" in text_of("<div>" * 150 + "end")
    text_of("<div>" * 5000 + "end")


def test_blanks_in_angle_brackets_stay():
    assert text_of("<p>Dear &lt;Name&gt;, # 1 &amp; 2</p>") == "Dear &lt;Name>, # 1 & 2"
