"""Random causal models of a few thousand numbers, one per architecture in the catalogue."""

import os

import torch
from transformers import (
    AutoModelForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    MistralConfig,
    Qwen2Config,
    Qwen3Config,
    SmolLM3Config,
)

VOCABULARY = 97
# The suite of a computer with a GPU is that of one without: INHOUSE_TEST_DEVICE=cuda.
DEVICE = os.environ.get("INHOUSE_TEST_DEVICE", "cpu")
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 256,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
CONFIGS = {
    "llama": lambda: LlamaConfig(**SIZES, tie_word_embeddings=True),
    "mistral": lambda: MistralConfig(**SIZES, sliding_window=None),
    "qwen2": lambda: Qwen2Config(**SIZES),
    "qwen3": lambda: Qwen3Config(**SIZES),
    "smollm3": lambda: SmolLM3Config(**SIZES, no_rope_layer_interval=2),
    "gemma3": lambda: Gemma3TextConfig(
        **SIZES, sliding_window=8, layer_types=["sliding_attention", "full_attention"]
    ),
}


def tiny(architecture="llama", *, seed=0):
    """A model in evaluation mode, the same for the same seed, its weights far from tied."""
    torch.manual_seed(seed)
    config = CONFIGS[architecture]()
    config.initializer_range = 0.3
    model = AutoModelForCausalLM.from_config(config, attn_implementation="sdpa")
    return model.float().eval().to(DEVICE)


def disturb(parameters, std, *, seed=0):
    """Gives each parameter the same normal numbers on every device."""
    for i, parameter in enumerate(parameters):
        generator = torch.Generator().manual_seed(seed + i)
        with torch.no_grad():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * std)


def drawn_ids(seed, *lengths):
    """Token ids of these lengths, the three control ids left out."""
    generator = torch.Generator().manual_seed(seed)
    return [
        tuple(torch.randint(3, VOCABULARY, (n,), generator=generator).tolist()) for n in lengths
    ]
