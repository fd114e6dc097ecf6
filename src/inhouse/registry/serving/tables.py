"""The tables of serving, beside those of `registry.tables`, and the statements that make them."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, Table, Text

from inhouse.registry.tables import metadata

__all__ = ["STATEMENTS", "api_keys", "feedback", "promotions", "releases", "traces"]

releases = Table(
    "releases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("comparison", Text, ForeignKey("comparisons.id"), nullable=False),
    Column("run", Text, ForeignKey("runs.id"), nullable=False),
    Column("artifact", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved", Integer, nullable=False),
    Column("created", Text, nullable=False),
)
promotions = Table(
    "promotions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("channel", Text, nullable=False),
    Column("release", Text, ForeignKey("releases.id")),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("time", Text, nullable=False),
)
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
)
traces = Table(
    "traces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Float, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
feedback = Table(
    "feedback",
    metadata,
    Column("id", Text, primary_key=True),
    Column("answer", Text, nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", Text, nullable=False),
)

STATEMENTS = (
    "CREATE TABLE releases (id TEXT NOT NULL PRIMARY KEY,"
    " comparison TEXT NOT NULL REFERENCES comparisons (id),"
    " run TEXT NOT NULL REFERENCES runs (id), artifact TEXT NOT NULL, body TEXT NOT NULL,"
    " saved INTEGER NOT NULL, created TEXT NOT NULL)",
    "CREATE TABLE promotions (number INTEGER NOT NULL PRIMARY KEY, channel TEXT NOT NULL,"
    " release TEXT REFERENCES releases (id), reason TEXT NOT NULL, actor TEXT NOT NULL,"
    " time TEXT NOT NULL)",
    "CREATE TABLE api_keys (id TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL UNIQUE,"
    " body TEXT NOT NULL)",
    "CREATE TABLE traces (id TEXT NOT NULL PRIMARY KEY, at FLOAT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX ix_traces_at ON traces (at)",
    "CREATE TABLE feedback (id TEXT NOT NULL PRIMARY KEY, answer TEXT NOT NULL,"
    " at FLOAT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL)",
    "CREATE INDEX ix_feedback_answer ON feedback (answer)",
)
