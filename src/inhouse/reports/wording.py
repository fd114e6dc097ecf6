"""Numbers and names as people read them. What was not measured is a dash, never a zero."""

from __future__ import annotations

from inhouse.records import Metric, Pair

__all__ = [
    "STEPS",
    "an",
    "gigabytes",
    "interval",
    "metric",
    "minutes",
    "number",
    "p_value",
]

DASH = "–"
STEPS = {
    "ingest": "Reading the files",
    "curate": "Checking and splitting",
    "train": "Fine-tuning",
    "compare": "Answering and judging",
}


def an(noun: str) -> str:
    """The noun with its article: "a question", "an answer"."""
    return f"an {noun}" if noun[:1].lower() in "aeio" else f"a {noun}"


def number(value: float | None, digits: int = 2) -> str:
    """A number with fixed digits, or a dash."""
    return DASH if value is None else f"{value:.{digits}f}"


def metric(value: Metric | None) -> str:
    """The mean alone."""
    return DASH if value is None else number(value.value)


def interval(value: Metric | None) -> str:
    """The 95 % interval, or a dash."""
    if value is None or value.ci is None:
        return DASH
    return f"{value.ci.low:.2f} to {value.ci.high:.2f}"


def p_value(pair: Pair) -> str:
    """p with as many digits as it deserves."""
    return "< 0.001" if pair.p < 0.001 else f"{pair.p:.3f}"


def minutes(seconds: float) -> str:
    """Minutes, or seconds when it is less than one and a half."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def gigabytes(memory_bytes: int | None) -> str:
    """Memory in GB."""
    return DASH if memory_bytes is None else f"{memory_bytes / 1e9:.1f} GB"
