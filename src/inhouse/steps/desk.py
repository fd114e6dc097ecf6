"""Reads: what the steps left in the registry, and the names of the firm's files.

Makes: what the pages show, and the decisions people make on them.
Refuses when: a decision does not fit its case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from inhouse.config import Config, load
from inhouse.contenders import facts_of, names
from inhouse.curation import Item, queue, still_open
from inhouse.records import (
    Choice,
    Comparison,
    Decision,
    Example,
    Finding,
    Run,
    Source,
    ValidationPoint,
)
from inhouse.reports import loss_chart, score_chart
from inhouse.server.desk import Compared, FileRow, Lineage, Reviewed
from inhouse.steps import review
from inhouse.steps.curate import current_version
from inhouse.steps.evidence import compared_last, examples_of, lineage_of, report_page
from inhouse.steps.feedback import taken_examples, waiting_feedback
from inhouse.steps.files_read import files_read
from inhouse.steps.generate import current_examples
from inhouse.steps.project import Project
from inhouse.steps.staleness import current_ingest

__all__ = ["ProjectDesk"]

_GRAVE = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class ProjectDesk:
    """A project as its pages see it; every call reads what is there now."""

    project: Project

    @property
    def folder(self) -> Path:
        """The project's folder."""
        return self.project.folder.resolve()

    @property
    def files_folder(self) -> Path:
        """The folder, or the file, that is read."""
        known = self.project.registry.recall("files", "current")
        return Path(str(known["path"])) if known is not None else self.project.files.resolve()

    @property
    def title(self) -> str:
        """The firm's name."""
        return self.project.firm or self.folder.name

    def files(self) -> tuple[FileRow, ...]:
        """Every file, and what was read of it."""
        return files_read(self.project, self.files_folder)

    def reviewed(self) -> Reviewed:
        """What the checks found, and what waits for a person."""
        version = current_version(self.project)
        if version is None:
            return Reviewed((), (), 0, False, None)
        decided = {decision.case for decision in self.project.registry.decisions.all()}
        told = waiting_feedback(self.project)
        asked = (*version.asked, *told.findings)
        examples = {**self._examples(version.asked), **told.examples}
        waiting = queue(asked, examples, decided)
        everything = queue(asked, examples)
        still = sorted(still_open(asked, decided), key=lambda f: _GRAVE.index(f.severity))
        n_decided = len(everything) - len(waiting)
        return Reviewed(tuple(still), waiting, n_decided, version.outdated, version.card)

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """What may be decided about a case."""
        return review.choices(item)

    def decide(self, item: Item, decision: Decision) -> None:
        """Keeps a decision."""
        review.decide(
            self.project,
            item,
            decision.choice,
            example=decision.example,
            answer=decision.answer,
        )

    def undo(self) -> Decision | None:
        """Takes the last decision back."""
        return review.undo(self.project)

    def run(self) -> Run | None:
        """The last training run."""
        run = self.project.registry.latest("run")
        return self.project.registry.load_run(run) if run is not None else None

    def compared(self) -> Compared | None:
        """The last comparison."""
        return compared_last(self.project.registry)

    def report(self) -> bytes | None:
        """The page of the last report."""
        return report_page(self.project.registry)

    def lineage(self, release: str) -> Lineage:
        """What a release was made of."""
        return lineage_of(self.project.registry, release)

    def passages(self, release: str, ids: Sequence[str]) -> tuple[tuple[Source, str], ...]:
        """Place and words of the passages of a release with these ids."""
        releases = self.project.registry.serving.releases
        recipe = releases.recipe(releases.load(release))
        wanted = {chunk.id: chunk for chunk in recipe.chunks if chunk.id in set(ids)}
        return tuple(
            (recipe.sources[wanted[i].document_id], wanted[i].text) for i in ids if i in wanted
        )

    def config(self) -> Config:
        """The settings as the files say now."""
        return load(self.project.folder)

    def score_chart(self, comparison: Comparison) -> Markup:
        """The contenders' scores with their intervals."""
        return score_chart(comparison)

    def loss_chart(
        self, train: Sequence[float], validation: Sequence[ValidationPoint], best_step: int | None
    ) -> Markup:
        """Training and validation loss."""
        return loss_chart(train, validation, best_step)

    def contender_name(self, name: str) -> str:
        """A contender's name for people."""
        if name not in names():
            return name  # a plugin that is no longer installed
        return facts_of([name])[0].title

    def _examples(self, findings: Sequence[Finding]) -> dict[str, Example]:
        """The examples that cases are about; of a large project, only these are held."""
        wanted = {i for finding in findings for case in finding.cases for i in case.examples}
        stored = current_ingest(self.project)
        read = stored.examples if stored is not None else ()
        written = current_examples(self.project) if self.project.config.generate.is_set else ()
        taken = taken_examples(self.project)
        found = {e.id: e for rows in (read, written, taken) for e in rows if e.id in wanted}
        left = wanted - found.keys()
        return found | {i: e for i, e in examples_of(self.project.registry).items() if i in left}
