"""Words that a file holds and its own program does not show."""

from inhouse.sources.guarding.concealed.finding import find_concealed
from inhouse.sources.guarding.concealed.hidden import Hidden

__all__ = ["Hidden", "find_concealed"]
