"""Facts in a text: typed and normalised, so that "10 am" is "10:00 AM" and "$50" is not "50%"."""

from inhouse.scoring.facts.fact import Fact, Found, Kind, is_same
from inhouse.scoring.facts.notations import language_of
from inhouse.scoring.facts.statement import Reading, Statement, read_found, read_statement

__all__ = [
    "Fact",
    "Found",
    "Kind",
    "Reading",
    "Statement",
    "is_same",
    "language_of",
    "read_found",
    "read_statement",
]
