"""Answers in the firm's own words: what fits the question is quoted, or a person is asked."""

from inhouse.contenders.quoting.confidence import Calibration, Judged, calibrate
from inhouse.contenders.quoting.matching import Match, Matcher
from inhouse.contenders.quoting.statements import statements_in

__all__ = [
    "Calibration",
    "Judged",
    "Match",
    "Matcher",
    "calibrate",
    "statements_in",
]
