"""Puts an exam's questions to an entrant and marks what it says."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from inhouse.contenders import Request, ask_requests, passage_words
from inhouse.curation.likeness import normal_words
from inhouse.records import Asking, ExamQuestion, Message, Reply, Work, content_id
from inhouse.scoring.exams import ContenderAnswers, Judge, mark_all, mark_same
from inhouse.steps.discretion import discreet
from inhouse.steps.exams.entrants import Entrant, Known, open_entrant
from inhouse.steps.project import Project
from inhouse.steps.staleness import current_ingest

__all__ = ["answers_of", "floors", "without_private_words"]


def answers_of(
    project: Project,
    asking: Asking,
    entrant: Entrant,
    questions: Sequence[ExamQuestion],
    judge: Judge,
) -> Work[ContenderAnswers]:
    """The entrant's answers, marked; those that an asking had before it was killed are kept."""
    context = content_id("exam", str(asking.number), asking.sha256, entrant.id)
    replies = _replies(project, context)
    left = {q.id: _request(q) for q in questions if q.id not in replies}
    if left:
        opened = yield from open_entrant(project, entrant)
        with opened.closing():
            yield from ask_requests(
                opened.contender,
                left,
                opened.engine,
                lambda reply: project.registry.add_reply(context, reply),
            )
    recipe = entrant.recipe
    known = {normal_words(chunk.question) for chunk in recipe.chunks if chunk.question}
    places = {
        passage_words(chunk): str(recipe.sources[chunk.document_id])
        for chunk in reversed(recipe.chunks)
        if chunk.document_id in recipe.sources
    }
    return ContenderAnswers(
        name=entrant.name,
        answers=mark_all(questions, _replies(project, context), judge),
        recipe=entrant.id,
        sources=places,
        n_known=sum(normal_words(q.question) in known for q in questions),
    )


def _replies(project: Project, context: str) -> dict[str, Reply]:
    return {reply.example_id: reply for reply in project.registry.replies(context)}


def _request(question: ExamQuestion) -> Request:
    now = question.now
    clock = datetime.datetime.fromisoformat(now) if now else datetime.datetime.now()
    return Request(question.messages, clock)


def floors(
    known: Known, questions: Sequence[ExamQuestion], judge: Judge
) -> tuple[ContenderAnswers, ...]:
    """What saying the question again, and always the same answer, would give."""
    constant = known.constant_answer
    return (
        mark_same("question_copied", [q.question for q in questions], questions, judge),
        mark_same("constant_answer", [constant for _ in questions], questions, judge),
    )


def without_private_words(
    project: Project, questions: Sequence[ExamQuestion]
) -> tuple[ExamQuestion, ...]:
    """Customers' own questions with the fictions that stand for private words in the dataset.

    Who is a customer is told by all the files have: a person of a kept-back ticket may stand in no
    other row.
    """
    read = current_ingest(project)
    examples = read.examples if read is not None else ()
    texts = [m.content for q in questions for m in q.messages] + [q.answer for q in questions]
    told = iter(discreet(project, examples, texts))
    talks = [tuple(Message(m.role, next(told)) for m in q.messages) for q in questions]
    return tuple(
        replace(q, messages=talk, answer=next(told))
        for q, talk in zip(questions, talks, strict=True)
    )
