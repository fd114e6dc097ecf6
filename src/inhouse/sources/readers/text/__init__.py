"""Readers of text that a person typed, in one markup or none."""
