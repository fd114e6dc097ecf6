"""Prints a verdict and its table in plain words."""

from __future__ import annotations

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inhouse.records import Comparison, Metric

__all__ = ["print_verdict"]


def print_verdict(comparison: Comparison) -> None:
    """The verdict, the table and the advice, on standard output."""
    console = Console(highlight=False)
    verdict = comparison.verdict
    headline = comparison.wording.headlines[verdict.worth_it]
    console.print(Text(f"\n{headline}", style="bold"))
    console.print(Text(verdict.reason))
    console.print(_table(comparison))
    for sentence in verdict.advice:
        console.print(Text(f"• {sentence}"))


def _table(comparison: Comparison) -> Table:
    title = f"{comparison.n_test} held-out {comparison.wording.questions} (* is what to use)"
    table = Table(title=title, title_justify="left", box=SIMPLE)
    table.add_column("contender", no_wrap=True)
    for title in ("score", "95 %", "bits/byte", "seconds"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in comparison.contenders:
        name = f"{row.name} *" if row.name == comparison.verdict.ship else row.name
        seconds = row.latency_seconds_p50
        table.add_row(
            name,
            _mean(row.score),
            _interval(row.score),
            _mean(row.metrics.get("bits_per_byte")),
            "-" if seconds is None else f"{seconds:.1f}",
        )
    return table


def _mean(metric: Metric | None) -> str:
    return "-" if metric is None or metric.value is None else f"{metric.value:.2f}"


def _interval(metric: Metric) -> str:
    return "-" if metric.ci is None else f"{metric.ci.low:.2f} to {metric.ci.high:.2f}"
