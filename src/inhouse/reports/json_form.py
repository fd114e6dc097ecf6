"""Reports as JSON. The keys are a promise to other tools; None where nothing was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from inhouse.records import Comparison, ContenderResult, Interval, Report, Run

__all__ = ["comparison_json", "report_json", "train_json"]


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The object `inhouse compare --json` prints."""
    verdict = comparison.verdict
    made = {
        "primary_metric": comparison.primary_metric,
        "n_test": comparison.n_test,
        "n_groups": comparison.n_groups,
        "contenders": {row.name: _contender(row) for row in comparison.contenders},
        "pairs": [
            {
                "a": pair.a,
                "b": pair.b,
                "metric": pair.metric,
                "difference": pair.difference,
                "ci": _ends(pair.ci),
                "p": pair.p,
            }
            for pair in comparison.pairs
        ],
        "gates": {
            gate.name: {
                "passed": gate.passed,
                "value": gate.value,
                "limit": gate.limit,
                "meaning": gate.meaning,
            }
            for gate in comparison.gates
        },
        "verdict": {
            "worth_it": verdict.worth_it,
            "ship": verdict.ship,
            "reason": verdict.reason,
            "confidence": verdict.confidence,
            "minimum_detectable_difference": verdict.minimum_detectable_difference,
            "advice": list(verdict.advice),
        },
        "details": dict(comparison.details),
    }
    cleaned: dict[str, Any] = _plain(made)
    return cleaned


def train_json(run: Run) -> dict[str, Any]:
    """The object `inhouse train --json` prints. Losses are nats a learned token."""
    made = {
        "run": run.id,
        "base_model": run.plan.base_model,
        "dataset": run.dataset,
        "n_train_tokens": run.n_train_tokens,
        "seconds": run.seconds,
        "tokens_per_second": run.tokens_per_second,
        "train_loss": list(run.train_loss),
        "validation_loss": [point.loss for point in run.validation_loss],
        "validation_steps": [point.step for point in run.validation_loss],
        "best_step": run.best_step,
        "stopped_early": run.stopped_early,
        "plan": run.plan,
        "adapter": run.adapter.path,
        "adapter_sha256": run.adapter.sha256,
    }
    cleaned: dict[str, Any] = _plain(made)
    return cleaned


def report_json(report: Report) -> dict[str, Any]:
    """The object `inhouse run --json` prints: everything the page shows."""
    dataset = report.dataset
    made = {
        "title": report.title,
        "created": report.created,
        "inhouse_version": report.inhouse_version,
        "base_model": report.base_model,
        "machine": report.machine,
        "dataset": dataset.id,
        "data": report.data,
        "train": train_json(report.run),
        "compare": comparison_json(report.comparison),
        "verdict": comparison_json(report.comparison)["verdict"],
        "side_by_side": report.side_by_side,
        "costs": report.costs,
        "seconds": sum(cost.seconds for cost in report.costs),
    }
    cleaned: dict[str, Any] = _plain(made)
    return cleaned


def _contender(row: ContenderResult) -> dict[str, Any]:
    return {
        "score": row.score.value,
        "ci": _ends(row.score.ci),
        "n": row.score.n,
        "metrics": {
            name: {"value": value.value, "ci": _ends(value.ci), "n": value.n}
            for name, value in row.metrics.items()
        },
        "latency_seconds_p50": row.latency_seconds_p50,
        "tokens_per_answer": row.tokens_per_answer,
        "n_failed": row.n_failed,
    }


def _ends(ci: Interval | None) -> list[float] | None:
    return None if ci is None else [ci.low, ci.high]


def _plain(value: Any) -> Any:
    """JSON's own types; what is not a number is None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
