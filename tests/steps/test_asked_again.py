"""Replies are kept from one comparison to the next, unless something would answer otherwise now."""

import csv
from dataclasses import replace

import pytest

from finishing import finish
from inhouse.config import load
from inhouse.records import Adapter, Run
from inhouse.registry import Registry
from inhouse.steps import answering
from inhouse.steps.answering import Held
from inhouse.steps.compare import compare
from inhouse.steps.curate import curate
from inhouse.steps.project import Project
from inhouse.steps.run import gathered
from inhouse.steps.train import TrainedRun
from quiet_bench import Bench
from released_project import PLAN

LOOKUPS = ("closest_answer", "quoting_assistant")
THINGS = ("hats", "gloves", "scarves", "boots", "coats", "belts", "ties", "caps", "socks", "vests")
ASKS = ("What do {} cost?", "How long are {} under guarantee?", "Do you repair {}?")


@pytest.fixture
def compared(tmp_path, monkeypatch):
    """Compares with these settings; gives who was asked, and how many questions."""
    files = tmp_path / "shop"
    files.mkdir()
    with (files / "faq.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["question", "answer"])
        for i, thing in enumerate(THINGS):
            for j, ask in enumerate(ASKS):
                rows.writerow([ask.format(thing), f"For {thing} that is {10 * i + j + 3} here."])
    asked, true = [], answering.ask_each

    def noting(contender, examples, engine, keep):
        asked.append((contender.spec.name, len(examples)))
        return (yield from true(contender, examples, engine, keep))

    monkeypatch.setattr(answering, "ask_each", noting)
    named = f"compare.contenders=[{', '.join(map(repr, LOOKUPS))}]".replace("'", '"')
    with Registry.open(files) as registry:

        def run(*settings):
            config = load(files, overrides=(named, "compare.n_resamples=100", *settings))
            project = Project(files, files, config, registry)
            ingested = finish(gathered(project))
            dataset = finish(curate(project, ingested, Bench())).dataset
            sha = registry.put_folder({"adapter_config.json": b"{}"})
            adapter = Adapter(sha, str(registry.path(sha)), "none", 1)
            own = replace(PLAN, seed=0)
            made = Run("r1", dataset.id, own, adapter, 1, 1.0, (), (), 1, False, ())
            registry.save_run(made)
            held = Held(dataset, ingested.documents, TrainedRun(made, ""))
            asked.clear()
            found = finish(compare(project, held, Bench()))
            assert {r.contender for r in found.replies} == set(LOOKUPS)
            return dict(asked), found

        yield run


def test_what_was_asked_is_not_asked_again(compared):
    first, found = compared()
    assert set(first) == set(LOOKUPS) and len(set(first.values())) == 1
    again, same = compared()
    assert again == {} and same.replies == found.replies


@pytest.mark.parametrize(
    "settings",
    [
        ("compare.margin=0.05",),
        ("compare.min_effect=0.3",),
        ("compare.n_resamples=199",),
        ("serve.parallel=3",),
        ("serve.max_waiting=7",),
    ],
)
def test_what_changes_no_answer_asks_nobody_again(compared, settings):
    compared()
    assert compared(*settings)[0] == {}


@pytest.mark.parametrize(
    "settings",
    [
        ("serve.engine=torch",),
        ("serve.precision=q8_0",),
        ("serve.context_length=512",),
        ("serve.engine=endpoint", "serve.endpoint=http://localhost:1/v1"),
        ("compare.retrieval_chunks=5",),
        ("compare.max_tokens=9",),
    ],
)
def test_what_is_served_otherwise_is_asked_again(compared, settings):
    """The answers that are scored are those of what would serve."""
    first, _ = compared()
    assert compared(*settings)[0] == first
    assert compared(*settings)[0] == {}
    assert compared()[0] == {}


@pytest.mark.parametrize(
    "setting", ['assistant.hand_over="Please ring the shop."', 'assistant.urgent=["a torn coat"]']
)
def test_an_assistant_that_speaks_otherwise_is_asked_again_and_nobody_else(compared, setting):
    first, _ = compared()
    again, found = compared(setting)
    assert again == {"quoting_assistant": first["quoting_assistant"]}
    handed = {r.text for r in found.replies if r.outcome == "handed_over" and r.text}
    if "hand_over" in setting:
        assert handed == {"Please ring the shop."}
