"""Proper names, by their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.scoring.facts.fact import Fact

__all__ = ["read_names"]

_TITLE_WORDS = (
    "dr mr mrs ms mx prof professor doctor herr herrn frau señor señora sr sra mme monsieur madame"
)
_COMMON_WORDS = """
    a an the i i'm i'll i've i'd ok okay yes no not and or but if when while we you he she it
    they our your my his her its their this that these those there here what which who whom whose
    why how where please call visit ask bring see for from to in on at by with of as is are was
    were do does did can could will would should may must have has had all any some most many each
    every both either neither also however therefore thus then so because since although though
    until unless after before during once yet just only even still never always often usually
    sometimes sorry thanks thank hello hi dear welcome note warning important tip sure am pm a.m
    p.m faq faqs pdf tbd n/a eg ie etc vs us me him them be been being let let's don't we're we'll
    we've you're you'll you'd it's that's there's isn't aren't wasn't can't won't didn't doesn't
    such more less other another new free open closed make take use get go new patients patient
    contact email phone address hours website appointment appointments payment insurance cost price
    monday tuesday wednesday thursday friday saturday sunday
"""
_SHORTENED = "dr mr mrs ms mx prof st jr sr inc ltd co no vs e.g i.e u.s"
_TITLES = frozenset(_TITLE_WORDS.split())
_NO_NAMES = frozenset(_COMMON_WORDS.split())
_TOKEN = re.compile(r"[^\W\d_][^\W\d_]*(?:['-][^\W\d_]+)*\.?(?=\W|$)|[^\s\w]|\d\S*|\0+|\n")
_JOINERS = frozenset({"of", "de", "van", "von", "la", "del", "der", "&"})
_ABBREVIATIONS = frozenset(_SHORTENED.split())
_BULLET = re.compile(r"^\s*(?:[-*•·>#]+|\d{1,2}[.)])\s+")


def read_names(text: str) -> Iterator[Fact]:
    """Names: runs of capitalised words, titles dropped ("Dr. Patel" is "patel").

    The first word of a sentence is a name only beside another capitalised word, or when it is
    capitalised elsewhere too, or is all capitals in a text that is not. Headings and lines in
    capitals are passed over: there capitals say nothing.
    """
    sure = _capitalised_inside(text)
    lines = text.split("\n")
    for line in lines:
        body = _BULLET.sub("", line)
        if _shouts(body) or (len(lines) > 1 and body == line and _is_heading(body)):
            continue
        for run in _runs(body, sure):
            shown = " ".join(run)
            value = " ".join(w.casefold().removesuffix("'s").strip(".") for w in run)
            yield Fact("name", value, shown)


def _runs(line: str, sure: frozenset[str]) -> Iterator[list[str]]:
    run: list[str] = []
    first_uncertain = False
    opens = True
    for token in [*_TOKEN.findall(line), "\n"]:
        word = token.rstrip(".")
        if word.casefold() in _TITLES and word[:1].isupper():
            yield from _close(run, first_uncertain, sure)
            run, first_uncertain, opens = [], False, False
        elif _is_capitalised(word) and not (opens and word.casefold() in _NO_NAMES):
            if not run:
                first_uncertain = opens and not _is_acronym(word)
            run, opens = [*run, word], False
            if token.endswith(".") and len(word) > 1 and word.casefold() not in _ABBREVIATIONS:
                yield from _close(run, first_uncertain, sure)
                run, opens = [], True
        elif run and word.casefold() in _JOINERS:
            run = [*run, word]
        else:
            yield from _close(run, first_uncertain, sure)
            run = []
            opens = _opens_next(token, opens)


def _close(run: list[str], first_uncertain: bool, sure: frozenset[str]) -> Iterator[list[str]]:
    while run and run[-1].casefold() in _JOINERS:
        run = run[:-1]
    if len(run) == 1 and first_uncertain and run[0].casefold() not in sure:
        return
    if run and not all(w.casefold() in _NO_NAMES for w in run):
        yield run


def _opens_next(token: str, opens: bool) -> bool:
    if token in {".", "!", "?", ":", "\n", "-", "|"}:
        return True
    if token in {'"', "'", "(", "[", "*", "_"}:
        return opens or token != "("
    return token.endswith(".") and token.rstrip(".").casefold() not in _ABBREVIATIONS


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper() and len(word) > 1 and word.casefold() not in {"i'm", "i'll", "i've"}


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and word.casefold() not in _NO_NAMES


def _capitalised_inside(text: str) -> frozenset[str]:
    inside = re.findall(r"(?<=[^\W_] )([A-Z][^\W\d_]+)", text)
    return frozenset(word.casefold() for word in inside) - _NO_NAMES


def _shouts(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    n_words = len(re.findall(r"[^\W\d_]{2,}", line))
    return n_words >= 4 and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _is_heading(line: str) -> bool:
    found = re.findall(r"[^\W\d_][\w'-]*", line)
    content = [w for w in found if len(w) > 3]
    ends = line.rstrip().endswith((".", "!", "?", ","))
    return bool(content) and not ends and len(found) <= 8 and all(w[0].isupper() for w in content)
