"""A second task, brought by another package, from files to a report: a message gets a label.

Nothing of it stands in src; `route_package` is the package.
"""

import csv
import json

import pytest

from chat_families import family
from fake_packages import install
from finishing import finish
from inhouse.config import load
from inhouse.errors import ConfigFault, NotEnoughData
from inhouse.records import (
    Adapter,
    Run,
)
from inhouse.registry import Registry
from inhouse.rendering import Renderer
from inhouse.steps.answering import Held
from inhouse.steps.compare import compare
from inhouse.steps.curate import curate
from inhouse.steps.ingest import ingest
from inhouse.steps.project import Project
from inhouse.steps.report import report
from inhouse.steps.run import gathered
from inhouse.steps.train import TrainedRun
from letters import Letters
from released_project import PLAN
from route_package import LABELS, PACKAGE, Route


class Bench:
    """A tokenizer and a fake embedder; whoever asks for a model fails."""

    context_length = 2000

    def renderer(self):
        return Renderer(family("smollm2"))
        yield

    def embedder(self):
        return Letters()
        yield


def messages():
    """Messages with their labels, and one that has no label of the firm's."""
    asks = {
        "billing": ["pay the invoice for", "get a refund for", "see the price of"],
        "repairs": ["fix the broken", "mend the leaking", "replace the cracked"],
        "visits": ["book an appointment about", "move my appointment about", "come by about"],
    }
    things = [
        "boiler", "tap", "radiator", "window", "pump", "thermostat", "pipe", "meter", "valve",
        "shower", "cistern", "gutter",
    ]  # fmt: skip
    rows = [
        (f"Hello, I want to {ask} our {thing}, number {i}{j}", label)
        for i, thing in enumerate(things)
        for label, own in asks.items()
        for j, ask in enumerate(own)
    ]
    return [*rows, ("What a lovely van you have got there", "compliments")]


@pytest.fixture
def project(tmp_path, monkeypatch):
    install(monkeypatch, PACKAGE)
    files = tmp_path / "plumbers"
    files.mkdir()
    with (files / "inbox.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("question", "answer"), *messages()])
    with Registry.open(files) as registry:
        config = load(files, overrides=("task=route", "compare.n_resamples=499"))
        yield Project(files, files, config, registry)


def judged(project):
    """Curated, compared and reported: what `inhouse run` does beside training."""
    ingested = finish(gathered(project))
    curated = finish(curate(project, ingested, Bench()))
    sha = project.registry.put_folder({"adapter_config.json": b"{}"})
    adapter = Adapter(sha, str(project.registry.path(sha)), "none", 1)
    run = Run("r1", curated.dataset.id, PLAN, adapter, 1, 1.0, (), (), 1, False, ())
    project.registry.save_run(run)
    held = Held(curated.dataset, ingested.documents, TrainedRun(run, ""))
    compared = finish(compare(project, held, Bench()))
    return curated, compared, finish(report(project, held, compared, curated.description))


def test_a_task_of_another_package_goes_from_files_to_a_report_without_a_model(project):
    curated, compared, written = judged(project)

    assert curated.dataset.task == "route"
    assert {e.answer for e in curated.dataset.examples} == set(LABELS)
    left_out = [f for f in curated.description.findings if f.check == "not_of_the_task"]
    assert [f.source.row for f in left_out] == [len(messages()) + 1]

    comparison = compared.comparison
    scores = {row.name: row.score.value for row in comparison.contenders}
    assert set(scores) == set(Route.facts.contenders)
    assert scores["majority_label"] < 0.6 < scores["word_counts"]
    assert [gate.name for gate in comparison.gates] == [
        "enough_test_examples",
        "answers_the_question",
    ]

    said = " ".join((comparison.verdict.reason, *comparison.verdict.advice))
    assert f"On {comparison.n_test} held-out messages from" in said
    assert "question" not in said

    page = written.path.read_text(encoding="utf-8")
    told = json.loads((written.path.parent / "inhouse-report.json").read_text())
    assert "Labels side by side" in page
    assert "Your own label" in page
    assert Route.facts.wording.caveats in page
    assert "held-out questions" not in page
    assert set(told["compare"]["contenders"]) == set(Route.facts.contenders)
    assert told["verdict"]["ship"] in scores


def test_too_few_examples_are_asked_for_in_the_words_of_the_task(project):
    (project.files / "inbox.csv").write_text("question,answer\nMy tap leaks a lot,repairs\n")
    with pytest.raises(NotEnoughData, match="Label more messages, then: inhouse run FOLDER"):
        finish(curate(project, finish(ingest(project)), Bench()))


def test_a_contender_that_does_not_exist_is_refused_before_anything_is_read(tmp_path, monkeypatch):
    install(monkeypatch, PACKAGE)
    with Registry.open(tmp_path) as registry:
        config = load(tmp_path, overrides=('compare.contenders=["majority_label", "few_shots"]',))
        project = Project(tmp_path, tmp_path / "nothing", config, registry)
        with pytest.raises(ConfigFault, match="Did you mean 'few_shot'") as refused:
            finish(gathered(project))
    assert "compare.contenders" in str(refused.value)
