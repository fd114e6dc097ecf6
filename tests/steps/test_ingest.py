"""Ingest again: what did not change is not opened, what changed is told in plain words."""

import os
import time

import pytest

from finishing import finish
from inhouse.config import load
from inhouse.errors import NothingThere
from inhouse.records import Notice
from inhouse.registry import Registry
from inhouse.sources import reading
from inhouse.steps.check import check
from inhouse.steps.fingerprints import rules_of
from inhouse.steps.ingest import ingest
from inhouse.steps.project import Project
from inhouse.steps.show import show

PRICES = "Treatment,Price\nCrown,950\nFilling,180\n"
FAQ = "## What is a crown?\n\nA cap, for $950.\n\n## Is a filling dear?\n\nNo, $180.\n"


@pytest.fixture
def firm(tmp_path):
    write(tmp_path, "prices.csv", PRICES)
    write(tmp_path, "faq.md", FAQ)
    return tmp_path


def write(folder, name, text, age_seconds=60):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    then = time.time() - age_seconds
    os.utime(path, (then, then))


@pytest.fixture
def run(firm):
    def again(**settings):
        overrides = [f"{key.replace('__', '.')}={value}" for key, value in settings.items()]
        with Registry.open(firm) as registry:
            project = Project(firm, firm, load(firm, overrides=overrides), registry)
            work, events = ingest(project), []
            while True:
                try:
                    events.append(next(work))
                except StopIteration as end:
                    return end.value, events

    return again


def answers(ingested):
    return {e.question: e.answer for e in ingested.examples}


def test_an_unchanged_folder_is_not_opened(run, firm, monkeypatch):
    first, _ = run()
    monkeypatch.setattr("inhouse.steps.fingerprints._sha256", refuse)
    monkeypatch.setattr("inhouse.sources.reading._shelved", refuse)
    second, _ = run()
    assert (second.examples, second.files) == (first.examples, first.files)
    assert second.changes == ()


def refuse(*_arguments, **_options):
    raise AssertionError("a file was opened")


def test_a_changed_file_is_read_alone(run, firm, monkeypatch):
    run()
    write(firm, "prices.csv", PRICES.replace("950", "990"), 50)
    opened = []
    true = reading._shelved
    monkeypatch.setattr(reading, "_shelved", lambda *a: opened.append(a[0].relative) or true(*a))
    got, _ = run()
    assert opened == ["prices.csv"]
    assert answers(got)["What does Crown cost?"] == "Crown costs 990."
    assert answers(got)["What is a crown?"] == "A cap, for $950."


def test_a_price_that_changed_is_told_and_makes_other_answers_stale(run, firm):
    run()
    write(firm, "prices.csv", PRICES.replace("950", '"1,050"'), 50)
    got, events = run()
    (change,) = got.changes
    assert (change.file, change.n_updated, change.n_added, change.n_retired) == (
        "prices.csv", 1, 0, 0,
    )  # fmt: skip
    assert change.sentences == ("in the answer to 'What does Crown cost?', 950 became 1,050",)
    by_id = {e.id: e.question for e in got.examples}
    (stale,) = change.stale
    assert by_id[stale.example] == "What is a crown?"
    told = [e.text for e in events if isinstance(e, Notice) and e.warning]
    assert told[0] == "By that, 1 answer is stale:"
    assert told[1].startswith(
        "faq.md, row 1: the answer to 'What is a crown?' says $950, which prices.csv now gives as"
        " 1,050. See it: inhouse show "
    )


def test_a_stale_answer_is_told_until_it_is_changed_or_the_fact_comes_back(run, firm):
    run()
    write(firm, "prices.csv", PRICES.replace("950", '"1,050"'), 50)
    run()
    again, _ = run()
    assert again.changes == ()
    assert [(s.old, s.new, s.by) for s in again.stale] == [("$950", "1,050", "prices.csv")]
    write(firm, "prices.csv", PRICES.replace("950", '"1,100"'), 40)
    assert [(s.old, s.new) for s in run()[0].stale] == [("$950", "1,100")]
    write(firm, "faq.md", FAQ.replace("$950", "$1,100"), 30)
    assert run()[0].stale == ()


def test_a_price_that_comes_back_makes_nothing_stale(run, firm):
    run()
    write(firm, "prices.csv", PRICES.replace("950", '"1,050"'), 50)
    assert len(run()[0].stale) == 1
    write(firm, "prices.csv", PRICES, 40)
    assert run()[0].stale == ()


def test_an_answer_that_gained_a_fact_or_lost_one_is_told(run, firm):
    run()
    write(firm, "faq.md", FAQ.replace("No, $180.", "No."), 50)
    assert run()[0].changes[0].sentences == ("in the answer to 'Is a filling dear?', $180 is gone",)
    write(firm, "faq.md", FAQ.replace("No, $180.", "No, it takes 40 minutes."), 40)
    (told,) = run()[0].changes[0].sentences
    assert told == "the answer to 'Is a filling dear?' now also says 40 minutes"


def test_a_question_asked_twice_is_two_examples(run, firm):
    rows = "question,answer\nWhen?,At 8.\nWhen?,At 9.\n"
    write(firm, "twice.csv", rows)
    run()
    write(firm, "twice.csv", rows.replace("9", "10"), 50)
    (change,) = run()[0].changes
    assert (change.n_updated, change.n_added, change.n_retired) == (1, 0, 0)


def test_a_removed_file_retires_its_examples_and_a_restored_one_brings_them_back(run, firm):
    first, _ = run()
    (firm / "prices.csv").unlink()
    got, _ = run()
    assert set(answers(got)) == {"What is a crown?", "Is a filling dear?"}
    assert [(c.what, c.n_retired) for c in got.changes] == [("removed", 2)]
    write(firm, "prices.csv", PRICES, 50)
    back, _ = run()
    assert back.examples == first.examples
    assert [(c.what, c.n_added) for c in back.changes] == [("new", 2)]


def test_a_change_within_the_clocks_tick_and_of_the_same_size_is_seen(run, firm):
    write(firm, "prices.csv", PRICES, 0)
    stamp = (firm / "prices.csv").stat().st_mtime_ns
    run()
    write(firm, "prices.csv", PRICES.replace("950", "990"))
    os.utime(firm / "prices.csv", ns=(stamp, stamp))
    assert answers(run()[0])["What does Crown cost?"] == "Crown costs 990."


def test_the_same_name_in_two_folders_is_two_files(run, firm):
    for place in ("a", "b"):
        (firm / place).mkdir()
    write(firm / "a", "x.csv", "Item,Price\nHat,5\nCap,6\n")
    write(firm / "b", "x.csv", "Item,Price\nRug,7\nMat,8\n")
    run()
    (firm / "a" / "x.csv").rename(firm / "c.csv")
    got, _ = run()
    assert {(c.file, c.what) for c in got.changes} == {("a/x.csv", "removed"), ("c.csv", "new")}
    assert answers(got)["What does Rug cost?"] == "Rug costs 7."


def test_other_settings_and_wordings_make_the_examples_again(run, firm):
    run()
    assert len(run(ingest__makers='["table_rows"]')[0].examples) == 2
    write(firm, "inhouse-templates.toml", 'article = "About {title}?"')
    (firm / "inhouse-templates.toml").write_text(
        '[[table]]\ncolumns = ["price"]\nquestion = "{name}: price?"\nanswer = "{value}"\n'
    )
    got, _ = run()
    assert "Crown: price?" in answers(got)
    assert got.changes == ()


def test_an_example_is_shown_beside_its_words_and_a_wrong_id_is_a_sentence(run, firm):
    got, _ = run()
    with Registry.open(firm) as registry:
        project = Project(firm, firm, load(firm), registry)
        example = next(e for e in got.examples if e.question == "What is a crown?")
        shown = show(project, example.id[:9])
        assert shown.example == example
        assert shown.words == "## What is a crown?\n\nA cap, for $950.\n\n"
        with pytest.raises(NothingThere, match="None of the 4 examples"):
            show(project, "zzz")


def test_check_finds_what_became_stale_before_and_since_the_last_ingest(run, firm):
    def stale():
        with Registry.open(firm) as registry:
            project = Project(firm, firm, load(firm), registry)
            found = finish(check(firm, project.config, rules_of(project), project=project)).findings
        return [c.evidence for f in found if f.check == "stale_answers" for c in f.cases]

    run()
    assert stale() == []
    write(firm, "prices.csv", PRICES.replace("950", '"1,050"'), 50)
    (told,) = stale()
    assert "says $950, which prices.csv now gives as 1,050" in told
    run()
    assert stale() == [told]
    write(firm, "faq.md", FAQ.replace("$950", "$1,050"), 30)
    assert stale() == []
