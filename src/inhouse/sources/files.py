"""Which files of a folder are looked at: none that are hidden, ours, or ignored by their owner.

What is not looked at is named, save what programs keep there for themselves.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inhouse.errors import UnreadableFile

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["find_files", "in_mail_folder", "is_of_a_system", "links_out", "passed_over"]

_OURS = (
    "inhouse.toml", "inhouse-templates.toml", "inhouse-report.html", "inhouse-report.json",
    "inhouse-data-card.html", "inhouse-data-card.md",
)  # fmt: skip
# What systems and office programs keep beside people's files: owners of open documents, pictures
# of folders, indexes. There is nothing of a person in them, so they are not even named.
_SYSTEMS = re.compile(
    r"~\$.*|\.~lock\..*#|~wr[a-z]\d+\.tmp|\._.*|\.ds_store|thumbs\.db|ehthumbs\w*\.db|desktop\.ini"
    r"|icon\r|__macosx|\$recycle\.bin|system volume information|@eadir"
    r"|\.spotlight-v100|\.trashes|\.trash.*|\.fseventsd|\.temporaryitems|\.apdisk|\.nfs.*|lost\+found"
    r"|\.directory|\.git.*|\.hg|\.svn|\.inhouse.*|\.sync-?ignore|\.stfolder|\.dropbox.*|#recycle",
    re.IGNORECASE,
)
_LEGAL = ("license", "licence", "copying", "notice")
_LEGAL_WORDS = re.compile(
    r"\b(?:mit license|apache license|apache software|permission is hereby granted|redistribution"
    r" and use in source|gnu (?:lesser |affero )?general public|mozilla public license"
    r"|creative commons|eclipse public license|boost software license|the unlicense|isc license"
    r"|bsd \d?-?clause|without warranty of any kind|licensed under)\b",
    re.IGNORECASE,
)
_LEGAL_CHARACTERS = 4000
_MAIL_FOLDERS = ("cur", "new")
_INSTALLED = ("node_modules", "site-packages", "__pycache__", "vendor", "bower_components")


def find_files(path: Path) -> tuple[Path, ...]:
    """The files of a folder in a fixed order: no hidden ones, none of ours, no software licences.

    In a git repository the files that its ignore files name are left out, and the code of
    others that a package manager put there.

    Raises:
        UnreadableFile: there is nothing at `path`.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise _nothing_at(path)
    found = [file for file, why in _below(path) if not why and not _leads_out(path, file)]
    return tuple(sorted(found, key=lambda file: file.relative_to(path).as_posix()))


def passed_over(path: Path) -> Mapping[str, Sequence[str]]:
    """Names of files and folders below `path` that are not looked at, by the reason."""
    reasons: dict[str, list[str]] = {}
    if path.is_dir():
        for file, why in _below(path):
            if why:
                name = file.relative_to(path).as_posix() + ("/" if file.is_dir() else "")
                reasons.setdefault(why, []).append(name)
    return reasons


def links_out(path: Path) -> tuple[Path, ...]:
    """Links in a folder to files outside of it; they are not followed."""
    if path.is_file():
        return ()
    return tuple(file for file, why in _below(path) if not why and _leads_out(path, file))


def is_of_a_system(name: str) -> bool:
    """Whether a system or an office program keeps a file or a folder of this name for itself."""
    return _SYSTEMS.fullmatch(name) is not None


def in_mail_folder(file: Path) -> bool:
    """Whether a file is a mail by its place: a Maildir keeps one a file, without an ending."""
    return file.parent.name in _MAIL_FOLDERS and (file.parent.parent / "tmp").is_dir()


def _below(path: Path) -> Iterator[tuple[Path, str]]:
    """Files, and folders that are not entered: each with why it is passed over, or ""."""
    for file, why in _walk(path, _rules_above(path)):
        if file.name in _OURS:
            continue
        yield file, why or ("texts of software licences" if _is_licence(file) else "")


def _is_licence(file: Path) -> bool:
    """By its name and its words: a firm's `license.md` may be a page about its own licence."""
    if file.stem.lower() not in _LEGAL or file.is_dir():
        return False
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return _LEGAL_WORDS.search(opened.read(_LEGAL_CHARACTERS)) is not None
    except OSError:
        return False  # its reader says why


def _leads_out(path: Path, file: Path) -> bool:
    return file.is_symlink() and not file.resolve().is_relative_to(path.resolve())


@dataclass(frozen=True)
class _Rules:
    """The ignore file of one folder of a repository."""

    folder: Path
    file: Path

    @cached_property
    def spec(self) -> GitIgnoreSpec:
        """Its patterns; pathspec is opened only where there is such a file."""
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.file.read_text("utf-8", "replace").splitlines())

    def verdict(self, path: Path, *, is_folder: bool) -> bool | None:
        """Whether it leaves `path` out (True) or takes it in again (False); None says nothing."""
        name = path.relative_to(self.folder).as_posix() + ("/" if is_folder else "")
        return self.spec.check_file(name).include


def _walk(folder: Path, rules: tuple[_Rules, ...] | None) -> Iterator[tuple[Path, str]]:
    """What is below, each with why it is passed over; `rules` is None outside of repositories."""
    if rules is None and (folder / ".git").exists():
        rules = _rules_at(folder / ".git" / "info" / "exclude", folder)
    if rules is not None:
        rules = (*rules, *_rules_at(folder / ".gitignore", folder))
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if is_of_a_system(entry.name):
            continue
        path = Path(entry.path)
        is_folder = entry.is_dir()
        why = _why_not(entry, path, rules, is_folder=is_folder)
        if why or (entry.is_file() and not is_folder):
            yield path, why
        elif is_folder and not entry.is_symlink():
            yield from _walk(path, rules)


def _why_not(
    entry: os.DirEntry[str], path: Path, rules: tuple[_Rules, ...] | None, *, is_folder: bool
) -> str:
    if entry.name.startswith("."):
        return "hidden"
    if is_folder and entry.is_symlink():
        return "links to other folders"
    if is_folder and rules is not None and entry.name in _INSTALLED:
        return "folders of installed packages"
    if _is_ignored(path, rules, is_folder=is_folder):
        return "ignored by git"
    return ""


def _is_ignored(path: Path, rules: tuple[_Rules, ...] | None, *, is_folder: bool) -> bool:
    """As git decides: the last word of the nearest file that says anything."""
    if not rules:
        return False
    # The rules' folders are resolved; a link is judged where it stands, not where it leads.
    place = path.parent.resolve() / path.name
    for one in reversed(rules):
        verdict = one.verdict(place, is_folder=is_folder)
        if verdict is not None:
            return verdict
    return False


def _rules_at(file: Path, folder: Path) -> tuple[_Rules, ...]:
    return (_Rules(folder.resolve(), file),) if file.is_file() else ()


def _rules_above(path: Path) -> tuple[_Rules, ...] | None:
    """The ignore files of the repository that the folder is in, the outermost first.

    None outside of repositories, and for a folder that is itself ignored: whoever names it wants
    it read.
    """
    above = path.resolve().parents
    root = next((at for at, folder in enumerate(above) if (folder / ".git").exists()), None)
    if root is None or (path / ".git").exists():
        return None
    top = above[root]
    rules = _rules_at(top / ".git" / "info" / "exclude", top)
    for folder in reversed(above[: root + 1]):
        rules += _rules_at(folder / ".gitignore", folder)
    return None if _is_ignored(path.resolve(), rules, is_folder=True) else rules


def _nothing_at(path: Path) -> UnreadableFile:
    names = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, names, n=1)
    return UnreadableFile(
        "Inhouse reads a folder of files or one file,",
        f"but there is nothing at {path}.",
        f"Did you mean {path.parent / near[0]}?" if near else "Check the path.",
    )
