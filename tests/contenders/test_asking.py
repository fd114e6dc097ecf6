"""A contender is asked many questions: each is answered once, together where the engine can."""

import datetime
from dataclasses import replace

import pytest

from inhouse.contenders import (
    Answered,
    Index,
    Ingredients,
    Limits,
    Request,
    ask_each,
    ask_requests,
    build,
    chunks_of,
    facts_of,
    finish,
    known_questions,
    names,
    say,
    with_writers,
)
from inhouse.errors import UserFault
from inhouse.models.engines import BASE, EngineFacts, Piece, Sampling
from inhouse.models.engines.asking import Gathering
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.records import Document, Example, Message, Source, Spec
from inhouse.rendering import open_renderer
from inhouse.tasks import build as build_task
from letters import Letters
from serving_models import write_adapter, write_model

WRITING = [facts.name for facts in facts_of(names()) if "model" in facts.needs]
QUESTIONS = (
    "What does a check-up cost?", "Is there parking?", "Do children pay?", "When do you open?",
    "Are you open on Saturdays?", "Can I pay by card?", "Who fits braces?", "Where is the yard?",
    "How long does a filling take?", "What is it for a child of 4?", "Is it quiet?", "Lifts?",
    "Do you speak German, and does the dentist, and may I bring my dog along with me?",
)  # fmt: skip


def example(i, question=None, answer="We open at 8:00 am."):
    talk = (
        Message("user", question or f"Question number {i}?"),
        Message("assistant", answer),
    )
    return Example(f"e{i:02}", talk, Source("faq.csv", row=i), f"d{i}")


ASKED = [example(i, question) for i, question in enumerate(QUESTIONS)]


def drained(work):
    for _ in work:
        pass


class Counting:
    """A contender that answers with the question's number, or not at all."""

    spec = Spec("counting", "1", {})

    def __init__(self, unreadable=()):
        self.unreadable = unreadable

    def answer(self, request):
        number = request.question.split()[-1].strip("?")
        if number in self.unreadable:
            raise UserFault("Too long.")
        return say(Answered(number, n_tokens=1))


class Places:
    """An engine of a few places that nobody asks."""

    def __init__(self, parallel):
        self.facts = EngineFacts("places", "none", (BASE,), parallel)

    def generate(self, prompt, sampling, *, variant): ...

    def generate_together(self, prompts, sampling, *, variant, dropped): ...

    def close(self): ...


@pytest.mark.parametrize("engine", [None, Places(4), Gathering(Places(1))])
def test_every_question_is_answered_once_and_the_first_few_are_timed(engine):
    kept = []
    drained(ask_each(Counting(), [example(i) for i in range(8)], engine, kept.append))
    assert {r.example_id: r.text for r in kept} == {f"e{i:02}": str(i) for i in range(8)}
    assert [r.latency_seconds is not None for r in kept] == [True] * 3 + [False] * 5


@pytest.mark.parametrize("engine", [None, Places(2), Gathering(Places(1))])
def test_a_question_that_cannot_be_read_is_unscored_and_the_rest_are_answered(engine):
    kept = []
    drained(ask_each(Counting("4"), [example(i) for i in range(8)], engine, kept.append))
    assert [r.example_id for r in kept if r.error] == ["e04"]
    assert len(kept) == 8


@pytest.mark.parametrize("engine", [None, Places(2), Gathering(Places(1))])
def test_nothing_to_ask_is_no_reply(engine):
    kept = []
    drained(ask_each(Counting(), [], engine, kept.append))
    drained(ask_requests(Counting(), {}, engine, kept.append))
    assert kept == []


def test_a_reply_tells_a_contender_from_itself_with_another_threshold():
    def asked(version):
        contender, kept = Counting(), []
        contender.spec = Spec("counting", version, {})
        drained(ask_each(contender, [example(1)], None, kept.append))
        return kept[0].spec

    assert asked("1") == asked("1") != asked("2")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """PyTorch over a tiny model with a release, and what contenders are made of."""
    root = tmp_path_factory.mktemp("asking")
    folder = write_model(root / "model")
    renderer = open_renderer(folder)
    adapters = {"a": write_adapter(root / "a", folder, seed=1)}
    weights = Weights(folder, adapters, root / "gguf", renderer.stop_ids)
    engine = open_engine(weights, EngineSettings("torch", "f32", 2, 512))
    known = [
        example(20, "How much is a check-up?", "A check-up costs $85.50."),
        example(21, "Is there a yard?", "Yes, behind the house."),
    ]
    page = Document("page", "We open at 8:00 am. Parking is in the yard.", Source("page.md"))
    index = Index((*known_questions(known), *chunks_of([page], words=20)), Letters())
    own = Ingredients(build_task("answer"), "You answer.", tuple(known), index, 2)
    limits = Limits(max_tokens=24, context_length=500)
    yield engine, lambda asked: with_writers(own, renderer, asked, limits, "a")
    engine.close()


def watch(monkeypatch):
    """How many prompts each batch of PyTorch reads."""
    from inhouse.models.engines import pytorch

    seen = []

    class Watched(pytorch.Decoding):
        def __init__(self, model, prompts):
            seen.append(len(prompts))
            super().__init__(model, prompts)

    monkeypatch.setattr(pytorch, "Decoding", Watched)
    return seen


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("name", WRITING)
def test_pytorch_gives_the_answers_of_one_at_a_time_in_far_fewer_batches(name, opened, monkeypatch):
    engine, ingredients = opened
    alone, together, seen = [], [], watch(monkeypatch)
    drained(ask_each(build(name, ingredients(engine)), ASKED, engine, alone.append))
    assert seen == [1] * len(ASKED)
    seen.clear()
    gathering = Gathering(engine)
    drained(ask_each(build(name, ingredients(gathering)), ASKED, gathering, together.append))
    assert seen[:3] == [1] * 3 and sum(seen) == len(ASKED) and len(seen) <= 8
    plain = [
        {r.example_id: replace(r, latency_seconds=None) for r in replies}
        for replies in (alone, together)
    ]
    assert plain[0] == plain[1]
    assert len({r.text for r in together}) > len(ASKED) / 2


@pytest.mark.usefixtures("one_thread")
def test_requests_asked_together_have_their_own_sampling_and_stops(opened):
    engine, ingredients = opened
    now = datetime.datetime(2026, 7, 3, 16, 40)
    requests = {
        f"{i}": Request(e.prompt, now, Sampling(4 + i % 3), stops=("e",) if i % 2 else ())
        for i, e in enumerate(ASKED)
    }
    gathering, kept = Gathering(engine), []
    contender = build("prompted", ingredients(gathering))
    drained(ask_requests(contender, requests, gathering, kept.append))
    one = build("prompted", ingredients(engine))
    alone = {i: finish(one.answer(request)) for i, request in requests.items()}
    assert {r.example_id: (r.text, r.n_tokens) for r in kept} == {
        i: (a.text, a.n_tokens) for i, a in alone.items()
    }
    assert all(r.latency_seconds > 0 for r in kept)


@pytest.mark.usefixtures("one_thread")
def test_a_question_that_does_not_fit_leaves_the_others_of_its_batch_alone(opened):
    engine, ingredients = opened
    gathering, kept = Gathering(engine), []
    rows = [*ASKED[:5], example(90, "word " * 2_000), *ASKED[5:9]]
    contender = build("prompted", ingredients(gathering))
    drained(ask_each(contender, rows, gathering, kept.append))
    assert [r.example_id for r in kept if r.error] == ["e90"]
    assert len(kept) == len(rows)


class Slow:
    """A batch engine that never ends an answer, and knows what is open."""

    facts = EngineFacts("slow", "none", (BASE, "a"), 1)

    def __init__(self):
        self.n_open, self.n_pieces = 0, 0

    def generate(self, prompt, sampling, *, variant): ...

    def generate_together(self, prompts, sampling, *, variant, dropped):
        self.n_open += 1
        try:
            for n in range(sampling.max_tokens):
                for i in range(len(prompts)):
                    if i not in dropped:
                        self.n_pieces += 1
                        # The first three are asked alone, and end.
                        ends = len(prompts) == 1 or (i == 0 and n == 2)
                        yield i, Piece(f"{n} ", 1, finish_reason="stop" if ends else None)
        finally:
            self.n_open -= 1

    def close(self): ...


def test_asking_that_is_left_half_way_leaves_nothing_running(opened):
    _, ingredients = opened
    slow = Slow()
    gathering, kept = Gathering(slow), []
    work = ask_each(build("prompted", ingredients(gathering)), ASKED, gathering, kept.append)
    while len(kept) < 4:
        next(work)
    assert slow.n_open == 1
    made = slow.n_pieces
    work.close()
    assert (slow.n_open, slow.n_pieces, len(kept)) == (0, made, 4)


class Twice:
    """A contender that asks the model again about its own answer."""

    spec = Spec("twice", "1", {})

    def __init__(self, own):
        self.writer = own.writer

    def answer(self, request):
        first = yield from self.writer.write(request.messages)
        again = (Message("user", f"Shorter: {first.text[:60]}"),)
        second = yield from self.writer.write(again)
        return Answered(second.text, n_tokens=second.n_tokens)


@pytest.mark.usefixtures("one_thread")
def test_one_that_writes_twice_shares_both_batches(opened, monkeypatch):
    engine, ingredients = opened
    alone, together = [], []
    drained(ask_each(Twice(ingredients(engine)), ASKED, engine, alone.append))
    gathering, seen = Gathering(engine), watch(monkeypatch)
    drained(ask_each(Twice(ingredients(gathering)), ASKED, gathering, together.append))
    assert {r.example_id: r.text for r in together} == {r.example_id: r.text for r in alone}
    assert len(seen) < 2 * len(ASKED)
