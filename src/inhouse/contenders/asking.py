"""Asks a contender many questions, as many at once as its engine takes."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from inhouse.contenders.contender import Contender, Request, finish
from inhouse.errors import UserFault
from inhouse.models.engines import Engine, Piece
from inhouse.models.engines.asking import Gathering
from inhouse.records import Chunk, Example, Progress, Reply, Work, content_id

__all__ = ["ask_each", "ask_requests", "passage_words", "spec_id"]

# Answers made one at a time for their seconds; fewer where they are long.
_TIMED, _TIMED_SECONDS = 3, 15.0


def ask_each(
    contender: Contender,
    examples: Sequence[Example],
    engine: Engine | None,
    keep: Callable[[Reply], None],
) -> Work[None]:
    """Hands `keep` a reply for each example as it is made.

    The first one to three are asked one at a time and timed, as a person would wait for them. A
    question that the contender cannot read has no answer: it is unscored, not wrong.

    Args:
        contender: who is asked.
        examples: what is asked.
        engine: what the contender writes with, which decides how many are asked at once; None for
            one that writes with none.
        keep: stores a reply; called in this thread.
    """
    label = f"{contender.spec.name} answers"
    yield Progress(label, 0, len(examples), "answers")
    for n_made, reply in enumerate(_replies(contender, examples, engine), start=1):
        keep(reply)
        yield Progress(label, n_made, len(examples), "answers")


def ask_requests(
    contender: Contender,
    requests: Mapping[str, Request],
    engine: Engine | None,
    keep: Callable[[Reply], None],
) -> Work[None]:
    """Hands `keep` a reply for each request as it is made, each with its seconds.

    Beside others at the same time the seconds are longer than one person would wait.

    Args:
        contender: who is asked.
        requests: id to what is asked, conversations and the clock included.
        engine: as in `ask_each`.
        keep: stores a reply; called in this thread.
    """
    label = f"{contender.spec.name} answers"
    yield Progress(label, 0, len(requests), "answers")
    replies = _at_once([_Asked(contender, *item, timed=True) for item in requests.items()], engine)
    for n_made, reply in enumerate(replies, start=1):
        keep(reply)
        yield Progress(label, n_made, len(requests), "answers")


def _replies(
    contender: Contender, examples: Sequence[Example], engine: Engine | None
) -> Iterator[Reply]:
    timed, spent = 0, 0.0
    while timed < min(_TIMED, len(examples)) and spent < _TIMED_SECONDS:
        first = examples[timed]
        reply = _Asked(contender, first.id, _request(first), timed=True).reply()
        yield reply
        timed, spent = timed + 1, spent + (reply.latency_seconds or 0.0)
    yield from _at_once(
        [_Asked(contender, e.id, _request(e), timed=False) for e in examples[timed:]], engine
    )


def _at_once(asked: Sequence[_Asked], engine: Engine | None) -> Iterator[Reply]:
    """The replies, as many made at the same time as the engine takes."""
    n = 1 if engine is None else engine.facts.parallel
    if isinstance(engine, Gathering):
        for first in range(0, len(asked), n):
            yield from _in_turn(asked[first : first + n])
        return
    pool = ThreadPoolExecutor(n)
    try:
        yield from pool.map(_Asked.reply, asked)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_turn(asked: Sequence[_Asked]) -> Iterator[Reply]:
    """Begins every answer, then goes on with each piece by piece: so they share a batch."""
    going = [one.replying() for one in asked]
    try:
        while going:
            for one in tuple(going):
                try:
                    next(one)
                except StopIteration as end:
                    going.remove(one)
                    yield end.value
    finally:
        for one in going:
            one.close()


def _request(example: Example) -> Request:
    return Request(example.prompt, datetime.datetime.now())


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to a contender."""

    contender: Contender
    id: str
    request: Request
    timed: bool

    def reply(self) -> Reply:
        """What the contender answers."""
        return finish(self.replying())

    def replying(self) -> Generator[Piece, None, Reply]:
        """The same piece by piece; closing it stops the work."""
        started = time.perf_counter()
        name, spec = self.contender.spec.name, spec_id(self.contender)
        try:
            made = yield from self.contender.answer(self.request)
        except UserFault as fault:
            return Reply(self.id, name, "", 0, 0, None, finished=False, error=str(fault), spec=spec)
        return Reply(
            example_id=self.id,
            contender=name,
            text=made.text,
            n_prompt_tokens=made.n_prompt_tokens,
            n_tokens=made.n_tokens,
            latency_seconds=time.perf_counter() - started if self.timed else None,
            finished=made.finished,
            outcome=made.outcome,
            confidence=made.confidence,
            passages=tuple(passage_words(passage) for passage in made.passages),
            spec=spec,
        )


def passage_words(chunk: Chunk) -> str:
    """What stands there; the heading and the known question say what it is about."""
    return "\n".join((*chunk.section, *filter(None, [chunk.question]), chunk.text))


def spec_id(contender: Contender) -> str:
    """What tells a contender from itself with another prompt, threshold or version."""
    return content_id(repr(contender.spec))
