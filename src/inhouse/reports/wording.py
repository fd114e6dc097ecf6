"""Numbers and names as people read them. What was not measured is a dash, never a zero."""

from __future__ import annotations

from inhouse.records import Metric, Pair

__all__ = [
    "HEADLINES",
    "METRICS",
    "STEPS",
    "gigabytes",
    "interval",
    "metric",
    "minutes",
    "number",
    "p_value",
]

DASH = "–"
HEADLINES = {
    "yes": "Yes, fine-tuning was worth it.",
    "no": "No, fine-tuning was not worth it here.",
    "cannot tell": "There is not enough evidence to tell.",
}
METRICS = {
    "answer_quality": (
        "Score",
        "half the facts right (numbers, prices, times, names, yes or no),"
        " half the meaning right; 1 is perfect",
    ),
    "bits_per_byte": (
        "Bits per byte",
        "how surprised the model is by your own answers; lower is better",
    ),
    "facts": ("Facts", "share of facts right, with invented ones counted against"),
    "similarity": ("Meaning", "closeness of meaning to your own answer"),
    "chrf": ("chrF", "overlap of letter sequences"),
    "rouge_l": ("ROUGE-L", "longest run of shared words"),
    "token_f1": ("Token F1", "shared words"),
}
STEPS = {
    "ingest": "Reading the files",
    "curate": "Checking and splitting",
    "train": "Fine-tuning",
    "compare": "Answering and judging",
}


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
