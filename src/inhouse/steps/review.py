"""Reads: what the last curation asks, and feedback on answers. Makes: decisions, kept at once.

The terminal asks through this, and so can a page: `waiting` lists, `decide` and `undo` write.
Refuses when: a decision does not fit its case.
"""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.curation import FEEDBACK, Item, queue
from inhouse.errors import UserFault
from inhouse.records import Choice, Decision, Work
from inhouse.steps.curate import curate
from inhouse.steps.feedback import settle, unsettle, waiting_feedback, with_feedback
from inhouse.steps.ingest import ingest
from inhouse.steps.project import Project
from inhouse.steps.workbench import Workbench

__all__ = ["Queue", "choices", "decide", "undo", "waiting"]


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, and how much is decided.

    Args:
        waiting: the gravest first.
        decided: how many cases are closed.
    """

    waiting: tuple[Item, ...]
    decided: int


def waiting(project: Project, bench: Workbench) -> Work[Queue]:
    """The queue of the project's files as they are now."""
    ingested = with_feedback(project, (yield from ingest(project)))
    curated = yield from curate(project, ingested, bench)
    told = waiting_feedback(project)
    decided = {decision.case for decision in project.registry.decisions.all()}
    examples = {**{e.id: e for e in ingested.examples}, **told.examples}
    findings = (*curated.asked, *told.findings)
    items = queue(findings, examples, decided)
    everything = queue(findings, examples)
    return Queue(items, len(everything) - len(items))


def choices(item: Item) -> tuple[Choice, ...]:
    """What may be decided about it."""
    several = len(item.examples) > 1
    found: list[Choice] = ["accept"] if item.case.edits else []
    if item.finding.check == FEEDBACK:  # it is in no dataset yet: there is nothing to keep
        found += ["drop"]
    else:
        found += ["keep", "only", "drop"] if several else ["keep", "drop"]
    return (*found, "write")


def decide(
    project: Project,
    item: Item,
    choice: Choice,
    *,
    example: str | None = None,
    answer: str | None = None,
) -> Decision:
    """Keeps what a person decided; on the disk when it returns.

    Args:
        project: whose.
        item: the case.
        choice: one of `choices(item)`.
        example: the id that "only" and "write" are about.
        answer: the new answer, for "write".

    Raises:
        UserFault: the choice does not fit.
    """
    fits = choice in choices(item)
    if choice in ("only", "write"):
        fits = fits and example in {e.id for e in item.examples}
    if choice == "write":
        fits = fits and bool((answer or "").strip())
    if not fits:
        missing = " without what belongs to it" if choice in choices(item) else ""
        raise UserFault(
            f"A case like this is decided by one of {', '.join(choices(item))};",
            f"{choice!r} was given{missing}.",
            "See what waits: inhouse review --json",
        )
    decision = Decision(item.key, item.finding.check, choice, example, answer)
    if item.finding.check == FEEDBACK:
        settle(project, item, decision)
    project.registry.decisions.save(decision)
    return decision


def undo(project: Project) -> Decision | None:
    """Takes the last decision back."""
    taken = project.registry.decisions.undo()
    if taken is not None:
        unsettle(project, taken)
    return taken
