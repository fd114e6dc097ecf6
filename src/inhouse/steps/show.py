"""Reads: the last ingest. Makes: nothing. Refuses when: there is no such example.

An example beside the words it came from.
"""

from __future__ import annotations

from dataclasses import dataclass

from inhouse.errors import NothingThere
from inhouse.records import Example, Message
from inhouse.steps.feedback import taken_examples
from inhouse.steps.generate import current_examples
from inhouse.steps.project import Project, nothing_yet
from inhouse.steps.staleness import current_ingest

__all__ = ["Shown", "show"]

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """An example, and the words of its document that it cites."""

    example: Example
    title: str
    words: str


def show(project: Project, wanted: str) -> Shown:
    """The example whose id begins with `wanted`.

    Raises:
        NothingThere: nothing was read yet, no example has this id, or several do.
    """
    stored = current_ingest(project)
    if stored is None:
        raise nothing_yet("files that were read")
    taken = taken_examples(project)
    here = (*stored.examples, *current_examples(project), *taken)
    found = {e.id: e for e in here if e.id.startswith(wanted.strip().lower())}
    if len(found) != 1:
        some = ", ".join([*found][:_NAMED] or [e.id for e in here[:_NAMED]])
        raise NothingThere(
            "An example is named by its id, or by the first signs of it.",
            f"{len(found) or 'None'} of the {len(here)} examples begin with {wanted!r}.",
            f"Some are: {some or 'none, the files gave no example'}.",
        )
    (example,) = found.values()
    if example in taken:
        return _from_the_log(project, example)
    document = next((d for d in stored.documents if d.id == example.document_id), None)
    if document is None:
        raise NothingThere(
            f"Example {example.id} should cite a document of the last ingest.",
            "That document is another now, or gone.",
            "Write it again: inhouse generate FOLDER",
        )
    start, end = example.source.span or (0, len(document.text))
    return Shown(example, document.title, document.text[start:end])


def _from_the_log(project: Project, example: Example) -> Shown:
    answer = example.labels["answer"]
    trace = project.registry.serving.traces.get(answer)
    said = () if trace is None else (*trace.messages, Message("assistant", trace.answer))
    words = "\n\n".join(f"{m.role}: {m.content}" for m in said)
    return Shown(example, f"feedback on answer {answer}", words or "It has left the request log.")
