"""Feedback becomes candidates with provenance; what the log does not have is named, not guessed."""

from dataclasses import replace

import pytest

from inhouse.curation import candidates, case_key, decided_example
from inhouse.records import Decision, Feedback, Message, Trace

ASKED = (Message("user", "Are you open at 7?"),)
TRACE = Trace(
    "chatcmpl-1", "2026-11-25T09:00:00+00:00", "shop", "r1", None, ASKED, "Yes, we are.",
    (), 9, 4, 0.5, 0.1, "stop",
)  # fmt: skip


def said(n=1, *, answer="chatcmpl-1", rating=None, correction=None, comment=None):
    at = f"2026-11-25T10:00:0{n}+00:00"
    return Feedback(f"fb-{n}", answer, at, None, rating, correction, comment)


def found(*about, trace=TRACE):
    return candidates(about, {trace.id: trace} if trace else {})


def only_case(found):
    (finding,) = found.findings
    (case,) = finding.cases
    return finding, case, found.examples[case.examples[0]]


def decide(found, choice, answer=None):
    finding, case, example = only_case(found)
    return decided_example(
        example, case, Decision(case_key(finding, case), "feedback", choice, example.id, answer)
    )


def test_a_correction_is_proposed_as_the_answer_and_names_the_answer_it_corrects():
    made = found(said(rating="down", correction=" No, at 8. "))
    _, case, example = only_case(made)
    assert example.messages == (*ASKED, Message("assistant", "Yes, we are."))
    assert example.labels["answer"] == example.source.section == "chatcmpl-1"
    assert "chatcmpl-1 of r1" in case.evidence and "thumbs down; a correction" in case.evidence
    taken = decide(made, "accept")
    assert taken.answer == "No, at 8." and taken.question == "Are you open at 7?"
    assert taken.id != example.id and taken.labels["updated"].startswith("2026-11-25")


def test_a_thumb_up_proposes_the_answer_itself_and_a_thumb_down_nothing():
    assert decide(found(said(rating="up")), "accept").answer == "Yes, we are."
    down = found(said(rating="down"))
    assert only_case(down)[1].edits == ()
    assert decide(down, "accept") is None
    assert decide(down, "write", "At 8.").answer == "At 8."


def test_what_was_said_last_about_an_answer_counts_and_asks_again():
    first = found(said(1, correction="At 9."))
    both = found(said(1, correction="At 9."), said(2, correction="At 8.", comment="checked"))
    assert decide(both, "accept").answer == "At 8."
    assert len(both.examples) == 1 and "checked" in only_case(both)[1].evidence
    keys = [case_key(*only_case(f)[:2]) for f in (first, both)]
    assert keys[0] != keys[1]


def test_what_is_left_out_makes_no_example():
    assert decide(found(said(correction="At 8.")), "drop") is None


@pytest.mark.parametrize(
    ("trace", "reason"),
    [
        (None, "left the request log"),
        (replace(TRACE, messages=(Message("user", ""),), answer=""), "keeps no words"),
        (replace(TRACE, messages=(Message("user", "Call [number]"),)), "blanked words"),
        (replace(TRACE, id="cmpl-1"), "no chat"),
    ],
)
def test_an_answer_whose_words_are_not_there_is_counted_with_the_reason(trace, reason):
    answer = trace.id if trace else "chatcmpl-1"
    made = found(said(answer=answer, correction="At 8."), trace=trace)
    assert made.findings == () and dict(made.examples) == {}
    ((why, n),) = made.unusable.items()
    assert reason in why and n == 1


def test_two_turns_of_one_conversation_are_one_document():
    longer = replace(
        TRACE,
        id="chatcmpl-2",
        messages=(*ASKED, Message("assistant", "Yes"), Message("user", "Sure?")),
    )
    made = candidates(
        [said(1, rating="up"), said(2, answer="chatcmpl-2", rating="up")],
        {"chatcmpl-1": TRACE, "chatcmpl-2": longer},
    )
    assert len({e.document_id for e in made.examples.values()}) == 1 < len(made.examples)
