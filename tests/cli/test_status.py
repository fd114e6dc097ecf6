"""`inhouse status`, as typed: what is there, how training goes, and the command that goes on."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from inhouse.records import StepFinished, TrainingStep
from inhouse.registry import Registry
from made_by_hand import comparison, release


def status(folder):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from inhouse.cli import main; main()",
            "status",
            "--project",
            folder,
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert not any("None" in value or "{" in value for value in lines.values())
    return lines


@pytest.fixture
def project(tmp_path):
    with Registry.open(tmp_path) as registry:
        registry.remember("files", "current", {"path": "/files/of-ours"}, seconds=0.0)
        yield registry


def test_nothing_yet_is_said_and_the_files_are_named_to_go_on(project):
    found = status(project.project)
    assert found["comparisons"] == found["releases"] == found["training"] == "none yet"
    assert found["Next"] == f"inhouse run /files/of-ours --project {project.project}"


def test_a_comparison_is_followed_by_a_talk(project):
    comparison(project)
    found = status(project.project)
    assert found["comparisons"].startswith("1, the newest c1 (20")
    assert found["Next"] == f"inhouse chat --project {project.project}"


def test_what_was_promoted_is_served_next(project):
    release(SimpleNamespace(registry=project))
    found = status(project.project)
    assert found["releases"].startswith("1, the newest rel1 (20")
    assert found["Next"].startswith("inhouse serve ")


def test_training_is_told_in_words(project):
    step = TrainingStep(12, 78, 0.4, 1.9, 1e-3, 900, 5.0)
    project.training_log.add("r1", step)
    assert status(project.project)["training"].startswith("interrupted, step 12 of 78 (20")
    project.training_log.add("r1", StepFinished("train", "Training has ended.", False, 0.0))
    assert status(project.project)["training"].startswith("ended (20")
