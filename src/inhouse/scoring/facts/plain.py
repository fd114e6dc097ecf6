"""The words a person reads: a site's marks, tags and link targets taken out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

__all__ = ["plain"]

# Repeats are bounded and blocks are cut with `find`: a file of nothing but opening signs costs
# seconds, not days.
_CUT = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("{%", "%}"))
# {: .class} and {#anchor} are kramdown's, {% … %} is Liquid's, and so is {{ page.title | … }};
# {name} and {{name}} are a form's blanks, and stay.
_SITE = re.compile(
    r"\{:[^}\n]{0,200}\}|\{#[\w-]{1,80}\}"
    r"|\{\{(?!\s{0,9}[#/]?\w{1,80}(?:\s{1,9}as\s{1,9}\"[^\"]{0,80}\")?\s{0,9}\}\})[^}]{0,200}\}\}"
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\](?!:)")
_IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,300}\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)?[^<>\s]{1,200}(?:@|://|\.)[^<>\s]{1,200})>")
_LINK = re.compile(r"\[(?P<text>[^\]]{0,300})\]\((?P<to>[^()\s]{0,300})(?:\s+\"[^\"]{0,200}\")?\)")
_ANCHOR = re.compile(
    r"<a\b[^>]{0,200}?href=[\"'](?P<to>[^\"']{0,300})[\"'][^>]{0,200}>(?P<text>.{0,300}?)</a\s{0,9}>",
    re.DOTALL | re.IGNORECASE,
)
_POINT = re.compile(r"<li\b[^>]{0,200}>", re.IGNORECASE)
_BREAK = re.compile(
    r"<br\s{0,9}/?>|</?(?:p|div|ul|ol|h[1-6]|tr|table|section|button)\b[^>]{0,300}>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][\w-]{0,40}(?:\s[^<>]{0,1000})?/?>")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|-])")
_BLANKS = re.compile(r"\n{3,}")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_MARKED = re.compile(r"(?:[*+-]|\d{1,9}[.)])\s")
_HEADED = re.compile(r" {0,3}#{1,6}[ \t]")


def plain(text: str) -> str:
    """`text` (Markdown, HTML, or both) as a person would read it aloud; code blocks stay as is.

    An absolute link keeps its address behind its words, since it may be what was asked for.
    """
    parts = [block if fenced else _prose(block) for fenced, block in _blocks(text)]
    return _BLANKS.sub("\n\n", "\n".join(part for part in parts if part.strip())).strip()


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Stretches of lines, and whether each is a fenced block of code."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        closes = bool(fence) and line.strip() == fence
        if mark and not fence:
            yield False, "\n".join(lines)
            lines, fence = [line], mark[1]
        elif closes:
            yield True, "\n".join([*lines, line])
            lines, fence = [], ""
        else:
            lines.append(line)
    yield bool(fence), "\n".join(lines)


def _prose(text: str) -> str:
    for opening, closing in _CUT:
        text = _without(text, opening, closing)
    text = _FOOTNOTE.sub("", _SITE.sub("", text))
    text = _IMAGE.sub("", _ADDRESS.sub(lambda m: m[1].removeprefix("mailto:"), text))
    text = _ANCHOR.sub(_link, _LINK.sub(_link, text))
    text = _TAG.sub("", _BREAK.sub("\n", _POINT.sub("\n* ", text)))
    lines = [_line(line) for line in html.unescape(text).split("\n")]
    return _BLANKS.sub("\n\n", _ESCAPED.sub(r"\1", "\n".join(_joined(lines))))


def _without(text: str, opening: str, closing: str) -> str:
    """`text` without the blocks between the two, in time in proportion to its length."""
    kept: list[str] = []
    lowered, at = text.lower(), 0
    if len(lowered) != len(text):
        lowered = text  # a letter whose small form is longer would shift every place
    while True:
        start = lowered.find(opening, at)
        end = lowered.find(closing, start + len(opening)) if start >= 0 else -1
        if end < 0:
            return "".join([*kept, text[at:]])
        kept.append(text[at:start])
        at = end + len(closing)


def _line(line: str) -> str:
    """One line without a heading's signs, and indented only where a list's point is."""
    if _HEADED.match(line):
        return line.strip().strip("#").strip()
    bare = line.strip()
    return line.rstrip() if _MARKED.match(bare) else bare


def _joined(lines: list[str]) -> Iterator[str]:
    """The lines, an empty point filled with the line below it (`<li>` and `<p>` make those)."""
    point = ""
    for line in lines:
        if line.strip() == "*":
            point = line
        elif point and line.strip():
            yield f"{point.rstrip()} {line.strip()}"
            point = ""
        elif not point:
            yield line


def _link(match: re.Match[str]) -> str:
    words, to = match["text"], match["to"]
    if not to.startswith(("http://", "https://")) or to.rstrip("/") in words:
        return words
    return f"{words} ({to})" if words.strip() else to
