"""Checks exam files: the form of every question, and that its places exist in the firm's files.

    python bench/exams/check.py ROOT EXAM.jsonl [EXAM.jsonl ...]

ROOT is the folder of the firm's files that `places` is relative to. One firm a call, for example

    python bench/exams/check.py examples/dental-practice bench/exams/dental-practice*.jsonl

A file passes if
- every line has the keys of `KEYS` in that order, a kind of `EXPECTED`, an id `STEM-001` (STEM is
  the file's own name) that is unique and in order, and turns that alternate and end with the user;
- `expected` suits the kind; an answer and its places are there exactly if there is one to give;
  `joins` names two places, `follow_up` has turns before, `time` has `now`;
- every place is found below ROOT: the file always; the row (.xlsx: "sheet 'NAME' row 12", or
  "row 12" in a workbook of one sheet; .csv: "row 12", where the header is row 1), the heading
  (.md: "heading 'NAME'") and the line (text files: "line 40") as well;
- no message of a user equals a cell, heading or line of the firm's files, case and punctuation
  aside, and no two questions of the file are the same;
- README.md beside this script lists the file with these counts and this sha256.

Prints the counts by kind and the sha256 of each file, then the faults on stderr; exit code 1 if
there are any. Needs openpyxl (a development dependency), otherwise only the standard library.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

Question = dict[str, Any]

KEYS = ["id", "kind", "messages", "now", "expected", "answer", "places"]
EXPECTED = {
    "stated": {"answer"},
    "pages_only": {"answer"},
    "joins": {"answer"},
    "follow_up": {"answer", "hand_over", "urgent"},
    "time": {"answer"},
    "foreign": {"hand_over"},
    "near_miss": {"hand_over"},
    "urgent": {"urgent"},
}
TEXT_FILES = {".md", ".txt", ".csv", ".html", ".htm", ".json", ".jsonl", ".xml", ".rst", ".eml"}
README = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Report:
    """What the check of one exam file found."""

    name: str
    counts: Counter[str]
    sha256: str
    faults: list[str]

    @property
    def table_row(self) -> str:
        """The row of README.md that lists this file."""
        kinds = ", ".join(f"{kind} {self.counts[kind]}" for kind in EXPECTED if self.counts[kind])
        return f"| {self.name} | {self.counts.total()} | {kinds} | {self.sha256} |"


def check(exam: Path, *, root: Path) -> Report:
    """Reads one exam file and collects all of its faults."""
    content = exam.read_bytes()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    seen: dict[str, str] = {}
    for number, line in enumerate(content.decode().splitlines(), 1):
        where = f"{exam.name} line {number}"
        try:
            question = json.loads(line)
            counts[question["kind"]] += 1
            found = [*form_faults(question, exam.stem, number), *place_faults(question, root)]
            found += wording_faults(question, root, seen)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            found = [f"cannot be read: {error!r}"]
        faults += [f"{where}: {fault}" for fault in found]
    report = Report(exam.name, counts, hashlib.sha256(content).hexdigest(), faults)
    if report.table_row not in README.read_text(encoding="utf-8").splitlines():
        faults.append(f"{exam.name}: README.md does not list it as {report.table_row}")
    return report


def form_faults(question: Question, stem: str, number: int) -> Iterator[str]:
    """Faults that the question shows by itself."""
    if list(question) != KEYS:
        yield f"the keys are {list(question)}, not {KEYS}"
    if question["id"] != f"{stem}-{number:03d}":
        yield f"the id is {question['id']!r}, not '{stem}-{number:03d}'"
    if question["kind"] not in EXPECTED:
        yield f"the kind {question['kind']!r} is none of {list(EXPECTED)}"
    elif question["expected"] not in EXPECTED[question["kind"]]:
        yield f"{question['kind']} cannot expect {question['expected']!r}"
    answered = question["expected"] != "hand_over"
    if bool(question["answer"].strip()) != answered or bool(question["places"]) != answered:
        yield f"{question['expected']} does not go with this answer and these places"
    if question["kind"] == "joins" and len(question["places"]) < 2:
        yield "joins needs two places"
    yield from turn_faults(question)
    yield from clock_faults(question)


def turn_faults(question: Question) -> Iterator[str]:
    """Faults of the conversation."""
    messages = question["messages"]
    roles = [message["role"] for message in messages]
    wanted = ["user", "assistant"] * (len(roles) // 2) + ["user"]
    if roles != wanted:
        yield f"the roles are {roles}, not alternating from user to user"
    if (question["kind"] == "follow_up") and len(roles) not in (3, 5):
        yield f"follow_up needs two or three turns of the user, not {len(roles)} messages"
    if any(list(message) != ["role", "content"] for message in messages):
        yield "a message has other keys than role and content"
    if not all(message["content"].strip() for message in messages):
        yield "a message is empty"


def clock_faults(question: Question) -> Iterator[str]:
    """Faults of `now`, a local wall clock to the second."""
    now = question["now"]
    if now is None:
        if question["kind"] == "time":
            yield "time needs now"
    elif not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", now):
        yield f"now is {now!r}, not like 2026-07-03T16:40:00"
    else:
        datetime.fromisoformat(now)


def place_faults(question: Question, root: Path) -> Iterator[str]:
    """Places that the firm's files do not have."""
    for spot in question["places"]:
        if list(spot) != ["file", "place"]:
            yield f"a place has the keys {list(spot)}"
        path = root / spot["file"]
        if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
            yield f"there is no file {spot['file']!r} below {root}"
        elif not has_place(path, spot["place"]):
            yield f"{spot['file']} has no {spot['place']!r}"


def has_place(path: Path, place: str) -> bool:
    """Whether the file has this row, heading or line; true for places of other file types."""
    if path.suffix == ".xlsx":
        found = re.fullmatch(r"(?:sheet '(.+)' )?row (\d+)", place)
        sheets = workbook(path)
        if not found or (found[1] is None and len(sheets) > 1):
            return False
        rows = sheets.get(found[1] or next(iter(sheets)), [])
        return 1 <= int(found[2]) <= len(rows) and any(rows[int(found[2]) - 1])
    if heading := re.fullmatch(r"heading '(.+)'", place):
        return path.suffix != ".md" or heading[1] in headings(path)
    if path.suffix == ".csv" and (row := re.fullmatch(r"row (\d+)", place)):
        return 1 <= int(row[1]) <= len(table(path))
    if path.suffix in TEXT_FILES and (line := re.fullmatch(r"line (\d+)", place)):
        return 1 <= int(line[1]) <= len(text(path).splitlines())
    return path.suffix not in {".md", ".csv"} and bool(place.strip())


def wording_faults(question: Question, root: Path, seen: dict[str, str]) -> Iterator[str]:
    """Messages that the firm's files hold already, and a conversation asked before."""
    asked = [plain(m["content"]) for m in question["messages"] if m["role"] == "user"]
    for words in asked:
        if words in firm_texts(root):
            yield f"{words!r} stands in the firm's files"
    conversation = f"{question['now']} {' / '.join(asked)}"
    if conversation in seen:
        yield f"asks the same as {seen[conversation]}"
    seen[conversation] = question["id"]


def plain(words: str) -> str:
    """The words in lower case, without punctuation and with single spaces."""
    return " ".join(re.sub(r"[^\w\s]|_", "", words.lower()).split())


@cache
def firm_texts(root: Path) -> frozenset[str]:
    """Every cell, heading, line and JSON string of two words or more in the firm's files, plain."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    texts = {plain(part) for path in files for part in parts(path)}
    return frozenset(words for words in texts if " " in words)


def parts(path: Path) -> Iterator[str]:
    """The pieces of one file that could be a question."""
    if path.suffix == ".xlsx":
        yield from (cell for rows in workbook(path).values() for row in rows for cell in row)
    elif path.suffix == ".csv":
        yield from (cell for row in table(path) for cell in row)
    elif path.suffix in TEXT_FILES:
        for line in text(path).splitlines():
            yield re.sub(r"<[^>]*>", " ", line)
            yield from re.findall(r'"((?:[^"\\]|\\.)*)"', line)


@cache
def workbook(path: Path) -> dict[str, list[list[str]]]:
    """The cells of every sheet as text, by the sheet's name."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(min_row=1, min_col=1, values_only=True)
        ]
        for sheet in book.worksheets
    }


@cache
def table(path: Path) -> list[list[str]]:
    """The records of a CSV file, the header first."""
    csv.field_size_limit(10**9)
    return list(csv.reader(io.StringIO(text(path), newline="")))


@cache
def headings(path: Path) -> frozenset[str]:
    """The headings of a Markdown file, without the marks."""
    lines = text(path).splitlines()
    return frozenset(line.strip("# ") for line in lines if line.startswith("#"))


@cache
def text(path: Path) -> str:
    """The file's text; bytes that are not UTF-8 are read as Windows-1252."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def main() -> int:
    """Checks the files named on the command line; 1 if one of them has a fault."""
    parser = argparse.ArgumentParser(description="Checks exam files against the firm's files.")
    parser.add_argument("root", type=Path, help="folder of the firm's files")
    parser.add_argument("exams", type=Path, nargs="+", help="exam files of this firm")
    options = parser.parse_args()
    if not options.root.is_dir():
        parser.error(f"There is no folder {options.root}.")
    reports = [check(exam, root=options.root) for exam in options.exams]
    for report in reports:
        print(report.table_row)
    faults = [fault for report in reports for fault in report.faults]
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
