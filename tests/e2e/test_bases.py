"""Each family of base models from a local folder, by the real command line.

Rendered, trained, stopped, gone on with, saved, merged.
"""

import pytest
import torch
from transformers import (
    AutoModelForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    Qwen2Config,
    Qwen3Config,
    SmolLM3Config,
)

from chat_families import family
from inhouse.models.likelihood import reference_nats
from inhouse.models.load import load
from inhouse.models.lora import attach, read_adapter
from inhouse.records import Message
from inhouse.rendering import open_renderer
from method_shop import inhouse, shop, stop_at_checkpoint, trained

pytestmark = pytest.mark.usefixtures("one_thread")
SIZES = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 512,
    "initializer_range": 0.2,
}
FAMILIES = {
    "smollm2": LlamaConfig,
    "llama-3": LlamaConfig,
    "gemma-3": Gemma3TextConfig,
    "qwen2": Qwen2Config,
    "qwen3": Qwen3Config,
    "smollm3": SmolLM3Config,
}


def write_base(folder, name):
    """A tiny model of the family with the family's kind of tokenizer."""
    tokenizer = family("qwen3" if name == "qwen2" else name)
    torch.manual_seed(0)
    config = FAMILIES[name](**SIZES, vocab_size=len(tokenizer), pad_token_id=0)
    config.bos_token_id = tokenizer.bos_token_id
    config.eos_token_id = tokenizer.eos_token_id
    AutoModelForCausalLM.from_config(config).float().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def row(renderer):
    talk = (Message("user", "What do hats cost?"), Message("assistant", "Our hats cost $17.50."))
    return renderer.example(talk)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_family_trains_goes_on_after_a_stop_and_merges(name, tmp_path, monkeypatch):
    base = write_base(tmp_path / "base", name)
    whole = trained(shop(tmp_path / "whole" / "shop"), base, "lora")
    folder = shop(tmp_path / "stopped" / "shop")
    with monkeypatch.context() as patched:
        stop_at_checkpoint(patched, 2)
        trained(folder, base, "lora", code=130)
    resumed = trained(folder, base, "lora")
    assert resumed["adapter_sha256"] == whole["adapter_sha256"]
    assert min(whole["validation_loss"]) < whole["validation_loss"][0]

    settings, state = read_adapter(tmp_path / "whole" / "shop" / whole["adapter"])
    adapted, merged = (load(base, dtype="float32").model for _ in range(2))
    attach(adapted, settings, seed=0).set_state(state)
    for path, layer in adapted.named_modules():
        if hasattr(layer, "lora_a"):
            merged.get_submodule(path).weight.data.copy_(layer.merged_weight())
    asked = [row(open_renderer(base))]
    ours = reference_nats(adapted, asked)
    assert ours == pytest.approx(reference_nats(merged, asked), rel=1e-4)
    plain = reference_nats(load(base, dtype="float32").model, asked)
    assert ours != pytest.approx(plain, rel=1e-3)


def test_status_names_the_last_step_of_a_training(tmp_path):
    import json

    folder = shop(tmp_path / "shop")
    made = trained(folder, write_base(tmp_path / "base", "smollm2"), "lora")
    told = json.loads(inhouse("status", "--json", "--project", folder).stdout)["training"]
    assert (told["event"], told["run"]) == ("StepFinished", made["run"])
