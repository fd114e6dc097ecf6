"""A byte-level BPE tokenizer as GGUF's fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inhouse.errors import ModelUnavailable

__all__ = ["add_vocabulary"]

_NORMAL, _CONTROL, _USER_DEFINED, _UNUSED = 1, 3, 4, 5


def add_vocabulary(writer: Any, folder: Path, n_tokens: int) -> None:
    """Writes tokens, merges, special ids and the chat template of a model folder.

    Args:
        writer: a GGUFWriter.
        folder: with tokenizer.json.
        n_tokens: rows of the embedding; more than the tokenizer has become unused tokens.

    Raises:
        ModelUnavailable: the tokenizer is no byte-level BPE.
    """
    from transformers import AutoTokenizer

    from inhouse.models.load import quiet_transformers

    raw = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    if raw["model"].get("type") != "BPE" or "ByteLevel" not in json.dumps(raw["pre_tokenizer"]):
        raise ModelUnavailable(
            "A byte-level BPE tokenizer can be written as GGUF,",
            f"but that of {folder} is another kind.",
            "Serve it with PyTorch: inhouse serve --set serve.engine=torch",
        )
    with quiet_transformers():
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    tokens, types = _tokens(tokenizer, n_tokens)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(_splitting(raw["pre_tokenizer"]))
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(
        [merge if isinstance(merge, str) else " ".join(merge) for merge in raw["model"]["merges"]]
    )
    _add_special(writer, tokenizer)


def _tokens(tokenizer: Any, n_tokens: int) -> tuple[list[str], list[int]]:
    by_id = {number: text for text, number in tokenizer.get_vocab().items()}
    added = tokenizer.added_tokens_decoder
    tokens, types = [], []
    for number in range(n_tokens):
        tokens.append(by_id.get(number, f"[PAD{number}]"))
        if number not in by_id:
            types.append(_UNUSED)
        elif number in added:
            types.append(_CONTROL if added[number].special else _USER_DEFINED)
        else:
            types.append(_NORMAL)
    return tokens, types


def _splitting(rule: dict[str, Any]) -> str:
    """llama.cpp's name of the way texts are split before merging; exports check that it fits."""
    text = json.dumps(rule)
    if '"Digits"' in text:
        return "smollm"
    if "{1,3}" in text:
        return "llama-bpe"
    return "qwen2" if '"Split"' in text else "gpt-2"


def _add_special(writer: Any, tokenizer: Any) -> None:
    writer.add_add_bos_token(False)  # the chat template writes it where there is one
    writer.add_add_space_prefix(False)
    for add, number in (
        (writer.add_bos_token_id, tokenizer.bos_token_id),
        (writer.add_eos_token_id, tokenizer.eos_token_id),
        (writer.add_pad_token_id, tokenizer.pad_token_id),
    ):
        if number is not None:
            add(number)
    if tokenizer.chat_template:
        writer.add_chat_template(tokenizer.chat_template)
