"""A tiny model with a chat tokenizer on the disk, and adapters on it that change its answers."""

import torch
from transformers import AutoModelForCausalLM, LlamaConfig

from chat_families import family
from inhouse.models.lora import LoraSettings, adapter_files, attach

HIDDEN = 64


def write_model(folder, *, seed=0, tied=True, n_layers=2):
    """A Llama-type model of two layers and its tokenizer."""
    tokenizer = family("smollm2")
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=HIDDEN,
        intermediate_size=96,
        num_hidden_layers=n_layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        max_position_embeddings=512,
        tie_word_embeddings=tied,
        bos_token_id=tokenizer.convert_tokens_to_ids("<|im_start|>"),
        eos_token_id=tokenizer.convert_tokens_to_ids("<|im_end|>"),
        initializer_range=0.15,
    )
    model = AutoModelForCausalLM.from_config(config).float()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def write_adapter(folder, model_folder, *, seed, r=4, alpha=8, size=0.4, method="lora"):
    """An adapter on that model, its update far from nothing."""
    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.float32)
    lora = attach(model, LoraSettings(r, alpha, method=method), seed=seed)
    generator = torch.Generator().manual_seed(seed)
    state = {
        name: _drawn(name, tensor, generator, size / (r**0.5 if "_B" in name else 1))
        for name, tensor in lora.state().items()
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in adapter_files(lora, state, base_model="tiny").items():
        (folder / name).write_bytes(content)
    return folder


def _drawn(name, tensor, generator, size):
    drawn = torch.randn(tensor.shape, generator=generator)
    return tensor * (1 + 0.1 * drawn) if "magnitude" in name else drawn * size


def one_processor(monkeypatch):
    """llama.cpp on one thread: two that wait for each other crawl where the machine is busy."""
    for module in ("engines.llama", "engines.openvino", "exports.gguf"):
        monkeypatch.setattr(f"inhouse.models.{module}.processor_threads", lambda: 1)
