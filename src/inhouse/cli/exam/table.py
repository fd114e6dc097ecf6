"""Prints an exam's result as a table."""

from __future__ import annotations

import sys

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from inhouse.scoring.exams import ContenderAnswers, ExamResult, Share, Tally, tally

__all__ = ["print_exam"]


def print_exam(result: ExamResult) -> None:
    """The counts of everybody, then those of each kind for who was asked."""
    console = Console(highlight=False)
    exam, asking = result.exam, result.asking
    console.print(
        Text(f"\nExam {exam.name}, version {exam.version}, asked for the", style="bold"),
        Text(f"{_ordinal(asking.asked_before + 1)} time.", style="bold"),
        Text(f"sha256 {exam.sha256[:12]}"),
    )
    console.print(_contenders(result))
    for one in result.contenders:
        if not one.is_floor:
            console.print(_kinds(one))
    for one in result.contenders:
        if one.n_known:
            sys.stdout.write(
                f"{one.name} has {one.n_known} of these questions among its known ones: it was made"
                " before the exam was stored, and is measured too kindly.\n"
            )


def _contenders(result: ExamResult) -> Table:
    table = _table("contender (* a floor)")
    for one in result.contenders:
        title = f"{one.name} *" if one.is_floor else one.name
        table.add_row(title, *_cells(tally(one.answers)[""]))
    return table


def _kinds(one: ContenderAnswers) -> Table:
    table = _table(one.name)
    for kind, own in tally(one.answers).items():
        if kind:
            table.add_row(kind, *_cells(own))
    return table


def _table(first: str) -> Table:
    table = Table(box=SIMPLE)
    table.add_column(first, no_wrap=True)
    for title in ("n", "right", "95 %", "partly", "wrong", "handed over"):
        table.add_column(title, justify="right", no_wrap=True)
    return table


def _cells(own: Tally) -> tuple[str, ...]:
    right, partly, wrong, handed_over = (str(own.counts[o]) for o in own.counts)
    n = str(own.n) if not own.unscored else f"{own.n} (+{own.unscored} not answered)"
    return n, right, _interval(own.share("right")), partly, wrong, handed_over


def _interval(share: Share) -> str:
    ci = share.ci
    return "-" if ci is None else f"{ci.low:.0%} to {ci.high:.0%}"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
