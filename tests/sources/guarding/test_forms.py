"""Printed forms of letters and spaces become what a keyboard types, everywhere and unsaid."""

import json

import pytest

from inhouse.sources.guarding.forms import find_forms
from inhouse.sources.guarding.parsing import parse
from inhouse.sources.making import MakerSettings, build_makers
from inhouse.sources.reader import ReadLimits
from inhouse.sources.readers import build_all, reader_for

TYPED = [
    ("\ufb01lter", "filter"),
    ("\ufb02oor", "floor"),
    ("o\ufb03ce", "office"),
    ("ba\ufb04e", "baffle"),
    ("sta\ufb00", "staff"),
    ("re\u00adpair", "repair"),
    ("Fahr\u00adrad\u00adhelm", "Fahrradhelm"),
    ("12\u00a0kg", "12 kg"),
    ("1\u202f234,50\u00a0€", "1 234,50 €"),
    ("a\u2009b\u2007c", "a b c"),
    ("e\u2011mail", "e-mail"),
    ("well\u2010known", "well-known"),
    ("cafe\u0301", "café"),
    ("u\u0308ber", "über"),
    ("one\u2028two", "one\ntwo"),
    ("\ufef3\ufedc\ufe98\ufe90", "يكتب"),
    ("\ufb2a\ufb35", "שׁוּ"),
]
KEPT = ["cœur", "Ærø", "ĳs", "½ m²", "№ 5", "10–12", "a — b", "日本\u3000語", "x\u0338", "ﷺ", "™"]


@pytest.fixture
def learned(tmp_path):
    def run(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        reader = reader_for(path, build_all())
        parts = parse(path, name, reader, build_makers(MakerSettings()), ReadLimits())
        return [part for part in parts if part.documents or part.examples or part.findings]

    return run


def words_of(parts):
    texts = [d.text for p in parts for d in p.documents]
    return texts + [m.content for p in parts for e in p.examples for m in e.messages]


@pytest.mark.parametrize(("printed", "typed"), TYPED)
@pytest.mark.parametrize("kind", ["a.csv", "a.md", "a.jsonl", "a.txt", "a.html"])
def test_a_printed_form_is_learned_as_it_is_typed(learned, kind, printed, typed):
    if "\n" in typed and kind in ("a.csv", "a.html", "a.md"):
        pytest.skip("a line of its own is something else there")
    question, answer = f"Is {printed} sold here?", f"Yes, {printed} is sold here for $12."
    text = {
        "a.csv": f'question,answer\n"{question}","{answer}"\n',
        "a.jsonl": json.dumps({"question": question, "answer": answer}, ensure_ascii=False) + "\n",
        "a.html": f"<h1>Shop</h1><h2>{question}</h2><p>{answer}</p>",
    }.get(kind, f"# Shop\n\n## {question}\n\n{answer}\n")
    parts = learned(kind, text)
    said = words_of(parts)
    assert any(f"Yes, {typed} is sold here for $12." in words for words in said)
    assert not any(printed in words for words in said)
    assert not [f for p in parts for f in p.findings if f.check == "hidden_text"]


@pytest.mark.parametrize("text", KEPT)
def test_letters_and_signs_of_their_own_are_kept(text):
    assert list(find_forms(text)) == []


def test_what_an_example_cites_moves_with_its_words(learned):
    page = "# \ufb01rst o\ufb03ce\n\n## Is the \ufb01lter free?\n\nYes.\n\n## Is it new?\n\nNo.\n"
    (part,) = learned("a.md", page)
    for example in part.examples:
        start, end = example.source.span
        cited = part.documents[0].text[start:end]
        assert example.question in cited and example.answer in cited


def test_code_keeps_its_characters(learned):
    (part,) = learned("a.py", 'SPACE = "\u00a0"\n')
    assert "\u00a0" in part.documents[0].text


def test_a_soft_hyphen_outside_of_a_word_is_still_named(learned):
    parts = learned("a.md", "# Shop\n\nIt is\u00ad \u00adopen.\n")
    assert "hidden_text" in [f.check for part in parts for f in part.findings]
