"""The device a model is on: its memory and its random numbers."""

from __future__ import annotations

import psutil
import torch
from torch import Tensor

__all__ = ["free_bytes", "held_bytes", "random_state", "set_random_state"]


def held_bytes(device: torch.device) -> int:
    """What this process holds there: of a processor's memory, or in tensors on a GPU."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device)
    return int(psutil.Process().memory_info().rss)


def free_bytes(device: torch.device) -> int:
    """What it could still take there."""
    if device.type == "cuda":
        kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return int(torch.cuda.mem_get_info(device)[0] + kept)
    return int(psutil.virtual_memory().available)


def random_state(device: torch.device) -> Tensor:
    """(n,) uint8, in the processor's memory: of the generator that dropout draws from there."""
    if device.type == "cuda":
        return torch.cuda.get_rng_state(device)
    return torch.get_rng_state()


def set_random_state(device: torch.device, state: Tensor) -> None:
    """Puts the generator where `random_state` found it."""
    if device.type == "cuda":
        torch.cuda.set_rng_state(state, device)
    else:
        torch.set_rng_state(state)
