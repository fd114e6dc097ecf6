"""Makers that look at the rows of tables, and at lists of codes."""
