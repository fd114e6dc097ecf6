"""Readers: files to documents. Makers: documents to examples, each with the words it came from."""

from inhouse.sources.changes import Change, changes_between
from inhouse.sources.files import find_files
from inhouse.sources.making import MakerSettings, load_templates, makers_id
from inhouse.sources.reader import FileContents, Reader, ReadLimits
from inhouse.sources.readers import readers_id
from inhouse.sources.reading import (
    Ingested,
    KnownFile,
    read,
    relative_to,
)

__all__ = [
    "Change",
    "FileContents",
    "Ingested",
    "KnownFile",
    "MakerSettings",
    "ReadLimits",
    "Reader",
    "changes_between",
    "find_files",
    "load_templates",
    "makers_id",
    "read",
    "readers_id",
    "relative_to",
]
