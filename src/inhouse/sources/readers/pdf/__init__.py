"""The reader of PDF: the text that stands in it, its structure, and how much of one is in both."""

from inhouse.sources.readers.pdf.pdf import Pdf

__all__ = ["Pdf"]
