"""Everything a killed run needs to go on as if it had not been killed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from safetensors.torch import load, save
from torch import Tensor

from inhouse.records import ValidationPoint

__all__ = ["Checkpoint"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a run between two optimizer steps.

    Args:
        step: steps done.
        n_tokens: tokens trained on so far.
        seconds: spent so far.
        train_loss: of every step so far, nats a learned token.
        validation_loss: every evaluation so far.
        best_step: the step of the best evaluation.
        weights: what is learned, as it is now, by name.
        best: the same at `best_step`.
        moments: AdamW's two moments, by index of the parameter.
        rng: state (n,) uint8 of PyTorch's generator on the model's device.
        rate_factor: what the plan's learning rate is multiplied by; below 1 after a roll-back.
        pieces: a batch's gradients are added up over so many parts of it; above 1 where a whole
            one does not fit into memory.
    """

    step: int
    n_tokens: int
    seconds: float
    train_loss: tuple[float, ...]
    validation_loss: tuple[ValidationPoint, ...]
    best_step: int
    weights: Mapping[str, Tensor]
    best: Mapping[str, Tensor]
    moments: Mapping[str, Tensor]
    rng: Tensor
    rate_factor: float = 1.0
    pieces: int = 1

    def to_files(self) -> dict[str, bytes]:
        """File name to bytes: safetensors and JSON only."""
        tensors = {f"weights/{k}": v for k, v in self.weights.items()}
        if self.best_step != self.step:  # else the weights are the best
            tensors |= {f"best/{k}": v for k, v in self.best.items()}
        tensors |= {f"moments/{k}": v for k, v in self.moments.items()}
        tensors["rng"] = self.rng
        about = {
            "step": self.step,
            "n_tokens": self.n_tokens,
            "seconds": self.seconds,
            "train_loss": self.train_loss,
            "validation_loss": [[p.step, p.epoch, p.loss] for p in self.validation_loss],
            "best_step": self.best_step,
            "rate_factor": self.rate_factor,
            "pieces": self.pieces,
        }
        return {
            "checkpoint.json": json.dumps(about).encode(),
            "checkpoint.safetensors": save({k: v.contiguous() for k, v in tensors.items()}),
        }

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Checkpoint:
        """What `to_files` wrote."""
        about = json.loads(files["checkpoint.json"])
        tensors = load(files["checkpoint.safetensors"])
        weights = _under(tensors, "weights/")
        points = tuple(ValidationPoint(s, e, v) for s, e, v in about["validation_loss"])
        return cls(
            step=about["step"],
            n_tokens=about["n_tokens"],
            seconds=about["seconds"],
            train_loss=tuple(about["train_loss"]),
            validation_loss=points,
            best_step=about["best_step"],
            weights=weights,
            best=_under(tensors, "best/") or weights,
            moments=_under(tensors, "moments/"),
            rng=tensors["rng"].to(torch.uint8),
            rate_factor=about.get("rate_factor", 1.0),
            pieces=about.get("pieces", 1),
        )


def _under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
