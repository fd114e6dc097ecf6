"""Reads: an exam's file, or customers' own questions in the files; what is served and known.

Makes: a stored exam that is never trained on; every answer to it, marked, and a log of the asking.
Refuses when: a stored exam would change; the file has faults; there is nobody to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inhouse.curation.exams import choose_real, read_questions, write_questions
from inhouse.errors import NotEnoughData, UnreadableFile, UserFault
from inhouse.records import Exam, Work
from inhouse.scoring.exams import ContenderAnswers, ExamResult, judge_by_claims
from inhouse.sources import customers_of
from inhouse.steps.exams.answers import answers_of, floors, without_private_words
from inhouse.steps.exams.entrants import entrants
from inhouse.steps.kept_apart import closeness_of, questions_of
from inhouse.steps.project import Project
from inhouse.steps.run import gathered
from inhouse.tasks import build as build_task

__all__ = ["BuiltExam", "add_exam", "ask_exam", "build_exam"]


@dataclass(frozen=True, slots=True)
class BuiltExam:
    """An exam of customers' own questions.

    Args:
        exam: as it is stored.
        n_real: dated questions of customers that the files have.
        n_apart: examples that leave index and training with those that were taken.
    """

    exam: Exam
    n_real: int
    n_apart: int


def add_exam(
    project: Project, path: Path, *, name: str | None = None, corrected: bool = False
) -> tuple[Exam, tuple[str, ...]]:
    """Stores an exam that somebody wrote; it, and the files it names that are not there.

    Raises:
        DataFault: the file has faults.
        UserFault: another exam of that name is stored, and this is no correction.
    """
    if not path.is_file():
        raise UnreadableFile(
            "An exam is a file with one question a line,",
            f"but there is no file {path}.",
            "Check the path: inhouse exam FOLDER --add QUESTIONS.jsonl",
        )
    content = path.read_bytes()
    questions = read_questions(content, path.name)
    exam = project.registry.exams.add(
        name or path.stem, content, n_questions=len(questions), corrected=corrected
    )
    root = project.files if project.files.is_dir() else project.files.parent
    named = dict.fromkeys(place.file for q in questions for place in q.places)
    return exam, tuple(file for file in named if not (root / file).is_file())


def build_exam(project: Project, wanted: int, *, name: str = "kept-back") -> Work[BuiltExam]:
    """Keeps up to `wanted` of the newest questions of customers back from index and training.

    Raises:
        NotEnoughData: the files have none that could be kept back.
        UserFault: an exam of that name is stored already.
    """
    if any(exam.name == name for exam in project.registry.exams.all()):
        raise UserFault(
            f"The exam {name} is stored already,",
            "and a stored exam is not changed.",
            f"Ask it: inhouse exam FOLDER --ask --name {name}. To keep more questions back, give"
            " another --name.",
        )
    ingested = yield from gathered(project)
    documents = {document.id: document for document in ingested.documents}
    most = int(len(ingested.examples) * project.config.curation.test_share)
    chosen = choose_real(
        tuple(ingested.examples),
        documents,
        wanted=wanted,
        most_apart=most,
        closeness=closeness_of(project),
        customers=customers_of(ingested.examples),
    )
    if not chosen.questions:
        raise NotEnoughData(
            "An exam of customers' own questions needs tickets, mails or chats with a date,",
            f"and the files have {chosen.n_real} of which {most} examples may be kept back.",
            "Write one instead: inhouse exam FOLDER --add QUESTIONS.jsonl",
        )
    content = write_questions(chosen.questions)
    n_questions = len(chosen.questions)
    exam = project.registry.exams.add(name, content, n_questions=n_questions, origin="kept_back")
    return BuiltExam(exam, chosen.n_real, chosen.n_apart)


def ask_exam(
    project: Project,
    *,
    name: str | None = None,
    contenders: Sequence[str] = (),
    release: bool | None = None,
) -> Work[ExamResult]:
    """Everybody's answers to an exam, marked. Killed, it goes on after the last answer.

    Args:
        project: whose.
        name: of the exam; None for the one stored last.
        contenders: of the last run.
        release: whether what is served is asked; None where no contender is named.

    Raises:
        NothingThere: there is no exam, or nothing is served.
        ConfigFault: no contender has one of the names.
    """
    exam = project.registry.exams.load(name)
    served = not contenders if release is None else release
    asked, known = yield from entrants(project, contenders, release=served)
    questions = questions_of(project, exam.sha256)
    if exam.origin == "kept_back":
        questions = without_private_words(project, questions)
    asking = project.registry.exams.begin(exam, {one.name: one.id for one in asked})
    judge = judge_by_claims(e.answer for e in known.examples)
    lookups = build_task(project.config.task).facts.floors
    found: list[ContenderAnswers] = []
    for one in asked:
        answers = yield from answers_of(project, asking, one, questions, judge)
        found.append(replace(answers, is_floor=one.name in lookups and one.name not in contenders))
    project.registry.exams.finish(asking)
    return ExamResult(exam, asking, (*found, *floors(known, questions, judge)))
