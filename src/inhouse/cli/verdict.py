"""Prints a verdict and its table in plain words."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from inhouse.records import Comparison, Metric

__all__ = ["print_verdict"]

_HEADLINES = {
    "yes": "Yes, fine-tuning was worth it.",
    "no": "No, fine-tuning was not worth it here.",
    "cannot tell": "There is not enough evidence to tell whether fine-tuning was worth it.",
}


def print_verdict(comparison: Comparison) -> None:
    """The verdict, the table and the advice, on standard output."""
    console = Console(highlight=False)
    verdict = comparison.verdict
    console.print(Text(f"\n{_HEADLINES[verdict.worth_it]}", style="bold"))
    console.print(Text(verdict.reason))
    console.print(_table(comparison))
    for sentence in verdict.advice:
        console.print(Text(f"• {sentence}"))


def _table(comparison: Comparison) -> Table:
    table = Table(title=f"{comparison.n_test} held-out questions", title_justify="left")
    table.add_column("contender")
    table.add_column("score (95 %)", justify="right")
    table.add_column("bits per byte", justify="right")
    table.add_column("seconds", justify="right")
    for row in comparison.contenders:
        name = f"{row.name} *" if row.name == comparison.verdict.ship else row.name
        seconds = row.latency_seconds_p50
        table.add_row(
            name,
            _shown(row.score),
            _shown(row.metrics.get("bits_per_byte")),
            "-" if seconds is None else f"{seconds:.1f}",
        )
    return table


def _shown(metric: Metric | None) -> str:
    if metric is None or metric.value is None:
        return "-"
    if metric.ci is None:
        return f"{metric.value:.3f}"
    return f"{metric.value:.3f} ({metric.ci.low:.3f} to {metric.ci.high:.3f})"
