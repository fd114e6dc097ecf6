"""PyTorch: a batch answers as each prompt alone, and as transformers' own generate; likelihoods."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.models.decoding import cache_bytes_per_token
from inhouse.models.engines import BASE, Sampling, as_served
from inhouse.models.engines.asking import answer_each
from inhouse.models.engines.pytorch import Room, TorchServing
from inhouse.models.likelihood import Likelihoods, reference_nats
from inhouse.models.load import LoadedModel
from inhouse.models.looping import is_looping
from inhouse.models.lora import LoraSettings, attach
from inhouse.records import Rendered
from tiny_models import DEVICE, disturb, drawn_ids, tiny

pytestmark = pytest.mark.usefixtures("one_thread")
ARCHITECTURES = ["llama", "qwen3", "gemma3"]
MODELS = {name: tiny(name) for name in ARCHITECTURES}
# Enough of the vocabulary stops that rows of a batch end at different lengths.
STOPS = frozenset({2, *range(3, 12)})
every_model = pytest.mark.parametrize("architecture", ARCHITECTURES)


class Numbers:
    """A tokenizer that shows each token as its number."""

    def decode(self, ids, **_):
        return "".join(f"<{i}>" for i in ids)


def serving(model, stops=STOPS, *, attached=None, **room):
    loaded = LoadedModel(model, Numbers(), torch.float32, torch.device(DEVICE))
    return TorchServing(loaded, {}, stops, attached=attached, room=Room(**room))


def answers(engine, prompts, *, max_tokens=16, **sampling):
    found = answer_each(engine, prompts, Sampling(max_tokens, **sampling), BASE)
    return {one.index: one for one in found}


def texts(found):
    return {index: one.text for index, one in found.items()}


def batches(monkeypatch):
    """The prompts that each forward pass over prompts reads together."""
    from inhouse.models.engines import pytorch

    seen = []

    class Watched(pytorch.Decoding):
        def __init__(self, model, prompts):
            seen.append(list(prompts))
            super().__init__(model, prompts)

    monkeypatch.setattr(pytorch, "Decoding", Watched)
    return seen


@every_model
@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), lengths=st.lists(st.integers(1, 24), min_size=1, max_size=9))
def test_a_batch_answers_as_each_prompt_alone(architecture, seed, lengths):
    model = MODELS[architecture]
    prompts = drawn_ids(seed, *lengths)
    together = answers(serving(model, batch_size=4), prompts)
    alone = answers(serving(model, batch_size=1), prompts)
    assert texts(together) == texts(alone)
    for index, one in together.items():
        assert (one.finished, one.n_tokens) == (alone[index].finished, alone[index].n_tokens)


@every_model
def test_a_batch_draws_and_tells_probabilities_as_each_prompt_alone(architecture):
    prompts = drawn_ids(3, 5, 9, 9, 14)
    drawn = {"temperature": 1.0, "seed": 4, "n_logprobs": 0, "presence_penalty": 0.5}
    together = answers(serving(MODELS[architecture]), prompts, **drawn)
    alone = answers(serving(MODELS[architecture], batch_size=1), prompts, **drawn)
    assert texts(together) == texts(alone)
    for index, one in together.items():
        assert one.logprobs == pytest.approx(alone[index].logprobs, abs=1e-4)
        assert len(one.logprobs) == one.n_tokens - one.finished


@every_model
@settings(max_examples=8)
@given(
    seed=st.integers(0, 10**6),
    shared=st.integers(0, 40),
    lengths=st.lists(st.integers(1, 24), min_size=1, max_size=7),
)
def test_a_beginning_in_common_changes_nothing(architecture, seed, shared, lengths):
    model = MODELS[architecture]
    beginning, *rest = drawn_ids(seed, max(shared, 1), *lengths)
    prompts = [beginning[:shared] + own for own in rest]
    together = answers(serving(model), prompts)
    assert texts(together) == texts(answers(serving(model, batch_size=1), prompts))


@pytest.mark.parametrize(
    ("tokens", "alone"),
    # 9 and 9 fit with their 16 tokens of answer into 50; 14 and 20 do not, but they do into 72.
    # 3 is never beside 9: padding would be as long as itself.
    [(1, {0, 1, 2, 3, 4}), (50, {0, 3, 4}), (72, {0}), (10**6, {0})],
)
def test_batches_keep_to_what_the_cache_may_take_and_pad_little(tokens, alone, monkeypatch):
    model = MODELS["llama"]
    prompts = drawn_ids(5, 3, 9, 9, 14, 20)
    size = tokens * cache_bytes_per_token(model)
    seen = batches(monkeypatch)
    bounded = answers(serving(model, cache_bytes=size), prompts)
    assert {prompts.index(one) for one, *more in seen if not more} == alone
    assert texts(bounded) == texts(answers(serving(model), prompts))


@every_model
def test_it_answers_as_transformers_own_generate(architecture):
    model = MODELS[architecture]
    for prompt in drawn_ids(11, 3, 17, 30):
        ids = torch.tensor([prompt], device=DEVICE)
        theirs = model.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=16,
            eos_token_id=sorted(STOPS), pad_token_id=0,
        )  # fmt: skip
        made = theirs[0, len(prompt) :].tolist()
        ours = answers(serving(model), [prompt])[0]
        assert ours.text == Numbers().decode(t for t in made if t not in STOPS)
        assert ours.n_tokens == len(made)


@every_model
def test_the_stop_token_ends_an_answer_and_the_limit_cuts_it(architecture):
    model = MODELS[architecture]
    prompts = drawn_ids(4, 5, 9, 13)
    unstopped = answers(serving(model, frozenset()), prompts, max_tokens=8)
    assert all(one.n_tokens == 8 and not one.finished for one in unstopped.values())
    numbers = unstopped[1].text.strip("<>").split("><")
    stop = numbers[3]
    stopped = answers(serving(model, frozenset({int(stop)})), prompts, max_tokens=8)[1]
    assert stopped.text == "".join(f"<{n}>" for n in numbers[: numbers.index(stop)])
    assert stopped.finished and stopped.n_tokens == numbers.index(stop) + 1


def test_a_loop_ends_an_answer_where_it_is_served_to_and_is_not_the_models_end():
    engine = serving(MODELS["llama"])
    prompts = drawn_ids(2, 6, 6, 9)
    stuck = {"logit_bias": {50: 1000.0}}
    found = answers(engine, prompts, max_tokens=200, **stuck)
    alone = answer_each(engine, prompts, Sampling(200, **stuck), BASE, at_once=2)
    for one in [*found.values(), *alone]:
        assert (one.n_tokens, one.finished) == (48, False)
        pieces = engine.generate(prompts[one.index], Sampling(200, **stuck), variant=BASE)
        assert one.text == "".join(p.text for p in as_served(pieces, Sampling(200)))
    hot = answers(engine, prompts, max_tokens=60, temperature=0.1, **stuck)
    assert all(one.n_tokens == 60 for one in hot.values())


def test_rows_that_nobody_waits_for_are_not_read_on():
    model = MODELS["llama"]
    engine = serving(model, frozenset())
    dropped, seen = set(), []
    pieces = engine.generate_together(
        tuple(drawn_ids(7, 8, 8, 8)), Sampling(20, ignore_stops=True), variant=BASE, dropped=dropped
    )
    for index, _ in pieces:
        seen.append(index)
        if len(seen) == 6:
            dropped.update({0, 2})
    assert seen == [0, 1, 2, 0, 1, 2, *[1] * 18]


def test_a_stream_left_open_leaves_nothing_switched():
    model = tiny()
    lora = attach(model, LoraSettings(4, 8), seed=0)
    engine = serving(model, frozenset(), attached=lora)
    stream = engine.generate((5, 6), Sampling(9), variant=BASE)
    next(stream)
    assert not torch.is_inference_mode_enabled()
    assert all(layer.enabled for layer in lora._layers.values())


def test_what_is_attached_to_the_model_does_not_answer_for_the_base():
    model = tiny()
    prompts = drawn_ids(8, 6, 7, 8)
    base = texts(answers(serving(model), prompts))
    lora = attach(model, LoraSettings(4, 8), seed=0)
    disturb(lora.parameters(), 1.0)
    assert texts(answers(serving(model, attached=lora), prompts)) == base
    assert texts(answers(serving(model), prompts)) != base


def test_only_a_prompt_alone_is_timed():
    engine = serving(MODELS["llama"])
    prompts = drawn_ids(9, 3, 4, 5)
    sampling = Sampling(4)
    assert {one.seconds for one in answer_each(engine, prompts, sampling, BASE)} == {None}
    assert all(one.seconds for one in answer_each(engine, prompts, sampling, BASE, at_once=1))


def naive_nats(model, rendered):
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([rendered.ids], device=DEVICE)).logits[0].double()
    likely = torch.log_softmax(logits, -1)
    learned = [i for i, bit in enumerate(rendered.loss_mask) if bit]
    return -sum(float(likely[i - 1, rendered.ids[i]]) for i in learned)


@st.composite
def rendered_rows(draw):
    lengths = draw(st.lists(st.integers(2, 30), min_size=1, max_size=8))
    rows = []
    for ids in drawn_ids(draw(st.integers(0, 10**6)), *lengths):
        bits = draw(st.lists(st.booleans(), min_size=len(ids) - 1, max_size=len(ids) - 1))
        rows.append(Rendered(ids, (False, *bits)))
    return rows


@every_model
@settings(max_examples=10)
@given(rows=rendered_rows(), batch_tokens=st.integers(1, 200))
def test_reference_nats_are_the_naive_ones_whatever_shares_the_batch(
    architecture, rows, batch_tokens
):
    model = MODELS[architecture]
    found = reference_nats(model, rows, batch_tokens=batch_tokens)
    assert found == pytest.approx([naive_nats(model, row) for row in rows], rel=1e-4, abs=1e-4)


def test_likelihoods_are_told_with_and_without_what_was_learned():
    model = tiny()
    rows = [
        Rendered((*ids, 5, 6), (*(False for _ in ids), True, True)) for ids in drawn_ids(3, 5, 9)
    ]
    bare = Likelihoods(model, None).reference_nats(rows, adapter=False)
    lora = attach(model, LoraSettings(4, 8), seed=0)
    disturb(lora.parameters(), 1.0)
    both = Likelihoods(model, lora)
    assert both.reference_nats(rows, adapter=False) == pytest.approx(bare, abs=1e-5)
    assert both.reference_nats(rows, adapter=True) != pytest.approx(bare, abs=1e-2)


def test_measuring_leaves_a_training_model_training():
    model = tiny().train()
    reference_nats(model, [Rendered((3, 4, 5), (False, True, True))])
    assert model.training


def test_a_loop_is_noticed_and_a_long_list_is_not():
    assert is_looping([7, 8, 9] * 40)
    assert is_looping(list(range(40)) + [5] * 56)
    assert not is_looping([7, 8, 9] * 10)
    assert not is_looping([i for n in range(30) for i in (7, 8, n, 9)])


@every_model
def test_the_vocabulary_is_computed_of_the_last_positions_alone_and_in_one_piece(architecture):
    model = MODELS[architecture]
    seen = []
    hook = model.lm_head.register_forward_pre_hook(
        lambda _, given: seen.append((given[0].shape[1], given[0].is_contiguous()))
    )
    try:
        answers(serving(model), drawn_ids(4, 9, 9, 8), max_tokens=4)
    finally:
        hook.remove()
    assert set(seen) == {(1, True)}
