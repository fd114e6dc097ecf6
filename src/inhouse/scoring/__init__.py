"""Scores of one answer, metrics of a set with their intervals, and the paired comparison."""

from inhouse.scoring.bootstrap import Estimate, Resampling
from inhouse.scoring.comparison import BITS_PER_BYTE, ComparisonInputs, compare
from inhouse.scoring.grading import (
    Embedder,
    Explaining,
    FactsReport,
    Graded,
    Judging,
    Scorer,
    Tools,
)
from inhouse.scoring.metrics import bits_per_byte, bits_per_byte_difference, mean_with_interval
from inhouse.scoring.pairs import holm, minimum_detectable_difference, paired_difference
from inhouse.scoring.scorers import build, names
from inhouse.scoring.scorers.facts import explain
from inhouse.scoring.side_by_side import Choice, choose_side_by_side
from inhouse.scoring.specificity import specificity
from inhouse.scoring.verdict import VerdictSettings

__all__ = [
    "BITS_PER_BYTE",
    "Choice",
    "ComparisonInputs",
    "Embedder",
    "Estimate",
    "Explaining",
    "FactsReport",
    "Graded",
    "Judging",
    "Resampling",
    "Scorer",
    "Tools",
    "VerdictSettings",
    "bits_per_byte",
    "bits_per_byte_difference",
    "build",
    "choose_side_by_side",
    "compare",
    "explain",
    "holm",
    "mean_with_interval",
    "minimum_detectable_difference",
    "names",
    "paired_difference",
    "specificity",
]
