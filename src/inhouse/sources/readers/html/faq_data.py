"""Questions and answers that a page names for machines: FAQPage and QAPage of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

__all__ = ["questions_in"]

_DEEPEST = 12


def questions_in(root: Any) -> list[tuple[str, str]]:
    """Each question with its answer's words, in order, from JSON-LD and from microdata."""
    found = [pair for script in root.iter("script") for pair in _linked_data(script)]
    found += _microdata(root)
    return list(dict.fromkeys(pair for pair in found if all(pair)))


def _linked_data(script: Any) -> Iterator[tuple[str, str]]:
    if (script.get("type") or "").lower() != "application/ld+json":
        return
    try:
        value = json.loads(script.text or "", strict=False)
    except (json.JSONDecodeError, RecursionError):
        return  # a broken block is no text that a person sees
    yield from _in_value(value, 0)


def _in_value(value: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _in_value(entry, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if "Question" in (kinds if isinstance(kinds, list) else [kinds]):
            yield _words(value.get("name") or value.get("text")), _answer(value)
            return
        for entry in value.values():
            yield from _in_value(entry, depth + 1)


def _answer(question: dict[str, object]) -> str:
    given = question.get("acceptedAnswer") or question.get("suggestedAnswer")
    first = given[0] if isinstance(given, list) and given else given
    return _words(first.get("text") or first.get("name")) if isinstance(first, dict) else ""


def _words(text: object) -> str:
    """The words of a text that may hold HTML."""
    if not isinstance(text, str) or not text.strip():
        return ""
    if "<" not in text and "&" not in text:
        return text.strip()
    import lxml.html

    # A space at the end of blocks keeps words of two paragraphs apart.
    spaced = text.replace("</p>", "</p>\n").replace("<br", "\n<br").replace("</li>", "</li>\n")
    return "\n".join(
        line.strip()
        for line in lxml.html.fromstring(f"<div>{spaced}</div>").text_content().split("\n")
        if line.strip()
    )


def _microdata(root: Any) -> Iterator[tuple[str, str]]:
    for item in root.iter():
        kind = item.get("itemtype") or "" if isinstance(item.tag, str) else ""
        if kind.rstrip("/").endswith("schema.org/Question"):
            name, answer = _property(item, "name"), _property(item, "text")
            yield " ".join(name.split()), answer.strip()


def _property(item: Any, name: str) -> str:
    found = item.xpath(".//*[@itemprop=$name]", name=name)
    if not found:
        return ""
    return str(found[0].get("content") or found[0].text_content())
