"""The checks together, then each one's near-misses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finishing import finish
from inhouse.curation import run_checks
from inhouse.curation.checks.form.encoding_damage import EncodingDamage
from inhouse.curation.checks.form.one_word_answers import OneWordAnswers
from inhouse.curation.checks.form.refusals import Refusals
from inhouse.curation.checks.truth.different_answers import DifferentAnswers
from inhouse.records import Example, Message, Source, content_id


def example(row, question, answer):
    messages = (Message("user", question), Message("assistant", answer))
    return Example(content_id(str(row), question, answer), messages, Source("a.csv", row=row), "d")


long = "We are open from eight to five on every working day."
pairs = st.tuples(st.text(max_size=20), st.text(max_size=20))
sets = st.lists(pairs, max_size=12).map(lambda r: [example(i, *p) for i, p in enumerate(r)])


@given(sets, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_the_input_does_not_matter(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert finish(run_checks(rows)) == finish(run_checks(shuffled))


@given(sets)
@settings(max_examples=40)
def test_every_example_that_does_not_go_on_is_named(rows):
    checked = finish(run_checks(rows))
    gone = {r.id for r in rows} - {e.id for e in checked.examples}
    assert gone <= {i for f in checked.findings for i in f.examples}


@pytest.mark.parametrize("sound", ["don’t", "naïve café", "Größe", "£5 – £10", "50°", "“yes”"])
def test_good_letters_are_left_alone_and_damaged_ones_come_back(sound):
    for encoding in ("windows-1252", "latin-1"):
        damaged = sound.encode().decode(encoding, "strict" if encoding == "latin-1" else "replace")
        if "\ufffd" in damaged:
            continue
        row = example(1, "Well?", f"It is {damaged} here")
        checked = EncodingDamage().look([row])
        assert checked.examples[0].answer == f"It is {sound} here"
        assert checked.findings[0].fix_kind == "automatic"
    assert not EncodingDamage().look([example(1, "Well?", sound)]).findings


def test_a_lost_character_is_asked_about():
    (found,) = EncodingDamage().look([example(7, "Well?", "We don\ufffdt.")]).findings
    assert found.fix_kind == "question" and "row 7" in found.evidence


def test_damage_made_of_control_characters_is_repaired_before_they_are_cleaned_away():
    row = example(1, "Well?", "We don’t take walk-ins.".encode().decode("latin-1"))
    assert finish(run_checks([row])).examples[0].answer == "We don’t take walk-ins."


def test_one_word_among_long_answers_is_asked_about():
    rows = [*(example(i, f"q{i}", long) for i in range(5)), example(9, "Summary?", "hi.")]
    (found,) = OneWordAnswers().look(rows).findings
    assert found.examples == (rows[-1].id,)
    assert "'hi.' in a.csv, row 9" in found.evidence


def test_labels_are_no_short_answers():
    rows = [*(example(i, f"q{i}", "refund") for i in range(5)), example(9, "q9", long)]
    assert not OneWordAnswers().look(rows).findings


@pytest.mark.parametrize(
    "answer",
    [
        "As an AI language model, I do not know your hours.",
        "I'm sorry, but I can't assist with that request.",
        "I’m sorry, but I can’t help with that.",
        "I am unable to fulfill this request.",
    ],
)
def test_an_assistant_that_declines_is_found(answer):
    (found,) = Refusals().look([example(3, "When?", answer)]).findings
    assert found.fix_kind == "proposed" and "row 3" in found.evidence


@pytest.mark.parametrize(
    "answer",
    [
        "Sorry, we do not take walk-ins.",
        "I'm sorry, I can't make it before five; come at six.",
        "We cannot provide copies of records by e-mail.",
        "As an aid, use the map below.",
        "Our AI line answers at night.",
    ],
)
def test_a_firm_that_says_no_is_no_refusal(answer):
    assert not Refusals().look([example(3, "When?", answer)]).findings


def test_two_answers_that_say_the_same_are_no_difference():
    rows = [example(1, "When?", "At 8."), example(2, "when", "at 8")]
    assert not DifferentAnswers().look(rows).findings


def test_a_check_whose_model_is_not_there_is_left_out_and_named(monkeypatch):
    class Meaning(Refusals):
        needs = frozenset({"meaning"})

    monkeypatch.setattr("inhouse.curation.checking.build_all", lambda: (Meaning(),))
    rows = [example(1, "When?", "As an AI language model, I cannot say.")]
    without = finish(run_checks(rows))
    assert without.skipped == ("refusals",) and not without.findings

    def measure(left, so_far, need):
        assert need == "meaning" and left == tuple(rows)
        return so_far
        yield

    assert finish(run_checks(rows, measure=measure)).findings
