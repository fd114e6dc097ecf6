"""The story, in order. Each step is one file; this table is what the README and --help show."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["STEPS", "StepFacts"]


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of the story, for people."""

    name: str
    title: str
    makes: str


STEPS = (
    StepFacts("ingest", "Reading the files", "documents and examples, each with its source"),
    StepFacts("generate", "Writing questions", "examples that a larger model wrote, if one is set"),
    StepFacts("curate", "Checking and splitting", "a dataset: train, validation, test"),
    StepFacts("train", "Fine-tuning", "an adapter, the best by validation loss"),
    StepFacts("compare", "Answering what was held out", "scores, intervals, a verdict"),
    StepFacts("report", "Writing the report", "report.html and report.json"),
    StepFacts("promote", "Promoting", "a release: what is served from now on"),
    StepFacts("serve", "Serving", "answers over HTTP, and a log of them"),
    StepFacts("feedback", "Collecting feedback", "examples that wait for a person"),
    StepFacts("rollback", "Rolling back", "the release before is served again"),
)
