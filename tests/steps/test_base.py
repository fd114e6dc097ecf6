"""`base_model = "auto"`: what is measured, what is left out, and that the choice is kept."""

import pytest

from finishing import finish
from inhouse.config import load
from inhouse.errors import ConfigFault, ModelUnavailable
from inhouse.records import Rendered
from inhouse.registry import Registry
from inhouse.steps import base
from inhouse.steps.project import Project, pinned_base
from inhouse.training import BaseCandidate

SMALL, LARGE = BaseCandidate("small", 100), BaseCandidate("large", 1000)


class NoHub:
    def listing(self, hub_id):
        return None


@pytest.fixture
def open_project(tmp_path):
    registry = None

    def opened(*overrides):
        nonlocal registry
        registry = registry or Registry.open(tmp_path).__enter__()
        wanted = ("base_model=auto", *overrides)
        return Project(tmp_path, tmp_path, load(tmp_path, overrides=wanted), registry)

    yield opened
    if registry is not None:
        registry.__exit__(None, None, None)


def pilots(monkeypatch, seconds, *, took=1.0, found=(SMALL, LARGE)):
    """Pilots that take no time; the names that were measured."""
    asked = []

    def pilot(_project, name, _examples):
        asked.append(name)
        if name not in seconds:
            raise ModelUnavailable(f"{name} should come,", "but it does not.", "Wait.")
        yield from ()
        return base._Pilot(seconds[name], took)

    monkeypatch.setattr(base, "_pilot", pilot)
    monkeypatch.setattr(base, "candidates", lambda _hub: list(found))
    return asked


def settle(project):
    return finish(base.settle_base(project, ["an example"], NoHub())).config.base_model


def test_a_named_base_is_left_as_it_is_and_nothing_is_measured(open_project, monkeypatch):
    asked = pilots(monkeypatch, {"small": 1})
    assert settle(open_project("base_model=smollm2-135m-instruct")) == "smollm2-135m-instruct"
    assert asked == []


def test_what_seems_to_fit_is_measured_before_it_is_taken(open_project, monkeypatch):
    asked = pilots(monkeypatch, {"small": 60, "large": 700})
    assert settle(open_project("time_budget_minutes=10")) == "small"
    assert asked == ["small", "large"]


def test_one_far_over_the_budget_is_not_measured(open_project, monkeypatch):
    asked = pilots(monkeypatch, {"small": 300, "large": 1})
    assert settle(open_project("time_budget_minutes=10")) == "small"
    assert asked == ["small"]


def test_after_two_minutes_of_pilots_only_what_was_measured_counts(open_project, monkeypatch):
    asked = pilots(monkeypatch, {"small": 1, "large": 2}, took=121.0)
    assert settle(open_project("time_budget_minutes=10")) == "small"
    assert asked == ["small"]


def test_one_that_cannot_be_fetched_is_left_out(open_project, monkeypatch):
    pilots(monkeypatch, {"small": 1})
    assert settle(open_project("time_budget_minutes=10")) == "small"


def test_without_any_model_it_is_a_sentence(open_project, monkeypatch):
    pilots(monkeypatch, {}, found=())
    with pytest.raises(ModelUnavailable, match="without accepting terms"):
        settle(open_project())


def test_the_choice_is_kept_for_the_same_budget_and_no_other(open_project, monkeypatch):
    pilots(monkeypatch, {"small": 1, "large": 2})
    first = open_project("time_budget_minutes=10")
    assert pinned_base(first.config, first.registry).base_model == "auto"
    settle(first)
    again, other = open_project("time_budget_minutes=10"), open_project("time_budget_minutes=9")
    assert pinned_base(again.config, again.registry).base_model == "large"
    assert pinned_base(other.config, other.registry).base_model == "auto"


@pytest.mark.parametrize("method", ["full", "cpt", "dpo"])
def test_methods_whose_cost_is_another_ask_for_a_name(method, open_project, monkeypatch):
    pilots(monkeypatch, {"small": 1})
    with pytest.raises(ConfigFault, match="Name a model"):
        settle(open_project(f"training.method={method}"))


def test_one_that_does_not_fit_into_memory_is_left_out_and_it_is_said(open_project, monkeypatch):
    huge = BaseCandidate("huge", 10**15)
    pilots(monkeypatch, {"small": 1, "huge": 1}, found=(SMALL, huge))
    project = open_project()
    work = base.settle_base(project, ["an example"], NoHub())
    told = []
    with pytest.raises(StopIteration) as ended:
        while True:
            told.append(next(work))
    assert ended.value.value.config.base_model == "small"
    assert any("huge is left out: it needs about" in str(notice) for notice in told)


def test_without_a_hub_only_what_is_here_or_in_wheels_is_a_candidate(tmp_path, monkeypatch):
    monkeypatch.setenv("INHOUSE_CACHE", str(tmp_path))
    names = {c.name for c in base.candidates(NoHub())}
    assert {"smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct"} <= names
    assert "qwen3-0.6b" not in names
    assert not {"gemma-3-270m", "lfm2-350m", "llama-3.2-1b-instruct"} & names


def test_a_model_with_terms_that_is_here_is_a_candidate(tmp_path, monkeypatch):
    monkeypatch.setenv("INHOUSE_CACHE", str(tmp_path))
    folder = tmp_path / "models" / "gemma-3-1b-it"
    folder.mkdir(parents=True)
    (folder / "inhouse-model.json").write_text("{}")
    assert BaseCandidate("gemma-3-1b-it", 999_885_952, True) in base.candidates(NoHub())


def test_the_workload_counts_every_epoch_look_and_answer(open_project):
    project = open_project(
        "training.num_train_epochs=2",
        "training.evaluations_per_epoch=1",
        "curation.test_share=0.2",
        "curation.validation_share=0.1",
        "compare.max_test_examples=10",
        'compare.contenders=["closest_answer", "prompted", "few_shot"]',
        "compare.few_shot_examples=3",
    )
    row = Rendered(tuple(range(10)), (False,) * 6 + (True,) * 4)
    shape = {"hidden_size": 64, "model_type": "llama"}
    facts = base.catalogue()["smollm2-135m-instruct"]
    plan = base._plan(project, facts, shape, 100, [row])
    work = base.workload(project, 100, [row], plan)
    assert (work.trained, work.looked) == (2 * 70 * 10, 3 * 10 * 10)
    assert (work.read, work.written) == (10 * (6 + 6 + 3 * 10), 10 * 2 * 4)
