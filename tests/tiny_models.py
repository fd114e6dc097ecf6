"""Random causal models of a few thousand numbers, one per architecture in the catalogue."""

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
    return AutoModelForCausalLM.from_config(config, attn_implementation="sdpa").float().eval()


def drawn_ids(seed, *lengths):
    """Token ids of these lengths, the three control ids left out."""
    generator = torch.Generator().manual_seed(seed)
    return [
        tuple(torch.randint(3, VOCABULARY, (n,), generator=generator).tolist()) for n in lengths
    ]
