"""The real sets that `bench/doctor.py` plants faults into, as examples with a split."""

import csv
import gzip
import html
import json
import random
import re
from dataclasses import replace
from pathlib import Path

from faults import made
from house import drain

from inhouse.curation import SplitShares, group, split
from inhouse.curation.splitting import Closeness
from inhouse.records import Example
from inhouse.sources import ReadingRules, ReadLimits, read

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ROWS = 1200
FEWER = {"medquad": 500}  # its answers are ten times as long
REPORTED = ("medquad", "mts_dialog", "alpagasus_raw")
TUNED_ON = ("covid_faq", "alpagasus_t45", "stackexchange_qa")


def readable(path: str) -> list[Example]:
    rules = ReadingRules(limits=ReadLimits(max_file_bytes=500_000_000))
    return list(drain(read(DATA / path, rules)).examples)


def stackexchange() -> list[Example]:
    """Accepted answers, their HTML as text."""
    rows = []
    for name in ("AskUbuntuCorpus.json", "WebApplicationsCorpus.json"):
        content = json.loads((DATA / "stackexchange_qa/raw" / name).read_text(encoding="utf-8"))
        for i, row in enumerate(content["sentences"]):
            text = re.sub(
                r"<(?:/p|br|/li|/h\d|/pre)[^>]*>", "\n", (row.get("answer") or {}).get("text") or ""
            )
            answer = html.unescape(re.sub(r"<[^>]+>", "", text)).strip()
            if answer:
                rows.append(made(row["text"], re.sub(r"\n\s*\n+", "\n", answer), name, i, {}))
    return rows


def notes() -> list[Example]:
    """A doctor's note of a conversation: the conversation is the question."""
    path = DATA / "mts_dialog/raw/Main-Dataset/MTS-Dialog-TrainingSet.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            made(row["dialogue"], row["section_text"], path.name, i, {})
            for i, row in enumerate(csv.DictReader(file))
            if row["dialogue"].strip() and row["section_text"].strip()
        ]


def load(name: str) -> list[Example]:
    """A set, at most 1,200 rows of it, each question and answer once."""
    if name == "stackexchange_qa":
        rows = stackexchange()
    elif name == "mts_dialog":
        rows = notes()
    else:
        rows = readable(
            {
                "medquad": "medquad/derived/medquad_answered.jsonl.gz",
                "covid_faq": "covid_faq/raw/data/faqs/faq_covidbert.csv",
                "alpagasus_raw": "alpagasus/raw/data/random/random_9k.json.gz",
                "alpagasus_t45": "alpagasus/raw/data/filtered/claude_t45.json.gz",
            }[name]
        )
    if name == "alpagasus_raw":
        known = {e.question for e in readable("alpagasus/raw/data/filtered/claude_t45.json.gz")}
        rows = [e for e in rows if e.question not in known]
    return random.Random(0).sample(rows, min(FEWER.get(name, ROWS), len(rows)))


def divided(rows: list[Example]) -> list[Example]:
    """The rows with a column `split`, near-duplicates on one side."""
    groups = group(rows, Closeness(0.5, 0.7), by_document=False)
    parts = split(rows, groups, SplitShares(0.2, 0.1), seed=0)
    side = {i: name for name in ("train", "test") for i in getattr(parts, name)}
    return [replace(e, labels={"split": side.get(e.id, "train")}) for e in rows]
