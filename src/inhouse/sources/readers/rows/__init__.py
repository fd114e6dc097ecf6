"""Readers of files that are rows: delimited text and JSON."""
