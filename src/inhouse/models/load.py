"""Opens a fetched model with the precision this machine is good at."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inhouse.errors import ConfigFault, ModelUnavailable

if TYPE_CHECKING:
    import torch

__all__ = [
    "LoadedModel",
    "best_dtype",
    "in_four_bits",
    "load",
    "quiet_transformers",
    "unreadable_model",
]


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory.

    Args:
        model: a transformers causal model, in evaluation mode.
        tokenizer: its fast tokenizer.
        dtype: of the weights.
        device: where they are.
    """

    model: Any
    tokenizer: Any
    dtype: torch.dtype
    device: torch.device


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """Silences transformers' warnings and bars inside the block; errors still raise."""
    from transformers.utils import logging

    before = logging.get_verbosity()
    bars = logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(before)
        if bars:
            logging.enable_progress_bar()


def best_dtype(device: torch.device | None = None) -> torch.dtype:
    """bfloat16 where the processor multiplies it natively, else float32.

    A CPU without AVX-512 bf16 or AMX emulates bfloat16 and is slower than in float32.

    Args:
        device: where the model will be; None for the CPU.
    """
    import torch

    if device is not None and device.type == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if native else torch.float32
    if device is None or device.type == "cpu":
        features = torch.backends.cpu.get_cpu_capability()
        native = "AVX512" in features and _cpu_has_bf16()
        return torch.bfloat16 if native else torch.float32
    return torch.float32


def _cpu_has_bf16() -> bool:
    import torch

    for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        probe = getattr(torch.cpu, name, None)
        if probe is not None and probe():
            return True
    return False


def load(folder: Path, *, dtype: str = "auto", device: str = "auto") -> LoadedModel:
    """The model of a folder, ready to answer.

    Args:
        folder: as `fetch` made it.
        dtype: "auto", "bfloat16", "float32", or "nf4": linear layers in 4 bits.
        device: "auto", or a PyTorch device name.

    Raises:
        ModelUnavailable: the folder holds no whole model.
        ConfigFault: "nf4" without what it needs.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    chosen = "cuda" if device == "auto" and torch.cuda.is_available() else device
    place = torch.device("cpu" if chosen == "auto" else chosen)
    precision = best_dtype(place) if dtype in ("auto", "nf4") else getattr(torch, dtype)
    how = in_four_bits(place, precision) if dtype == "nf4" else {}
    with quiet_transformers(), unreadable_model(folder):
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=precision,
            attn_implementation="sdpa",
            local_files_only=True,
            use_safetensors=True,
            **how,
        )
    if not how:  # else it lies there already
        torch.nn.Module.to(model, place)
    model.eval()
    return LoadedModel(model, tokenizer, precision, place)


def in_four_bits(place: torch.device, computes_in: torch.dtype) -> dict[str, Any]:
    """Options of `from_pretrained` for linear layers in 4 bits.

    Source: Dettmers et al. 2023, "QLoRA", section 3: NormalFloat, quantized twice.

    Raises:
        ConfigFault: there is no NVIDIA GPU, or a package is missing.
    """
    if place.type != "cuda":
        raise ConfigFault(
            'training.dtype = "nf4" needs an NVIDIA GPU,',
            "but PyTorch finds none here.",
            "Leave the format to inhouse: --set training.dtype=auto",
        )
    missing = [name for name in ("bitsandbytes", "accelerate") if find_spec(name) is None]
    if missing:
        raise ConfigFault(
            'training.dtype = "nf4" needs the packages bitsandbytes and accelerate,',
            f"but {' and '.join(missing)} cannot be imported.",
            "Install them: pip install 'inhouse[four-bit]'",
        )
    from transformers import BitsAndBytesConfig

    how = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=computes_in,
    )
    return {"quantization_config": how, "device_map": {"": place}}


@contextlib.contextmanager
def unreadable_model(folder: Path) -> Iterator[None]:
    """Turns the faults of a missing or broken model folder into a sentence."""
    from safetensors import SafetensorError

    try:
        yield
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelUnavailable(
            f"{folder} should hold a whole model,",
            f"but it cannot be opened: {error}.",
            f"Remove it and fetch it again: inhouse models fetch {folder.name}",
        ) from error
