"""`inhouse exam`: questions that measure and are never trained on; every asking is logged."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_project, print_json
from inhouse.errors import ConfigFault, UserFault

if TYPE_CHECKING:
    from inhouse.scoring.exams import ExamResult
    from inhouse.steps.project import Project

__all__ = ["exam"]


def exam(
    folder: Annotated[Path, typer.Argument(help="A folder of files, or one file.")],
    add: Annotated[
        Path | None, typer.Option("--add", help="Store a file of questions as an exam.")
    ] = None,
    build: Annotated[
        int | None,
        typer.Option("--build", min=1, help="Hold back up to this many questions of customers."),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask every question of an exam.")] = False,
    name: Annotated[
        str | None,
        typer.Option(help="The exam's name (default: the file's; to ask, the last one stored)."),
    ] = None,
    corrected: Annotated[
        bool, typer.Option("--corrected", help="With --add: a new version of a stored exam.")
    ] = False,
    contender: Annotated[
        list[str] | None,
        typer.Option(help="With --ask: a contender of the last run. May be given often."),
    ] = None,
    release: Annotated[
        bool,
        typer.Option("--release", help="With --ask: what is served (default without --contender)."),
    ] = False,
    answers: Annotated[
        Path | None, typer.Option(help="With --ask: write every answer to this file (JSON lines).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --answers.")] = False,
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Store, build or ask an exam; without any of these, list what is stored.

    Example: inhouse exam examples/dental-practice --ask --answers answers.jsonl
    """
    _refuse_mixed(add, build, ask=ask)
    _refuse_overwriting(answers, force=force)
    with open_project(folder, project, settings) as opened:
        if add is not None:
            _add(opened, folder, add, (name, corrected), as_json=as_json)
        elif build is not None:
            _build(opened, folder, build, name, as_json=as_json)
        elif ask:
            asked = (name, tuple(contender or ()), release or None)
            _ask(opened, folder, asked, answers, as_json=as_json)
        else:
            _list(opened, folder, as_json=as_json)


def _refuse_mixed(add: Path | None, build: int | None, *, ask: bool) -> None:
    if sum((add is not None, build is not None, ask)) > 1:
        raise ConfigFault(
            "An exam is stored before it is asked, one command after the other:",
            "--add, --build and --ask were given together.",
            "Give one of them.",
        )


def _refuse_overwriting(answers: Path | None, *, force: bool) -> None:
    """Before anything is asked: an asking is logged, and a refusal behind it would be one more."""
    if answers is not None and answers.exists() and not force:
        raise UserFault(
            "Nothing is overwritten without being asked.",
            f"{answers} exists.",
            "Add --force to replace it.",
        )


def _add(
    opened: Project, folder: Path, path: Path, told: tuple[str | None, bool], *, as_json: bool
) -> None:
    from dataclasses import asdict

    from inhouse.steps.exams.exam import add_exam

    name, corrected = told
    stored, missing = add_exam(opened, path, name=name, corrected=corrected)
    if missing:
        shown = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
        sys.stderr.write(f"  {len(missing)} files that the exam names are not there: {shown}\n")
    if as_json:
        print_json({**asdict(stored), "missing_files": list(missing)})
        return
    sys.stdout.write(
        f"Stored: exam {stored.name}, version {stored.version}, {stored.n_questions} questions,"
        f" {stored.created}, sha256 {stored.sha256}\n"
        f"Next: {_command(opened, folder)} --ask --name {stored.name}\n"
    )


def _build(opened: Project, folder: Path, wanted: int, name: str | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from inhouse.cli.drawing import draw
    from inhouse.steps.exams.exam import build_exam

    built = draw(build_exam(opened, wanted, name=name or "kept-back"))
    if as_json:
        print_json({**asdict(built.exam), "n_real": built.n_real, "n_apart": built.n_apart})
        return
    sys.stdout.write(
        f"Stored: exam {built.exam.name}, {built.exam.n_questions} of {built.n_real} customers'"
        f" questions with a date, sha256 {built.exam.sha256}\n"
        f"{built.n_apart} examples leave index and training from the next run on.\n"
        f"Next: {_command(opened, folder, name='run')}\n"
    )


def _ask(
    opened: Project,
    folder: Path,
    asked: tuple[str | None, tuple[str, ...], bool | None],
    answers: Path | None,
    *,
    as_json: bool,
) -> None:
    from inhouse.cli.drawing import draw
    from inhouse.cli.exam.table import print_exam
    from inhouse.reports import exam_answers, exam_json
    from inhouse.steps.exams.exam import ask_exam

    name, contenders, release = asked
    result = draw(ask_exam(opened, name=name, contenders=contenders, release=release))
    written = list(exam_answers(result)) if answers is not None else []
    if answers is not None:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in written)
        answers.write_text("".join(lines), encoding="utf-8", errors="backslashreplace")
    if as_json:
        told: dict[str, object] = exam_json(result)
        print_json({**told, "answers": written} if answers is not None else told)
        return
    print_exam(result)
    _name_next(result, _command(opened, folder), answers)


def _command(opened: Project, folder: Path, *, name: str = "exam") -> str:
    where = "" if opened.folder == folder.resolve() else f" --project {opened.folder}"
    return f"inhouse {name} {folder}{where}"


def _name_next(result: ExamResult, command: str, answers: Path | None) -> None:
    if answers is not None:
        sys.stdout.write(f"\nEvery answer: {answers}\n")
    else:
        again = f"{command} --ask --name {result.exam.name} --answers answers.jsonl"
        sys.stdout.write(f"\nNext, to read every answer: {again}\n")


def _list(opened: Project, folder: Path, *, as_json: bool) -> None:
    from dataclasses import asdict

    stored = opened.registry.exams.all()
    askings = {exam.name: opened.registry.exams.askings(exam.name) for exam in stored}
    if as_json:
        said = {name: [asdict(asking) for asking in own] for name, own in askings.items()}
        print_json({"exams": [asdict(exam) for exam in stored], "askings": said})
        return
    for exam in stored:
        sys.stdout.write(
            f"{exam.name} version {exam.version}: {exam.n_questions} questions,"
            f" {exam.created}, sha256 {exam.sha256[:12]}, asked {len(askings[exam.name])} times\n"
        )
    if stored:
        sys.stdout.write(f"Next: {_command(opened, folder)} --ask --name {stored[-1].name}\n")
    else:
        sys.stdout.write(f"No exam yet. Next: {_command(opened, folder)} --add QUESTIONS.jsonl\n")
