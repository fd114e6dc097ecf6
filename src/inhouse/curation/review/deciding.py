"""A person's decisions, carried out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from inhouse.curation.review.queue import case_key
from inhouse.records import Case, Conversation, Decision, Edit, Example, Finding, Message

__all__ = ["applied", "still_open", "with_words", "without_done"]


def applied(
    examples: Sequence[Example], findings: Iterable[Finding], decisions: Sequence[Decision]
) -> tuple[Example, ...]:
    """The examples after every decision about them; of several about one, the later counts.

    What is left out stays out, whatever else was decided about it. A decision about a case that is
    gone, because its words changed, does nothing.
    """
    cases = {case_key(f, c): c for f in findings for c in f.cases}
    kept: dict[str, Example] = {e.id: e for e in examples}
    gone: set[str] = set()
    # Some proposed edits give whole conversations, so what a person wrote comes after them.
    for decision in sorted(decisions, key=lambda d: d.choice == "write"):
        case = cases.get(decision.case)
        if case is not None:
            gone |= _left_out(decision, case)
            kept |= _changed(decision, case, kept)
    return tuple(kept[e.id] for e in examples if e.id not in gone)


def still_open(findings: Iterable[Finding], decided: Iterable[str]) -> tuple[Finding, ...]:
    """The findings without the cases that are decided; those with none left are gone."""
    closed = set(decided)
    left: list[Finding] = []
    for finding in findings:
        cases = tuple(c for c in finding.cases if case_key(finding, c) not in closed)
        if finding.cases and not cases:
            continue
        if len(cases) < len(finding.cases):
            ids = dict.fromkeys(i for case in cases for i in case.examples)
            finding = replace(finding, cases=cases, examples=tuple(ids))
        left.append(finding)
    return tuple(left)


def without_done(
    findings: Iterable[Finding],
    examples: tuple[Sequence[Example], Sequence[Example]],
    decided: Iterable[str],
) -> tuple[Finding, ...]:
    """The findings without open cases whose edits another decision has made already.

    Two checks may propose the same edit of one example.

    Args:
        findings: as the checks gave them.
        examples: before and after every decision; what a check did itself was done before.
        decided: keys of cases that are closed; they stay.
    """
    closed = set(decided)
    before, now = ({e.id: e.messages for e in some} for some in examples)
    found = list(findings)
    done = [
        case_key(finding, case)
        for finding in found
        for case in finding.cases
        if case.edits
        and case_key(finding, case) not in closed
        and all(_is_done(edit, now.get(edit.example)) for edit in case.edits)
        and not all(_is_done(edit, before.get(edit.example)) for edit in case.edits)
    ]
    return still_open(found, done)


def with_words(messages: Conversation, words: Mapping[str, str]) -> Conversation:
    """The conversation with each of `words` replaced, where it stands as a word of its own."""
    if not words:
        return messages
    longest_first = sorted(words, key=len, reverse=True)
    places = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first))
    return tuple(
        replace(message, content=places.sub(lambda m: words[m.group()], message.content))
        for message in messages
    )


def _is_done(edit: Edit, messages: Conversation | None) -> bool:
    if edit.words and messages is not None:
        return with_words(messages, edit.words) == messages
    return messages == edit.messages


def _left_out(decision: Decision, case: Case) -> set[str]:
    if decision.choice == "drop":
        return set(case.examples)
    if decision.choice == "only":
        return set(case.examples) - {decision.example or ""}
    if decision.choice == "accept":
        return {edit.example for edit in case.edits if edit.messages is None}
    return set()


def _edited(edit: Edit, example: Example) -> Conversation:
    """A whole conversation takes the place of what was there; words join other edits."""
    if edit.words:
        return with_words(example.messages, edit.words)
    return edit.messages if edit.messages is not None else example.messages


def _changed(decision: Decision, case: Case, kept: Mapping[str, Example]) -> Mapping[str, Example]:
    if decision.choice == "accept":
        return {
            edit.example: replace(kept[edit.example], messages=_edited(edit, kept[edit.example]))
            for edit in case.edits
            if edit.messages is not None and edit.example in kept
        }
    example = kept.get(decision.example or "")
    if decision.choice != "write" or example is None or decision.answer is None:
        return {}
    talk = (*example.messages[:-1], Message("assistant", decision.answer))
    return {example.id: replace(example, messages=talk)}
