"""The fused pieces against autograd and against transformers' own code."""

from types import SimpleNamespace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy, gelu, linear, silu

from inhouse.models.fused import (
    Layout,
    first_readers,
    fuse,
    largest_inputs,
    learned_nats_of,
    lora_products,
    multiplies_eight_bits,
    takes_layouts,
)
from inhouse.models.fused import attention as attention_module
from inhouse.models.fused.attention import rotary_attention
from inhouse.models.fused.eight_bits import (
    input_gradient,
    largest_weight,
    outputs,
    pack,
    unpack,
)
from inhouse.models.fused.mlp import gated_mlp
from inhouse.models.fused.norm import rms_norm
from inhouse.models.likelihood import collate, flatten, reference_nats, training_nats
from inhouse.models.lora import LoraSettings, attach
from inhouse.records import Rendered
from tiny_models import CONFIGS, DEVICE, VOCABULARY, disturb, drawn_ids, tiny

pytestmark = pytest.mark.usefixtures("one_thread")
FLAT = ("llama", "mistral", "qwen2", "qwen3", "smollm3")


def drawn(*shape, seed=0):
    generator = torch.Generator().manual_seed(seed + sum(shape))
    return torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_()


def layer(n_in, n_out, *, bias=False, seed=0, scale=1.5):
    base = torch.nn.Linear(n_in, n_out, bias=bias).double().requires_grad_(False)
    with torch.no_grad():
        base.weight.copy_(drawn(n_out, n_in, seed=seed))
    a, b = drawn(2, n_in, seed=seed + 1), drawn(n_out, 2, seed=seed + 2)
    return SimpleNamespace(base=base, lora_a=a, lora_b=b, scale=scale)


def plain(x, own):
    return own.base(x) + own.scale * linear(linear(x, own.lora_a), own.lora_b)


def same_gradients(found, wanted, inputs):
    """Both give the same values, and the same gradients of a random weighing of them."""
    torch.testing.assert_close(found, wanted)
    weights = drawn(*wanted.shape, seed=99).detach()
    ours = torch.autograd.grad((found * weights).sum(), inputs)
    theirs = torch.autograd.grad((wanted * weights).sum(), inputs)
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a, b)


def test_products_of_one_input_equal_layer_and_update():
    x = drawn(2, 3, 5)
    layers = [layer(5, 4, bias=True), layer(5, 7, seed=10, scale=0.5), layer(5, 4, seed=20)]
    inputs = [x, *(t for own in layers for t in (own.lora_a, own.lora_b))]
    found = torch.cat(lora_products(x, layers), -1)
    same_gradients(found, torch.cat([plain(x, own) for own in layers], -1), inputs)


@pytest.mark.parametrize(
    ("act", "formula"),
    [("silu", silu), ("gelu_tanh", lambda x: gelu(x, approximate="tanh"))],
)
def test_the_gated_block_equals_its_formula(act, formula):
    x = drawn(2, 3, 4)
    gate, up, down = layer(4, 6), layer(4, 6, seed=5, scale=0.7), layer(6, 4, seed=9)
    inputs = [x, *(t for own in (gate, up, down) for t in (own.lora_a, own.lora_b))]
    wanted = plain(formula(plain(x, gate)) * plain(x, up), down)
    same_gradients(gated_mlp(x, (gate, up, down), act), wanted, inputs)


def test_the_norm_equals_its_formula():
    x, weight = drawn(2, 3, 8), drawn(8).detach()
    wanted = weight * x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)
    same_gradients(rms_norm(x, weight, 1e-5), wanted, [x])


@pytest.mark.parametrize("n", [1, 5])
def test_the_loss_in_pieces_equals_cross_entropy(n, monkeypatch):
    monkeypatch.setattr("inhouse.models.fused.logits._LOGIT_ROWS", 2)
    hidden, head = drawn(n, 4), torch.nn.Linear(4, 11, bias=False).double().requires_grad_(False)
    labels = torch.arange(n) % 11
    wanted = cross_entropy(head(hidden), labels, reduction="none")
    same_gradients(learned_nats_of(hidden, head, labels), wanted, [hidden])


def turned(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


LAYOUTS = [Layout(0, (5, 5, 5)), Layout(4, (5, 1, 3)), Layout(4, (2,)), Layout(0, (1, 4))]


@pytest.mark.parametrize(("block", "kept"), [(64, 512), (3, 512), (3, 2)])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_attention_equals_its_formula_row_by_row(layout, block, kept, monkeypatch):
    monkeypatch.setattr(attention_module, "_QUERY_BLOCK", block)
    monkeypatch.setattr(attention_module, "KEPT_LENGTH", kept)
    attention_module._future.cache_clear()
    n = layout.total
    q, k, v = drawn(1, n, 4, 6), drawn(1, n, 2, 6, seed=1), drawn(1, n, 2, 6, seed=2)
    angles = drawn(1, n, 3, seed=3).detach().repeat(1, 1, 2)
    rotation = angles.cos(), angles.sin()
    found = rotary_attention((q, k, v), rotation, 0.4, layout)

    cos, sin = (t[:, :, None] for t in rotation)
    outs = []
    for r, (start, length) in enumerate(zip(layout.starts, layout.lengths, strict=True)):
        own = [*range(layout.shared), *range(start, start + length)]
        heads = [turned(q, cos, sin), turned(k, cos, sin), v]
        heads = [t[0, own].transpose(0, 1) for t in heads]
        keys, values = (t.repeat_interleave(2, 0) for t in heads[1:])
        scores = 0.4 * heads[0] @ keys.transpose(1, 2)
        future = torch.ones(len(own), len(own), dtype=torch.bool).triu(1)
        seen = scores.masked_fill(future, float("-inf")).softmax(-1) @ values
        seen = seen.transpose(0, 1).flatten(1)
        outs += [seen] if r == 0 else [seen[layout.shared :]]
    same_gradients(found, torch.cat(outs)[None], [q, k, v])


def rows(shared, *lengths, seed=4):
    (beginning,) = drawn_ids(seed + 50, shared) if shared else ((),)
    return [
        Rendered((*beginning, *ids), (False,) * (shared + 2) + (True,) * (len(ids) - 2))
        for ids in drawn_ids(seed, *lengths)
    ]


def gradients(model, lora, nats):
    found = torch.autograd.grad(nats.mean(), lora.parameters())
    return dict(zip(lora.state(), found, strict=True))


@pytest.mark.parametrize("shared", [0, 6])
@pytest.mark.parametrize("architecture", sorted(CONFIGS))
def test_loss_and_gradients_of_a_model_are_those_of_its_own_code(architecture, shared):
    model = tiny(architecture)
    lora = attach(model, LoraSettings(4, 8), seed=1)
    disturb(lora.parameters(), 0.1)
    batch = rows(shared, 9, 12, 10)
    ids, _, mask = collate(batch, torch.device(DEVICE))
    layers = [m for m in model.modules() if hasattr(m, "lora_a")]
    originals = [m.forward for m in layers]
    for own in layers:
        own.forward = lambda x, own=own: plain(x, own)
    logits = model(input_ids=ids, use_cache=False).logits[:, :-1]
    picked = mask[:, 1:]
    wanted = cross_entropy(logits[picked], ids[:, 1:][picked], reduction="none")
    theirs = gradients(model, lora, wanted)
    for own, forward in zip(layers, originals, strict=True):
        own.forward = forward

    fuse(model)
    assert takes_layouts(model) == (architecture in FLAT)
    found = training_nats(model.train(), batch)
    ours = gradients(model, lora, found)
    torch.testing.assert_close(found, wanted, atol=2e-5, rtol=1e-5)
    for name, gradient in theirs.items():
        torch.testing.assert_close(ours[name], gradient, atol=2e-5, rtol=1e-4)


vnni = pytest.mark.skipif(
    not multiplies_eight_bits(torch.device(DEVICE)), reason="needs a processor with AVX2"
)


@vnni
@settings(max_examples=30)
@given(
    st.sampled_from([torch.float32, torch.bfloat16]),
    st.integers(1, 40),
    st.integers(1, 70),
    st.integers(1, 70),
    st.sampled_from([1e-30, 1.0, 1e20]),
)
def test_a_gradient_over_a_packed_weight_is_near_the_exact_one(dtype, n, outs, ins, size):
    generator = torch.Generator().manual_seed(n * outs)
    base = torch.nn.Linear(ins, outs, bias=False, dtype=dtype).requires_grad_(False)
    grad = (torch.randn(n, outs, generator=generator) * size).to(dtype)
    grad[0] = 0
    before = base.weight.clone()
    pack([base])
    found = input_gradient(grad, base.weight, base.packed)
    assert torch.equal(base.weight, before)
    assert found.dtype == dtype
    assert not found[0].any()
    exact = grad.double() @ before.double()
    # Of what the sum is over, not of what it comes to: near 0 much may cancel.
    room = 0.02 * grad.double().norm(dim=1, keepdim=True) * before.double().norm(dim=0) + 1e-30
    assert ((found.double() - exact).abs() <= room).all()
    onto = torch.ones_like(found)
    assert torch.equal(input_gradient(grad, base.weight, base.packed, onto), found + 1)
    unpack(base)
    assert torch.equal(input_gradient(grad, base.weight, base.packed), grad @ before)


@vnni
@pytest.mark.parametrize("architecture", sorted(CONFIGS))
def test_a_model_s_gradients_in_eight_bits_are_near_its_own(architecture):
    model = tiny(architecture)
    lora = attach(model, LoraSettings(4, 8), seed=1)
    disturb(lora.parameters(), 0.1)
    batch, found = rows(6, 9, 12, 10), []
    with largest_inputs(first_readers(model)) as largest:
        reference_nats(model, batch)
    assert len(largest) == 3 * len(model.model.layers)
    assert all(sizes.min() > 0 for sizes in largest.values())
    for ways in ({}, {"int8_gradients": True}, {"int8_gradients": True, "largest": largest}):
        fuse(model, **ways)
        nats = training_nats(model.train(), batch)
        found.append(
            (nats, torch.cat([g.flatten() for g in gradients(model, lora, nats).values()]))
        )
    exact, backward, both = found
    assert torch.equal(exact[0], backward[0])
    assert 0.999 < torch.cosine_similarity(exact[1], backward[1], dim=0) < 1
    assert not torch.equal(exact[0], both[0])
    # Weights of 7 bits, where the processor has no VNNI, are twice as coarse.
    torch.testing.assert_close(both[0], exact[0], atol=0.02, rtol=0.05 * 126 / largest_weight())
    assert 0.99 < torch.cosine_similarity(exact[1], both[1], dim=0) < 1
    fuse(model)
    assert torch.equal(training_nats(model, batch), exact[0])


@vnni
@settings(max_examples=30)
@given(
    st.sampled_from([torch.float32, torch.bfloat16]),
    st.integers(1, 40),
    st.integers(2, 70),
    st.integers(2, 70),
    st.booleans(),
)
def test_smoothed_outputs_are_near_the_exact_ones_where_a_few_inputs_are_large(
    dtype, n, outs, ins, bias
):
    generator = torch.Generator().manual_seed(n * outs)
    layers = [torch.nn.Linear(ins, outs, bias=bias, dtype=dtype) for _ in range(2)]
    x = torch.randn(n, ins, generator=generator)
    x[:, 0] *= 100
    x = x.to(dtype)
    for layer in layers:
        layer.requires_grad_(False)
        layer.weight[:, 0] *= 0.01
    wanted = [layer(x).double() for layer in layers]
    pack(layers, x.abs().amax(0))
    weights, biases = zip(*((layer.weight, layer.bias) for layer in layers), strict=True)
    found = outputs(x, weights, biases, [layer.packed for layer in layers])
    for ours, exact, layer in zip(found, wanted, layers, strict=True):
        assert ours.dtype == dtype
        # Unsmoothed, a hundred times less would be left of all inputs but the first.
        part = (x.double() * layer.weight.double().abs().amax(0)).norm(dim=1, keepdim=True)
        assert ((ours.double() - exact).abs() <= 0.05 * part + 0.02 * exact.abs() + 1e-6).all()
    pack(layers)
    for ours, exact in zip(
        outputs(x, weights, biases, [layer.packed for layer in layers]), wanted, strict=True
    ):
        assert torch.equal(ours.double(), exact)


def test_a_sliding_window_is_left_to_the_model():
    model = tiny("mistral")
    model.config.sliding_window = 4
    fuse(model)
    assert not takes_layouts(model)


def test_without_gradients_a_fused_model_answers_as_before_bit_for_bit():
    model = tiny("qwen3")
    attach(model, LoraSettings(4, 8), seed=1)
    ids = torch.tensor(drawn_ids(1, 12), device=DEVICE)
    with torch.inference_mode():
        before = model(input_ids=ids).logits
        fuse(model)
        assert torch.equal(model(input_ids=ids).logits, before)


def test_bfloat16_stays_near_float32():
    batch = rows(5, 20, 24, 22)
    losses, grads = [], []
    for dtype in (torch.float32, torch.bfloat16):
        model = tiny().to(dtype)
        lora = attach(model, LoraSettings(4, 8), seed=1)
        disturb(lora.parameters(), 0.1)
        fuse(model)
        nats = training_nats(model.train(), batch)
        grads.append(torch.cat([g.flatten() for g in gradients(model, lora, nats).values()]))
        losses.append(nats.mean().item())
    assert losses[1] == pytest.approx(losses[0], rel=0.01)
    assert torch.cosine_similarity(*grads, dim=0) > 0.99


IDS = st.lists(st.integers(3, VOCABULARY - 1), min_size=3, max_size=12)


@settings(max_examples=60, deadline=None)
@given(beginning=IDS, ends=st.lists(IDS, min_size=1, max_size=4), learned=st.integers(1, 3))
def test_flat_rows_keep_every_learned_token_and_what_stands_before_it(beginning, ends, learned):
    batch = []
    for end in ends:
        ids = (*beginning, *end)
        batch.append(Rendered(ids, (False,) * (len(ids) - learned) + (True,) * learned))
    flat = flatten(batch, torch.device("cpu"))
    layout = flat.layout
    assert flat.ids.shape[1] == layout.total
    wanted = [i for row in batch for i in row.ids[-learned:]]
    before = [i for row in batch for i in row.ids[-learned - 1 : -1]]
    assert flat.labels.tolist() == wanted
    assert flat.ids[0, flat.predicts].tolist() == before
    assert all(position >= layout.shared for position in flat.predicts.tolist())
    assert len(batch) == 1 or layout.shared >= len(beginning) - learned
