"""Asks any engine: one prompt of either kind, or many at once, the answers as they are served."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TypeAlias, cast

from inhouse.errors import BrokenInvariant, ModelUnavailable
from inhouse.models.engines.engine import (
    BatchEngine,
    ChatEngine,
    Engine,
    Piece,
    Sampling,
    refuse_unanswerable,
)
from inhouse.models.engines.text import as_served
from inhouse.models.looping import is_looping
from inhouse.records import Conversation, Message

__all__ = ["Answered", "Gathering", "Prompt", "answer_each", "ask", "gather_prompts"]

Prompt: TypeAlias = tuple[int, ...] | Conversation
"""Token ids as the renderer made them, or the messages for an engine that reads messages."""

_GIVES_UP = 8
"""Failures in a row after which nobody is asked any more: a key is wrong, a server is down."""
_PATIENCE_SECONDS = 10.0
_GATHERED = 64
"""Answers begun before the first goes on: with fewer, batches of like lengths are small."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One of many answers, its text as it would be served.

    Args:
        index: which prompt.
        text: "" where there is a failure.
        n_tokens: generated, the token that ends it and those of a loop that was cut included.
        finished: whether the model ended it, and neither the limit nor a loop.
        seconds: from being asked to the last token; None where a batch was answered together.
        logprobs: log p (nats) of the tokens of the answer, without the one that ends it; None where
            they were not asked for, or the engine told none.
        failure: why the engine could not answer; such an answer is unscored, never wrong.
    """

    index: int
    text: str
    n_tokens: int
    finished: bool
    seconds: float | None
    logprobs: tuple[float, ...] | None
    failure: ModelUnavailable | None = None


def ask(engine: Engine, prompt: Prompt, sampling: Sampling, *, variant: str) -> Iterator[Piece]:
    """The engine's own pieces for a prompt of ids or of messages; closing it stops the work.

    Raises:
        BrokenInvariant: the engine reads prompts of the other kind.
    """
    if not prompt or not isinstance(prompt[0], Message):
        return engine.generate(cast("tuple[int, ...]", prompt), sampling, variant=variant)
    if not isinstance(engine, ChatEngine):
        raise BrokenInvariant(
            f"The engine {engine.facts.name} reads token ids,", "but it was given messages."
        )
    return engine.chat(prompt, sampling, variant=variant)


def answer_each(
    engine: Engine,
    prompts: Sequence[Prompt],
    sampling: Sampling,
    variant: str,
    *,
    at_once: int | None = None,
) -> Iterator[Answered]:
    """Each prompt's answer as it is finished, in no promised order.

    The text is what `as_served` gives of it. Closing the iterator stops what is being answered.

    Args:
        engine: answers.
        prompts: of the kind that the engine reads.
        sampling: how tokens are chosen, for all.
        variant: one of the engine's.
        at_once: how many are asked together; None for `engine.facts.parallel`, or for batches
            where the engine has them. 1 times each answer as a person alone would wait for it.

    Raises:
        ModelUnavailable: eight prompts in a row could not be answered.
    """
    how = _How(sampling, variant)
    if at_once is None and isinstance(engine, BatchEngine) and len(prompts) > 1:
        return _in_batches(engine, prompts, how)
    n_threads = min(at_once or engine.facts.parallel, len(prompts))
    return _hopeful(_in_threads(engine, prompts, how, n_threads))


@dataclass(frozen=True, slots=True)
class _How:
    """What all prompts of a call share."""

    sampling: Sampling
    variant: str


@dataclass(slots=True)
class _Collected:
    """An answer as it comes in."""

    sampling: Sampling
    pieces: list[Piece] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, piece: Piece) -> bool:
        """Takes a piece; whether the answer is over with it."""
        self.pieces.append(piece)
        if piece.n_tokens:
            self.texts.append(piece.text)
        loops = self.sampling.temperature == 0 and piece.n_tokens and is_looping(self.texts)
        return bool(piece.finish_reason or loops)

    def answered(self, index: int, seconds: float | None) -> Answered:
        """What became of it."""
        likely = [piece.likely for piece in self.pieces if piece.likely is not None]
        return Answered(
            index=index,
            text="".join(piece.text for piece in as_served(iter(self.pieces), self.sampling)),
            n_tokens=sum(piece.n_tokens for piece in self.pieces),
            finished=any(piece.finish_reason == "stop" for piece in self.pieces[-1:]),
            seconds=seconds,
            logprobs=tuple(one.logprob for one in likely) or None,
        )


def _in_batches(engine: BatchEngine, prompts: Sequence[Prompt], how: _How) -> Iterator[Answered]:
    collected = [_Collected(how.sampling) for _ in prompts]
    over: set[int] = set()
    ids = cast("tuple[tuple[int, ...], ...]", tuple(prompts))
    pieces = engine.generate_together(ids, how.sampling, variant=how.variant, dropped=over)
    for index, piece in pieces:
        if collected[index].add(piece):
            over.add(index)
            yield collected[index].answered(index, None)


def _in_threads(
    engine: Engine, prompts: Sequence[Prompt], how: _How, n_threads: int
) -> Generator[Answered, None, None]:
    """Threads take the next prompt each until there is none, or nobody waits any more."""
    numbers, stop = itertools.count(), threading.Event()
    news: queue.SimpleQueue[Answered | Exception | None] = queue.SimpleQueue()

    def work() -> None:
        while not stop.is_set() and (index := next(numbers)) < len(prompts):
            try:
                news.put(_answer(engine, index, prompts[index], how, stop))
            except Exception as error:
                news.put(error)
                return

    threads = [threading.Thread(target=work, name="ask", daemon=True) for _ in range(n_threads)]
    for thread in threads:
        thread.start()
    try:
        for _ in prompts:
            made = news.get()
            if isinstance(made, Exception):
                raise made
            if made is not None:
                yield made
    finally:
        stop.set()
        until = time.monotonic() + _PATIENCE_SECONDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


def _answer(
    engine: Engine, index: int, prompt: Prompt, how: _How, stop: threading.Event
) -> Answered | None:
    """One answer; None where nobody waits for it any more."""
    started = time.perf_counter()
    collected = _Collected(how.sampling)
    try:
        pieces = ask(engine, prompt, how.sampling, variant=how.variant)
        try:
            for piece in pieces:
                if stop.is_set():
                    return None
                if collected.add(piece):
                    break
        finally:
            if isinstance(pieces, Generator):
                pieces.close()
    except ModelUnavailable as error:
        return Answered(index, "", 0, False, None, None, error)
    return collected.answered(index, time.perf_counter() - started)


def _hopeful(found: Generator[Answered, None, None]) -> Iterator[Answered]:
    """The answers, until so many failed in a row that the next would too."""
    in_a_row = 0
    with closing(found):
        for one in found:
            in_a_row = in_a_row + 1 if one.failure else 0
            if one.failure and in_a_row == _GIVES_UP:
                raise one.failure
            yield one


def gather_prompts(engine: Engine) -> Engine:
    """The engine as whoever asks much should use it: one that answers in batches gathers prompts.

    Every other engine is given back as it is.
    """
    return Gathering(engine) if isinstance(engine, BatchEngine) else engine


class Gathering:
    """A `BatchEngine` behind `generate`: prompts begun before the first answer goes on share it.

    An answer begins with an empty piece, when its prompt has been noted. The second piece starts
    the batch of all prompts noted so far. So a contender needs to know of no batch: whoever asks
    begins many of its answers, then goes on with each in turn.

    Args:
        engine: answers.
    """

    def __init__(self, engine: BatchEngine) -> None:
        self._engine = engine
        self._open: list[_Batch] = []
        self._turn = threading.Lock()
        self.facts = replace(engine.facts, parallel=_GATHERED)

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, an empty piece before it."""
        refuse_unanswerable(self.facts, prompt, variant)
        with self._turn:
            batch = self._batch_of(_How(sampling, variant))
            own = _Noted(prompt)
            batch.noted.append(own)
        try:
            yield Piece("", 0)
            is_over = False
            while not is_over:
                with self._turn:
                    if batch in self._open:
                        self._open.remove(batch)
                    piece = batch.next_of(own, self._engine)
                is_over = piece.finish_reason is not None
                yield piece
        finally:
            with self._turn:
                batch.leave(own)

    def close(self) -> None:
        """Closes the engine."""
        self._engine.close()

    def _batch_of(self, how: _How) -> _Batch:
        """The batch that has not begun and is answered in this way; a new one where none is."""
        found = next((batch for batch in self._open if batch.how == how), None)
        if found is None:
            found = _Batch(how)
            self._open.append(found)
        return found


@dataclass(eq=False, slots=True)
class _Noted:
    """A prompt of a batch, and the pieces of its answer that nobody has taken yet."""

    prompt: tuple[int, ...]
    pieces: deque[Piece] = field(default_factory=deque)


@dataclass(eq=False, slots=True)
class _Batch:
    """Prompts that are answered together, before and after that began."""

    how: _How
    noted: list[_Noted] = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)
    going: Iterator[tuple[int, Piece]] | None = None
    failure: Exception | None = None

    def next_of(self, own: _Noted, engine: BatchEngine) -> Piece:
        """The next piece of one answer; those of the others that come before it are kept.

        The first call begins the batch: no prompt comes to it any more.
        """
        if self.failure is not None:
            raise self.failure
        try:
            if self.going is None:
                self.going = self._begun(engine)
            while not own.pieces:
                number, piece = self._one_of(self.going)
                self.noted[number].pieces.append(piece)
        except Exception as error:
            self.failure = error
            raise
        return own.pieces.popleft()

    def _begun(self, engine: BatchEngine) -> Iterator[tuple[int, Piece]]:
        prompts = tuple(one.prompt for one in self.noted)
        sampling, variant = self.how.sampling, self.how.variant
        return engine.generate_together(prompts, sampling, variant=variant, dropped=self.dropped)

    def _one_of(self, going: Iterator[tuple[int, Piece]]) -> tuple[int, Piece]:
        found = next(going, None)
        if found is None:
            raise BrokenInvariant(
                "The last piece of each answer of a batch should say why it ended,",
                "but the batch ended before.",
            )
        return found

    def leave(self, own: _Noted) -> None:
        """Nobody waits for this answer any more; the last one to leave stops the work."""
        if self.going is None:
            self.noted.remove(own)
            return
        self.dropped.add(self.noted.index(own))
        if len(self.dropped) == len(self.noted) and isinstance(self.going, Generator):
            self.going.close()
