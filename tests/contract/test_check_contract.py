"""What every check of the table promises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_packages import install
from inhouse.curation.checks import BUILT_IN, Checked, build_all
from inhouse.records import Example, Message, Source, Spec, content_id

CHECKS = build_all()


def example(row, question, answer):
    messages = (Message("user", question), Message("assistant", answer))
    return Example(content_id(str(row), question, answer), messages, Source("a.csv", row=row), "d")


pairs = st.tuples(st.text(max_size=20), st.text(max_size=20))
sets = st.lists(pairs, max_size=12).map(lambda r: [example(i, *p) for i, p in enumerate(r)])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.spec.name)
def test_a_check_finds_nothing_in_nothing(check):
    assert check.look(()) == Checked((), ())


def test_every_check_is_named_as_it_is_listed():
    assert [check.spec.name for check in build_all()[: len(BUILT_IN)]] == list(BUILT_IN)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.spec.name)
@given(rows=sets)
@settings(max_examples=40)
def test_a_check_invents_no_example_and_names_only_what_it_was_given(check, rows):
    if check.spec.name not in ("encoding_damage", "schema"):
        rows = [r for r in rows if r.answer.strip()]
    checked = check.look(rows)
    ids = [row.id for row in rows]
    assert [i for i in ids if i in {e.id for e in checked.examples}] == [
        e.id for e in checked.examples
    ]
    for finding in checked.findings:
        assert finding.examples and set(finding.examples) <= set(ids)
        assert finding.check == check.spec.name
        assert finding.evidence and finding.fix


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.spec.name)
@given(rows=sets)
@settings(max_examples=40)
def test_the_cases_of_a_finding_name_its_examples_and_say_where(check, rows):
    for finding in check.look(rows).findings:
        ids = {row.id for row in rows}
        for case in finding.cases:
            assert case.examples and set(case.examples) <= ids and case.evidence
            assert {edit.example for edit in case.edits} <= set(case.examples)
            assert set(case.marks) <= set(case.examples)
        if finding.cases:
            decided = {i for case in finding.cases for i in case.examples}
            assert set(finding.examples) <= decided


class Shouting:
    """A check of another package."""

    needs = frozenset()

    def __init__(self):
        self.spec = Spec("shouting", "1", {})

    def look(self, examples, background=None):
        return Checked(tuple(examples), ())


def test_a_check_of_another_package_runs_after_ours_and_cannot_take_a_name_of_ours(monkeypatch):
    install(monkeypatch, {"inhouse.checks": {"schema": Shouting, "shouting": Shouting}})
    assert [check.spec.name for check in build_all()] == [*BUILT_IN, "shouting"]
