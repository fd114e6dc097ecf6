"""Whose answer is made next: those of one adapter together, and nobody waits for ever."""

import asyncio
import threading

import pytest

from inhouse.models.engines import Piece
from inhouse.server.api.bridge import Workers
from inhouse.server.api.turns import Group, Turns


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

    turns.add(Group(0, "first"), begin.wait)
    for group in groups:
        turns.add(Group(0, group), lambda group=group: job(group))
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


class Places:
    """Jobs that run until they are told to end, and which of them run now."""

    def __init__(self, parallel):
        self.turns = Turns(parallel)
        self.running = []
        self.changed = threading.Condition()
        self.ended = set()

    def add(self, engine, variant, name):
        def job():
            with self.changed:
                self.running.append((engine, variant, name))
                self.changed.notify_all()
                self.changed.wait_for(lambda: name in self.ended, 10)
                self.running.remove((engine, variant, name))
                self.changed.notify_all()

        self.turns.add(Group(engine, variant), job)

    def end(self, *names):
        with self.changed:
            self.ended.update(names)
            self.changed.notify_all()

    def come_to(self, names):
        """Whether just these run, at once or soon."""
        with self.changed:
            return self.changed.wait_for(lambda: {one[2] for one in self.running} == set(names), 10)


@pytest.fixture
def places():
    made = Places(3)
    yield made
    made.end(*"abcdefghijklmnopqrstuvwxyz0")
    made.turns.close()


def test_two_variants_are_never_in_the_places_of_one_engine_at_once(places):
    for variant, name in ("Xa", "Yb", "Xc", "Yd", "Xe", "Xf"):
        places.add(0, variant, name)
    assert places.come_to("ace")
    places.end("a")
    assert places.come_to("cef")
    places.end("c", "e")
    assert places.come_to("f")  # two places are free, and wait for the last of X
    places.end("f")
    assert places.come_to("bd")


def test_a_newcomer_of_the_variant_whose_turn_it_is_takes_a_free_place(places):
    places.add(0, "X", "a")
    places.add(0, "Y", "b")
    places.add(0, "X", "c")
    assert places.come_to("ac")


def test_newcomers_of_one_variant_end_when_another_has_waited_for_its_run(places):
    names = iter("abcdefghijklmnopqrstuvwxyz")
    every = [next(names) for _ in range(14)]
    for name in every:
        places.add(0, "X", name)
    places.add(0, "Y", "0")
    for done in range(9):
        assert places.come_to("".join(every[done : done + 3]))
        places.end(every[done])
    assert places.come_to("".join(every[9:12]))
    places.end(*every[9:12])
    assert places.come_to("0")
    places.end("0")
    assert places.come_to("".join(every[12:]))


def test_engines_do_not_wait_for_each_other(places):
    places.add(0, "X", "a")
    places.add(1, "Y", "b")
    places.add(0, "Z", "c")
    places.add(1, "Y", "d")
    assert places.come_to("abd")
    places.end("a")
    assert places.come_to("bcd")


def test_nothing_begins_once_it_is_closed(places):
    places.add(0, "X", "a")
    places.add(0, "Y", "b")
    assert places.come_to("a")
    places.turns.close()
    places.end("a")
    assert places.come_to("")


def test_pieces_from_many_threads_arrive_in_order():
    async def collected():
        workers = Workers(4)
        makers = [lambda: (Piece(str(i), 1) for i in range(200)) for _ in range(4)]
        found = [[] for _ in makers]
        async for which, piece in workers.pieces(makers, Group(0, "base")):
            found[which].append(piece.text)
        workers.close()
        return found

    assert asyncio.run(asyncio.wait_for(collected(), 30)) == 4 * [[str(i) for i in range(200)]]
