"""Reads: nothing. Makes: the map from private words to fictions is gone. Refuses when: never."""

from __future__ import annotations

from inhouse.steps.project import Project

__all__ = ["forget_map"]


def forget_map(project: Project) -> bool:
    """Deletes the map and its key; whether there was a map.

    Datasets keep their fictions; new ones get other fictions for the same people.
    """
    gone = project.registry.vault.forget()
    project.registry.audit("deleted the map of surrogates" if gone else "found no map to delete")
    return gone
