"""Readers: files to documents. Makers: documents to examples, each with the words it came from."""

from inhouse.sources.changes import Change, FileChange, Stale, changes_between, still_stale
from inhouse.sources.customers import customers_of
from inhouse.sources.files import find_files
from inhouse.sources.guarding.request import ReadingRules
from inhouse.sources.making import MakerSettings, load_templates, makers_id
from inhouse.sources.reader import FileContents, Reader, ReadLimits
from inhouse.sources.readers import build_all, reader_for, readers_id
from inhouse.sources.reading import (
    Ingested,
    Shelf,
    read,
    read_onto,
    refuse_empty,
    relative_to,
    unread,
)

__all__ = [
    "Change",
    "FileChange",
    "FileContents",
    "Ingested",
    "MakerSettings",
    "ReadLimits",
    "Reader",
    "ReadingRules",
    "Shelf",
    "Stale",
    "build_all",
    "changes_between",
    "customers_of",
    "find_files",
    "load_templates",
    "makers_id",
    "read",
    "read_onto",
    "reader_for",
    "readers_id",
    "refuse_empty",
    "relative_to",
    "still_stale",
    "unread",
]
