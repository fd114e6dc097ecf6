"""Password and sessions, dropped files, votes, a job's log."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.errors import ConfigFault, DataFault, NothingThere
from inhouse.records import (
    Job,
    LearnedExample,
    LearnedToken,
    Notice,
    Outcome,
    Progress,
    StepFinished,
    StepStarted,
    TrainingStep,
    ValidationMeasured,
)
from inhouse.registry import Registry
from inhouse.registry.studio.event_log import EventLog, read_events
from inhouse.registry.studio.jobs import end
from inhouse.registry.studio.uploads import safe_name


@pytest.fixture
def registry(tmp_path):
    with Registry.open(tmp_path) as opened:
        yield opened


def test_only_the_password_that_was_set_last_is_the_one(registry):
    accounts = registry.studio.accounts
    assert not accounts.has_password()
    assert not accounts.is_password("")
    accounts.set_password("a long first one")
    accounts.set_password("a long second one")
    assert accounts.is_password("a long second one")
    assert not accounts.is_password("a long first one")


def test_a_short_password_is_refused_and_none_is_set(registry):
    with pytest.raises(ConfigFault, match="10 characters"):
        registry.studio.accounts.set_password("short")
    assert not registry.studio.accounts.has_password()


def test_the_database_holds_neither_password_nor_session_secret(registry):
    accounts = registry.studio.accounts
    accounts.set_password("a long first one")
    secret = accounts.sign_in("owner")
    assert accounts.signed_in(secret) == "owner"
    kept = b"".join(p.read_bytes() for p in (registry.project / ".inhouse").glob("registry.db*"))
    assert b"a long first one" not in kept
    assert secret.encode() not in kept


def test_a_new_password_and_signing_out_end_sessions(registry):
    accounts = registry.studio.accounts
    first, second = accounts.sign_in("one"), accounts.sign_in("two")
    accounts.sign_out(first)
    assert (accounts.signed_in(first), accounts.signed_in(second)) == (None, "two")
    accounts.set_password("a long first one")
    assert accounts.signed_in(second) is None


@given(st.text(max_size=300))
def test_a_safe_name_is_a_plain_visible_name(name):
    made = safe_name(name)
    assert made and not made.startswith(".") and made.strip() == made
    assert not set(made) & set('/\\<>:"|?*\0\n')
    assert len(made) <= 141 and safe_name(made) == made


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Prices 2026.xlsx", "Prices 2026.xlsx"),
        (".htaccess", "htaccess"),
        ("con.txt", "file con.txt"),
        ("Öffnungszeiten.csv", "Öffnungszeiten.csv"),
        ("", "file"),
    ],
)
def test_folders_and_reserved_names_are_left_out(sent, kept):
    assert safe_name(sent) == kept


def test_a_file_of_the_same_name_is_kept_beside_unless_it_should_be_replaced(registry):
    uploads = registry.studio.uploads
    for content, replace in ((b"1", False), (b"2", False), (b"3", True)):
        uploads.keep("a.csv", io.BytesIO(content), replace=replace, actor="x")
    assert uploads.names() == ("a (2).csv", "a.csv")
    assert (uploads.folder / "a.csv").read_bytes() == b"3"
    assert (uploads.folder / "a (2).csv").read_bytes() == b"2"


def test_only_a_dropped_file_can_be_deleted(registry):
    (registry.project / "inhouse.toml").write_text("")
    for name in ("../inhouse.toml", "nothing.csv", ".."):
        with pytest.raises(DataFault):
            registry.studio.uploads.delete(name, actor="x")
    assert (registry.project / "inhouse.toml").exists()


def test_votes_are_kept_for_their_comparison(registry):
    votes = registry.studio.votes
    votes.add("c1", "e1", ("prompted", "fine_tuned"), choice="right", actor="x")
    votes.add("c1", "e2", ("prompted", "fine_tuned"), choice="neither", actor="x")
    assert [v.preferred for v in votes.of("c1")] == ["fine_tuned", None]
    assert votes.of("c2") == ()


EVENTS = (
    StepStarted("train", "Fine-tuning"),
    LearnedExample((LearnedToken("Hé", True),)),
    TrainingStep(1, 2, 0.5, float("nan"), 1e-3, 10, 1.0),
    ValidationMeasured(1, 0.5, 2.0, True),
    Notice("look", warning=True),
    StepFinished("train", "done", seconds=3.0),
)


def test_what_a_job_said_is_read_back_while_it_is_still_written(registry, tmp_path):
    log = EventLog(tmp_path)
    for event in EVENTS:
        log.write(event)
    with (tmp_path / "events.jsonl").open("a") as file:
        file.write('["StepStarted", {"st')
    read = read_events(tmp_path)
    log.close()
    assert repr(read) == repr(EVENTS)


def test_of_progress_only_some_is_kept(tmp_path):
    log = EventLog(tmp_path)
    for done in range(1000):
        log.write(Progress("Reading", done, 1000, "files"))
    log.write(Progress("Scoring", 0, 3, "scorers"))
    log.close()
    read = read_events(tmp_path)
    assert [e.label for e in read] == ["Reading", "Scoring"]


def test_a_job_is_found_again_with_how_it_ended(registry):
    jobs = registry.studio.jobs
    job = jobs.begin(("plan", "--json"), actor="x")
    assert jobs.outcome(job) is None and jobs.result(job) == {} and jobs.events(job) == ()
    (jobs.folder(job) / "stdout").write_text(json.dumps({"plan": 1}))
    end(jobs.folder(job), Outcome(2, "No."))
    job = jobs.begun(job, 12, 3.5)
    assert jobs.newest(5) == (job,) == (jobs.get(job.id),)
    assert isinstance(job, Job) and job.kind == "plan"
    assert (jobs.outcome(job), jobs.result(job)) == (Outcome(2, "No."), {"plan": 1})
    with pytest.raises(NothingThere):
        jobs.get("../../x")
