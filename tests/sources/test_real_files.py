"""Real files of other people, where they are; skipped where they are not."""

import re
from pathlib import Path

import pytest

from finishing import finish
from inhouse.curation import CurationSettings, curate
from inhouse.sources import read
from inhouse.sources.readers.office.docx import Word
from inhouse.sources.readers.pdf.coverage import recall

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize(
    ("place", "n_examples"),
    [("covid_faq", 213), ("medquad/derived/dental_subset.jsonl", 55)],
)
def test_real_questions_and_answers_are_all_read_and_split(place, n_examples):
    if not (DATA / place).exists():
        pytest.skip(f"needs ../shared/data/{place}")
    got = finish(read(DATA / place))
    given = [e for e in got.examples if "maker" not in e.labels]
    assert len(given) == n_examples
    settings = CurationSettings()
    split = finish(curate(given, task="answer", seed=0, settings=settings)).dataset.split
    assert 0.1 < len(split.test) / n_examples < 0.3


@pytest.mark.parametrize("name", ["orders.csv", "order_details.csv.gz"])
def test_real_rows_without_a_name_say_so(name):
    place = DATA / "maven_pizza" / "raw" / "pizza_sales" / name
    if not place.exists():
        pytest.skip("needs ../shared/data/maven_pizza")
    got = finish(read(place))
    assert not got.examples
    assert any("answer" in f.evidence for f in got.findings)


def test_real_help_articles_give_an_example_each_without_the_sites_marks():
    if not (DATA / "logingov_help").exists():
        pytest.skip("needs ../shared/data/logingov_help")
    got = finish(read(DATA / "logingov_help"))
    english = [e for e in got.examples if e.source.file.endswith("._en.md")]
    assert len(english) >= 55
    # One of the 55 pages holds a search form and no words.
    assert len({e.source.file for e in english}) == 54
    assert not [e for e in english if re.search(r"\{[:%]|</?[a-z]|\]\(", e.answer)]


def test_real_contract_templates_give_clauses_to_draft():
    if not (DATA / "open_agreements").exists():
        pytest.skip("needs ../shared/data/open_agreements")
    got = finish(read(DATA / "open_agreements"))
    assert sum(e.labels.get("maker") == "contracts" for e in got.examples) > 1000


@pytest.mark.parametrize(
    ("place", "maker", "least"),
    [
        ("meqsum", "labelled_texts", 950),
        ("stackexchange_qa", None, 150),
        ("restaurant8k", "labelled_texts", 2000),
        ("sroie_receipts", "labelled_texts", 450),
        ("openai_cookbook", None, 105),
        ("odrive_docs", None, 50),
    ],
)
def test_real_folders_are_read_without_hand_holding(place, maker, least):
    if not (DATA / place).exists():
        pytest.skip(f"needs ../shared/data/{place}")
    got = finish(read(DATA / place))
    made = [e for e in got.examples if maker is None or e.labels.get("maker") == maker]
    assert len(made) >= least


def test_real_word_documents_hold_the_words_of_their_markdown_twins():
    folder = DATA / "open_agreements"
    if not folder.exists():
        pytest.skip("needs ../shared/data/open_agreements")
    for file in sorted(folder.rglob("*.docx"))[::9]:
        (document,) = Word().read(file, file.name).documents
        twin = file.with_suffix(".md")
        if twin.exists():
            # The names of blanks stand in the Markdown only; in Word they are described.
            text = re.sub(r"\A---\n.*?\n---\n|\{\w+\}", "", twin.read_text("utf-8"), flags=re.S)
            assert recall(document.text, re.sub(r"_", " ", text)) >= 0.95
