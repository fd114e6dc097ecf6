"""The words a person reads: a site's marks, tags and link targets taken out."""

from __future__ import annotations

import html
import re

__all__ = ["plain"]

_FENCED = re.compile(
    r"^(?P<fence>```+|~~~+)[^\n]*\n.*?^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
_HIDDEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
# {: .class} and {#anchor} are kramdown's, {% … %} is Liquid's, and so is {{ page.title | … }};
# {name} and {{name}} are a form's blanks, and stay.
_SITE = re.compile(
    r"\{:[^}\n]*\}|\{#[\w-]+\}|\{%.*?%\}|\{\{(?!\s*[#/]?\w+(?:\s+as\s+\"[^\"]*\")?\s*\}\})[^}]*\}\}",
    re.DOTALL,
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)?[^<>\s]+(?:@|://|\.)[^<>\s]+)>")
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<to>[^()\s]*)(?:\s+\"[^\"]*\")?\)")
_ANCHOR = re.compile(
    r"<a\b[^>]*?href=[\"'](?P<to>[^\"']*)[\"'][^>]*>(?P<text>.*?)</a\s*>", re.DOTALL | re.IGNORECASE
)
_POINT = re.compile(r"\s*<li\b[^>]*>\s*", re.IGNORECASE)
_BREAK = re.compile(
    r"<br\s*/?>|</?(?:p|div|ul|ol|h[1-6]|tr|table|section|button)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|-])")
_INDENT = re.compile(r"^[ \t]+(?![ \t]*(?:[*+-]|\d+[.)])\s)", re.MULTILINE)
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """`text` (Markdown, HTML, or both) as a person would read it aloud; code blocks stay as is.

    An absolute link keeps its address behind its words, since it may be what was asked for.
    """
    parts: list[str] = []
    end = 0
    for block in _FENCED.finditer(text):
        parts += [_prose(text[end : block.start()]), block.group()]
        end = block.end()
    parts.append(_prose(text[end:]))
    return _BLANKS.sub("\n\n", "\n".join(part for part in parts if part.strip())).strip()


def _prose(text: str) -> str:
    text = _FOOTNOTE.sub("", _SITE.sub("", _HIDDEN.sub("", text)))
    text = _IMAGE.sub("", _ADDRESS.sub(lambda m: m[1].removeprefix("mailto:"), text))
    text = _ANCHOR.sub(_link, _LINK.sub(_link, text))
    text = _TAG.sub("", _BREAK.sub("\n", _POINT.sub("\n* ", text)))
    text = _HEADING.sub(r"\1", _ESCAPED.sub(r"\1", html.unescape(text)))
    return _BLANKS.sub("\n\n", _TRAILING.sub("", _INDENT.sub("", text)))


def _link(match: re.Match[str]) -> str:
    words, to = match["text"], match["to"]
    if not to.startswith(("http://", "https://")) or to.rstrip("/") in words:
        return words
    return f"{words} ({to})" if words.strip() else to
