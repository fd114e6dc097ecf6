"""Chat, feedback, comparing, voting, models: over a tiny model and a comparison made by hand."""

import json
import time

import pytest

from inhouse.server import create_app, following
from made_by_hand import release

pytestmark = pytest.mark.usefixtures("one_thread")


def ask(studio, **asked):
    studio.client.get("/chat")
    headers = {"X-CSRF-Token": studio.client.cookies["inhouse_csrf"],
               "Accept": "text/event-stream"}  # fmt: skip
    return studio.client.post("/chat/answer", json=asked, headers=headers)


def events(response):
    return [json.loads(part.removeprefix("data: ")) for part in response.text.split("\n\n") if part]


HI = [{"role": "user", "content": "When are walk-ins welcome?"}]


def test_as_long_as_nobody_answers_the_chat_says_what_is_missing(studio, words):
    assert "nothing was promoted" in words(studio.client.get("/chat"))
    response = ask(studio, model="shop", messages=HI)
    assert response.status_code == 503
    assert "inhouse promote" in response.json()["error"]["message"]


def test_an_answer_streams_with_its_sources_and_is_logged(talking):
    response = ask(talking, model="shop@challenger", messages=HI)
    told = events(response)
    text = "".join(one.get("text", "") for one in told)
    (part,) = [one["html"] for one in told if "html" in one]
    (trace,) = talking.registry.serving.traces.newest(5)
    assert trace.answer == text and trace.id in part
    assert "Walk-ins are welcome on Saturday" in part


def test_a_correction_waits_for_its_answer_to_become_an_example(talking, words):
    ask(talking, model="base", messages=HI)
    (trace,) = talking.registry.serving.traces.newest(5)
    right = "On Saturday from 9:30."
    response = talking.client.do("/chat/feedback", id=trace.id, rating="down", correction=right)
    assert "waits to become an example" in words(response)
    (kept,) = talking.registry.serving.traces.feedback("waiting")
    assert (kept.answer, kept.rating, kept.correction) == (trace.id, "down", right)
    assert "the base model" in words(talking.client.get(f"/answers/{trace.id}"))


@pytest.mark.parametrize("sent", [{}, {"rating": "sideways"}, {"rating": "up", "id": "nobody"}])
def test_feedback_that_says_nothing_is_refused(talking, sent):
    assert talking.client.do("/chat/feedback", **{"id": "x", **sent}).status_code in (400, 404)
    assert talking.registry.serving.traces.feedback() == ()


def test_a_promotion_is_served_without_a_restart(studio, assistants, monkeypatch):
    monkeypatch.setattr(following, "_LOOK_SECONDS", 0.02)
    kind = type(studio.services)
    after = kind(studio.registry, assistants, None, "", desk=studio.desk)
    before = kind(studio.registry, {}, None, "", desk=studio.desk, reopen=lambda: after)
    release(studio)
    with type(studio.client)(create_app(before)) as client:
        deadline = time.monotonic() + 30
        while client.get("/healthz").json()["model"] is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert "<option>shop</option>" in client.get("/chat").text


def test_the_verdict_is_shown_with_its_picture_and_the_answers(compared, words):
    response = compared.client.get("/compare")
    shown = words(response)
    assert "Yes, fine-tuning was worth it." in shown and "It is &lt;better&gt;." in shown
    assert "Fine-tuned 0.40 0.30 to 0.50" in shown
    assert response.text.count("<circle") == 2 and "Question e1?" in shown


def test_a_vote_is_blind_and_counts_for_whose_answer_it_was(compared, words):
    page = compared.client.get("/compare/vote").text
    assert "Fine-tuned" not in page and "<i>" not in page
    left = page.index("fine_tuned says") < page.index("prompted says")
    assert compared.client.do("/compare/vote", example="e1", choice="left").status_code == 303
    compared.client.do("/compare/vote", example="e1", choice="right")  # once is enough
    compared.client.do("/compare/vote", example="e2", choice="both")  # no such choice
    (vote,) = compared.registry.studio.votes.of("c1")
    assert vote.preferred == ("fine_tuned" if left else "prompted")
    assert "1 vote" in words(compared.client.get("/compare"))


def test_the_releases_are_shown_with_what_they_came_from(compared, words, monkeypatch):
    release(compared)
    monkeypatch.setattr("inhouse.steps.evidence.examples_of", lambda registry, dataset: {})
    shown = words(compared.client.get("/models"))
    assert "Best prompt answers, release rel1" in shown and "It is being opened" in shown
    assert "Dataset d1" in words(compared.client.get("/models/rel1"))
    assert compared.client.get("/models/nobody").status_code == 400


def test_only_what_was_compared_or_released_is_promoted_or_served_again(compared):
    for path, sent in (
        ("/models/promote", {"contender": "--force"}),
        ("/models/rollback", {"release": "--help"}),
        ("/models/export", {"form": "exe"}),
    ):
        assert compared.client.do(path, **sent).status_code == 400
    assert compared.registry.studio.jobs.newest(1) == ()


def test_the_last_run_is_drawn(compared, words):
    release(compared)
    assert "polyline" in compared.client.get("/train").text
