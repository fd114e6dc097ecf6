"""llama.cpp answers as PyTorch does: base, adapters of several ranks, tied and untied heads."""

import concurrent.futures
from functools import cache

import pytest

from chat_families import family
from inhouse.errors import ModelUnavailable
from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.llama import LlamaServing, LlamaSettings
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.gguf_files import write_adapter as write_gguf_adapter
from inhouse.models.gguf_files import write_model as write_gguf
from inhouse.models.load import load
from inhouse.rendering import open_renderer
from serving_models import write_adapter, write_model

pytestmark = pytest.mark.usefixtures("one_thread")
SHAPES = {"a": (4, 8, "lora"), "b": (2, 16, "lora"), "c": (8, 4, "rslora")}
QUESTIONS = [
    "Do you take walk-ins?", "What does a check-up cost?", "bring", "insurance card?", "30 days",
    "children under 6", "Saturday 9:30", "the front desk answers", "Please bring your card",
    "Zażółć gęślą jaźń",
]  # fmt: skip


@pytest.fixture(scope="module", params=[True, False], ids=["tied", "untied"])
def house(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("gguf")
    model = write_model(root / "model", tied=request.param)
    adapters = {
        name: write_adapter(root / name, model, seed=i, r=r, alpha=alpha, method=method)
        for i, (name, (r, alpha, method)) in enumerate(SHAPES.items(), start=1)
    }
    return root, model, adapters


@pytest.fixture(scope="module")
def torch_engine(house):
    _, folder, adapters = house
    return TorchServing(load(folder, dtype="float32"), adapters, open_renderer(folder).stop_ids)


@pytest.fixture(scope="module")
def llama_engine(house):
    root, folder, adapters = house
    write_gguf(folder, root / "base.gguf", precision="f32", adapter=None)
    files = {}
    for name, adapter in adapters.items():
        files[name] = root / f"{name}.gguf"
        write_gguf_adapter(adapter, folder, files[name])
    engine = LlamaServing(root / "base.gguf", files, settings())
    yield engine
    engine.close()


def settings(merged=BASE):
    return LlamaSettings(1, 4, 512, "f32", merged)


def text(engine, ids, variant, *, n=20, **options):
    sampling = Sampling(n, logit_bias=_whole_characters_only(), **options)
    return "".join(piece.text for piece in engine.generate(ids, sampling, variant=variant))


@cache
def _whole_characters_only():
    """Random tokens are halves of characters, of which engines show different things."""
    tokenizer = family("smollm2")
    plain = {i: tokenizer.decode([i]) for i in range(len(tokenizer))}
    control = set(tokenizer.added_tokens_decoder) - {tokenizer.eos_token_id}  # shown by one only
    odd = {i for i, t in plain.items() if not t.isprintable() or "\ufffd" in t}
    return dict.fromkeys(odd | control, -100.0)


def prompts(house):
    from inhouse.records import Message

    renderer = open_renderer(house[1])
    return [renderer.prompt((Message("user", question),)) for question in QUESTIONS]


@pytest.mark.parametrize("variant", [BASE, *SHAPES])
def test_greedy_text_is_pytorchs_in_f32(house, torch_engine, llama_engine, variant):
    for ids in prompts(house):
        assert text(llama_engine, ids, variant) == text(torch_engine, ids, variant)


def test_a_merged_file_is_the_adapter_on_the_base(house, torch_engine):
    root, folder, adapters = house
    write_gguf(folder, root / "merged.gguf", precision="f32", adapter=adapters["b"])
    engine = LlamaServing(root / "merged.gguf", {}, settings("b"))
    for ids in prompts(house):
        assert text(engine, ids, "b") == text(torch_engine, ids, "b")
    engine.close()


def test_every_one_of_many_at_once_is_answered_by_the_adapter_it_named(
    house, torch_engine, llama_engine
):
    asked = [(ids, variant) for ids in prompts(house) for variant in (BASE, *SHAPES)]
    wanted = [text(torch_engine, ids, variant) for ids, variant in asked]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for _ in range(2):
            found = list(pool.map(lambda one: text(llama_engine, *one), asked))
            assert found == wanted


def test_a_seed_repeats_a_draw(house, llama_engine):
    ids = prompts(house)[0]
    drawn = [text(llama_engine, ids, "a", temperature=1.5, seed=s) for s in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_logprobs_are_pytorchs(house, torch_engine, llama_engine):
    options = Sampling(1, n_logprobs=3)
    compared = 0
    for ids in prompts(house):
        engines = (torch_engine, llama_engine)
        ours, theirs = (next(iter(e.generate(ids, options, variant="c"))) for e in engines)
        if theirs.likely is None:  # the token was the beginning of a character
            continue
        compared += 1
        assert ours.likely.token == theirs.likely.token
        assert ours.likely.logprob == pytest.approx(theirs.likely.logprob, abs=1e-3)
        assert [a.token for a in ours.alternatives] == [a.token for a in theirs.alternatives]
    assert compared >= 3


def test_closing_an_answer_frees_its_place(house, llama_engine):
    ids = prompts(house)[0]
    for _ in range(12):
        pieces = llama_engine.generate(ids, Sampling(400), variant="a")
        next(pieces)
        pieces.close()
    assert text(llama_engine, ids, "a")


def test_an_answer_can_be_held_to_a_schema(house, llama_engine):
    import json

    schema = json.dumps({"type": "object", "properties": {"a": {"enum": ["x", "y"]}},
                         "required": ["a"], "additionalProperties": False})  # fmt: skip
    found = json.loads(text(llama_engine, prompts(house)[0], BASE, schema=schema, n=300))
    assert found["a"] in ("x", "y")


def test_an_adapter_that_gguf_cannot_hold_is_refused(tmp_path):
    model = write_model(tmp_path / "model")
    adapter = write_adapter(tmp_path / "dora", model, seed=1, method="dora")
    with pytest.raises(ModelUnavailable, match="DoRA"):
        write_gguf_adapter(adapter, model, tmp_path / "adapter.gguf")
    assert not list(tmp_path.glob("*.gguf"))
