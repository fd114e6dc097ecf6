import hashlib
import json
from pathlib import Path

import pytest

from inhouse.scoring import Graded
from inhouse.scoring.judging import judge

DATA = Path(__file__).parents[1] / "data"
EXAMS = Path(__file__).parents[3] / "bench" / "exams"
TEXTS = DATA / "marks-texts.jsonl"
MARKS = ("right", "partly", "wrong", "handed_over")


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def exam(name):
    found = {}
    for row in lines(EXAMS / f"{name}.jsonl"):
        turns = row["messages"]
        whole = "\n".join(f"{t['role']}: {t['content']}" for t in turns)
        found[row["id"]] = (turns[0]["content"] if len(turns) == 1 else whole, row["answer"])
    return found


def marks():
    return lines(DATA / "marks.jsonl")


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def outcome(row, answer, passages=()):
    question, reference = exam(row["set"])[row["question_id"]]
    return judge(Graded("e", question, reference, answer, passages)).outcome


def kappa(pairs):
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    chance = sum(sum(a == k for a, _ in pairs) * sum(b == k for _, b in pairs) for k in MARKS) / (
        n * n
    )
    return (same - chance) / (1 - chance)


def test_every_mark_names_a_question_of_its_exam():
    for row in marks():
        assert row["question_id"] in exam(row["set"])
        assert {row["mark_a"], row["mark_b"]} <= set(MARKS)


def test_the_marks_hold_no_text_of_a_quotation():
    for row in marks():
        assert ("answer" in row) == (row["contender"] == "retrieval")
        assert ("answer_sha256" in row) == (row["contender"] != "retrieval")


def test_a_question_is_in_one_half_only():
    halves = {}
    for row in marks():
        halves.setdefault((row["set"], row["question_id"]), set()).add(row["half"])
    assert all(len(found) == 1 for found in halves.values())


def test_the_judge_agrees_with_readers_on_what_a_small_model_wrote():
    pairs = [
        (row["mark_a"], outcome(row, row["answer"]))
        for row in marks()
        if "answer" in row and row["mark_a"] == row["mark_b"]
    ]
    assert sum(a == b for a, b in pairs) / len(pairs) >= 0.65


@pytest.mark.skipif(
    not TEXTS.exists(), reason="no texts of quotations: bench/judge_agreement.py --rebuild FILE"
)
def test_the_judge_agrees_with_readers_on_quotations_that_nobody_chose_rules_by():
    texts = {digest(row["answer"]): row["answer"] for row in lines(TEXTS)}
    pairs = []
    for row in marks():
        text = texts.get(row.get("answer_sha256"))
        if text and row["half"] == "checking" and row["mark_a"] == row["mark_b"]:
            pairs.append((row["mark_a"], outcome(row, text, (text,))))
    assert len(pairs) >= 80
    assert kappa(pairs) >= 0.35
