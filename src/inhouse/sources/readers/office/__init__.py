"""Readers of what office programs save."""
