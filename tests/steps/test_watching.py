"""A run's events in the registry, and following them from another terminal."""

import json
import os
import threading

import pytest
from typer.testing import CliRunner

from finishing import finish
from inhouse.cli.app import app
from inhouse.errors import NotEnoughDisk
from inhouse.records import (
    CheckpointSaved,
    Notice,
    Progress,
    StepFinished,
    TrainingStep,
    ValidationMeasured,
)
from inhouse.registry import Registry
from inhouse.steps.watching import last_event, noted, watched

STEPS = [TrainingStep(n, 3, n / 3, 2.0 - n / 10, 1e-3, 100 * n, 1.5 * n) for n in (1, 2, 3)]
STORY = [
    ValidationMeasured(0, 0.0, 2.0, True),
    STEPS[0],
    Progress("Measuring", 0, None, "examples"),
    STEPS[1],
    CheckpointSaved(2),
    Notice("Memory is short.", warning=True),
    STEPS[2],
]


@pytest.fixture
def registry(tmp_path):
    with Registry.open(tmp_path) as opened:
        yield opened


def telling(events=STORY):
    yield from events
    return "done"


def test_events_are_passed_on_and_those_of_a_run_are_kept_in_order(registry):
    log = registry.training_log
    passed = []
    work = noted(log, "run-1", telling())
    while True:
        try:
            passed.append(next(work))
        except StopIteration as end:
            assert end.value == "done"
            break
    assert passed == STORY
    kept = [row.event for row in log.since(0)]
    assert kept[:-1] == [event for event in STORY if not isinstance(event, Progress)]
    assert isinstance(kept[-1], StepFinished)
    assert [row.event for row in log.since(log.since(0)[2].position)] == kept[3:]


def test_another_run_takes_the_place_of_the_one_before_and_the_same_one_goes_on(registry):
    log = registry.training_log
    for run in ("a", "b", "b"):
        finish(noted(log, run, telling(STEPS[:1])))
    assert [row.run for row in log.since(0)] == ["b"] * 4


def test_a_full_disk_costs_the_note_and_not_the_run(registry, monkeypatch):
    def full(*_):
        raise NotEnoughDisk("The disk should have room.", "It is full.")

    monkeypatch.setattr(registry.training_log, "add", full)
    assert finish(noted(registry.training_log, "a", telling(STEPS[:2]))) == "done"


def test_the_last_event_is_part_of_status_json(tmp_path):
    with Registry.open(tmp_path) as registry:
        assert last_event(registry) is None
        registry.training_log.begin("a")
        registry.training_log.add("a", STEPS[1])
    done = CliRunner().invoke(app, ["status", "--json", "--project", str(tmp_path)])
    told = json.loads(done.stdout)["training"]
    assert (told["event"], told["step"], told["n_steps"]) == ("TrainingStep", 2, 3)
    assert (told["run"], told["working"]) == ("a", None)


def test_watching_where_nothing_works_shows_where_it_stands_and_ends(registry):
    registry.training_log.add("a", STEPS[0])
    registry.training_log.add("a", STEPS[1])
    work, seen = watched(registry), []
    with pytest.raises(StopIteration) as end:
        while True:
            seen.append(next(work))
    assert seen == [STEPS[1]]
    assert end.value.value is False


def test_a_killed_command_counts_as_nobody(registry, tmp_path):
    lock = tmp_path / ".inhouse" / "lock"
    lock.write_text("999999999 run")
    assert registry.training_log.worker() is None
    lock.write_text(f"{os.getpid()} run")
    assert registry.training_log.worker() == "run"


def test_watching_follows_another_command_to_the_end_of_its_training(registry, tmp_path):
    finish(noted(registry.training_log, "before", telling(STEPS)))

    def train():
        with Registry.open(tmp_path, actor="train") as own, own.exclusive():
            ready.set()
            finish(noted(own.training_log, "now", telling()))
            go_on.wait(20)

    ready, go_on = threading.Event(), threading.Event()
    trainer = threading.Thread(target=train)
    trainer.start()
    assert ready.wait(20)
    work, seen = watched(registry, pause_seconds=0.01), []
    with pytest.raises(StopIteration) as end:
        while True:
            seen.append(next(work))
    go_on.set()
    trainer.join()
    assert end.value.value is True
    assert STEPS[2] in seen


def test_watch_draws_and_says_how_it_ended(tmp_path):
    with Registry.open(tmp_path) as registry:
        finish(noted(registry.training_log, "a", telling()))
    done = CliRunner().invoke(app, ["status", "--watch", "--project", str(tmp_path)])
    assert done.exit_code == 0
    assert "Training has ended." in done.stderr
