"""Reads: a dataset version. Makes: its data card, HTML and Markdown, beside the firm's files."""

from __future__ import annotations

from pathlib import Path

from inhouse.records import DataCard
from inhouse.reports import data_card_html, data_card_markdown
from inhouse.steps.project import Project

__all__ = ["write_card"]


def write_card(project: Project, card: DataCard) -> Path:
    """The card's path; the Markdown lies beside it, both are kept in the registry."""
    markdown = data_card_markdown(card).encode("utf-8", "replace")
    page = data_card_html(card).encode("utf-8", "replace")
    project.registry.put_folder({"data-card.html": page, "data-card.md": markdown})
    project.registry.publish("inhouse-data-card.md", markdown, overwrite=True)
    return project.registry.publish("inhouse-data-card.html", page, overwrite=True)
