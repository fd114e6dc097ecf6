"""`inhouse curate`, `inhouse review` and `inhouse forget`, as typed."""

import json
import os
import subprocess
import sys

import pytest

from inhouse.cli.review import _ask_all
from inhouse.config import load
from inhouse.curation import queue
from inhouse.records import Case, Edit, Example, Finding, Message, Source
from inhouse.registry import Registry
from inhouse.reports import data_card_html, data_card_markdown
from inhouse.steps.project import Project
from inhouse.steps.review import Queue, decide


def inhouse(*arguments, cwd, keys=""):
    done = subprocess.run(
        [sys.executable, "-c", "from inhouse.cli import main; main()", *map(str, arguments)],
        input=keys, capture_output=True, text=True, cwd=cwd, timeout=280,
        env={**os.environ, "XDG_DATA_HOME": str(cwd / "user")},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


ROWS = tuple(
    Example(f"{i}", (Message("user", f"q{i}"), Message("assistant", f"a{i}")), Source("f"), "d")
    for i in range(4)
)
FINDINGS = (
    Finding("pair", "warning", ("0", "1"), "e", "f", cases=(Case(("0", "1"), "which"),)),
    Finding("odd", "error", ("2",), "e", "f", fix_kind="proposed",
            cases=(Case(("2",), "odd", (Edit("2"),)),)),
    Finding("lost", "info", ("3",), "e", "f", cases=(Case(("3",), "lost"),)),
)  # fmt: skip


@pytest.fixture
def project(tmp_path):
    with Registry.open(tmp_path) as registry:
        yield Project(tmp_path, tmp_path, load(tmp_path), registry)


def asked(project, keys, answer="new words"):
    waiting = queue(FINDINGS, {e.id: e for e in ROWS})
    pressed = iter([*keys, "q"])
    return _ask_all(project, Queue(waiting, 0), lambda _: answer, lambda: next(pressed))


def test_each_key_is_a_decision_and_kept_at_once(project):
    assert asked(project, "y2w") == 3
    made = [(d.check, d.choice, d.example, d.answer) for d in project.registry.decisions.all()]
    assert made == [
        ("odd", "accept", None, None),
        ("pair", "only", "1", None),
        ("lost", "write", "3", "new words"),
    ]


def test_a_key_that_means_nothing_here_decides_nothing_and_undo_goes_back(project):
    assert asked(project, "9x y") == 1
    assert asked(project, "yu") == 0 and project.registry.decisions.all() == ()
    assert asked(project, "sq") == 0


def test_yes_to_all_of_a_check_and_back_one_by_one(project):
    rows = tuple(Case((str(i),), f"odd {i}", (Edit(str(i)),)) for i in range(4))
    odd = Finding("odd", "error", ("0",), "e", "f", fix_kind="proposed", cases=rows)
    waiting = queue([odd, FINDINGS[2]], {e.id: e for e in ROWS})
    pressed = iter("sauuq")
    n = _ask_all(project, Queue(waiting, 0), lambda _: "", lambda: next(pressed))
    assert n == len(project.registry.decisions.all()) == 2


def test_a_choice_that_does_not_fit_is_a_sentence(project):
    from inhouse.errors import UserFault

    (item,) = queue(FINDINGS[2:], {e.id: e for e in ROWS})
    for choice, more in (("accept", {}), ("only", {"example": "3"}), ("write", {"example": "3"})):
        with pytest.raises(UserFault, match="is decided by one of"):
            decide(project, item, choice, **more)
    assert project.registry.decisions.all() == ()


@pytest.fixture
def firm(tmp_path):
    folder = tmp_path / "firm"
    folder.mkdir()
    rows = ["question,answer"]
    rows += [
        f"How long is visit number {i}?,It takes {20 + i} minutes; bring form {i}."
        for i in range(30)
    ]
    rows += ["I am Maria Lopez and my SSN is 460-89-9847.,Thank you Maria; we have noted it."]
    rows += ["When do you open?,At 8.", "When do you open?,At 9."]
    (folder / "faq.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "clients.csv").write_text(
        "Client Name,City\nMaria Lopez,Reno\nWei Chen,Reno\n", encoding="utf-8"
    )
    return folder


@pytest.mark.slow
def test_from_curate_over_review_to_curate(firm, tmp_path):
    first = json.loads(inhouse("curate", firm, "--json", cwd=tmp_path).stdout)
    assert first["to_review"] >= 1 and first["previous"] is None
    kinds = {f["check"] for f in first["automatic"]}
    assert "personal_data" in kinds
    for path in [*firm.rglob("*")]:
        if path.is_file() and path.suffix not in (".csv",) and path.name != "registry.db":
            words = path.read_bytes()
            assert b"460-89-9847" not in words or path.name.startswith("registry"), path
    keys = "1\n" + "k\n" * (first["to_review"] - 1)
    done = inhouse("review", "--project", firm, cwd=tmp_path, keys=keys)
    assert f"{first['to_review']} decided now; 0 wait" in done.stdout, done.stdout
    again = json.loads(inhouse("curate", firm, "--json", cwd=tmp_path).stdout)
    assert again["to_review"] == 0 and again["previous"] == first["dataset"]
    assert again["decided"]["only"] == 1
    assert again["after"]["n_examples"] == first["after"]["n_examples"] - 1
    assert "are deleted" in inhouse("forget", firm, cwd=tmp_path).stdout
    assert "There was no map" in inhouse("forget", firm, cwd=tmp_path).stdout
    assert (firm / "inhouse-data-card.html").is_file()


@pytest.mark.slow
def test_a_budget_keeps_a_control_and_claims_nothing(firm, tmp_path):
    done = inhouse("curate", firm, "--keep", "5", cwd=tmp_path)
    assert "random subset of the same size" in done.stdout and "not known before" in done.stdout
    card = (firm / "inhouse-data-card.md").read_text(encoding="utf-8")
    assert "| examples | " in card and "not known before a model is trained" in card


def test_check_privacy_prints_recall_with_intervals_and_what_it_cannot_find(firm, tmp_path):
    options = ("--set", "curation.recognize_names=never")
    found = json.loads(inhouse("check", firm, "--privacy", "--json", *options, cwd=tmp_path).stdout)
    assert found["recall"]["ssn"]["ci"][0] > 0.9
    assert found["recall_without_a_label"]["mrn"]["recall"] < 0.3
    assert found["recall"]["person"]["recall"] > 0.9 > found["recall"]["unknown_person"]["recall"]
    assert found["n_customers"] == 2 and len(found["cannot_find"]) >= 4
    told = inhouse("check", firm, "--privacy", *options, cwd=tmp_path).stdout
    assert "Cannot be found" in told and "460-89-9847" not in told and "Lopez" not in told
    assert not (firm / ".inhouse").exists()


def test_the_card_escapes_what_the_files_say():
    from inhouse.records import DataCard, SetFacts

    facts = SetFacts(3, 2, 1, 4.0, None, 9.0, 0)
    bad = Finding("odd", "info", (), "<script>|x|</script>", "*look*")
    card = DataCard("A & B", "now", "1", None, facts, facts, {"train": 3}, (), (bad,), {}, "", None)
    page = data_card_html(card)
    assert "<script>" not in page and "A &amp; B" in page and "not known" in page
    assert "<script>" not in data_card_markdown(card)
