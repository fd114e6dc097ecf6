"""Readers of web pages, saved in one file or in a web archive."""

from inhouse.sources.readers.html.page import WebPage
from inhouse.sources.readers.html.to_draft import html_to_draft

__all__ = ["WebPage", "html_to_draft"]
