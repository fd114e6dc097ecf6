"""The losses of single examples, from the log of a run to the check that reads them."""

from types import SimpleNamespace

import pytest

from inhouse.records import TrainingStep
from inhouse.registry import Registry
from inhouse.steps.dynamics import dynamics_of, keep_dynamics


def step(n, epoch, *losses):
    return TrainingStep(n, 4, epoch, 1.0, 1e-3, 100, 1.0, losses)


@pytest.fixture
def project(tmp_path):
    with Registry.open(tmp_path) as registry:
        yield SimpleNamespace(registry=registry)


def test_losses_go_by_example_and_epoch_and_a_repeated_step_counts_as_done_last(project):
    log = project.registry.training_log
    log.begin("run")
    for event in (
        step(1, 0.5, (0, 3.0)), step(2, 1.0, (1, 9.0)), step(2, 1.0, (1, 4.0)),
        step(3, 1.5, (1, 2.0)), step(4, 2.0, (0, 1.0)),
    ):  # fmt: skip
        log.add("run", event)
    assert dynamics_of(project) == {}
    keep_dynamics(project, "run", ("a", "b"))
    assert dynamics_of(project) == {"a": (3.0, 1.0), "b": (4.0, 2.0)}


def test_a_run_on_what_are_no_examples_keeps_what_is_known(project):
    log = project.registry.training_log
    log.begin("run")
    log.add("run", step(1, 1.0, (0, 3.0)))
    keep_dynamics(project, "run", ("a",))
    keep_dynamics(project, "run", ())
    assert dynamics_of(project) == {"a": (3.0,)}
