"""Real files of other people, where they are; skipped where they are not."""

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
    assert len(got.examples) == n_examples
    settings = CurationSettings()
    split = finish(curate(got.examples, task="answer", seed=0, settings=settings)).dataset.split
    assert 0.1 < len(split.test) / n_examples < 0.3


@pytest.mark.parametrize("place", ["restaurant8k", "maven_pizza"])
def test_real_tables_without_answers_say_so(place):
    if not (DATA / place).exists():
        pytest.skip(f"needs ../shared/data/{place}")
    got = finish(read(DATA / place))
    assert not got.examples
    assert any("answer" in f.evidence for f in got.findings)
