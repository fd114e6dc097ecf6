"""What the pages do: keep files, begin jobs, take decisions and settings; what they refuse."""

import re
import time

import pytest

from inhouse.records import (
    Case,
    DataCard,
    DataDescription,
    Decision,
    Example,
    Finding,
    Message,
    SetFacts,
    Source,
)
from inhouse.registry import to_json

DESCRIPTION = DataDescription((), 2, 2, 1, 0, 1, 2, 5.0, 3.0, 3.0, (), ())


def test_dropped_files_are_kept_under_safe_names_and_wait_to_be_read(studio, words):
    files = [("files", ("../../a.csv", b"question,answer\n")), ("files", ("b.txt", b"Q: x"))]
    assert studio.client.do("/files", files=files).status_code == 303
    shown = words(studio.client.get("/files"))
    assert "files/a.csv" in shown and "files/b.txt" in shown and "2 files not read yet" in shown
    assert {p.name for p in (studio.folder / "files").iterdir()} == {"a.csv", "b.txt"}
    assert not (studio.folder.parent / "a.csv").exists()


def test_a_file_is_deleted_by_its_name_only(studio):
    studio.client.do("/files", files=[("files", ("a.csv", b"x"))])
    assert studio.client.do("/files/delete", name="../inhouse.toml").status_code == 400
    assert studio.client.do("/files/delete", name="a.csv").status_code == 303
    assert studio.registry.studio.uploads.names() == ()


def test_a_project_that_reads_elsewhere_takes_no_files_here(studio, tmp_path, words):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    studio.registry.remember("files", "current", {"path": str(elsewhere)}, seconds=0.0)
    assert f"reads {elsewhere}" in words(studio.client.get("/files"))
    assert studio.client.do("/files", files=[("files", ("a.csv", b"x"))]).status_code == 400
    assert not (studio.folder / "files").exists()


def test_what_is_larger_than_a_file_may_be_is_refused(studio):
    studio.app.state.policy.max_upload_bytes = 2000
    response = studio.client.do("/files", files=[("files", ("a.csv", b"x" * 3000))])
    assert response.status_code == 413
    assert studio.registry.studio.uploads.names() == ()


def test_a_job_runs_in_a_process_of_its_own_and_says_why_it_ended(studio, words):
    studio.client.do("/models/rollback")
    job = finished(studio)
    assert job.arguments == ("rollback", "--project", str(studio.folder), "--json")
    shown = words(studio.client.get("/models"))
    assert "could not be finished" in shown and "inhouse releases" in shown
    assert studio.client.get(f"/jobs/{job.id}").headers["HX-Refresh"] == "true"
    assert any(e.what == f"began rollback, job {job.id}" for e in studio.registry.audit_log())


def test_while_one_works_no_other_is_begun(studio, words, monkeypatch):
    runner = studio.app.state.runner
    job = studio.registry.studio.jobs.begin(("run",), actor="x")
    monkeypatch.setattr(runner, "working", lambda: job)
    response = studio.client.do("/train", what="plan")
    assert response.status_code == 400 and "One job at a time" in words(response)


def test_what_was_done_is_dated_as_people_read_it(studio, words):
    studio.client.do("/models/rollback")
    finished(studio)
    shown = words(studio.client.get("/jobs"))
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d UTC", shown)
    assert "+00:00" not in shown


def test_a_killed_job_is_told_from_one_that_works(studio):
    jobs, runner = studio.registry.studio.jobs, studio.app.state.runner
    job = jobs.begun(jobs.begin(("run",), actor="x"), 1, 0.0)  # another process has its number
    assert runner.state(job) == "lost"
    assert runner.working() is None
    runner.stop(job)  # stops nobody


@pytest.mark.parametrize("what", ["serve", "", "run; rm", "forget"])
def test_only_known_commands_are_begun(studio, what):
    assert studio.client.do("/train", what=what).status_code == 400
    assert studio.registry.studio.jobs.newest(1) == ()


def finished(studio):
    (job,) = studio.registry.studio.jobs.newest(1)
    deadline = time.monotonic() + 120
    while studio.app.state.runner.state(job) == "working":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return job


def example(name, answer):
    said = (Message("user", "How much is a cleaning?"), Message("assistant", answer))
    return Example(name, said, Source(f"{name}.csv", row=2), f"doc-{name}")


def with_contradiction(studio):
    """As if two files had been read and checked."""
    one, two = example("new", "It is <b>$110</b>."), example("old", "It is $95.")
    case = Case(("new", "old"), "Two prices.", marks={"new": ("$110",), "old": ("$95",)})
    finding = Finding("contradictions", "error", ("new", "old"), "Two prices.", "Say which.",
                      cases=(case,))  # fmt: skip
    facts = SetFacts(2, 2, 2, 5.0, 3.0, 3.0, 0)
    parts = {"train": 1, "validation": 0, "test": 1}
    card = DataCard("x", "now", "d", None, facts, facts, parts, (), (finding,), {}, "", None)
    kept = to_json({"description": DESCRIPTION, "card": card, "asked": (finding,)})
    studio.registry.remember("curate", "k", {"kept": kept}, seconds=0.0)
    here = {"key": "k", "decided": "none"}
    studio.registry.remember("curate", "current", here, seconds=0.0)
    return {"new": one, "old": two}


def test_a_contradiction_is_shown_side_by_side_and_settled(studio, words, monkeypatch):
    examples = with_contradiction(studio)
    monkeypatch.setattr(type(studio.desk), "_examples", lambda self, findings: examples)
    response = studio.client.get("/data/review")
    assert "Which one is right?" in words(response)
    assert "&lt;b&gt;<mark>$110</mark>&lt;/b&gt;" in response.text
    (item,) = studio.desk.reviewed().waiting
    sent = {"case": item.key, "choice": "only", "example": "new"}
    assert studio.client.do("/data/review", **sent).status_code == 303
    assert studio.registry.decisions.all() == (
        Decision(item.key, "contradictions", "only", "new", None),
    )
    assert "1 question decided" in words(studio.client.get("/data/review"))
    assert studio.client.do("/data/review", **sent).status_code == 400  # it waits no more
    studio.client.do("/data/undo")
    assert studio.registry.decisions.all() == ()


@pytest.mark.parametrize(
    "sent", [{"choice": "only"}, {"choice": "only", "example": "x"}, {"choice": "accept"},
             {"choice": "write", "example": "new", "answer": "  "}],
)  # fmt: skip
def test_a_decision_that_does_not_fit_is_refused(studio, monkeypatch, sent):
    examples = with_contradiction(studio)
    monkeypatch.setattr(type(studio.desk), "_examples", lambda self, findings: examples)
    (item,) = studio.desk.reviewed().waiting
    assert studio.client.do("/data/review", case=item.key, **sent).status_code == 400
    assert studio.registry.decisions.all() == ()


def test_a_setting_is_written_and_taken_out_again(studio, words):
    toml = studio.folder / "inhouse.toml"
    toml.write_text("# ours\n[training]\npatience = 2  # quick\n")
    assert studio.client.do("/settings", key="training.lora_r", value="8").status_code == 303
    assert studio.desk.config().training.lora_r == 8
    assert "# ours" in toml.read_text() and "# quick" in toml.read_text()
    studio.client.do("/settings", key="training.lora_r", reset="yes")
    assert studio.desk.config().training.lora_r == "auto"


@pytest.mark.parametrize(
    ("key", "value"),
    [("training.lora_r", "0"), ("training.nothing", "1"), ("training", "x"), ("task", "")],
)
def test_a_setting_that_does_not_fit_changes_nothing(studio, key, value):
    assert studio.client.do("/settings", key=key, value=value).status_code == 400
    assert not (studio.folder / "inhouse.toml").exists()


def test_what_the_files_say_is_never_markup(studio):
    studio.client.do("/files", files=[("files", ("<img src=x onerror=alert(1)>.csv", b"x"))])
    assert "<img" not in studio.client.get("/files").text
