"""Whether an engine answers as PyTorch does: the same prompts through both, token by token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from inhouse.models.engines import Engine, Sampling

__all__ = ["Agreement", "agreement", "limit_of"]

_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two engines answered greedily.

    Args:
        n: prompts compared.
        equal_share: of the prompts whose whole text was equal (0-1).
        common_share: mean share (0-1) of the reference's text before the first difference.
        first_difference: the first unlike pair (reference, other), or None.
    """

    n: int
    equal_share: float
    common_share: float
    first_difference: tuple[str, str] | None


def limit_of(precision: str) -> float:
    """The share of equal texts below which an engine is refused.

    In float32 only ties may be broken otherwise; 16 bits round the weights and the cache. For
    quantized files the task's score decides, not the text.
    """
    return {"f32": 0.99, "f16": 0.90, "bf16": 0.90}.get(precision, 0.0)


def agreement(
    reference: Engine,
    other: Engine,
    prompts: Sequence[tuple[tuple[int, ...], str]],
    *,
    max_tokens: int,
) -> Iterator[Agreement]:
    """The agreement so far, after each prompt.

    Args:
        reference: the engine that is right.
        other: the engine that is judged.
        prompts: (token ids, variant).
        max_tokens: of each answer.
    """
    equal, common, first = 0, 0.0, None
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        theirs = pool.map(lambda one: _text(other, one, max_tokens), prompts)
        for n, (asked, found) in enumerate(zip(prompts, theirs, strict=True), start=1):
            wanted = _text(reference, asked, max_tokens)
            equal += wanted == found
            common += _common(wanted, found)
            if wanted != found and first is None:
                first = (wanted, found)
            yield Agreement(n, equal / n, common / n, first)


def _text(engine: Engine, asked: tuple[tuple[int, ...], str], max_tokens: int) -> str:
    ids, variant = asked
    pieces = engine.generate(ids, Sampling(max_tokens), variant=variant)
    # Of a character that is not whole, engines show different things.
    return "".join(piece.text for piece in pieces).replace("\ufffd", "").strip()


def _common(wanted: str, found: str) -> float:
    same = next(
        (i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b),
        min(len(wanted), len(found)),
    )
    return same / max(len(wanted), len(found), 1)
