"""Readers: files to documents, and to examples where a file holds questions with answers."""

from inhouse.sources.reader import FileContents, Reader, ReadLimits
from inhouse.sources.reading import Ingested, find_files, read

__all__ = ["FileContents", "Ingested", "ReadLimits", "Reader", "find_files", "read"]
