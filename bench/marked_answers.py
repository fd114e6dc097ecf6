"""Answers that two readers marked, put together from the stored marks, the exams and the texts.

The stored marks hold the text of an answer only where a small model wrote it. A quotation is other
people's text: the marks hold its sha256, and the text comes from a file that `rebuild` writes out
of contenders' answers. Without it those answers are left out.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MARKS = ROOT / "tests" / "scoring" / "data" / "marks.jsonl"
TEXTS = ROOT / "tests" / "scoring" / "data" / "marks-texts.jsonl"
EXAMS = ROOT / "bench" / "exams"
QUOTING = ("closest_answer", "passage")
"""Contenders that quote the firm word for word."""


@dataclass(frozen=True)
class Marked:
    """An answer that two readers marked.

    Args:
        set: which questions it belongs to.
        question_id: the question; its answers are resampled together.
        contender: who answered.
        question: what was asked, with the turns before it.
        reference: the firm's answer.
        answer: what the contender said.
        mark_a: the first reader's mark: right, partly, wrong or handed_over.
        mark_b: the second reader's.
    """

    set: str
    question_id: str
    contender: str
    question: str
    reference: str
    answer: str
    mark_a: str
    mark_b: str

    @property
    def passages(self) -> tuple[str, ...]:
        """What a quotation quotes: itself."""
        return (self.answer,) if self.contender in QUOTING else ()


def half_of(set_name: str, question_id: str) -> str:
    """ "choosing" or "checking", by question: a rule is chosen on one and checked on the other."""
    digest = hashlib.sha256(f"{set_name} {question_id}".encode()).hexdigest()
    return "checking" if int(digest, 16) % 2 else "choosing"


def sha256(text: str) -> str:
    """Of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def lines(path: Path) -> Iterator[dict[str, str]]:
    """The objects of a JSONL file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def stored(half: str | None = None, marks: Path = MARKS, texts: Path = TEXTS) -> list[Marked]:
    """The stored marks with their texts; those whose text is not there are left out.

    Args:
        half: "choosing", "checking" or "later"; None for all.
        marks: the stored marks.
        texts: the texts that `rebuild` wrote.
    """
    known = {sha256(t): t for t in _texts(texts)}
    exams: dict[str, dict[str, tuple[str, str]]] = {}
    found = []
    for row in lines(marks):
        answer = row.get("answer") or known.get(row.get("answer_sha256", ""))
        if answer is None or (half and row["half"] != half):
            continue
        exam = exams.setdefault(row["set"], _exam(row["set"]))
        question, reference = exam[row["question_id"]]
        found.append(
            Marked(
                row["set"],
                row["question_id"],
                row["contender"],
                question,
                reference,
                answer,
                row["mark_a"],
                row["mark_b"],
            )
        )
    return found


def _texts(path: Path) -> list[str]:
    return [row["answer"] for row in lines(path)] if path.exists() else []


def _exam(name: str) -> dict[str, tuple[str, str]]:
    """Question id to question and right answer."""
    found = {}
    for row in lines(EXAMS / f"{name}.jsonl"):
        turns: Sequence[Mapping[str, str]] = row["messages"]  # type: ignore[assignment]
        whole = "\n".join(f"{turn['role']}: {turn['content']}" for turn in turns)
        found[row["id"]] = (turns[0]["content"] if len(turns) == 1 else whole, row["answer"])
    return found


def rebuild(sources: Sequence[Path], marks: Path = MARKS, texts: Path = TEXTS) -> int:
    """Writes the texts that the marks name by sha256, from files of answers; how many there were.

    Args:
        sources: JSONL files whose lines have an "answer", as contenders gave them.
        marks: the stored marks.
        texts: where to write.
    """
    wanted = {row["answer_sha256"] for row in lines(marks) if "answer_sha256" in row}
    found = {}
    for path in sources:
        for row in lines(path):
            if sha256(row["answer"]) in wanted:
                found[sha256(row["answer"])] = row["answer"]
    told = (json.dumps({"answer": found[key]}, ensure_ascii=False) + "\n" for key in sorted(found))
    texts.write_text("".join(told), encoding="utf-8")
    return len(found)
