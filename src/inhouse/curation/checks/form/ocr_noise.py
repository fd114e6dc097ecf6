"""Texts that a scanner misread: "appo1ntment", "tbe", "c l i n i c"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.comparing.sameness import FUNCTION_WORDS
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["OcrNoise"]

# What is read, and what stood there.
_MISREAD = (
    ("0", "o"), ("1", "l"), ("1", "i"), ("5", "s"), ("8", "b"), ("6", "b"), ("9", "g"), ("|", "l"),
    ("rn", "m"), ("m", "rn"), ("c", "e"), ("b", "h"), ("l", "i"), ("i", "l"), ("li", "h"),
    ("vv", "w"), ("cl", "d"), ("ii", "u"), ("tl", "d"), ("f", "t"), ("e", "c"), ("$", "s"),
    ("!", "l"), ("h", "b"), ("ni", "m"), ("n", "u"), ("u", "n"),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]*[^\W\d_][^\W_|!$]*(?:[|!$0-9][^\W_]+)*")
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
_INSIDE = re.compile(r"[^\W\d_][0-9|!$]+[^\W\d_]|^[015][^\W\d_]{2,}")
_LEAST_SEEN = 2
_MOST_SEEN = 5
_RARER = 20
_MIN_MISREAD = 2
_MIN_SHARE = 0.02


class OcrNoise:
    """Asks about texts with words that nobody else writes, one misread sign from words all do."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("ocr_noise", "1", {"min_misread": _MIN_MISREAD})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the misread ones."""
        words = {e.id: _words(e) for e in examples}
        seen = Counter(w for own in words.values() for w in set(own))
        seen.update(dict.fromkeys(FUNCTION_WORDS, _LEAST_SEEN))
        cases = [case for e in examples if (case := _case(e, words[e.id], seen)) is not None]
        return Checked(tuple(examples), (_finding(cases),) if cases else ())


def _words(example: Example) -> list[str]:
    return [w for m in example.messages for w in _WORD.findall(m.content.casefold())]


def _case(example: Example, words: Sequence[str], seen: Mapping[str, int]) -> Case | None:
    wrong = {w: right for w in set(words) if (right := _meant(w, seen)) is not None}
    spaced = [m.group() for msg in example.messages for m in _SPACED.finditer(msg.content)]
    n = len(wrong) + len(spaced)
    if n < max(_MIN_MISREAD, _MIN_SHARE * len(words)):
        return None
    shown = [f"{w!r} for {right!r}" for w, right in sorted(wrong.items())] or spaced
    return Case(
        (example.id,),
        f"{listed(shown[:2], ', ')} in {example.source}",
        (Edit(example.id),),
        {example.id: (*sorted(wrong), *spaced)},
    )


def _meant(word: str, seen: Mapping[str, int]) -> str | None:
    """A word that others write, and that this one is a misreading of.

    A scanner makes the same mistake on every page, so the misread word need not be a single one:
    it is enough that it has a digit inside or stands for a small word, and is far rarer.
    """
    if len(word) < 3 or word in FUNCTION_WORDS:
        return None
    inside = bool(_INSIDE.search(word))
    if not inside and seen[word] >= _LEAST_SEEN:
        small = (w for w in _readings(word) if w in FUNCTION_WORDS)
        found = next(small, None)
        return found if found and seen.get(found, 0) >= _RARER * seen[word] else None
    if seen[word] > _MOST_SEEN:
        return None
    least = 1 if inside else _LEAST_SEEN
    once = list(_readings(word))
    found = next((w for w in once if seen.get(w, 0) >= least and w.isalpha()), None)
    if found is None and inside:
        twice = (w for first in once for w in _readings(first))
        found = next((w for w in twice if seen.get(w, 0) >= least and w.isalpha()), None)
    return found


def _readings(word: str) -> Iterator[str]:
    for wrong, right in _MISREAD:
        start = word.find(wrong)
        while start >= 0:
            yield word[:start] + right + word[start + len(wrong) :]
            start = word.find(wrong, start + 1)
        if word.count(wrong) > 1:
            yield word.replace(wrong, right)


def _finding(cases: Sequence[Case]) -> Finding:
    return Finding(
        check="ocr_noise",
        severity="warning",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'example holds', 'examples hold')}"
        f" words as a scanner misreads them"
        f" ({listed(case.evidence for case in cases)})",
        fix="Read the page again with a better scan, correct them, or leave them out.",
        fix_kind="proposed",
        cases=tuple(cases),
    )
