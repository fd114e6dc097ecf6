"""Headings by how they look: many documents have large or bold lines and no heading styles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["levels_by_look"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGER = 1.15
_MAX_WORDS = 12
_OFF = ("0", "false", "none")
_DEFAULT_HALF_POINTS = 22


@dataclass(frozen=True, slots=True)
class _Look:
    """How a paragraph looks: its size in half points, and whether all of it is bold."""

    size: int
    bold: bool
    text: str


def levels_by_look(
    paragraphs: Iterable[Any], styles_of: Callable[[Any], Sequence[Any]], default_size: int
) -> dict[Any, int]:
    """Paragraph to heading level, for those that look like headings.

    A heading is short, ends like no sentence, and is larger than most of the text or all bold.
    Larger is higher; bold lines of the text's own size come last.

    Args:
        paragraphs: of the document's body, without those in tables.
        styles_of: the style elements of a paragraph, nearest first.
        default_size: of text that says nothing, in half points; 0 if the file does not say.
    """
    looks = {p: _look(p, styles_of(p), default_size or _DEFAULT_HALF_POINTS) for p in paragraphs}
    letters: Counter[int] = Counter()
    for look in looks.values():
        letters[look.size] += len(look.text)
    if not letters:
        return {}
    usual = letters.most_common(1)[0][0]
    short = {p: look for p, look in looks.items() if _could_be(look.text)}
    large = {p: look.size for p, look in short.items() if look.size >= _LARGER * usual}
    ranks = {size: rank for rank, size in enumerate(sorted({*large.values()}, reverse=True), 1)}
    levels = {p: ranks[size] for p, size in large.items()}
    bold = {p: len(ranks) + 1 for p, look in short.items() if look.bold and p not in levels}
    return levels | bold


def _could_be(text: str) -> bool:
    return 0 < len(text.split()) <= _MAX_WORDS and text[-1] not in ".;,:" and text[0].isalnum()


def _look(paragraph: Any, styles: Sequence[Any], default_size: int) -> _Look:
    size = next((s for s in (_size(style) for style in styles) if s), default_size)
    bold = next((b for b in (_bold(style) for style in styles) if b is not None), False)
    runs = [r for r in paragraph.iter(f"{_W}r") if "".join(_texts(r)).strip()]
    sizes = [_size(run) or size for run in runs]
    all_bold = bool(runs) and all(bold if b is None else b for b in map(_bold, runs))
    text = "".join(t for run in runs for t in _texts(run)).strip()
    return _Look(max(sizes, default=size), all_bold, text)


def _texts(run: Any) -> list[str]:
    return [t.text or "" for t in run.iter(f"{_W}t")]


def _size(element: Any) -> int:
    found = element.find(f"{_W}rPr/{_W}sz")
    value = "" if found is None else found.get(f"{_W}val") or ""
    return int(value) if value.isdigit() else 0


def _bold(element: Any) -> bool | None:
    found = element.find(f"{_W}rPr/{_W}b")
    return None if found is None else (found.get(f"{_W}val") or "1") not in _OFF
