"""Lines that a mail program broke softly (`format=flowed`), joined again."""

from __future__ import annotations

import re

__all__ = ["unflow"]

_QUOTES = re.compile(r"^>+")
_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool) -> str:
    """The text with its soft breaks taken out and its paragraphs kept.

    Marks of quotes come out with a space behind them, since words could begin with `>`.

    Args:
        text: lines of a flowed text.
        delete_space: the space at a soft break is only a mark (`DelSp=yes`), as in Japanese.

    Source: RFC 3676, section 4. A soft break before a line of another depth of quoting is taken as
        a hard one (4.5), and so is one before an empty line, which programs leave between
        paragraphs.
    """
    lines: list[str] = []
    joined: tuple[int, str] | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        marks = _QUOTES.match(line)
        depth = marks.end() if marks else 0
        words = line[depth:].removeprefix(" ")
        if joined is not None and (depth != joined[0] or words in ("", _SIGNATURE)):
            lines.append(_marked(*joined))
            joined = None
        before = joined[1] if joined is not None else ""
        if words.endswith(" ") and words != _SIGNATURE:
            joined = (depth, before + (words[:-1] if delete_space else words))
        else:
            lines.append(_marked(depth, before + words))
            joined = None
    if joined is not None:
        lines.append(_marked(*joined))
    return "\n".join(lines)


def _marked(depth: int, words: str) -> str:
    return f"{'>' * depth} {words}".rstrip() if depth else words.rstrip() or words.strip()
