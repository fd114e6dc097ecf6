"""What changed since the files were read last, and which answers are stale by it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import cast

from inhouse.curation import Outdated
from inhouse.records import Example, Notice, Work
from inhouse.registry import Ingest, IngestedFile, decode
from inhouse.sources import Change, FileChange, Stale, changes_between, still_stale
from inhouse.steps.project import Project

__all__ = ["changes_since", "current_ingest", "keep_stale", "outdated", "stale_in", "told"]

_STALE_TOLD = 10


def current_ingest(project: Project) -> Ingest | None:
    """What the last ingest of these files gave, or None."""
    known = project.registry.recall("ingest", "current")
    if known is None or known["files"] != str(project.files.resolve()):
        return None
    return project.registry.load_ingest(str(known["ingest"]))


def outdated(stale: Iterable[Stale]) -> Mapping[str, Outdated]:
    """What the check of stale answers is told, by example id."""
    return {one.example: Outdated(str(one), one.old, one.new) for one in stale}


def stale_in(project: Project, examples: Sequence[Example]) -> tuple[Stale, ...]:
    """The stale answers among examples that were read now and are not ingested yet.

    Args:
        project: what it ingested last is what they are compared with.
        examples: of all the files.
    """
    before = current_ingest(project)
    if before is None:
        return ()
    old, new = _by_file(before.examples), _by_file(examples)
    differ = {
        file for file in old.keys() | new.keys()
        if [e.id for e in old.get(file, ())] != [e.id for e in new.get(file, ())]
    }  # fmt: skip
    changed = [
        FileChange(file, _what(file, old, new), old.get(file, ()), new.get(file, ()))
        for file in sorted(differ)
    ]
    kept = (e for file, own in new.items() if file not in differ for e in own)
    known = still_stale(_told_before(project), changes := changes_between(changed, kept))
    listed = {one.example: one for one in known}
    listed |= {one.example: one for change in changes for one in change.stale}
    there = {e.id for e in examples}
    return tuple(one for key, one in listed.items() if key in there)


def changes_since(project: Project, before: Ingest | None, after: Ingest) -> tuple[Change, ...]:
    """What changed, by the files' content alone: new settings are no news about the firm."""
    if before is None:
        return ()
    old = {file.path: file for file in before.files if file.description is not None}
    new = {file.path: file for file in after.files if file.description is not None}
    differ = {
        path for path in old.keys() | new.keys()
        if path not in old or path not in new or old[path].sha256 != new[path].sha256
    }  # fmt: skip
    changed = [
        FileChange(
            path,
            _what(path, old, new),
            _examples(project, old.get(path)),
            _examples(project, new.get(path)),
        )
        for path in sorted(differ)
    ]
    kept = (e for path, file in new.items() if path not in differ for e in _examples(project, file))
    return changes_between(changed, kept)


def _examples(project: Project, file: IngestedFile | None) -> Sequence[Example]:
    return () if file is None else project.registry.load_file(file).examples


def keep_stale(project: Project, changes: Sequence[Change], stored: Ingest) -> tuple[Stale, ...]:
    """The stale answers of this ingest and of earlier ones, while they stand and the fact does."""
    before = _told_before(project)
    kept = still_stale(before, changes)
    new = [one for change in changes for one in change.stale]
    listed = {one.example: one for one in (*kept, *new)}
    if listed:
        ids = {example.id for example in stored.examples}
        listed = {key: one for key, one in listed.items() if key in ids}
    found = tuple(listed.values())
    if found or before:
        project.registry.remember("ingest", "stale", {"stale": found}, seconds=0.0)
    return found


def _told_before(project: Project) -> list[Stale]:
    known = project.registry.recall("ingest", "stale") or {"stale": []}
    return [decode(Stale, one) for one in cast("list[object]", known["stale"])]


def _by_file(examples: Iterable[Example]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {}
    for example in examples:
        found.setdefault(example.source.file, []).append(example)
    return found


def _what(file: str, old: Container[str], new: Container[str]) -> str:
    return "new" if file not in old else "changed" if file in new else "removed"


def told(change: Change) -> Work[None]:
    """Says what changed in one file, and what became stale by it."""
    counts = {
        "added": change.n_added, "updated": change.n_updated, "retired": change.n_retired
    }  # fmt: skip
    shown = ", ".join(f"{n} {word}" for word, n in counts.items() if n) or "none of them changed"
    was = {"new": "is new", "changed": "changed", "removed": "was removed"}[change.what]
    yield Notice(f"{change.file} {was}: of its examples, {shown}.")
    for sentence in change.sentences:
        yield Notice(f"{change.file}: {sentence}.")
    n = len(change.stale)
    if n:
        answers = "answer is" if n == 1 else "answers are"
        yield Notice(f"By that, {n} {answers} stale:", warning=True)
    for stale in change.stale[:_STALE_TOLD]:
        yield Notice(f"{stale}. See it: inhouse show {stale.example}", warning=True)
    if n > _STALE_TOLD:
        yield Notice(f"and {n - _STALE_TOLD} more; all of them are findings", warning=True)
