"""Whose answer is made next: those of one adapter together, and nobody waits for ever."""

import asyncio
import threading

import pytest

from inhouse.models.engines import Piece
from inhouse.server.api.bridge import Workers
from inhouse.server.api.turns import Turns


@pytest.fixture
def turns():
    made = Turns(1)
    yield made
    made.close()


def order_of(turns, groups):
    """The groups in the order in which they were served, all asked for while one is being made."""
    served, begin, done = [], threading.Event(), threading.Semaphore(0)

    def job(group):
        served.append(group)
        done.release()

    turns.add("first", begin.wait)
    for group in groups:
        turns.add(group, lambda group=group: job(group))
    begin.set()
    for _ in groups:
        assert done.acquire(timeout=10)
    return "".join(served)


def test_answers_of_one_adapter_are_made_together(turns):
    assert order_of(turns, "abcabcab") == "aaabbbcc"


def test_an_adapter_that_many_ask_for_does_not_keep_the_others_waiting(turns):
    assert order_of(turns, "ab" + 20 * "a").index("b") == 4


def test_whoever_waits_longest_has_the_next_turn(turns):
    assert order_of(turns, "abc" + 4 * "a" + 4 * "b") == "aaaabbbbcab"


def test_pieces_from_many_threads_arrive_in_order():
    async def collected():
        workers = Workers(4)
        makers = [lambda: (Piece(str(i), 1) for i in range(200)) for _ in range(4)]
        found = [[] for _ in makers]
        async for which, piece in workers.pieces(makers, "base"):
            found[which].append(piece.text)
        workers.close()
        return found

    assert asyncio.run(asyncio.wait_for(collected(), 30)) == 4 * [[str(i) for i in range(200)]]
