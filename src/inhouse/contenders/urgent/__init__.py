"""Emergencies: whether a message reports one, and the firm's own text that says what to do."""

from inhouse.contenders.urgent.emergency import emergency_text
from inhouse.contenders.urgent.matching import UrgentMatch, is_urgent
from inhouse.contenders.urgent.rules import UrgentRule, UrgentRules, load_rules, plain

__all__ = [
    "UrgentMatch",
    "UrgentRule",
    "UrgentRules",
    "emergency_text",
    "is_urgent",
    "load_rules",
    "plain",
]
