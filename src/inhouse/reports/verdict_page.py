"""The verdict as one self-contained page: no script, nothing fetched, customer text escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from inhouse.records import Finding, LearnedToken, Report
from inhouse.reports import charts, wording
from inhouse.reports.pages import pages

__all__ = ["verdict_html"]

_FOLD_FINDINGS = 8
_COMMAND = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Neighbouring tokens that are all learned, or all only read."""

    text: str
    learned: bool


def verdict_html(report: Report) -> str:
    """The page."""
    environment = pages()
    environment.filters["commands"] = _commands
    template = environment.get_template("verdict.html")
    comparison = report.comparison
    primary = comparison.primary_metric
    return template.render(
        report=report,
        comparison=comparison,
        verdict=comparison.verdict,
        words=wording,
        task=comparison.wording,
        dots=charts.dot_chart(comparison),
        curve=charts.curve(report.run.train_loss, report.run.validation_loss, report.run.best_step),
        metric_names=_metric_names(report),
        pairs=[pair for pair in comparison.pairs if pair.metric == primary],
        loss_pairs=[pair for pair in comparison.pairs if pair.metric != primary],
        pieces=_pieces(report.run.learned_example),
        findings=_ordered(report.data.findings),
        fold=_FOLD_FINDINGS,
        marked=any(
            answer.facts_right or answer.facts_missed or answer.facts_invented
            for row in report.side_by_side
            for answer in row.answers
        ),
        explanations={entrant.name: entrant.explanation for entrant in comparison.entrants},
        seconds=sum(cost.seconds for cost in report.costs),
        peak=max((c.peak_memory_bytes or 0 for c in report.costs), default=0) or None,
        longest=max((cost.seconds for cost in report.costs), default=1.0) or 1.0,
    )


def _commands(sentence: str) -> Markup:
    """The sentence escaped, what stands between backticks set as code."""
    return Markup(_COMMAND.sub(r"<code>\1</code>", str(escape(sentence))))


def _metric_names(report: Report) -> list[str]:
    """Metrics any contender has, in the order of the task, the primary one left out."""
    present = {name for row in report.comparison.contenders for name in row.metrics}
    known = [m.name for m in report.comparison.wording.metrics if m.name in present]
    rest = sorted(present - set(known))
    return [n for n in (*known, *rest) if n != report.comparison.primary_metric]


def _pieces(tokens: Sequence[LearnedToken]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for token in tokens:
        if pieces and pieces[-1].learned == token.learned:
            pieces[-1] = _Piece(pieces[-1].text + token.text, token.learned)
        else:
            pieces.append(_Piece(token.text, token.learned))
    return pieces


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    rank = {"error": 0, "warning": 1, "info": 2}
    return sorted(findings, key=lambda finding: rank[finding.severity])
