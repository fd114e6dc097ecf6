"""Comparing texts and examples: what is the same, what is asked alike, what disagrees."""
