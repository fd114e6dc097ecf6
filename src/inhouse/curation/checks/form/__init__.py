"""Faults of form: what a text looks like, whatever it says."""
