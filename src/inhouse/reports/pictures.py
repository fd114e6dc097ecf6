"""The two charts of the verdict page, each alone, for pages that are made elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from inhouse.records import Comparison, ValidationPoint
from inhouse.reports import charts
from inhouse.reports.pages import pages

__all__ = ["loss_chart", "score_chart"]


def score_chart(comparison: Comparison) -> Markup:
    """The contenders' scores with their intervals, as SVG."""
    return _drawn("scores", charts.dot_chart(comparison))


def loss_chart(
    train: Sequence[float], validation: Sequence[ValidationPoint], best_step: int | None
) -> Markup:
    """Training and validation loss over the steps, as SVG."""
    return _drawn("losses", charts.curve(train, validation, best_step))


def _drawn(macro: str, *values: object) -> Markup:
    module = pages().get_template("charts.html").module
    return Markup(getattr(module, macro)(*values))
