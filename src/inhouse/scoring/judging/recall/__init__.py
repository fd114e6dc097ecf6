"""How much of the firm's answer stands in a long or quoted one, and what that makes of it."""

from inhouse.scoring.judging.recall.echoes import without_echo
from inhouse.scoring.judging.recall.grounding import is_quoted
from inhouse.scoring.judging.recall.measuring import Found, find
from inhouse.scoring.judging.recall.weighing import Chances, chances

__all__ = ["Chances", "Found", "chances", "find", "is_quoted", "without_echo"]
