"""Amounts: money, percentages, quantities with a unit, how often, plain numbers, ordinals."""

from inhouse.scoring.facts.amounts.frequencies import read_frequencies
from inhouse.scoring.facts.amounts.money import read_money
from inhouse.scoring.facts.amounts.numbers import read_multiples, read_numbers, read_ordinals
from inhouse.scoring.facts.amounts.percentages import read_percentages
from inhouse.scoring.facts.amounts.quantities import read_dimensions, read_quantities

__all__ = [
    "read_dimensions",
    "read_frequencies",
    "read_money",
    "read_multiples",
    "read_numbers",
    "read_ordinals",
    "read_percentages",
    "read_quantities",
]
