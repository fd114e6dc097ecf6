"""Reads: everything the steps before it made.

Makes: report.html and report.json, in the registry and beside the firm's files.
Refuses when: there is no comparison.
"""

from __future__ import annotations

import datetime
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse import __version__
from inhouse.models import find
from inhouse.records import (
    Answer,
    DataDescription,
    Example,
    Reply,
    Report,
    SideBySide,
    StepFinished,
    StepStarted,
    Work,
)
from inhouse.reports import report_json, verdict_html
from inhouse.scoring import Explaining, FactsReport, Graded, Scorer, choose_side_by_side
from inhouse.steps.answering import Held
from inhouse.steps.compare import Compared
from inhouse.steps.project import Project

__all__ = ["Written", "report"]


@dataclass(frozen=True, slots=True)
class Written:
    """The report, and where it was written."""

    report: Report
    path: Path


def report(
    project: Project, held: Held, compared: Compared, description: DataDescription
) -> Work[Written]:
    """The report of a comparison."""
    yield StepStarted("report", "Writing the report")
    made = _gather(project, held, compared, description)
    files = {
        "report.html": verdict_html(made).encode("utf-8", "replace"),
        "report.json": json.dumps(report_json(made), indent=1, allow_nan=False).encode(),
    }
    project.registry.save_report(compared.comparison.id, files)
    project.registry.publish("inhouse-report.json", files["report.json"], overwrite=True)
    path = project.registry.publish("inhouse-report.html", files["report.html"], overwrite=True)
    yield StepFinished("report", str(path))
    return Written(made, path)


def _gather(
    project: Project, held: Held, compared: Compared, description: DataDescription
) -> Report:
    facts = find(project.config.base_model)
    return Report(
        title=project.firm or project.files.resolve().name,
        created=datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        inhouse_version=__version__,
        base_model=facts.hub_id,
        machine=f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        dataset=held.dataset,
        data=description,
        run=held.trained.run,
        comparison=compared.comparison,
        side_by_side=_side_by_side(project, compared),
        costs=tuple(project.costs),
    )


def _side_by_side(project: Project, compared: Compared) -> tuple[SideBySide, ...]:
    primary = compared.comparison.primary_metric
    scores: dict[str, dict[str, float | None]] = {}
    for score in compared.scores:
        if score.scorer == primary:
            scores.setdefault(score.contender, {})[score.example_id] = score.value
    questions = {e.id: e.question for e in compared.examples}
    entrants = compared.comparison.entrants
    n = project.config.report.n_side_by_side
    chosen = choose_side_by_side(scores, questions, entrants, n=n)
    by_id = {e.id: e for e in compared.examples}
    return tuple(_row(by_id[choice.example_id], choice.why, compared) for choice in chosen)


def _row(example: Example, why: str, compared: Compared) -> SideBySide:
    primary = compared.comparison.primary_metric
    values = {
        s.contender: s.value
        for s in compared.scores
        if s.example_id == example.id and s.scorer == primary
    }
    own = [r for r in compared.replies if r.example_id == example.id]
    return SideBySide(
        example_id=example.id,
        question=example.question,
        reference=example.answer,
        source=str(example.source),
        why=why,
        answers=tuple(
            _answer(example, reply, values.get(reply.contender), compared.scorers) for reply in own
        ),
    )


def _answer(
    example: Example, reply: Reply, score: float | None, scorers: Sequence[Scorer]
) -> Answer:
    graded = Graded(example.id, example.question, example.answer, reply.text)
    explained = (s.explain(graded) for s in scorers if isinstance(s, Explaining))
    facts = next(explained, FactsReport())
    return Answer(
        contender=reply.contender,
        text=reply.text,
        score=score,
        facts_right=tuple(facts.right),
        facts_missed=tuple(facts.missed),
        facts_invented=tuple(facts.invented),
        finished=reply.finished,
    )
