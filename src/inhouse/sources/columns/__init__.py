"""Which column of a table holds what: by its name, by what it holds, by what it tells apart."""

from inhouse.sources.columns.conditions import Conditions, find_conditions
from inhouse.sources.columns.guessing import Guess, guess_columns
from inhouse.sources.columns.names import (
    BODY,
    NAME,
    SUMMARY,
    WHOLE_TEXT,
    Columns,
    code_columns,
    find_columns,
    kind_of_table,
    name_column,
    near_miss,
    normal,
    ticket_columns,
    work_order_columns,
)

__all__ = [
    "BODY",
    "NAME",
    "SUMMARY",
    "WHOLE_TEXT",
    "Columns",
    "Conditions",
    "Guess",
    "code_columns",
    "find_columns",
    "find_conditions",
    "guess_columns",
    "kind_of_table",
    "name_column",
    "near_miss",
    "normal",
    "ticket_columns",
    "work_order_columns",
]
