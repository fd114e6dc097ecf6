"""The tables of the pages, beside those of `registry.tables`, and the statements that make them."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, Table, Text

from inhouse.registry.tables import metadata

__all__ = ["STATEMENTS", "jobs", "passwords", "sessions", "votes"]

passwords = Table(
    "passwords",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("changed", Text, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", Float, nullable=False),
)
jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("saved", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
votes = Table(
    "votes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("comparison", Text, nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("body", Text, nullable=False),
)

STATEMENTS = (
    "CREATE TABLE passwords (id INTEGER NOT NULL PRIMARY KEY, hash TEXT NOT NULL,"
    " changed TEXT NOT NULL)",
    "CREATE TABLE sessions (hash TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, at FLOAT NOT NULL)",
    "CREATE TABLE jobs (id TEXT NOT NULL PRIMARY KEY, saved INTEGER NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE votes (id TEXT NOT NULL PRIMARY KEY, comparison TEXT NOT NULL,"
    " at FLOAT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX ix_votes_comparison ON votes (comparison)",
)
