"""What a click on a page opens is read; what nothing opens is not, and is named."""

import pytest

from inhouse.records import Source
from inhouse.sources.making import MakerSettings, build_makers, make
from inhouse.sources.reader import Faults
from inhouse.sources.readers.html import html_to_draft

ASK, SAY = "Is it free?", "Yes, since 2019."
FOLDED = {
    "controls": '<button aria-controls="a">{q}</button><div id="a" hidden>{a}</div>',
    "expanded_beside": '<p><a role="button" aria-expanded="false">{q}</a></p>'
    '<div style="display:none">{a}</div>',
    "bootstrap": '<h3><button data-bs-target="#a">{q}</button></h3><div id="a" class="collapse"'
    ' style="display: none">{a}</div>',
    "bootstrap_link": '<a data-toggle="collapse" href="#a">{q}</a><div id="a" hidden>{a}</div>',
    "click": "<p onclick=\"show('a')\">{q}</p><hr><div id='a' hidden>{a}</div>",
    "click_selector": "<p onclick='$(\"#a\").slideToggle()'>{q}</p><div id='a' hidden>{a}</div>",
    "checkbox": '<input type="checkbox" id="c"><label for="c">{q}</label>'
    '<div style="visibility:hidden">{a}</div>',
    "heading_of_class": '<h3>{q}</h3><div class="faq-answer" style="display:none">{a}</div>',
    "line_of_class": '<div class="q">{q}</div><div class="accordion-body" hidden>{a}</div>',
    "terms": '<dl><dt><button aria-expanded="false">{q}</button></dt><dd hidden>{a}</dd></dl>',
    "terms_of_class": '<dl><dt>{q}</dt><dd class="toggle" style="display:none">{a}</dd></dl>',
    "details": "<details><summary>{q}</summary>{a}</details>",
    "until_found": '<button aria-controls="a">{q}</button><div id="a" hidden="until-found">{a}'
    "</div>",
    "icon": '<button aria-controls="a">{q} <span>+</span></button><div id="a" hidden>{a}</div>',
    "template": '<button aria-controls="a">{q}</button><template id="a">{a}</template>',
    "dialog": '<button commandfor="a" command="show-modal">{q}</button><dialog id="a">{a}</dialog>',
    "popover": '<button popovertarget="a">{q}</button><div id="a" popover>{a}</div>',
    "sheet": '<style>.x, p.y {{ display: none }}</style><button aria-expanded="false">{q}</button>'
    '<div class="x">{a}</div>',
    "labelled": '<h3 id="h">{q}</h3><div role="region" aria-labelledby="h" hidden>{a}</div>',
    "nested": '<button aria-controls="b">More</button><div id="b" hidden>'
    '<button aria-controls="a">{q}</button><div id="a" hidden>{a}</div></div>',
    "apart": '<ul><li><button aria-controls="a">{q}</button></li><li>Other</li></ul>'
    '<div id="a" hidden>{a}</div>',
}


def read(html):
    faults = Faults()
    return html_to_draft(html, Source("a.html"), faults).text, faults.findings()


@pytest.mark.parametrize("style", FOLDED)
def test_a_folded_answer_is_read_below_its_question(read_one, style):
    one = FOLDED[style].format(q=ASK, a=SAY)
    other = FOLDED[style].replace('"a"', '"z"').replace("#a", "#z").replace("'a'", "'z'")
    other = other.replace('"b"', '"y"').replace('"h"', '"w"').replace('"c"', '"v"')
    two = other.format(q="Is it new?", a="No, it is from 2001.")
    got = read_one("a.html", f"<h1>Shop</h1><div>{one}</div><div>{two}</div>")
    made = make(got, build_makers(MakerSettings()))
    first, second = made.examples
    assert first.question == ASK and first.answer.startswith(SAY)
    assert (second.question, second.answer) == ("Is it new?", "No, it is from 2001.")
    assert not [f for f in got.findings if f.check == "hidden_text"]


UNSEEN = {
    "attribute": "<p hidden>secret price</p>",
    "style": '<div style="display : none"><p>secret price</p></div>',
    "visibility": '<p style="visibility:hidden">secret price</p>',
    "sheet": "<style>#s{display:none}</style><p id=s>secret price</p>",
    "sheet_with_tag": "<style>/* x */ p.s { color: red; display: none; }</style>"
    "<p class='s t'>secret price</p>",
    "below_words": "<p>Hello there.</p><p hidden>secret price</p>",
    "below_a_heading": "<h2>Prices</h2><p hidden>secret price</p>",
    "opener_is_hidden": '<button aria-controls="a" hidden>More</button><p id="a" hidden>'
    "secret price</p>",
    "opens_itself": '<div id="a" hidden><button aria-controls="a">secret price</button></div>',
    "each_opens_the_other": '<div id="a" hidden><button aria-controls="b">secret price</button>'
    '</div><div id="b" hidden><button aria-controls="a">secret price</button></div>',
    "opener_names_another": '<button aria-controls="other">More</button><hr>'
    '<p id="a" hidden>secret price</p>',
    "beside_what_opens_another": '<p id="m" hidden>more</p><button onclick="show(\'m\')">More'
    "</button><p hidden>secret price</p>",
    "in_a_sentence": "Now <span hidden>secret price</span> we open.",
    "in_a_list": "<ul><li>Open</li><li hidden>secret price</li></ul>",
}


@pytest.mark.parametrize("style", UNSEEN)
def test_what_nothing_opens_is_not_read_and_is_named(style):
    text, findings = read(f"<h1>Shop</h1><p>Open.</p>{UNSEEN[style]}")
    assert "secret" not in text
    (finding,) = [f for f in findings if f.check == "hidden_text"]
    assert "secret price" in finding.evidence


SEEN = {
    "print": "<style>@media print { .s { display: none } } .t{color:red}</style>",
    "inside_another": "<style>.menu .s { display: none } .s:hover { display: none }</style>",
    "other_rule": "<style>.s { display: block } .x { display: none }</style>",
}


@pytest.mark.parametrize("style", SEEN)
def test_a_rule_that_does_not_hide_it_everywhere_hides_nothing(style):
    assert "our price" in read(f"{SEEN[style]}<p class='s'>our price</p>")[0]


@pytest.mark.parametrize("fold", [
    "<details><summary>Is it free?</summary><p>Yes.</p></details>",
    '<button aria-controls="a">Is it free?</button><div id="a" hidden><p>Yes.</p></div>',
    '<h3>Is it free?</h3><div class="faq-answer" style="display:none">Yes.</div>',
])  # fmt: skip
def test_what_stands_below_the_last_folded_answer_is_no_part_of_it(read_one, fold):
    other = fold.replace('"a"', '"b"').replace("free", "new")
    got = read_one("a.html", f"<h1>Shop</h1>{other}{fold}<p>Call us.</p>")
    made = make(got, build_makers(MakerSettings()))
    assert [e.answer for e in made.examples] == ["Yes.", "Yes."]
    assert got.documents[0].text.endswith("* * *\n\nCall us.")


def test_a_box_inside_an_answer_does_not_end_it():
    text, _ = read("<h2>Is it free?</h2><details><summary>More</summary>Yes.</details><p>Now.</p>")
    assert text == "## Is it free?\n\nMore\n\nYes.\n\nNow."


def test_tabs_become_headings_over_what_they_open():
    text, _ = read(
        '<h1>Shop</h1><div role="tablist"><button role="tab" aria-controls="a">Hours</button>'
        '<button role="tab" aria-controls="b">Prices</button></div>'
        '<div role="tabpanel" id="a">We open at 9.</div>'
        '<div role="tabpanel" id="b" hidden>It costs $12.</div>'
    )
    assert text == "# Shop\n\n### Hours\n\nWe open at 9.\n\n### Prices\n\nIt costs $12."


def test_a_folded_menu_is_a_menu():
    text, findings = read(
        '<button aria-controls="m">Menu</button><ul id="m" hidden><li><a href="/a">Home</a></li>'
        '<li><a href="/b">Shop</a></li></ul><p>Open.</p>'
    )
    assert text == "Menu\n\nOpen." and [f.check for f in findings] == ["menus"]
