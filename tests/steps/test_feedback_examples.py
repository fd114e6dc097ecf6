"""From a thumb in the log to an example of the next dataset, through the review queue."""

import csv
import dataclasses
import time

import pytest

from chat_families import family
from finishing import finish
from inhouse.config import load
from inhouse.errors import UserFault
from inhouse.records import Feedback, Message, Trace
from inhouse.registry import Registry
from inhouse.rendering import Renderer
from inhouse.steps.curate import curate
from inhouse.steps.feedback import summary
from inhouse.steps.project import Project
from inhouse.steps.review import choices, decide, undo, waiting
from inhouse.steps.run import gathered
from inhouse.steps.show import show

ASKED = (Message("user", "Can my dog come along?"),)
RIGHT = "Dogs wait outside, there is shade and water."


class Bench:
    """The tokenizer alone."""

    context_length = 2000

    def renderer(self):
        return Renderer(family("smollm2"))
        yield


@pytest.fixture
def project(tmp_path):
    files = tmp_path / "shop"
    files.mkdir()
    things = ["braces", "crowns", "fillings", "whitening", "implants", "veneers", "bridges"]
    days = ["Monday", "Tuesday", "Wednesday", "Friday"]
    with (files / "faq.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["question", "answer"])
        for i, (day, thing) in enumerate((d, t) for d in days for t in things):
            rows.writerow([f"Do you do {thing} on {day}?", f"Yes, {thing} cost ${100 + i} then."])
    with Registry.open(files) as registry:
        yield Project(files, files, load(files), registry)


def answered(project, answer="chatcmpl-1", *, correction=RIGHT, rating="down", asked=ASKED):
    traces = project.registry.serving.traces
    if traces.get(answer) is None:
        traces.add(
            Trace(answer, "2026-11-25T09:00:00+00:00", "shop", "r1", None, asked,
                  "Dogs are welcome.", (), 9, 4, 0.5, 0.1, "stop")
        )  # fmt: skip
    n = len(traces.feedback())
    at = f"2026-11-25T10:00:{n:02}+00:00"
    traces.add_feedback(Feedback(f"fb-{n}", answer, at, None, rating, correction, None))


def from_feedback(project):
    queue = finish(waiting(project, Bench()))
    return [item for item in queue.waiting if item.finding.check == "feedback"]


def dataset(project):
    return finish(curate(project, finish(gathered(project)), Bench())).dataset


def taught(project):
    return [e for e in dataset(project).examples if e.source.file == "request log"]


def states(project):
    return [one.state for one in project.registry.serving.traces.feedback()]


def test_a_correction_waits_is_taken_and_is_learned_at_the_next_run(project):
    before = dataset(project)
    answered(project)
    assert dataset(project).id == before.id
    (item,) = from_feedback(project)
    assert choices(item) == ("accept", "drop", "write")
    decide(project, item, "accept")
    (made,) = taught(project)
    shown = show(project, made.id)
    assert shown.title == "feedback on answer chatcmpl-1" and "Dogs are welcome." in shown.words
    assert (made.question, made.answer) == (ASKED[0].content, RIGHT)
    assert made.labels["answer"] == "chatcmpl-1"
    assert from_feedback(project) == [] and states(project) == ["accepted"]


def test_a_taken_example_outlives_the_log(project):
    answered(project)
    (item,) = from_feedback(project)
    decide(project, item, "accept")
    time.sleep(0.01)
    project.registry.serving.traces.age_out(0)
    assert [e.answer for e in taught(project)] == [RIGHT]
    assert sum(summary(project).unusable.values()) == 1


def test_undo_puts_the_case_back_and_the_example_out(project):
    answered(project)
    (item,) = from_feedback(project)
    decide(project, item, "write", example=item.examples[0].id, answer="Ask first.")
    assert [e.answer for e in taught(project)] == ["Ask first."]
    undo(project)
    assert taught(project) == [] and states(project) == ["waiting"]
    assert len(from_feedback(project)) == 1


def test_what_is_left_out_never_becomes_an_example(project):
    answered(project)
    (item,) = from_feedback(project)
    decide(project, item, "drop")
    assert taught(project) == [] and from_feedback(project) == []
    assert states(project) == ["rejected"]


def test_a_later_correction_asks_again_and_replaces_the_earlier_example(project):
    answered(project)
    (item,) = from_feedback(project)
    decide(project, item, "accept")
    answered(project, correction="Small dogs may come in.", rating=None)
    (item,) = from_feedback(project)
    decide(project, item, "accept")
    assert [e.answer for e in taught(project)] == ["Small dogs may come in."]


def test_a_thumb_down_alone_cannot_be_accepted_as_it_is(project):
    answered(project, correction=None)
    (item,) = from_feedback(project)
    assert choices(item) == ("drop", "write")
    with pytest.raises(UserFault, match="decided by one of"):
        decide(project, item, "accept")


def test_the_summary_counts_what_was_said_and_what_became_of_it(project):
    answered(project)
    answered(project, "chatcmpl-2", rating="up", correction=None)
    silent = tuple(dataclasses.replace(m, content="") for m in ASKED)
    answered(project, "chatcmpl-3", asked=silent)
    decide(project, from_feedback(project)[0], "accept")
    found = summary(project)
    assert dict(found.said) == {"up": 1, "down": 2, "correction": 2, "comment": 0}
    assert (found.n_answers, found.n_examples) == (3, 1)
