"""Sentences of real firms and offices, drawn by seed: what private data in them is.

From each set the same number of sentences is drawn: half of them any, half among those that hold a
number of five digits and more or a mail address, where false alarms come from. What stands in
`business_marks.json` was read by a person: a hash of the sentence, the kind and the value found in
it, to whether it is somebody's private data. None of the text is stored.
"""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inhouse.curation.privacy import PrivacySettings, detect, detectors, is_wanted, wilson

DATA = Path(__file__).parents[2] / "shared" / "data"
MARKS = Path(__file__).parent / "business_marks.json"
SETS = (
    "18f_guides", "logingov_help", "odrive_docs", "stackexchange_qa", "covid_faq", "medquad",
    "commonpaper_csa", "open_agreements", "maven_pizza", "dtc_database", "sroie_receipts",
    "abcd_policy", "restaurant8k", "18f_blog", "openai_cookbook",
)  # fmt: skip
SUFFIXES = (".md", ".rst", ".txt", ".json", ".jsonl", ".csv", ".yaml", ".yml")
_END = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBERED = re.compile(r"\d(?:[ -]?\d){4}|\w@\w")


@dataclass(frozen=True)
class Sentence:
    """A sentence and the set it is from."""

    text: str
    source: str
    numbered: bool


def drawn(per_set: int, seed: int) -> list[Sentence]:
    """Up to `per_set` sentences of each set, no two alike."""
    found: list[Sentence] = []
    for name in SETS:
        every = sorted(dict.fromkeys(_sentences(DATA / name)))
        chance = random.Random(f"{seed} {name}")
        numbered = [s for s in every if _NUMBERED.search(s)]
        some = chance.sample(numbered, min(per_set // 2, len(numbered)))
        rest = [s for s in every if s not in set(some)]
        more = chance.sample(rest, min(per_set - len(some), len(rest)))
        found += [Sentence(s, name, True) for s in some]
        found += [Sentence(s, name, _NUMBERED.search(s) is not None) for s in more]
    return found


@dataclass(frozen=True)
class Finding:
    """A place in a sentence that is replaced without asking, or asked about."""

    sentence: Sentence
    kind: str
    value: str
    replaced: bool

    @property
    def key(self) -> str:
        """What the marks call it."""
        return mark_key(self.sentence.text, self.kind, self.value)


def findings(sentences: list[Sentence], *, names: bool) -> list[Finding]:
    """What is found in the sentences."""
    looking = detectors(PrivacySettings(names=names))
    mentions = detect([s.text for s in sentences], looking)
    return [
        Finding(s, m.kind, s.text[m.start : m.end], is_wanted(m, "certain"))
        for s, found in zip(sentences, mentions, strict=True)
        for m in found
    ]


def counted(sentences: list[Sentence], found: list[Finding]) -> dict[str, object]:
    """Sentences with a harmless value replaced or asked about, and the cases these make."""
    private = marks()
    harmless = [f for f in found if not private.get(f.key, False)]
    replaced = {f.sentence.text for f in harmless if f.replaced}
    asked = [f for f in harmless if not f.replaced]
    touched, n = {f.sentence.text for f in asked}, len(sentences)
    return {
        "n": n,
        "unread": sum(f.key not in private for f in found),
        "private": len(found) - len(harmless),
        "false_replacements": len(replaced),
        "false_replacements_ci": wilson(len(replaced), n),
        "false_asked": len(touched),
        "false_asked_ci": wilson(len(touched), n),
        "false_cases": len({(f.sentence.source, f.kind, f.value.casefold()) for f in asked}),
    }


def mark_key(sentence: str, kind: str, value: str) -> str:
    """What the marks call this finding."""
    return hashlib.sha256(f"{sentence}\0{kind}\0{value}".encode()).hexdigest()[:16]


def marks() -> dict[str, bool]:
    """What was read by a person: the key of a finding to whether it is private."""
    return json.loads(MARKS.read_text(encoding="utf-8")) if MARKS.exists() else {}


def _sentences(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        named = path.name.removesuffix(".gz")
        if (
            not path.is_file()
            or not named.endswith(SUFFIXES)
            or path.name in ("SOURCE.md", "README.md")
        ):
            continue
        for text in _texts(path, named):
            for sentence in _END.split(text):
                plain = " ".join(sentence.split())
                if 3 <= len(plain.split()) <= 60:
                    yield plain


def _texts(path: Path, named: str) -> Iterator[str]:
    """A file's texts: the strings of JSON, the rows of a table, else the whole."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")
    if named.endswith(".jsonl"):
        for line in text.splitlines():
            yield from _strings(json.loads(line)) if line.strip() else ()
    elif named.endswith(".json"):
        yield from _strings(json.loads(text))
    else:
        yield text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield re.sub(r"<[^<>]{1,200}>", " ", value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
