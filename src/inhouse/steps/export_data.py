"""Reads: the last dataset version, and what its checks found.

Makes: one file of it for other programs, read back by our own reader.
Refuses when: nothing was curated, a file is in the way, or the shape does not fit the ending.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse.curation import dataset_from_jsonl
from inhouse.curation.exports import (
    ENDINGS,
    DataForm,
    Exportable,
    ending_of,
    rows_of,
    write_rows,
)
from inhouse.errors import NothingThere, UserFault
from inhouse.records import Example, Notice, SplitName, Work
from inhouse.sources.readers import build_all, reader_for
from inhouse.steps.curate import current_version
from inhouse.steps.project import Project

__all__ = ["ExportedData", "export_data"]

_TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class ExportedData:
    """What was written.

    Args:
        path: the file.
        dataset: id of the version.
        form: the shape of its rows.
        n_rows: examples in it.
        n_left_out: conversations that the shape cannot say.
        n_equal: rows whose conversation our own reader reads back as it was.
    """

    path: Path
    dataset: str
    form: DataForm
    n_rows: int
    n_left_out: int
    n_equal: int


def export_data(
    project: Project,
    target: Path,
    *,
    form: DataForm | None = None,
    part: SplitName | None = None,
    bare: bool = False,
    force: bool = False,
) -> Work[ExportedData]:
    """Writes the last dataset version as a file.

    Args:
        project: whose dataset.
        target: the file; its ending says what kind.
        form: the shape of the rows; None for "table" in a table of text, else "chat".
        part: only this part of the split; None for all.
        bare: without id, split, source, findings and labels, which some programs refuse.
        force: replace what is there.

    Raises:
        NothingThere: nothing was curated, or nothing is in this part.
        UserFault: see `Refuses when`.
    """
    chosen = form or ("table" if target.suffix.lower() in _TABLES else "chat")
    _refuse_unfit(target, chosen, force=force)
    version, here = current_version(project), project.registry.recall("curate", "current")
    if version is None or here is None:
        raise NothingThere(
            "An export of data needs a dataset,", "but none was made.", "inhouse curate FOLDER"
        )
    dataset = dataset_from_jsonl(project.registry.load_dataset_bytes(version.card.dataset))
    found = rows_of(dataset, version.asked, chosen, part=part, bare=bare)
    if not found.rows:
        raise NothingThere(
            f"There should be examples{f' in the part {part}' if part else ''} to write,",
            "but there are none.",
            "inhouse curate FOLDER",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    write_rows(found.rows, target)
    made = _told(target, dataset.id, chosen, found)
    yield from _notices(made)
    project.registry.audit(f"exported dataset {dataset.id} as {chosen}: {made.n_rows} rows")
    return made


def _refuse_unfit(target: Path, form: DataForm, *, force: bool) -> None:
    if ending_of(target) is None:
        raise UserFault(
            f"A file of data ends in {', '.join(ENDINGS)},",
            f"but {target.name} was asked for.",
            f"inhouse export {target.with_suffix('.csv' if form == 'table' else '.jsonl')}"
            f" --format {form}",
        )
    if target.exists() and not force:
        raise UserFault(
            "Nothing is overwritten without being asked.", f"{target} exists.", "Add --force."
        )
    is_table = target.suffix.lower() in _TABLES
    if is_table != (form == "table"):
        endings = ".csv and .tsv" if form == "table" else ".jsonl, .json and .parquet"
        raise UserFault(
            f"The shape {form} belongs to files that end in {endings},",
            f"but {target.name} was asked for.",
            f"inhouse export {target.with_suffix('.jsonl' if is_table else '.csv')}"
            f" --format {form}",
        )


def _told(target: Path, dataset: str, form: DataForm, found: Exportable) -> ExportedData:
    read = _read_back(target)
    equal = sum(
        _said(one) == _said(other) for one, other in zip(found.examples, read, strict=False)
    )
    n_rows = len(found.rows)
    return ExportedData(target, dataset, form, n_rows, len(found.left_out), equal)


def _read_back(target: Path) -> Sequence[Example]:
    """The examples of a file as `inhouse ingest` reads them."""
    reader = reader_for(target, build_all())
    assert reader is not None
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / target.name
        copied.write_bytes(target.read_bytes())
        return reader.read(copied, target.name).examples


def _said(example: Example) -> list[tuple[str, str]]:
    return [(m.role, m.content.strip()) for m in example.messages]


def _notices(made: ExportedData) -> Work[None]:
    if made.n_left_out:
        yield Notice(
            f"{made.n_left_out} conversations do not alternate between two speakers, which"
            f" {made.form} cannot say; they are not in the file. --format chat holds them.",
            warning=True,
        )
    if made.n_equal < made.n_rows:
        yield Notice(
            f"{made.n_rows - made.n_equal} of {made.n_rows} rows are not read back as they are.",
            warning=True,
        )
