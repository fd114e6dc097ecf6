"""Real files of other people, where they are; skipped where they are not."""

import re
from pathlib import Path

import pytest

from inhouse.curation import CurationSettings, curate
from inhouse.sources import read

DATA = Path(__file__).parents[3] / "shared" / "data"


def finish(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


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
