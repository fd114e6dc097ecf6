"""The adapter: nothing at first, PEFT's files, off means the base bit for bit."""

import json

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.errors import ModelUnavailable
from inhouse.models.lora import LoraSettings, adapter_files, attach, read_adapter
from tiny_models import DEVICE, drawn_ids, tiny

pytestmark = [
    pytest.mark.usefixtures("one_thread"),
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning"),  # PEFT's
]
SETTINGS = LoraSettings(r=4, alpha=12, dropout=0.1)


def logits(model, ids):
    with torch.inference_mode():
        return model(input_ids=torch.tensor([ids], device=DEVICE)).logits


def randomize(lora, seed=1):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        state = {
            k: torch.randn(v.shape, generator=generator) * 0.1 for k, v in lora.state().items()
        }
        lora.set_state(state)


def write(folder, files):
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.fixture
def ids():
    return drawn_ids(3, 12)[0]


@pytest.mark.parametrize(
    "settings_used",
    [
        LoraSettings(4, 12, 0.1, "rslora"),
        LoraSettings(4, 12, 0.1, "dora"),
        LoraSettings(4, 12, 0.1, first_layer=1),
    ],
    ids=["rslora", "dora", "upper layers"],
)
def test_peft_reads_each_kind_of_adapter(settings_used, ids, tmp_path):
    from peft import PeftModel

    model = tiny("qwen2")  # its attention has biases
    base = logits(model, ids)
    lora = attach(model, settings_used, seed=0)
    assert torch.allclose(logits(model, ids), base, atol=1e-5)
    randomize(lora)
    ours = logits(model, ids)
    write(tmp_path, adapter_files(lora, lora.state(), base_model="tiny"))
    theirs = logits(PeftModel.from_pretrained(tiny("qwen2"), tmp_path).eval(), ids)
    assert (ours - base).abs().max() > 0.1
    assert (ours - theirs).abs().max() < 1e-3
    assert read_adapter(tmp_path)[0] == settings_used


@pytest.mark.parametrize("method", ["lora", "rslora", "dora"])
def test_a_merged_layer_is_the_layer(method):
    model = tiny("qwen2")
    randomize(attach(model, LoraSettings(4, 12, 0.0, method), seed=0))
    for layer in (module for module in model.modules() if hasattr(module, "lora_a")):
        rows = torch.randn(3, layer.base.in_features, device=DEVICE)
        merged = torch.nn.functional.linear(rows, layer.merged_weight(), layer.base.bias)
        assert torch.allclose(layer(rows), merged, atol=1e-4)


@pytest.mark.parametrize(
    "worn",
    [
        LoraSettings(2, 12, 0.0, "rslora"),
        LoraSettings(4, 12, 0.0, "dora"),
        LoraSettings(8, 4, 0.0, first_layer=1),
    ],
    ids=["rslora", "dora", "upper layers"],
)
def test_an_adapter_worn_over_another_answers_as_if_it_were_alone(worn, ids):
    alone = tiny()
    own = attach(alone, worn, seed=0)
    randomize(own)
    model = tiny()
    other = attach(model, SETTINGS, seed=3)
    randomize(other, seed=2)
    before = logits(model, ids)
    other.wear(worn, own.state())
    assert torch.allclose(logits(model, ids), logits(alone, ids), atol=1e-5)
    assert not torch.allclose(logits(model, ids), before, atol=1e-3)


@pytest.mark.parametrize("architecture", ["llama", "qwen3", "gemma3"])
def test_peft_loads_the_files_and_gives_the_same_logits(architecture, ids, tmp_path):
    from peft import PeftModel

    model = tiny(architecture)
    base = logits(model, ids)
    lora = attach(model, SETTINGS, seed=0)
    randomize(lora)
    ours = logits(model, ids)
    write(tmp_path, adapter_files(lora, lora.state(), base_model="tiny"))
    theirs = logits(PeftModel.from_pretrained(tiny(architecture), tmp_path).eval(), ids)
    assert (ours - base).abs().max() > 0.1
    assert (ours - theirs).abs().max() < 1e-3


def test_a_new_adapter_changes_nothing_and_switched_off_it_is_the_base_bit_for_bit(ids):
    model = tiny()
    base = logits(model, ids)
    lora = attach(model, SETTINGS, seed=0)
    assert torch.equal(logits(model, ids), base)
    randomize(lora)
    with lora.switched(False):
        assert torch.equal(logits(model, ids), base)
    assert not torch.equal(logits(model, ids), base)


def test_switching_is_undone_when_the_block_fails(ids):
    model = tiny()
    lora = attach(model, SETTINGS, seed=0)
    randomize(lora)
    on = logits(model, ids)
    with pytest.raises(ValueError, match="oops"), lora.switched(False):
        raise ValueError("oops")
    assert torch.equal(logits(model, ids), on)


def test_every_linear_layer_but_the_head_is_adapted_and_all_else_frozen():
    model = tiny("qwen3")
    lora = attach(model, SETTINGS, seed=0)
    layers = {key.split(".")[-3] for key in lora.state()}
    assert layers == {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}
    learned = [p for p in model.parameters() if p.requires_grad]
    assert {id(p) for p in learned} == {id(p) for p in lora.parameters()}
    assert lora.n_parameters == sum(p.numel() for p in learned)
    assert all(p.dtype == torch.float32 for p in learned)


def test_the_matrices_stay_float32_beside_bfloat16_weights(ids):
    model = tiny().to(torch.bfloat16)
    lora = attach(model, SETTINGS, seed=0)
    assert logits(model, ids).dtype == torch.bfloat16
    assert {p.dtype for p in lora.parameters()} == {torch.float32}


@settings(max_examples=10)
@given(st.integers(0, 2**31))
def test_the_same_seed_starts_from_the_same_matrices(seed):
    lora = attach(tiny(), SETTINGS, seed=seed)
    first = lora.state()
    randomize(lora)
    lora.reset(seed)
    assert all(torch.equal(lora.state()[key], value) for key, value in first.items())


def test_files_round_trip_and_the_same_state_gives_the_same_bytes(tmp_path):
    lora = attach(tiny(), SETTINGS, seed=0)
    randomize(lora)
    files = adapter_files(lora, lora.state(), base_model="owner/tiny")
    assert files == adapter_files(lora, lora.state(), base_model="owner/tiny")
    write(tmp_path, files)
    found, state = read_adapter(tmp_path)
    assert found == SETTINGS
    assert all(torch.equal(state[key], value) for key, value in lora.state().items())
    assert json.loads(files["adapter_config.json"])["base_model_name_or_path"] == "owner/tiny"


def test_attached_to_an_evaluating_model_nothing_is_dropped(ids):
    model = tiny()
    randomize(attach(model, SETTINGS, seed=0))
    assert torch.equal(logits(model, ids), logits(model, ids))


def test_state_is_a_copy():
    lora = attach(tiny(), SETTINGS, seed=0)
    kept = lora.state()
    randomize(lora)
    assert not any(torch.equal(value, lora.state()[key]) for key, value in kept.items())


def test_an_adapter_of_another_shape_is_refused():
    lora = attach(tiny(), SETTINGS, seed=0)
    other = attach(tiny(), LoraSettings(r=2, alpha=4), seed=0)
    with pytest.raises(ModelUnavailable, match="should fit the base model"):
        lora.set_state(other.state())


def test_a_folder_without_adapter_files_is_refused(tmp_path):
    (tmp_path / "adapter_config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match="inhouse train"):
        read_adapter(tmp_path)


@pytest.mark.slow
@pytest.mark.usefixtures("two_threads")
def test_peft_agrees_on_the_real_starter_in_float32(starter_folder, tmp_path):
    from peft import PeftModel

    from inhouse.models.load import load

    ids = drawn_ids(5, 40)[0]
    loaded = load(starter_folder, dtype="float32", device=DEVICE)
    base = logits(loaded.model, ids)
    lora = attach(loaded.model, LoraSettings(16, 32), seed=0)
    with torch.no_grad():
        for parameter in lora.parameters():
            parameter.normal_(std=0.02)
    ours = logits(loaded.model, ids)
    with lora.switched(False):
        assert torch.equal(logits(loaded.model, ids), base)
    write(tmp_path, adapter_files(lora, lora.state(), base_model=str(starter_folder)))
    plain = load(starter_folder, dtype="float32", device=DEVICE).model
    theirs = logits(PeftModel.from_pretrained(plain, tmp_path).eval(), ids)
    assert (ours - base).abs().max() > 0.1
    assert (ours - theirs).abs().max() < 1e-3
