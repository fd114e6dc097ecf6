"""The real answers that `bench/judge_pairs.py` makes pairs from, cut to a customer's length."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from doctor_sets import DATA, load
from house import drain

from inhouse.curation.comparing.disagreement import sentences
from inhouse.records import Example
from inhouse.sources import read

DEMO = Path(__file__).resolve().parents[1] / "examples" / "dental-practice"
SETS = ("dental_practice", "covid_faq", "logingov_help", "stackexchange_qa", "medquad")
MAX_CHARS = 600  # an answer of a help desk; a page is not what a customer is told
MIN_CHARS = 40


@dataclass(frozen=True)
class Row:
    """A question and its real answer."""

    question: str
    answer: str


def excerpt(text: str) -> str:
    """The first whole sentences of `text`, up to 600 characters; "" where none fits.

    Lists stay whole or out: half a list is another answer.
    """
    parts = re.split(r"(\s*\n\s*)", text.strip())
    kept = ""
    for part, gap in zip(parts[::2], [*parts[1::2], ""], strict=True):
        if len(kept) + len(part) > MAX_CHARS:
            break
        kept += part + gap
    if kept.strip():
        return kept.strip()
    found = ""
    for sentence in sentences(parts[0]):
        if len(found) + len(sentence) + 1 > MAX_CHARS:
            break
        found = f"{found} {sentence}".strip()
    return found


def _examples(name: str) -> list[Example]:
    if name == "dental_practice":
        return list(drain(read(DEMO)).examples)
    if name == "logingov_help":
        found = drain(read(DATA / "logingov_help/raw/_help")).examples
        return [e for e in found if not e.source.file.endswith("._es.md")]
    return load(name)


def rows(name: str, seed: int) -> list[Row]:
    """The rows of the set called `name`, shuffled by `seed`, each answer once."""
    found: dict[str, Row] = {}
    for example in _examples(name):
        answer = excerpt(example.answer)
        if len(answer) >= MIN_CHARS and answer.endswith((".", "!", ")", '"', "”")):
            found.setdefault(answer, Row(example.question, answer))
    ordered = sorted(found.values(), key=lambda row: (row.question, row.answer))
    random.Random(f"{seed} {name}").shuffle(ordered)
    return ordered
