"""Answers against what they were taken from: what it does not hold, and what it no longer says."""

import pytest

from inhouse.curation import Background, Outdated
from inhouse.curation.checks.truth.stale_answers import StaleAnswers
from inhouse.curation.checks.truth.ungrounded_answers import UngroundedAnswers
from inhouse.records import Document, Example, Message, Source, content_id

PAGE = Document("page", "A crown costs $950. Dr. Lena Ortiz makes them since 2019.",
                Source("docs/handbook.md"), "Handbook")  # fmt: skip


def example(answer, question="What about crowns?", *, file="docs/handbook.md", span=None, **labels):
    messages = (Message("user", question), Message("assistant", answer))
    source = Source(file, span=span)
    document = PAGE.id if file == PAGE.source.file else "row"
    return Example(content_id(question, answer), messages, source, document, labels)


def named(row, *documents):
    known = {d.id: d for d in (PAGE, *documents)}
    (*_, found) = [None, *UngroundedAnswers().look([row], Background(documents=known)).findings]
    return found.cases[0].marks[row.id] if found else ()


@pytest.mark.parametrize(
    ("answer", "facts"),
    [
        ("It costs $990.", ("$990",)),
        ("It costs $950.", ()),
        ("It costs 950 dollars, and Dr. Ortiz makes it.", ()),
        ("Ask Dr. Weaver.", ("Weaver",)),
        ("We make them since 2018.", ("2018",)),
    ],
)
def test_a_fact_that_the_cited_words_do_not_state_is_named(answer, facts):
    assert named(example(answer, span=(0, len(PAGE.text)))) == facts


def test_only_the_cited_words_count():
    assert named(example("It costs $950.", span=(20, len(PAGE.text)))) == ("$950",)


def test_what_the_question_states_may_be_said_again():
    row = example("Two of them cost $950.", "What do 2 crowns cost?", span=(0, 19))
    assert named(row) == ()


@pytest.mark.parametrize("name", ["handbook.md", "docs/handbook.md", "Handbook", "handbook"])
def test_a_column_may_name_the_document(name):
    assert named(example("It costs $900.", file="faq.csv", source=name)) == ("$900",)
    assert named(example("It costs $950.", file="faq.csv", source=name)) == ()


def test_a_source_outside_the_folder_cannot_be_looked_up():
    assert named(example("It costs $900.", file="faq.csv", source="Ministry of Health")) == ()


def test_a_column_may_hold_the_passage():
    row = example("It costs $900.", file="faq.csv", passage="Crowns are $950 each.")
    assert named(row) == ("$900",)


def test_a_row_is_no_source_of_itself():
    table = Document("row", "What about crowns?\nIt costs $900.", Source("faq.csv"), "faq")
    row = example("It costs $900.", file="faq.csv", span=(0, len(table.text)), source="faq.csv")
    assert named(row, table) == ()


def test_a_stale_answer_is_asked_about_with_its_words_marked():
    row, other = example("It costs $950."), example("It costs a lot.")
    known = Background(outdated={row.id: Outdated("it says $950, now $990", "$950", "$990")})
    (finding,) = StaleAnswers().look([row, other], known).findings
    assert finding.examples == (row.id,) and finding.fix_kind == "question"
    assert finding.cases[0].marks == {row.id: ("$950",)}
