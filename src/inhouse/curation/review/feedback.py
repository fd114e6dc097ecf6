"""What people said about answers, as examples that wait for a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inhouse.records import (
    Case,
    Decision,
    Edit,
    Example,
    Feedback,
    Finding,
    Message,
    Source,
    Trace,
    content_id,
)

__all__ = ["FEEDBACK", "Candidates", "candidates", "decided_example"]

FEEDBACK = "feedback"
_LOG = "request log"
_BLANKED = re.compile(r"\[(?:mail|link|number)\]")
_AGED = "the answer has left the request log (serve.request_log_days)"
_SILENT = "the request log keeps no words (serve.request_log is off)"
_BLANKS = "the request log blanked words in it (serve.request_log is redacted)"
_NO_CHAT = "it was no chat"


@dataclass(frozen=True, slots=True)
class Candidates:
    """What could be learned from feedback.

    Args:
        examples: by id: each conversation with the answer that was given.
        findings: one with a case for each, or none.
        unusable: why an answer cannot become an example, to how many there are.
    """

    examples: Mapping[str, Example]
    findings: tuple[Finding, ...]
    unusable: Mapping[str, int]


def candidates(said: Sequence[Feedback], traces: Mapping[str, Trace]) -> Candidates:
    """One candidate for each answer that something was said about.

    Args:
        said: the oldest first.
        traces: answer id to request, as far as the log has them.
    """
    by_answer: dict[str, list[Feedback]] = {}
    for one in said:
        by_answer.setdefault(one.answer, []).append(one)
    examples: dict[str, Example] = {}
    cases: list[Case] = []
    unusable: Counter[str] = Counter()
    for answer, about in by_answer.items():
        trace = traces.get(answer)
        reason = _AGED if trace is None else _unusable(trace)
        if trace is None or reason is not None:
            unusable[str(reason)] += 1
            continue
        example = _example(trace, about)
        examples[example.id] = example
        cases.append(_case(example, trace, about))
    return Candidates(examples, _findings(cases), unusable)


def decided_example(example: Example, case: Case, decision: Decision) -> Example | None:
    """What a decision makes of a candidate; None when it is left out."""
    if decision.choice == "write" and decision.answer is not None:
        talk = (*example.prompt, Message("assistant", decision.answer))
    elif decision.choice == "accept" and case.edits and case.edits[0].messages is not None:
        talk = case.edits[0].messages
    else:
        return None
    return replace(example, id=_id(example.labels["answer"], talk), messages=talk)


def _unusable(trace: Trace) -> str | None:
    if not trace.id.startswith("chatcmpl-"):
        return _NO_CHAT
    texts = [*(message.content for message in trace.messages), trace.answer]
    if not any(text.strip() for text in texts):
        return _SILENT
    return _BLANKS if any(_BLANKED.search(text) for text in texts) else None


def _example(trace: Trace, about: Sequence[Feedback]) -> Example:
    talk = (*trace.messages, Message("assistant", trace.answer))
    opening = next((m.content for m in talk if m.role == "user"), "")
    return Example(
        id=_id(trace.id, talk),
        messages=talk,
        source=Source(_LOG, section=trace.id),
        # Later turns repeat the earlier ones: one conversation never crosses a split.
        document_id=content_id(_LOG, opening),
        labels={"answer": trace.id, "updated": about[-1].time},
    )


def _id(answer: str, talk: Iterable[Message]) -> str:
    return content_id(FEEDBACK, answer, *(f"{m.role}: {m.content}" for m in talk))


def _case(example: Example, trace: Trace, about: Sequence[Feedback]) -> Case:
    ratings = [one.rating for one in about if one.rating is not None]
    corrections = [one.correction for one in about if one.correction is not None]
    comments = [one.comment for one in about if one.comment is not None]
    told = [f"thumbs {ratings[-1]}"] if ratings else []
    told += ["a correction"] if corrections else []
    told += [f"a comment: {comment}" for comment in comments]
    proposed = None
    if corrections:
        proposed = (*example.prompt, Message("assistant", corrections[-1].strip()))
    elif ratings[-1:] == ["up"]:
        proposed = example.messages
    who = trace.release or "the base model"
    return Case(
        examples=(example.id,),
        # With its second: what is said later asks again.
        evidence=f"answer {trace.id} of {who}, said {about[-1].time}: {'; '.join(told)}",
        edits=() if proposed is None else (Edit(example.id, proposed),),
        score=1.0 if corrections else 0.5,
    )


def _findings(cases: Sequence[Case]) -> tuple[Finding, ...]:
    if not cases:
        return ()
    ids = tuple(i for case in cases for i in case.examples)
    return (
        Finding(
            check=FEEDBACK,
            severity="warning",
            examples=ids,
            evidence=f"{len(cases)} answers that people said something about",
            fix="Take the right answers into the data, write them, or leave them out.",
            cases=tuple(cases),
        ),
    )
