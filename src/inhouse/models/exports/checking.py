"""Whether exported weights answer as PyTorch does with the base model and its adapter."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse.errors import GateRefused
from inhouse.models.engines import BASE, Engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.load import load
from inhouse.models.parity import Agreement, agreement, limit_of

__all__ = ["Answering", "Check", "agreeing", "compared", "refuse_differing", "variant_of"]


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers in PyTorch.

    Args:
        folder: of the base model.
        adapter: its folder, or None for the base model alone.
        name: that the adapter has in the other engine.
    """

    folder: Path
    adapter: Path | None
    name: str = "release"


@dataclass(frozen=True, slots=True)
class Check:
    """What is asked of both.

    Args:
        prompts: token ids of each.
        stop_ids: tokens that end an answer.
        max_tokens: of each answer.
    """

    prompts: Sequence[tuple[int, ...]]
    stop_ids: frozenset[int]
    max_tokens: int


def variant_of(model: Answering) -> str:
    """The name that the model has in both engines."""
    return BASE if model.adapter is None else model.name


def compared(
    model: Answering, other: Engine, check: Check
) -> Generator[Agreement, None, Agreement]:
    """Asks PyTorch in float32 and the other engine; yields the agreement so far."""
    variant = variant_of(model)
    adapters = {} if model.adapter is None else {variant: model.adapter}
    reference = TorchServing(load(model.folder, dtype="float32"), adapters, check.stop_ids)
    last = Agreement(0, 0.0, 0.0, None)
    asked = [(ids, variant) for ids in check.prompts]
    for last in agreement(reference, other, asked, max_tokens=check.max_tokens):
        yield last
    return last


def agreeing(
    model: Answering, other: Engine, check: Check, precision: str
) -> Generator[Agreement, None, Agreement]:
    """The same, and a gate at its end.

    Raises:
        GateRefused: too few answers are equal.
    """
    last = yield from compared(model, other, check)
    refuse_differing(last, precision, "Export another precision: inhouse export --precision f32")
    return last


def refuse_differing(found: Agreement, precision: str, action: str) -> None:
    """The gate itself.

    Args:
        found: how alike the answers are.
        precision: of the weights that are judged.
        action: what to do about it.

    Raises:
        GateRefused: too few answers are equal for this precision.
    """
    if found.equal_share < limit_of(precision):
        raise GateRefused(
            f"At least {limit_of(precision):.0%} of the answers should equal PyTorch's,",
            f"but {found.equal_share:.0%} of {found.n} do; the first that differs: "
            f"{json.dumps(found.first_difference, ensure_ascii=False)}.",
            action,
        )
