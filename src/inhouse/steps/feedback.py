"""Reads: what people said about answers, and the request log.

Makes: examples that wait in the review queue; those a person took are part of the data from then
on, whatever leaves the log.
Refuses when: never; an answer whose words the log does not have is counted and named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from inhouse.curation import (
    FEEDBACK,
    Candidates,
    Item,
    candidates,
    decided_example,
    queue,
)
from inhouse.records import Decision, Example, FeedbackState, content_id
from inhouse.registry import decode
from inhouse.steps.ingest import Ingested
from inhouse.steps.project import Project

__all__ = [
    "Summary",
    "settle",
    "summary",
    "taken_examples",
    "unsettle",
    "waiting_feedback",
    "with_feedback",
]


@dataclass(frozen=True, slots=True)
class Summary:
    """What came back from those who were answered.

    Args:
        said: "up", "down", "correction" and "comment" to how often.
        n_answers: answers that something was said about.
        n_waiting: of these, those that wait for a person.
        n_examples: examples that were made of them.
        unusable: why an answer cannot become an example, to how many.
    """

    said: Mapping[str, int]
    n_answers: int
    n_waiting: int
    n_examples: int
    unusable: Mapping[str, int]


def summary(project: Project) -> Summary:
    """What was said so far, and what became of it."""
    given = project.registry.serving.traces.feedback()
    said: Counter[str] = Counter({"up": 0, "down": 0, "correction": 0, "comment": 0})
    for one in given:
        said.update(
            {
                "up": one.rating == "up",
                "down": one.rating == "down",
                "correction": one.correction is not None,
                "comment": one.comment is not None,
            }
        )
    found = waiting_feedback(project)
    decided = {decision.case for decision in project.registry.decisions.all()}
    waiting = queue(found.findings, found.examples, decided)
    return Summary(
        said=said,
        n_answers=len({one.answer for one in given}),
        n_waiting=len(waiting),
        n_examples=len(taken_examples(project)),
        unusable=found.unusable,
    )


def waiting_feedback(project: Project) -> Candidates:
    """Every answer that something was said about, as a candidate; decided ones included."""
    traces = project.registry.serving.traces
    said = traces.feedback()
    found = {one.answer: traces.get(one.answer) for one in said}
    return candidates(said, {answer: t for answer, t in found.items() if t is not None})


def with_feedback(project: Project, ingested: Ingested) -> Ingested:
    """What was ingested, and the examples that people took from feedback."""
    taken = taken_examples(project)
    if not taken:
        return ingested
    key = content_id(ingested.key, *(example.id for example in taken))
    return replace(ingested, key=key, examples=(*ingested.examples, *taken))


def settle(project: Project, item: Item, decision: Decision) -> None:
    """Keeps what a decision makes of feedback, so that it outlives the request log.

    To be called before the decision is stored: a kill between leaves the case open.
    """
    (example,) = item.examples
    answer = example.labels["answer"]
    made = decided_example(example, item.case, decision)
    kept = {"answer": answer, "example": made}
    project.registry.remember(FEEDBACK, decision.case, kept, seconds=0.0)
    _mark(project, answer, "rejected" if made is None else "accepted")


def unsettle(project: Project, decision: Decision) -> None:
    """Takes that back."""
    known = project.registry.recall(FEEDBACK, decision.case)
    if decision.check == FEEDBACK and known is not None:
        _mark(project, str(known["answer"]), "waiting")


def _mark(project: Project, answer: str, state: FeedbackState) -> None:
    traces = project.registry.serving.traces
    for one in traces.feedback():
        if one.answer == answer and one.state != state:
            traces.review(one.id, state)


def taken_examples(project: Project) -> tuple[Example, ...]:
    """The examples of decided feedback; of several decisions about one answer the last counts."""
    found: dict[str, Example | None] = {}
    for decision in project.registry.decisions.all():
        known = project.registry.recall(FEEDBACK, decision.case)
        if decision.check == FEEDBACK and known is not None:
            made = known["example"]
            found[str(known["answer"])] = None if made is None else decode(Example, made)
    return tuple(example for example in found.values() if example is not None)
