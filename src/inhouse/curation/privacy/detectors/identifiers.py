"""Numbers and addresses by their form: what checks itself stands alone, the rest needs a label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from inhouse.curation.privacy.detectors.cards import cards
from inhouse.curation.privacy.detectors.context import (
    TIE,
    is_example,
    is_instruction,
    is_masked,
    is_owned,
    is_thing,
)
from inhouse.curation.privacy.detectors.rules import RULES, Rule
from inhouse.curation.privacy.mention import Mention

__all__ = ["Identifiers"]

_BEFORE = 48
_SENTENCE_END = re.compile(r"(?<=[a-z]{3})[.!?]\s|\n\n")
_TIED = re.compile(r"\s(?:is|was|=|as)\s+(?P<whose>my|the|our|his|her|their|your|a)?\s*$")
_DIGIT = re.compile(r"\d")


class Identifiers:
    """US health, finance and government identifiers, cards, accounts, mail and addresses."""

    kinds = tuple(dict.fromkeys(("card", *(rule.kind for rule in RULES))))

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text."""
        return [list(self._in(text)) for text in texts]

    def _in(self, text: str) -> Iterator[Mention]:
        digits = len(_DIGIT.findall(text))
        if not digits and "@" not in text:
            return
        yield from cards(text, digits)
        for rule in RULES:
            if digits >= rule.digits:
                yield from _alone(rule, text) if rule.label is None else _labelled(rule, text)


def _holds(rule: Rule, value: str) -> bool:
    return not is_masked(value) and (rule.holds is None or rule.holds(value))


def _alone(rule: Rule, text: str) -> Iterator[Mention]:
    for match in rule.value.finditer(text):
        before = text[: match.start()]
        if not _holds(rule, match.group()) or (rule.things and is_thing(before)):
            continue
        if not (rule.things and is_example(before)):
            yield _mention(rule, match.span(), sure=rule.sure == "always")


def _labelled(rule: Rule, text: str) -> Iterator[Mention]:
    """Values behind their label, or shortly before it; never across the end of a paragraph."""
    assert rule.label is not None
    for label in rule.label.finditer(text):
        before = text[: label.start()]
        owned = is_owned(before + label.group())
        if rule.sure != "always" and not owned and is_instruction(before):
            continue
        span = _behind(rule, text, label.end())
        if span is None:
            start = max(0, label.start() - _BEFORE)
            span, owned = _in_front(rule, text[start : label.start()], start)
        if span is not None and not is_example(text[label.end() : span[0]]):
            yield _mention(
                rule, span, sure=rule.sure == "always" or (rule.sure == "owned" and owned)
            )


def _mention(rule: Rule, span: tuple[int, int], *, sure: bool) -> Mention:
    return Mention(rule.kind, *span, rule.certainty, "form", sure)


def _behind(rule: Rule, text: str, at: int) -> tuple[int, int] | None:
    """The value that a tie, or a few words where the rule allows them, parts from the label."""
    tie = TIE.match(text, at)
    match = rule.value.match(text, tie.end()) if tie else None
    if match is not None and _holds(rule, match.group()):
        return match.span()
    if not rule.reach:
        return None
    window = _SENTENCE_END.split(text[at : at + rule.reach + 24], maxsplit=1)[0]
    for match in rule.value.finditer(window):
        if match.start() > rule.reach:
            return None
        if _holds(rule, match.group()):
            return at + match.start(), at + match.end()
    return None


def _in_front(rule: Rule, window: str, at: int) -> tuple[tuple[int, int] | None, bool]:
    """The value in front of "is my member number", and whether it is said to be somebody's."""
    tie = _TIED.search(window)
    if tie is None:
        return None, False
    spans = [
        (at + m.start(), at + m.end())
        for m in rule.value.finditer(window[: tie.start()])
        if m.end() == tie.start() and _holds(rule, m.group())
    ]
    return (spans[-1] if spans else None), tie["whose"] in ("my", "his", "her")
