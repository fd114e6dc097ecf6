"""A second task, brought by another package, from files to a report: a message gets a label.

It has no prompt and no language model: what it needs stands in this file, and nothing of it in src.
"""

import collections
import csv
import json
import math
from dataclasses import dataclass

import pytest

from chat_families import family
from fake_packages import install
from finishing import finish
from inhouse.config import load
from inhouse.contenders import Answered, ContenderKind, Ingredients, say
from inhouse.errors import ConfigFault, NotEnoughData
from inhouse.records import (
    Adapter,
    ContenderFacts,
    MetricWording,
    Run,
    Spec,
    TaskFacts,
    TaskWording,
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

LABELS = ("billing", "repairs", "visits")


class ExactMatch:
    """Whether the label is the firm's own."""

    def __init__(self, tools):
        self.spec = Spec("exact_match", "1", {})

    def score(self, items):
        return [None if i.answer is None else float(i.answer == i.reference) for i in items]


class Route:
    """A message goes to one of the firm's departments."""

    facts = TaskFacts(
        name="route",
        scorers=("exact_match",),
        contenders=("majority_label", "nearest_message", "word_counts"),
        wording=TaskWording(
            question="message",
            questions="messages",
            answer="label",
            answers="labels",
            metrics=(MetricWording("exact_match", "Right", "share of messages labelled right"),),
            wanting="Label more messages",
            more="label more messages",
            caveats="A message that fits two departments counts as wrong in one.",
        ),
    )

    def __init__(self):
        self.spec = Spec("route", "1", {})

    def uses(self, example):
        return example.answer in LABELS

    def system_prompts(self, firm, titles):
        return ("",)

    def conversation(self, prompt, context):
        return prompt


def known(own):
    return [chunk for chunk in own.knowledge.chunks if chunk.question]


@dataclass(frozen=True)
class MajorityLabel:
    own: Ingredients
    spec = Spec("majority_label", "1", {})

    def answer(self, request):
        (label, _), *_ = collections.Counter(c.text for c in known(self.own)).most_common()
        return say(Answered(label))


@dataclass(frozen=True)
class NearestMessage:
    own: Ingredients
    spec = Spec("nearest_message", "1", {})

    def answer(self, request):
        found = self.own.knowledge.search(request.question, 1, known_questions=True)
        return say(Answered(found[0].text, found, "quoted"))


class WordCounts:
    """Naive Bayes: its weights are counted in the firm's own messages."""

    spec = Spec("word_counts", "1", {})

    def __init__(self, own):
        self.counts = {label: collections.Counter() for label in LABELS}
        for chunk in known(own):
            self.counts[chunk.text].update(chunk.question.lower().split())

    def answer(self, request):
        words = request.question.lower().split()

        def log_likelihood(label):
            counted = self.counts[label]
            return sum(math.log((counted[w] + 1) / (counted.total() + 1000)) for w in words)

        return say(Answered(max(LABELS, key=log_likelihood)))


def kind(name, build, upkeep, **more):
    words = name.replace("_", " ")
    return ContenderKind(
        ContenderFacts(name, words.capitalize(), f"the {words}", "", upkeep, **more), build
    )


PACKAGE = {
    "inhouse.tasks": {"route": Route},
    "inhouse.scorers": {"exact_match": ExactMatch},
    "inhouse.contenders": {
        "majority_label": kind("majority_label", MajorityLabel, 1, needs=("knowledge",)),
        "nearest_message": kind("nearest_message", NearestMessage, 2, needs=("knowledge",)),
        "word_counts": kind("word_counts", WordCounts, 3, needs=("knowledge",), fine_tuned=True),
    },
}


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
