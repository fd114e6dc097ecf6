"""A page without its marks, and its front matter and headings, whatever the text is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inhouse.scoring.facts.plain import plain
from inhouse.sources.making.page import read_page


def test_site_marks_are_stripped_and_a_forms_blanks_are_kept():
    text = (
        "Sign in.\n{: .number-list}\n\n{% include a.html %}\n1. Open [the page](/help/x/).\n"
        "2. See [terms](https://shop.example/terms) &amp; {{ site.name | upcase }}<br>"
        "<b>Pay</b> {deposit} to {{seller}}.{#pay} <https://shop.example>\n"
    )
    assert plain(text) == (
        "Sign in.\n\n1. Open the page.\n2. See terms (https://shop.example/terms) & \n"
        "Pay {deposit} to {{seller}}. https://shop.example"
    ).replace("& \n", "&\n")


@pytest.mark.parametrize("text", ["```\n<b>{% x %}</b>\n```", "a < b and c > d", "2 * 3 * 4"])
def test_code_and_signs_that_are_no_marks_stay(text):
    assert plain(text) == text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_headings_are_found_whichever_way_lines_end(newline):
    text = f"Before.{newline}{newline}# Hours{newline}Nine to five."
    (section,) = read_page(text).sections
    assert text[section.start : section.body].strip() == "# Hours"
    assert text[section.body : section.end] == "Nine to five."


@given(st.text(max_size=200))
@example("\r\r0")
def test_any_text_can_be_stripped_and_read_as_a_page(text):
    plain(text)
    built = read_page(text)
    assert all(0 <= s.start <= s.body <= len(text) for s in built.sections)


def test_broken_front_matter_is_text():
    assert read_page("---\ntitle: [a\n---\n\n# Hello\n\nWords.\n").fields == {}
