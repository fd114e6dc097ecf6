"""Questions on a page, however they are set apart, and pages that only look so."""

import pytest

from inhouse.sources.making.asked import asked_on
from inhouse.sources.making.page import read_page

PAIRS = [("Do you fix hats?", "Yes, from $12."), ("Is it fast?", "Two days.")]
THREE = [*PAIRS, ("Where are you?", "At the mill.")]
PAGES = {
    "bold_line": "# Hats\n\n**Do you fix hats?**\n\nYes, from $12.\n\n**Is it fast?**\n\nTwo days.",
    "bold_line_close": "**Do you fix hats?**\nYes, from $12.\n\n**Is it fast?**\nTwo days.\n",
    "bold_underscores": "__Do you fix hats?__\n\nYes, from $12.\n\n__Is it fast?__\n\nTwo days.",
    "bold_in_line": "**Do you fix hats?** Yes, from $12.\n\n**Is it fast?** Two days.",
    "bold_hard_break": "**Do you fix hats?**\\\nYes, from $12.\n\n**Is it fast?**  \nTwo days.",
    "bold_points": "- **Do you fix hats?** Yes, from $12.\n- **Is it fast?** Two days.",
    "bold_numbers": "1. **Do you fix hats?**\n   Yes, from $12.\n2. **Is it fast?**\n   Two days.",
    "bold_inside_number": "**1. Do you fix hats?**\nYes, from $12.\n\n**2. Is it fast?**\nTwo days."
    "",
    "bold_q": "**Q: Do you fix hats?**\n\nYes, from $12.\n\n**Q: Is it fast?**\n\nTwo days.",
    "bold_italic": "***Do you fix hats?***\n\nYes, from $12.\n\n***Is it fast?***\n\nTwo days.",
    "bold_under_headings": "## Hats\n\n**Do you fix hats?**\n\nYes, from $12.\n\n## Time\n\n"
    "**Is it fast?**\n\nTwo days.\n",
    "one_heading_asks": "# Any questions?\n\n**Do you fix hats?**\n\nYes, from $12.\n\n"
    "**Is it fast?**\n\nTwo days.",
    "marked": "Q: Do you fix hats?\nA: Yes, from $12.\n\nQ: Is it fast?\nA: Two days.",
}
LONE = {
    "paragraphs": "Do you fix hats?\n\nYes, from $12.\n\nIs it fast?\n\nTwo days.\n\n"
    "Where are you?\n\nAt the mill.",
    "two_lines": "Do you fix hats?\nYes, from $12.\n\nIs it fast?\nTwo days.\n\nWhere are you?\n"
    "At the mill.\n",
    "numbers": "1. Do you fix hats?\nYes, from $12.\n\n2. Is it fast?\nTwo days.\n\n"
    "3. Where are you?\nAt the mill.",
    "below_a_title": "# Hats\n\nWelcome.\n\nDo you fix hats?\n\nYes, from $12.\n\nIs it fast?\n\n"
    "Two days.\n\nWhere are you?\n\nAt the mill.",
    "windows": "Do you fix hats?\r\nYes, from $12.\r\n\r\nIs it fast?\r\nTwo days.\r\n\r\n"
    "Where are you?\r\nAt the mill.\r\n",
}


def pairs_of(text):
    return [(made.question, made.answer) for made in asked_on(read_page(text))]


@pytest.mark.parametrize("style", PAGES)
def test_questions_that_are_set_apart_are_found(style):
    assert pairs_of(PAGES[style]) == PAIRS


@pytest.mark.parametrize("style", LONE)
def test_three_lines_that_ask_with_words_below_them_are_questions(style):
    assert pairs_of(LONE[style]) == THREE


def test_an_answer_of_several_paragraphs_is_kept_whole():
    text = "**Do you fix hats?**\n\nYes.\n\n- from $12\n- in 2 days\n\n**Is it fast?**\n\nYes."
    assert pairs_of(text)[0][1] == "Yes.\n\n- from $12\n- in 2 days"


@pytest.mark.parametrize("text", [
    "¿Reparan sombreros?\n\nSí, desde 12 €.\n\n¿Es rápido?\n\nDos días.\n\n¿Dónde están?\n\nAquí.",
    "Reparieren Sie Hüte?\nJa.\n\nGeht das schnell?\nZwei Tage.\n\nWo sind Sie zu finden?\nHier.",
    "Réparez-vous les chapeaux ?\nOui.\n\nEst-ce bien rapide ?\n2 jours.\n\nOù donc est-ce ?\nIci.",
])  # fmt: skip
def test_other_languages_ask_alike(text):
    assert len(pairs_of(text)) == 3


NONE = [
    "# Hats\n\nReady to start?\n\nWe fix hats.\n\nWhy wait?\n\nCall us.",
    "**Note:** is it open? Yes.\n\n**Warning:** no.",
    "**Hats** are fixed here.\n\n**Shoes** too.",
    "Do you fix hats? Yes. Is it fast? Yes. Where? Here.",
    "Please tell us:\n\nWhat is your name?\n\nWhat is your address?\n\nWhat is your size?",
    "```\n**Do you fix hats?**\nYes.\n**Is it fast?**\nYes.\n```",
    "~~~yaml\nQ: a?\nA: b\nQ: c?\nA: d\n~~~",
    "    Q: a?\n\nWords.",
    "| Do you fix hats? | Yes |\n| --- | --- |\n| Is it fast? | Yes |\n| Where? | Here |",
    "> Do you fix hats?\n\nYes.\n\n> Is it fast?\n\nYes.\n\n> Where is it?\n\nHere.",
    "He asked what it costs and\nwhether it is fast?\n\nWe said so.",
    "**Who are you?**\n- What is your name?\n\n**Where are you?**\n- Is it far?\n",
    "Who are the users?\n- Are they many?\n\nWhat do they need?\n- Is it urgent?\n\n"
    "Who pays for it?\n- Is it enough?\n",
    "Really?\n\nYes.\n\nSure?\n\nYes.\n\nNow?\n\nYes.",
]


@pytest.mark.parametrize("text", NONE)
def test_rhetoric_forms_and_code_ask_nothing(text):
    assert pairs_of(text) == []
