"""Engines: what turns prompts into tokens for people who wait. Import by module: torch is heavy."""

from inhouse.models.engines.engine import BASE, Engine, EngineFacts, Likely, Piece, Sampling
from inhouse.models.engines.text import cut_at

__all__ = ["BASE", "Engine", "EngineFacts", "Likely", "Piece", "Sampling", "cut_at"]
