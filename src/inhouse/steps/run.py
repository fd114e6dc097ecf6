"""The whole story, from a folder of files to a verdict. The only place that composes it.

Reads: a folder of files. Makes: a report. Refuses when: one of its steps does.
"""

from __future__ import annotations

from inhouse.records import Work
from inhouse.steps.answering import Held, entrants_of, refuse_unaskable
from inhouse.steps.base import settle_base
from inhouse.steps.compare import Compared, compare
from inhouse.steps.curate import Curated, curate
from inhouse.steps.feedback import with_feedback
from inhouse.steps.generate import with_generated
from inhouse.steps.ingest import Ingested, ingest
from inhouse.steps.kept_apart import kept_apart
from inhouse.steps.plan import Planned, plan
from inhouse.steps.project import Project
from inhouse.steps.report import Written, report
from inhouse.steps.train import train
from inhouse.steps.workbench import Workbench

__all__ = ["compared", "gathered", "planned", "run", "settled", "trained"]


def gathered(project: Project) -> Work[Ingested]:
    """The files, what a larger model wrote of them, what people took from feedback; no exam's.

    Raises:
        ConfigFault: the task, or a contender that is named, does not exist.
    """
    entrants_of(project)  # before an hour of training, not after it
    written = yield from with_generated(project, (yield from ingest(project)))
    return kept_apart(project, with_feedback(project, written))


def settled(project: Project) -> Work[Project]:
    """The project with its base model settled, where that is "auto"; by the files' examples."""
    if project.config.base_model != "auto":
        return project
    ingested = yield from gathered(project)
    return (yield from settle_base(project, ingested.examples))


def planned(project: Project, bench: Workbench) -> Work[Planned]:
    """From files to what training would take."""
    ingested = yield from gathered(project)
    curated = yield from curate(project, ingested, bench)
    found = yield from plan(project, curated.dataset, ingested.documents, bench)
    return found


def trained(project: Project, bench: Workbench) -> Work[tuple[Held, Curated]]:
    """From files to a fine-tuned adapter."""
    ingested = yield from gathered(project)
    curated = yield from curate(project, ingested, bench)
    learned = yield from train(project, curated.dataset, ingested.documents, bench)
    return Held(curated.dataset, ingested.documents, learned), curated


def compared(project: Project, bench: Workbench) -> Work[tuple[Held, Curated, Compared]]:
    """From files to a verdict."""
    refuse_unaskable(project)
    held, curated = yield from trained(project, bench)
    verdict = yield from compare(project, held, bench)
    return held, curated, verdict


def run(project: Project) -> Work[Written]:
    """From files to a report."""
    refuse_unaskable(project)
    project = yield from settled(project)
    bench = Workbench(project)
    held, curated, verdict = yield from compared(project, bench)
    written = yield from report(project, held, verdict, curated.description)
    return written
