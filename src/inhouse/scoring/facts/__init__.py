"""Facts in a text: typed and normalised, so that "10 am" is "10:00 AM" and "$50" is not "50%"."""

from inhouse.scoring.facts.fact import Fact, Kind
from inhouse.scoring.facts.statement import Statement, read_statement

__all__ = ["Fact", "Kind", "Statement", "read_statement"]
