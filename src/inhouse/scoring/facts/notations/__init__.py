"""Notations: many ways to write a fact, rewritten into the one that the readers know."""

from inhouse.scoring.facts.notations.cleaning import clean
from inhouse.scoring.facts.notations.languages import Language, language_of

__all__ = ["Language", "clean", "language_of"]
