"""Which examples are kept when not all are: the clean ones, and of these the most useful."""

from inhouse.curation.choosing.budget import Budget, cut_to_budget
from inhouse.curation.choosing.opening import open_examples, without_open_cases
from inhouse.curation.choosing.selecting import METHOD, random_control, select

__all__ = [
    "METHOD",
    "Budget",
    "cut_to_budget",
    "open_examples",
    "random_control",
    "select",
    "without_open_cases",
]
