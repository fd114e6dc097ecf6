"""Geometry of the two charts: plain numbers for the template's SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.records import Comparison, ContenderResult, ValidationPoint

__all__ = ["Curve", "Dot", "DotChart", "Tick", "curve", "dot_chart"]

_LEFT, _RIGHT, _ROW = 190.0, 700.0, 34.0
_CURVE = (52.0, 700.0, 16.0, 220.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One contender: its mean, and the ends of its interval (None when there is none)."""

    title: str
    fine_tuned: bool
    y: float
    x: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class DotChart:
    """Contenders on one axis."""

    height: float
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """Training and validation loss over the steps, as SVG points."""

    train: str
    validation: str
    points: tuple[tuple[float, float], ...]
    best: tuple[float, float] | None
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def dot_chart(comparison: Comparison) -> DotChart:
    """The contenders' scores with their intervals, on an axis that begins at or below them."""
    rows = comparison.contenders
    tuned = {entrant.name for entrant in comparison.entrants if entrant.fine_tuned}
    ends = [v for row in rows for v in _ends(row)]
    low = max(0.0, (min(ends) if ends else 0.0) - 0.05)
    high = min(1.0, (max(ends) if ends else 1.0) + 0.05)
    span = max(high - low, 0.1)

    def place(value: float) -> float:
        return _LEFT + (value - low) / span * (_RIGHT - _LEFT)

    dots = []
    for i, row in enumerate(rows):
        ci, value = row.score.ci, row.score.value
        dots.append(
            Dot(
                comparison.title(row.name),
                row.name in tuned,
                _ROW * (i + 0.6),
                None if value is None else place(value),
                None if ci is None else place(max(low, ci.low)),
                None if ci is None else place(min(high, ci.high)),
            )
        )
    ticks = tuple(Tick(place(v), f"{v:.2f}") for v in _steps(low, low + span))
    return DotChart(_ROW * len(rows) + 30, tuple(dots), ticks)


def curve(
    train_loss: Sequence[float],
    validation: Sequence[ValidationPoint],
    best_step: int | None,
) -> Curve:
    """The learning curve; the training loss is a running mean of eight steps."""
    left, right, top, bottom = _CURVE
    smooth = [
        sum(train_loss[max(0, i - 7) : i + 1]) / len(train_loss[max(0, i - 7) : i + 1])
        for i in range(len(train_loss))
    ]
    losses = [*smooth, *(p.loss for p in validation)] or [0.0, 1.0]
    last = max([len(smooth), *(p.step for p in validation), 1])
    high = max(losses) * 1.05 or 1.0
    low = min(0.9 * min(losses), high - 0.1)

    def spot(step: float, loss: float) -> tuple[float, float]:
        x = left + step / last * (right - left)
        return round(x, 1), round(bottom - (loss - low) / (high - low) * (bottom - top), 1)

    train = [spot(i + 1, loss) for i, loss in enumerate(smooth)]
    points = tuple(spot(p.step, p.loss) for p in validation)
    best = next((spot(p.step, p.loss) for p in validation if p.step == best_step), None)
    return Curve(
        _line(train),
        _line(points),
        points,
        best,
        tuple(Tick(spot(v, low)[0], f"{v:.0f}") for v in _steps(0, last) if v == int(v)),
        tuple(Tick(spot(0, v)[1], f"{v:.1f}") for v in _steps(low, high)),
    )


def _ends(row: ContenderResult) -> list[float]:
    ci = row.score.ci
    if ci is not None:
        return [ci.low, ci.high]
    return [] if row.score.value is None else [row.score.value]


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _steps(low: float, high: float) -> list[float]:
    """Three to seven round numbers from low to high."""
    span = high - low
    unit = next(
        (u for u in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if span / u <= 6),
        span / 4,
    )
    first = -(-low // unit) * unit
    count = int((high - first) / unit + 1e-9) + 1
    return [first + i * unit for i in range(count)]
