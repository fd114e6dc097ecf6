"""What needs a model: swapped answers and meaning, on vectors made by hand."""

import numpy as np
import pytest

from inhouse.curation import Background, Measured
from inhouse.curation.checks.pairing.mispairing import Mispairing
from inhouse.curation.checks.pairing.training_dynamics import TrainingDynamics
from inhouse.curation.checks.pairing.unhelpful_questions import UnhelpfulQuestions
from inhouse.curation.checks.repeats.semantic_duplicates import SemanticDuplicates
from inhouse.curation.comparing.pairing_signals import Evidence, mispaired, strangers
from inhouse.records import Example, Message, Source, content_id


def example(row, question, answer):
    messages = (Message("user", question), Message("assistant", answer))
    key = content_id(str(row), question, answer)
    return Example(key, messages, Source("a.csv", row=row), f"d{row}")


def paired(n, *, noise=0.6, seed=0):
    """Vectors of questions, and of answers that lie near them."""
    drawn = np.random.Generator(np.random.PCG64(seed))
    q = drawn.standard_normal((n, 32))
    a = q + noise * drawn.standard_normal((n, 32))
    return [(v / np.linalg.norm(v, axis=1, keepdims=True)).astype(np.float32) for v in (q, a)]


def swapped(a, places):
    out = a.copy()
    out[places] = a[np.roll(places, 1)]
    return out


@pytest.mark.parametrize("n", [1, 2, 7, 100])
def test_a_stranger_is_never_oneself_unless_alone(n):
    partner = strangers(n)
    assert sorted(partner) == list(range(n))
    assert n == 1 or not (partner == np.arange(n)).any()


@pytest.mark.parametrize("share", [0.03, 0.1, 0.2])
def test_swapped_answers_are_found_at_any_share(share):
    q, a = paired(300)
    places = np.arange(0, 300, int(1 / share))
    doubt = mispaired(Evidence(q, swapped(a, places), np.full(300, 20.0)))
    found = set(np.flatnonzero(doubt >= 0.5))
    assert len(found & set(places)) >= 0.9 * len(places)
    assert len(found - set(places)) <= 0.1 * len(places) + 1


def test_nothing_swapped_nothing_found():
    q, a = paired(300)
    assert (mispaired(Evidence(q, a, np.full(300, 20.0))) >= 0.5).mean() <= 0.01


def test_vectors_that_tell_nothing_name_nobody():
    q, _ = paired(200, seed=1)
    _, a = paired(200, seed=2)
    assert not mispaired(Evidence(q, a, np.full(200, 20.0))).any()


def test_an_answer_that_has_another_place_is_doubted_more_than_an_odd_one():
    q, a = paired(300, noise=1.2)
    odd, places = np.arange(5, 300, 20), np.arange(0, 300, 20)
    drawn = np.random.Generator(np.random.PCG64(9)).standard_normal((len(odd), 32))
    a[odd] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    doubt = mispaired(Evidence(q, swapped(a, places), np.full(300, 20.0)))
    assert (doubt[places] >= 0.5).mean() >= 0.8
    assert np.median(1 - doubt[odd]) > 20 * np.median(1 - doubt[places])


def test_likelihood_finds_what_the_vectors_cannot():
    drawn = np.random.Generator(np.random.PCG64(3))
    q, _ = paired(200, seed=1)
    _, a = paired(200, seed=2)
    places = np.arange(0, 200, 10)
    alone = [drawn.uniform(2, 4, 12).astype(np.float32) for _ in range(200)]
    given = [n - (0 if i in set(places) else 1.5) for i, n in enumerate(alone)]
    strange = {i: alone[i] for i in range(120)}
    lengths = np.full(200, 20.0)
    without = set(np.flatnonzero(mispaired(Evidence(q, a, lengths)) >= 0.5))
    told = Evidence(q, a, lengths, given, alone, strange)
    found = set(np.flatnonzero(mispaired(told) >= 0.5))
    assert len(found & set(places)) >= 0.7 * len(places) and len(found - set(places)) <= 4
    assert len(without & set(places)) <= 0.3 * len(places)


def test_the_finding_names_the_question_that_fits_better():
    q, a = paired(60, noise=0.2)
    rows = [example(i, f"Question {i}?", f"Answer {i} in a few words.") for i in range(60)]
    a[[4, 9]] = a[[9, 4]]
    vectors = [{e.id: v[i] for i, e in enumerate(rows)} for v in (q, a)]
    background = Background(measured=Measured(*vectors))
    (found,) = Mispairing().look(rows, background).findings
    assert {case.examples[0] for case in found.cases[:2]} == {rows[4].id, rows[9].id}
    case = next(c for c in found.cases if c.examples == (rows[4].id,))
    assert "'Question 9?' (a.csv, row 9)" in case.evidence and case.score > 0.9
    assert not Mispairing().look(rows).findings


def test_other_words_of_the_same_meaning_are_told_and_other_numbers_are_not():
    rows = [
        example(1, "How do I cancel?", "Write to us before the end of the month."),
        example(2, "What ends my contract?", "Send a letter before the month is over."),
        example(3, "How do I quit?", "Write to us within 30 days, please."),
    ]
    vector = np.ones(4, dtype=np.float32) / 2
    same = {e.id: vector for e in rows}
    background = Background(measured=Measured(same, same))
    (found,) = SemanticDuplicates().look(rows, background).findings
    assert set(found.examples) == {rows[0].id, rows[1].id}
    assert not SemanticDuplicates().look(rows).findings


def told_of_losses(losses):
    rows = plain_rows(40)
    known = {e.id: losses(i) for i, e in enumerate(rows)}
    findings = TrainingDynamics().look(rows, Background(losses=known)).findings
    return {f.evidence.split(" in the last run")[0].split(" ", 2)[2]: set(f.examples)
            for f in findings}, rows  # fmt: skip


def plain_rows(n):
    return [
        Example(
            f"{i:016x}",
            (Message("user", f"question {i}?"), Message("assistant", f"answer {i}")),
            Source("a.csv", row=i + 2),
            f"d{i}",
        )
        for i in range(n)
    ]


def test_what_was_never_learned_and_what_was_learned_by_heart_are_told_apart():
    def losses(i):
        return {3: (2.0, 2.1, 2.2), 7: (5.0, 3.0, 0.5)}.get(i, (2.0 + i / 100, 1.7, 1.5))

    found, rows = told_of_losses(losses)
    assert found == {
        "was never learned": {rows[3].id},
        "was learned against the grain": {rows[7].id},
    }


@pytest.mark.parametrize(
    "losses", [lambda i: (2.0,), lambda i: (2.0, 1.99 + i / 1e4), lambda i: ()],
    ids=["one epoch", "a run that learned nothing", "no run"],
)  # fmt: skip
def test_a_run_that_says_nothing_of_single_examples_is_not_read(losses):
    assert told_of_losses(losses)[0] == {}


def test_an_answer_that_its_question_makes_no_likelier_is_an_alarm_and_no_question():
    rows = plain_rows(3)
    ten = np.ones(10, dtype=np.float32)
    measured = Measured(
        answer_nats={rows[0].id: 3 * ten, rows[1].id: ten, rows[2].id: 3 * ten[:4]},
        answer_nats_alone={e.id: 2 * ten for e in rows},
    )
    (finding,) = UnhelpfulQuestions().look(rows, Background(measured=measured)).findings
    assert finding.examples == (rows[0].id,)
    assert (finding.severity, finding.cases) == ("info", ())
