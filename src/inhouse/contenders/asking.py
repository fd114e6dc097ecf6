"""Asks a contender many questions, as many at once as its engine takes."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from inhouse.contenders.contender import Contender, Request, finish
from inhouse.errors import UserFault
from inhouse.records import Chunk, Example, Progress, Reply, Work, content_id

__all__ = ["ask_each", "ask_requests", "passage_words", "spec_id"]

# Answers made one at a time for their seconds; fewer where they are long.
_TIMED, _TIMED_SECONDS = 3, 15.0


def ask_each(
    contender: Contender,
    examples: Sequence[Example],
    at_once: int,
    keep: Callable[[Reply], None],
) -> Work[None]:
    """Hands `keep` a reply for each example as it is made.

    The first one to three are asked one at a time and timed, as a person would wait for them. A
    question that the contender cannot read has no answer: it is unscored, not wrong.

    Args:
        contender: who is asked.
        examples: what is asked.
        at_once: answers made at the same time.
        keep: stores a reply; called in this thread.
    """
    label = f"{contender.spec.name} answers"
    yield Progress(label, 0, len(examples), "answers")
    for n_made, reply in enumerate(_replies(contender, examples, at_once), start=1):
        keep(reply)
        yield Progress(label, n_made, len(examples), "answers")


def ask_requests(
    contender: Contender,
    requests: Mapping[str, Request],
    at_once: int,
    keep: Callable[[Reply], None],
) -> Work[None]:
    """Hands `keep` a reply for each request as it is made, each with its seconds.

    Beside others at the same time the seconds are longer than one person would wait.

    Args:
        contender: who is asked.
        requests: id to what is asked, conversations and the clock included.
        at_once: answers made at the same time.
        keep: stores a reply; called in this thread.
    """
    label = f"{contender.spec.name} answers"
    yield Progress(label, 0, len(requests), "answers")
    pool = ThreadPoolExecutor(at_once)
    try:
        replies = pool.map(lambda item: _reply(contender, *item, timed=True), requests.items())
        for n_made, reply in enumerate(replies, start=1):
            keep(reply)
            yield Progress(label, n_made, len(requests), "answers")
    finally:
        pool.shutdown(cancel_futures=True)


def _replies(contender: Contender, examples: Sequence[Example], at_once: int) -> Iterator[Reply]:
    timed, spent = 0, 0.0
    while timed < min(_TIMED, len(examples)) and spent < _TIMED_SECONDS:
        first = examples[timed]
        reply = _reply(contender, first.id, _request(first), timed=True)
        yield reply
        timed, spent = timed + 1, spent + (reply.latency_seconds or 0.0)
    rest = examples[timed:]
    pool = ThreadPoolExecutor(at_once)
    try:
        yield from pool.map(lambda e: _reply(contender, e.id, _request(e), timed=False), rest)
    finally:
        pool.shutdown(cancel_futures=True)


def _request(example: Example) -> Request:
    return Request(example.prompt, datetime.datetime.now())


def _reply(contender: Contender, asked: str, request: Request, *, timed: bool) -> Reply:
    started = time.perf_counter()
    name = contender.spec.name
    try:
        made = finish(contender.answer(request))
    except UserFault as fault:
        spec = spec_id(contender)
        return Reply(asked, name, "", 0, 0, None, finished=False, error=str(fault), spec=spec)
    return Reply(
        example_id=asked,
        contender=name,
        text=made.text,
        n_prompt_tokens=made.n_prompt_tokens,
        n_tokens=made.n_tokens,
        latency_seconds=time.perf_counter() - started if timed else None,
        finished=made.finished,
        outcome=made.outcome,
        confidence=made.confidence,
        passages=tuple(passage_words(passage) for passage in made.passages),
        spec=spec_id(contender),
    )


def passage_words(chunk: Chunk) -> str:
    """What stands there; the heading and the known question say what it is about."""
    return "\n".join((*chunk.section, *filter(None, [chunk.question]), chunk.text))


def spec_id(contender: Contender) -> str:
    """What tells a contender from itself with another prompt, threshold or version."""
    return content_id(repr(contender.spec))
