"""The project folder's one writer: records in SQLite, files by their hash."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar

from sqlalchemy import Table, select

from inhouse.errors import NothingThere, UserFault
from inhouse.records import Comparison, FileDescription, Reply, Run, StepCost
from inhouse.records.codec import from_json, to_json
from inhouse.registry import contents, ingests, lock, overview, tables
from inhouse.registry.artifacts import ArtifactStore, Damaged
from inhouse.registry.contents import ContentsWriter
from inhouse.registry.curation import Decisions, Vault
from inhouse.registry.database import Database, next_number, now, upsert
from inhouse.registry.disk import disk_faults, write_atomically
from inhouse.registry.exams import Exams
from inhouse.registry.ingests import Ingest, IngestedFile
from inhouse.registry.overview import AuditEntry, Kind, Lineage
from inhouse.registry.serving.serving import Serving
from inhouse.registry.studio.studio import Studio
from inhouse.registry.training import Checkpoint, TrainingLog, checkpoints

__all__ = ["Registry"]

FOLDER = ".inhouse"
RUN_AGAIN = "Run `inhouse run FOLDER` with your folder of files."
_T = TypeVar("_T")


class Registry:
    """One project's memory. Open it with `Registry.open`, in a `with` block.

    What a method saved is on the disk when it returns, whole; a kill before that leaves nothing.
    `load_*` raise `NothingThere` for an unknown id.
    """

    def __init__(self, project: Path, actor: str) -> None:
        self.project = project
        self._folder = project / FOLDER
        self._actor = actor
        with disk_faults(self._folder):
            self._folder.mkdir(exist_ok=True)
            if not (self._folder / ".gitignore").exists():
                write_atomically(self._folder / ".gitignore", b"*\n")
        self._store = ArtifactStore(self._folder / "artifacts")
        self._database = Database(self._folder / "registry.db")
        checkpoints.sweep(self._database, self._store)
        self.serving = Serving(self._database, self._store, actor)
        self.studio = Studio(self._database, self._folder, actor)
        self.decisions = Decisions(self._database, actor)
        self.exams = Exams(self._database, self._store, actor)
        self.vault = Vault(self._folder)
        self.training_log = TrainingLog(self._database)

    @classmethod
    def open(cls, project: Path, *, actor: str = "inhouse") -> Registry:
        """The registry of the project folder; made if it has none.

        Args:
            project: an existing folder.
            actor: the command that works, for the audit log.

        Raises:
            NothingThere: there is no such folder.
            NotEnoughDisk: the disk is full.
            UserFault: it cannot be written, is damaged, or is a newer Inhouse's.
        """
        if not project.is_dir():
            raise NothingThere(
                "A project is a folder.",
                f"There is none at {project}.",
                f"Create it: mkdir {project}",
            )
        return cls(project.resolve(), actor)

    @staticmethod
    def exists(project: Path) -> bool:
        """Whether the folder holds a project already; writes nothing."""
        return (project / FOLDER / "registry.db").is_file()

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database."""
        self._database.close()

    def exclusive(self) -> AbstractContextManager[None]:
        """Holds the project for this command while the block runs.

        Raises:
            UserFault: another command holds it; the text names it.
        """
        return lock.exclusive(self._folder / "lock", self._actor)

    def cache(self, name: str) -> Path:
        """A folder for files that can be made again at any time."""
        return self._folder / "cache" / name

    # Artifacts

    def put_bytes(self, content: bytes) -> str:
        """Stores a file; its SHA-256."""
        return self._store.put_bytes(content)

    def put_file(self, path: Path) -> str:
        """Stores a copy of a file of any size; its SHA-256."""
        return self._store.put_file(path)

    def put_folder(self, files: Mapping[str, bytes]) -> str:
        """Stores files under their own names in one folder; the SHA-256 of its manifest."""
        return self._store.put_folder(files)

    def get_bytes(self, sha: str) -> bytes:
        """The file with this hash, checked.

        Raises:
            UserFault: it is missing or damaged; the steps that made it will run again.
        """
        with self._undamaged():
            return self._store.get_bytes(sha)

    def path(self, sha: str, *, verify: bool = True) -> Path:
        """Where the file or the folder with this hash lies, its bytes checked if `verify`.

        Raises:
            UserFault: it is missing or damaged; the steps that made it will run again.
        """
        with self._undamaged():
            return self._store.path(sha, verify=verify)

    @contextmanager
    def _undamaged(self) -> Iterator[None]:
        try:
            with disk_faults(self._folder):
                yield
        except Damaged as damaged:
            with self._database.writing() as connection:
                overview.forget_memos(connection, damaged.sha)
                what = f"found artifact {damaged.sha} damaged: {damaged.reason}"
                overview.note(connection, self._actor, what)
            raise UserFault(
                f"A file that Inhouse stored in {self._folder} should still be as it was written.",
                f"Artifact {damaged.sha[:12]} is not: {damaged.reason}.",
                "Run `inhouse run` again with the same folder: it makes that file again.",
            ) from damaged

    # Records

    def contents_writer(self) -> ContentsWriter:
        """Stores what files give, as it comes."""
        return ContentsWriter(self._database)

    def descriptions(self, keys: Sequence[str]) -> dict[str, FileDescription]:
        """What the files with these keys gave; those not stored whole are left out."""
        with self._database.reading() as db:
            return contents.descriptions(db, keys)

    def save_ingest(self, key: str, files: Sequence[IngestedFile]) -> None:
        """Stores which files an ingest read, in place of an earlier one of the same key."""
        with self._database.writing() as db:
            ingests.save(db, key, files)
            overview.note(db, self._actor, f"saved ingest {key}: {len(files)} files")

    def load_report(self, report: str) -> dict[str, bytes]:
        """A report's files by name, checked."""
        sha = self._column(tables.reports, "artifact", "report", report)
        with self._undamaged():
            return self._store.get_folder(sha)

    def load_ingest(self, key: str, *, most_in_memory: int | None = None) -> Ingest:
        """What an ingest's files gave; over `most_in_memory` records stay in the database."""
        return ingests.load(self._database, key, most_in_memory) or _nothing("ingest", key)

    def load_file(self, file: IngestedFile) -> Ingest:
        """What one file of an ingest gave."""
        return ingests.records_of_file(self._database, file)

    def save_dataset(self, dataset: str, content: bytes, *, ingest: str | None = None) -> str:
        """Stores a dataset's JSONL under its id; the file's SHA-256."""
        sha = self._store.put_bytes(content)
        self._save("dataset", tables.datasets, {"id": dataset, "artifact": sha, "ingest": ingest})
        return sha

    def load_dataset_bytes(self, dataset: str) -> bytes:
        """The JSONL of a dataset, checked."""
        return self.get_bytes(self._column(tables.datasets, "artifact", "dataset", dataset))

    def save_run(self, run: Run) -> None:
        """Stores a finished run; its dataset must be stored.

        An adapter that lies in the project is remembered by hash, so the project may move.
        """
        sha = self._store.sha_of(Path(run.adapter.path))
        if sha:
            run = _with_adapter_at(run, sha)
        row = {"id": run.id, "dataset": run.dataset, "artifact": sha, "body": to_json(run)}
        self._save("run", tables.runs, row)

    def load_run(self, run: str) -> Run:
        """A run; its adapter is checked, and its path is where it lies now."""
        loaded = self._load(tables.runs, Run, "run", run)
        sha = self._column(tables.runs, "artifact", "run", run)
        return _with_adapter_at(loaded, str(self.path(sha))) if sha else loaded

    def save_comparison(self, comparison: Comparison) -> None:
        """Stores a comparison; its dataset, and its run unless that is "", must be stored."""
        of = {"id": comparison.id, "dataset": comparison.dataset, "run": comparison.run or None}
        self._save("comparison", tables.comparisons, {**of, "body": to_json(comparison)})

    def load_comparison(self, comparison: str) -> Comparison:
        """A comparison."""
        return self._load(tables.comparisons, Comparison, "comparison", comparison)

    def save_report(self, comparison: str, files: Mapping[str, bytes]) -> str:
        """Stores a report's files (HTML, JSON) for a stored comparison; the report's id."""
        sha = self._store.put_folder(files)
        row = {"id": sha[:16], "comparison": comparison, "artifact": sha}
        self._save("report", tables.reports, row)
        return sha[:16]

    def publish(self, name: str, content: bytes, *, overwrite: bool = False) -> Path:
        """Writes a file the user sees into the project folder, whole or not at all; its path.

        Raises:
            UserFault: it is there already and `overwrite` is off.
        """
        path = self.project / name
        if path.exists() and not overwrite:
            raise UserFault(
                "Nothing is overwritten without being asked.",
                f"{path} exists.",
                "Add --force to replace it.",
            )
        with disk_faults(path):
            write_atomically(path, content)
        return path

    def _save(self, kind: Kind, table: Table, row: Mapping[str, object]) -> None:
        with self._database.writing() as connection:
            number = next_number(connection, table, "saved")
            upsert(connection, table, {**row, "saved": number, "created": now()})
            overview.note(connection, self._actor, f"saved {kind} {row['id']}")

    def _load(self, table: Table, record: type[_T], kind: str, key: str) -> _T:
        return from_json(record, self._column(table, "body", kind, key))

    def _column(self, table: Table, column: str, kind: str, key: str) -> str:
        with self._database.reading() as connection:
            query = select(table.c[column]).where(table.c.id == key)
            row = connection.execute(query).first()
        return str(row[0] or "") if row else _nothing(kind, key)

    # Replies

    def add_reply(self, context: str, reply: Reply) -> None:
        """Stores one reply; a killed comparison goes on after it.

        Args:
            context: hash of everything the replies depend on (dataset, run, configuration).
            reply: takes the place of an earlier one by the same contender to the same example.
        """
        of = {"context": context, "contender": reply.contender, "example_id": reply.example_id}
        with self._database.writing() as connection:
            upsert(connection, tables.replies, {**of, "body": to_json(reply)})

    def replies(self, context: str, *, contender: str | None = None) -> tuple[Reply, ...]:
        """The replies so far, by contender and example."""
        columns = tables.replies.c
        query = select(columns.body).where(columns.context == context)
        if contender is not None:
            query = query.where(columns.contender == contender)
        with self._database.reading() as connection:
            bodies = connection.execute(query.order_by(columns.contender, columns.example_id))
            return tuple(from_json(Reply, body) for body in bodies.scalars())

    # Steps

    def remember(
        self,
        step: str,
        key: str,
        result: Mapping[str, object],
        seconds: float,
        peak_memory_bytes: int | None = None,
    ) -> None:
        """Notes that a step with these inputs is done, and what it gave.

        Args:
            step: the step's name.
            key: hash of the inputs and the configuration it depends on.
            result: JSON's types and records; ids and hashes of what was saved before this call.
            seconds: what it took.
            peak_memory_bytes: what it took at most, or None when that was not measured.
        """
        row = {
            "step": step,
            "key": key,
            "result": to_json(result),
            "seconds": seconds,
            "peak_memory_bytes": peak_memory_bytes,
            "created": now(),
        }
        with self._database.writing() as connection:
            upsert(connection, tables.steps, row)
            overview.note(connection, self._actor, f"finished {step}")

    def recall(self, step: str, key: str) -> dict[str, object] | None:
        """The result of the step for these inputs, or None when it is not done."""
        columns = tables.steps.c
        query = select(columns.result).where(columns.step == step, columns.key == key)
        with self._database.reading() as connection:
            text = connection.execute(query).scalar()
        if text is None:
            return None
        result: dict[str, object] = json.loads(text)
        return result

    def cost(self, step: str, key: str) -> StepCost | None:
        """What the step took for these inputs, when it was really run."""
        columns = tables.steps.c
        query = select(columns.seconds, columns.peak_memory_bytes)
        with self._database.reading() as connection:
            row = connection.execute(query.where(columns.step == step, columns.key == key)).first()
        return StepCost(step, row.seconds, row.peak_memory_bytes) if row else None

    # Checkpoints

    def save_checkpoint(self, key: str, files: Mapping[str, bytes], step: int) -> None:
        """Makes `files` the checkpoint of the run `key`, in place of the one before."""
        checkpoints.save(self._database, self._store, key, files, step)

    def load_checkpoint(self, key: str) -> Checkpoint | None:
        """Where the run `key` can go on; None when there is nothing, or nothing undamaged."""
        with self._database.reading() as connection:
            held = checkpoints.latest(connection, key)
        if held is None:
            return None
        try:
            return Checkpoint(held.step, self._store.get_folder(held.artifact))
        except Damaged as damaged:
            self.audit(f"found a checkpoint damaged: {damaged.reason}")
            self.drop_checkpoint(key)
            return None

    def drop_checkpoint(self, key: str) -> None:
        """Deletes the checkpoint of the run `key`, as when the run is finished."""
        checkpoints.drop(self._database, self._store, key)

    # Overview

    def latest(self, kind: Kind) -> str | None:
        """The id (of an ingest, the key) of what was saved last, or None."""
        with self._database.reading() as connection:
            return overview.latest(connection, kind)

    def lineage(self, run: str) -> Lineage:
        """What a run came from and what came from it."""
        with self._database.reading() as connection:
            found = overview.lineage(connection, run)
        return found or _nothing("run", run)

    def status(self) -> dict[str, object]:
        """What exists, the newest of each kind, and sizes on the disk; JSON's types only."""
        with self._database.reading() as connection:
            found = overview.counts(connection)
        return {
            "project": str(self.project),
            **found,
            "database_bytes": self._database.size_bytes(),
            "artifacts_bytes": self._store.size_bytes(),
        }

    def audit(self, what: str) -> None:
        """Notes what this command did; ids and counts, never a customer's words."""
        with self._database.writing() as connection:
            overview.note(connection, self._actor, what)

    def audit_log(self) -> tuple[AuditEntry, ...]:
        """Everything that was done to the project, oldest first."""
        with self._database.reading() as connection:
            return overview.audit_log(connection)


def _with_adapter_at(run: Run, path: str) -> Run:
    return dataclasses.replace(run, adapter=dataclasses.replace(run.adapter, path=path))


def _nothing(kind: str, key: str) -> NoReturn:
    raise NothingThere(f"This project should have the {kind} {key}.", "It has none.", RUN_AGAIN)
