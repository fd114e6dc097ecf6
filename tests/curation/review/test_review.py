"""What a person decides is what becomes of the data, and of nothing else."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.curation.review import applied, case_key, queue, still_open, without_done
from inhouse.records import Case, Decision, Edit, Example, Finding, Message, Source

TALKS = tuple((Message("user", f"q{i}"), Message("assistant", f"a{i}")) for i in range(5))
ROWS = tuple(Example(str(i), talk, Source("f", row=i), "d") for i, talk in enumerate(TALKS))
PAIR = Case(("0", "1"), "which is right")
ODD = Case(("2",), "odd", (Edit("2"),))
PRIVATE = Case(("3",), "phone", (Edit("3", (Message("user", "x"), Message("assistant", "y"))),))
FINDINGS = (
    Finding("different_answers", "warning", ("0", "1"), "e", "f", cases=(PAIR,)),
    Finding("refusals", "error", ("2",), "e", "f", fix_kind="proposed", cases=(ODD,)),
    Finding("personal_data", "warning", ("3",), "e", "f", fix_kind="proposed", cases=(PRIVATE,)),
    Finding("schema", "warning", ("4",), "e", "f", fix_kind="automatic"),
)
KEYS = [case_key(f, f.cases[0]) for f in FINDINGS[:3]]


def decision(at, choice, **more):
    return Decision(KEYS[at], FINDINGS[at].check, choice, **more)


def left(*decisions):
    return applied(ROWS, FINDINGS, decisions)


def test_errors_come_first_and_what_is_done_is_not_asked():
    items = queue(FINDINGS, {e.id: e for e in ROWS})
    assert [i.key for i in items] == [KEYS[1], KEYS[0], KEYS[2]]
    assert [i.key for i in queue(FINDINGS, {e.id: e for e in ROWS}, {KEYS[1]})] == [
        KEYS[0], KEYS[2]
    ]  # fmt: skip


def test_each_choice_does_what_it_says():
    assert left(decision(0, "only", example="1")) == ROWS[1:]
    assert left(decision(0, "keep")) == ROWS
    assert left(decision(0, "drop")) == ROWS[2:]
    assert left(decision(1, "accept")) == (*ROWS[:2], *ROWS[3:])
    assert left(decision(2, "accept"))[3].answer == "y"
    assert left(decision(0, "write", example="0", answer="new"))[0].answer == "new"


def test_what_a_person_wrote_outlives_a_proposed_edit_whatever_came_first():
    wrote = decision(2, "write", example="3", answer="mine")
    assert left(wrote, replace(decision(2, "accept")))[3].answer == "mine"


def test_a_decision_about_words_that_changed_does_nothing():
    gone = Decision("0" * 16, "refusals", "drop")
    assert left(gone) == ROWS


def test_closed_cases_leave_their_finding_and_the_last_takes_it_along():
    both = replace(FINDINGS[0], cases=(PAIR, Case(("2", "4"), "another")), examples=("0", "1", "2"))
    (kept,) = still_open([both], [KEYS[0]])
    assert kept.examples == ("2", "4") and len(kept.cases) == 1
    assert still_open([FINDINGS[0]], [KEYS[0]]) == ()
    assert still_open([FINDINGS[3]], KEYS) == (FINDINGS[3],)


choices = st.sampled_from(["accept", "keep", "drop"])


@given(st.lists(st.tuples(st.integers(0, 2), choices), max_size=6))
@settings(max_examples=50)
def test_no_decision_invents_an_example_or_changes_another(made):
    after = left(*(decision(at, choice) for at, choice in made))
    touched = {i for at, _ in made for i in FINDINGS[at].cases[0].examples}
    assert [e.id for e in after] == [e.id for e in ROWS if e.id in {a.id for a in after}]
    assert all(e in after for e in ROWS if e.id not in touched)


def test_a_case_whose_edit_another_decision_made_is_open_no_more():
    edit = PRIVATE.edits[0]
    twice = (*FINDINGS, replace(FINDINGS[2], cases=(replace(PRIVATE, evidence="name"),)))
    accepted = decision(2, "accept")
    now = applied(ROWS, twice, [accepted])
    assert now[3].messages == edit.messages
    open_now = still_open(without_done(twice, (ROWS, now), KEYS[2:]), KEYS[2:])
    assert [f.check for f in open_now if f.cases] == ["different_answers", "refusals"]
    assert without_done(twice, (ROWS, ROWS), []) == twice
