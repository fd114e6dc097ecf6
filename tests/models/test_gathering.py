"""Prompts that are begun before the first answer goes on are one batch, and answered as alone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.errors import BrokenInvariant, ModelUnavailable
from inhouse.models.engines import BASE, EngineFacts, Piece, Sampling, as_served
from inhouse.models.engines.asking import Gathering, gather_prompts
from inhouse.models.engines.pytorch import Room, TorchServing
from inhouse.models.load import LoadedModel
from tiny_models import DEVICE, drawn_ids, tiny

pytestmark = pytest.mark.usefixtures("one_thread")
MODELS = {name: tiny(name) for name in ("llama", "qwen3", "gemma3")}
STOPS = frozenset({2, *range(3, 12)})


class Numbers:
    """A tokenizer that shows each token as its number."""

    def decode(self, ids, **_):
        return "".join(f"<{i}>" for i in ids)


def torch_engine(architecture="llama", stops=STOPS):
    model = MODELS[architecture]
    loaded = LoadedModel(model, Numbers(), torch.float32, torch.device(DEVICE))
    return TorchServing(loaded, {}, stops, room=Room())


def passes(monkeypatch):
    """How many prompts each batch reads."""
    from inhouse.models.engines import pytorch

    seen = []

    class Watched(pytorch.Decoding):
        def __init__(self, model, prompts):
            seen.append(len(prompts))
            super().__init__(model, prompts)

    monkeypatch.setattr(pytorch, "Decoding", Watched)
    return seen


def in_turn(engine, prompts, sampling):
    """Every answer is begun, then each goes on piece by piece."""
    going = [engine.generate(prompt, sampling, variant=BASE) for prompt in prompts]
    found = [[] for _ in prompts]
    left = set(range(len(prompts)))
    while left:
        for i in sorted(left):
            piece = next(going[i], None)
            if piece is None:
                left.remove(i)
            else:
                found[i].append(piece)
    return found


def texts(pieces):
    return ["".join(p.text for p in as_served(iter(own), Sampling(16))) for own in pieces]


@pytest.mark.parametrize("architecture", MODELS)
@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), lengths=st.lists(st.integers(1, 24), min_size=1, max_size=9))
def test_prompts_asked_together_have_the_answers_of_each_alone(architecture, seed, lengths):
    engine, sampling = torch_engine(architecture), Sampling(16, n_logprobs=0)
    prompts = drawn_ids(seed, *lengths)
    alone = [list(engine.generate(prompt, sampling, variant=BASE)) for prompt in prompts]
    together = in_turn(Gathering(engine), prompts, sampling)
    assert texts(together) == texts(alone)
    for own, other in zip(together, alone, strict=True):
        assert own[0] == Piece("", 0)
        assert [p.finish_reason for p in own[1:]] == [p.finish_reason for p in other]
        found, expected = ([p.likely.logprob for p in ps if p.likely] for ps in (own, other))
        assert found == pytest.approx(expected, abs=1e-4)


def test_prompts_begun_before_the_first_goes_on_are_one_batch(monkeypatch):
    seen = passes(monkeypatch)
    in_turn(Gathering(torch_engine()), drawn_ids(1, 9, 9, 9, 9), Sampling(4))
    assert seen == [4]


def test_another_way_of_sampling_is_another_batch(monkeypatch):
    seen, engine = passes(monkeypatch), Gathering(torch_engine())
    ways = [Sampling(4), Sampling(4), Sampling(5), Sampling(4, temperature=1.0, seed=1)]
    going = [
        engine.generate(prompt, way, variant=BASE)
        for prompt, way in zip(drawn_ids(1, 9, 9, 9, 9), ways, strict=True)
    ]
    for _ in range(2):
        for one in going:
            next(one)
    assert seen == [2, 1, 1]


def test_a_prompt_that_comes_later_is_another_batch(monkeypatch):
    seen, engine = passes(monkeypatch), Gathering(torch_engine(stops=frozenset()))
    first, second = (engine.generate(p, Sampling(4), variant=BASE) for p in drawn_ids(1, 9, 9))
    next(first), next(first), next(second), next(second)
    assert seen == [1, 1]
    assert len(list(first)) == len(list(second)) == 3


def test_whoever_leaves_before_the_batch_begins_is_not_read(monkeypatch):
    seen, engine = passes(monkeypatch), Gathering(torch_engine())
    going = [engine.generate(p, Sampling(4), variant=BASE) for p in drawn_ids(1, 9, 9, 9)]
    for one in going:
        next(one)
    going[1].close()
    assert "".join(p.text for p in going[2]) and "".join(p.text for p in going[0])
    assert seen == [2]


class Counting:
    """A batch engine that says numbers, and counts what it says and what is open."""

    facts = EngineFacts("counting", "none", (BASE,), 2)

    def __init__(self, fails_at=None):
        self.said, self.n_open, self.fails_at = [], 0, fails_at

    def generate(self, prompt, sampling, *, variant):
        return (p for _, p in self.generate_together((prompt,), sampling, variant=variant,
                                                     dropped=frozenset()))  # fmt: skip

    def generate_together(self, prompts, sampling, *, variant, dropped):
        self.n_open += 1
        try:
            for n in range(1, sampling.max_tokens + 1):
                for i in range(len(prompts)):
                    if i not in dropped:
                        if n == self.fails_at:
                            raise ModelUnavailable("It is gone.")
                        self.said.append(i)
                        reason = "length" if n == sampling.max_tokens else None
                        yield i, Piece(f"{n} ", 1, finish_reason=reason)
        finally:
            self.n_open -= 1

    def close(self):
        self.n_open = -1


def begun_once(engine, n):
    going = [engine.generate((i + 5,), Sampling(9), variant=BASE) for i in range(n)]
    for one in going:
        next(one)
    return going


def begun(engine, n):
    going = begun_once(engine, n)
    for one in going:
        next(one)
    return going


def test_an_answer_that_is_closed_half_way_is_not_read_on_and_the_others_are():
    counting = Counting()
    first, second, third = begun(Gathering(counting), 3)
    second.close()
    assert "".join(p.text for p in first) == "2 3 4 5 6 7 8 9 "
    assert "".join(p.text for p in third) == "2 3 4 5 6 7 8 9 "
    assert counting.said.count(1) == 1 and counting.n_open == 0


def test_when_all_are_closed_half_way_the_batch_ends():
    counting = Counting()
    going = begun(Gathering(counting), 3)
    assert counting.n_open == 1
    for one in going:
        one.close()
    assert (counting.n_open, counting.said) == (0, [0, 1, 2])


def test_an_answer_left_open_keeps_nobody_waiting():
    counting = Counting()
    gathering = Gathering(counting)
    left = begun(gathering, 1)
    assert len(list(gathering.generate((9,), Sampling(4), variant=BASE))) == 5
    left[0].close()


def test_what_fails_fails_for_each_of_the_batch_and_for_nobody_after_it():
    counting = Counting(fails_at=2)
    gathering = Gathering(counting)
    for one in begun(gathering, 3):
        with pytest.raises(ModelUnavailable, match="gone"):
            list(one)
    counting.fails_at = None
    assert len(list(gathering.generate((9,), Sampling(4), variant=BASE))) == 5


def test_what_cannot_even_begin_fails_for_each_of_the_batch(monkeypatch):
    counting = Counting()

    def refuse(*_, **__):
        raise ModelUnavailable("It is asleep.")

    gathering = Gathering(counting)
    going = [gathering.generate((i + 5,), Sampling(3), variant=BASE) for i in range(3)]
    for one in going:
        next(one)
    with monkeypatch.context() as patch:
        patch.setattr(counting, "generate_together", refuse)
        for one in going:
            with pytest.raises(ModelUnavailable, match="asleep"):
                next(one)
    assert len(list(gathering.generate((9,), Sampling(4), variant=BASE))) == 5


def test_an_engine_that_ends_without_a_reason_is_told_so(monkeypatch):
    counting = Counting()
    monkeypatch.setattr(
        counting, "generate_together", lambda *_, **__: iter([(0, Piece("one ", 1))])
    )
    for one in begun_once(Gathering(counting), 2):
        with pytest.raises(BrokenInvariant, match="why it ended"):
            list(one)


@pytest.mark.parametrize(("prompt", "variant"), [((), BASE), ((5,), "another")])
def test_what_no_engine_can_answer_is_refused_before_it_is_in_a_batch(prompt, variant):
    gathering = Gathering(Counting())
    with pytest.raises(BrokenInvariant):
        next(gathering.generate(prompt, Sampling(4), variant=variant))
    assert len(list(gathering.generate((9,), Sampling(4), variant=BASE))) == 5


def test_only_an_engine_that_answers_in_batches_gathers():
    class Single:
        facts = Counting.facts

        def generate(self, prompt, sampling, *, variant): ...

        def close(self): ...

    single = Single()
    assert gather_prompts(single) is single
    assert isinstance(gather_prompts(Counting()), Gathering)


def test_closing_it_closes_the_engine():
    counting = Counting()
    Gathering(counting).close()
    assert counting.n_open == -1
