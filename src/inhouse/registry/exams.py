"""Exams, stored by their hash before anything is asked, and the log of every asking."""

from __future__ import annotations

import dataclasses
import getpass
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from inhouse.errors import NothingThere, UserFault
from inhouse.records import Asking, Exam, ExamOrigin
from inhouse.records.codec import from_json, to_json
from inhouse.registry import overview
from inhouse.registry.artifacts import ArtifactStore
from inhouse.registry.database import Database, next_number, now
from inhouse.registry.tables import askings, exams

__all__ = ["Exams"]


class Exams:
    """The exams of one project. A version that is stored never changes.

    Args:
        database: of the project.
        store: of the project's artifacts.
        actor: the command that works, for the audit log.
    """

    def __init__(self, database: Database, store: ArtifactStore, actor: str) -> None:
        self._database = database
        self._store = store
        self._actor = actor

    def add(
        self,
        name: str,
        content: bytes,
        *,
        n_questions: int,
        origin: ExamOrigin = "written",
        corrected: bool = False,
    ) -> Exam:
        """Stores an exam; one that is stored already, byte for byte, stays what it is.

        Args:
            name: of the exam.
            content: of its file, checked by the caller.
            n_questions: in it.
            origin: written, or kept back from the files.
            corrected: make a new version where one of that name has other questions.

        Raises:
            UserFault: an exam of that name has other questions, and it is no correction.
        """
        sha = self._store.put_bytes(content)
        with self._database.writing() as connection:
            versions = _versions(connection, name)
            same = next((exam for exam in versions if exam.sha256 == sha), None)
            if same is not None:
                return same
            if versions and not corrected:
                raise _changed(versions[-1], sha)
            exam = Exam(name, len(versions) + 1, sha, origin, n_questions, now())
            row = {
                "name": name,
                "version": exam.version,
                "artifact": sha,
                "body": to_json(exam),
                "saved": next_number(connection, exams, "saved"),
                "created": exam.created,
            }
            connection.execute(insert(exams).values(row))
            what = f"stored exam {name} version {exam.version}: sha256 {sha}"
            overview.note(connection, self._actor, what)
        return exam

    def all(self) -> tuple[Exam, ...]:
        """Every version of every exam, in the order they were stored."""
        with self._database.reading() as connection:
            bodies = connection.execute(select(exams.c.body).order_by(exams.c.saved))
            return tuple(from_json(Exam, body) for body in bodies.scalars())

    def newest(self) -> tuple[Exam, ...]:
        """The newest version of each exam, in the order their first was stored."""
        return tuple({exam.name: exam for exam in self.all()}.values())

    def load(self, name: str | None = None) -> Exam:
        """The newest version of an exam.

        Args:
            name: of the exam; None for the one that was stored last.

        Raises:
            NothingThere: there is none.
        """
        stored = self.all()
        found = [exam for exam in stored if name in (None, exam.name)]
        if found:
            return found[-1]
        names = sorted({exam.name for exam in stored})
        if not names:
            raise NothingThere(
                "An exam is stored before it is asked,",
                "but this project has none yet.",
                "Store one: inhouse exam FOLDER --add QUESTIONS.jsonl",
            )
        raise NothingThere(
            f"An exam of this project is one of {', '.join(names)},",
            f"not {name!r}.",
            f"inhouse exam FOLDER --ask --name {names[-1]}",
        )

    def begin(self, exam: Exam, contenders: Mapping[str, str]) -> Asking:
        """Logs that an exam is asked, before the first question is.

        An asking of the same by the same that was killed goes on: it counts once.

        Args:
            exam: which version.
            contenders: name to the id of what answers.
        """
        with self._database.writing() as connection:
            before = _askings(connection, exam.name)
            same = (exam.sha256, dict(contenders))
            for asking in before:
                if not asking.is_finished and (asking.sha256, dict(asking.contenders)) == same:
                    return asking
            asking = Asking(
                number=next_number(connection, askings, "number"),
                time=now(),
                actor=f"{self._actor} ({_user()})",
                exam=exam.name,
                version=exam.version,
                sha256=exam.sha256,
                contenders=dict(contenders),
                asked_before=len(before),
            )
            row = {"number": asking.number, "exam": exam.name, "body": to_json(asking)}
            connection.execute(insert(askings).values(row))
            what = f"asks exam {exam.name} version {exam.version} for time {len(before) + 1}"
            overview.note(connection, self._actor, what)
        return asking

    def finish(self, asking: Asking) -> None:
        """Notes that every question was answered."""
        done = dataclasses.replace(asking, is_finished=True)
        with self._database.writing() as connection:
            of = askings.c.number == asking.number
            connection.execute(update(askings).where(of).values(body=to_json(done)))

    def askings(self, name: str) -> tuple[Asking, ...]:
        """Every time any version of an exam was asked, the oldest first."""
        with self._database.reading() as connection:
            return _askings(connection, name)


def _versions(connection: Connection, name: str) -> tuple[Exam, ...]:
    query = select(exams.c.body).where(exams.c.name == name).order_by(exams.c.version)
    return tuple(from_json(Exam, body) for body in connection.execute(query).scalars())


def _askings(connection: Connection, name: str) -> tuple[Asking, ...]:
    query = select(askings.c.body).where(askings.c.exam == name).order_by(askings.c.number)
    return tuple(from_json(Asking, body) for body in connection.execute(query).scalars())


def _changed(stored: Exam, sha: str) -> UserFault:
    return UserFault(
        f"An exam that is stored is not changed: {stored.name} is version {stored.version} of"
        f" {stored.created}, sha256 {stored.sha256[:12]}.",
        f"The file has other questions, sha256 {sha[:12]}.",
        "If it corrects the exam, add --corrected: it becomes a new version and both are kept."
        " Otherwise give it another name with --name.",
    )


def _user() -> str:
    """Who is at the machine; "unknown" where it cannot tell, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
