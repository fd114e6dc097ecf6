"""An exam put to what is served: through the engine that serves it, as it was frozen."""

import json
from dataclasses import replace

import pytest

from inhouse.contenders import ask_requests
from inhouse.records import Chunk, content_id
from inhouse.registry import to_json
from inhouse.steps.exams.exam import add_exam, ask_exam
from letters import Letters

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(autouse=True)
def opened(monkeypatch, tiny_model):
    def given(value):
        def work(*_):
            return value
            yield

        return work

    monkeypatch.setattr("inhouse.steps.exams.entrants.embedder_for", given(Letters()))
    monkeypatch.setattr("inhouse.steps.exams.entrants.fetch", given(tiny_model))
    monkeypatch.setattr("inhouse.steps.workbench.Workbench.embedder", given(Letters()))
    monkeypatch.setattr("inhouse.steps.workbench.fetch", given(tiny_model))


def finish(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def rows(*questions):
    for i, turns in enumerate(questions, start=1):
        roles = ["user", "assistant"] * 3
        yield {
            "id": f"q-{i}",
            "kind": "follow_up" if len(turns) > 1 else "time",
            "messages": [
                {"role": role, "content": text} for role, text in zip(roles, turns, strict=False)
            ],
            "now": "2026-07-03T16:40:00",
            "expected": "answer",
            "answer": "We open at 8:00 am.",
            "places": [{"file": "prices.md", "place": "line 1"}],
        }


def stored(project, *questions):
    path = project.folder.parent / "hours.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows(*questions)))
    (project.folder / "prices.md").write_text("# Prices\n\nA check-up costs $85.50.\n")
    return add_exam(project, path)[0]


def test_what_is_served_answers_with_the_conversation_and_the_clock(released, monkeypatch):
    project = released("fine_tuned_with_retrieval")
    exam = stored(project, ["Open now?"], ["What is it?", "It is $85.50.", "And for kids?"])
    asked = []

    def noting(contender, requests, engine, keep):
        asked.extend(
            requests.values() if contender.spec.name == "fine_tuned_with_retrieval" else ()
        )
        return (yield from ask_requests(contender, requests, engine, keep))

    monkeypatch.setattr("inhouse.steps.exams.answers.ask_requests", noting)
    result = finish(ask_exam(project))
    served = result.contenders[0]
    assert (served.name, served.is_floor, result.exam) == ("release", False, exam)
    assert [len(request.messages) for request in asked] == [1, 3]
    assert {request.now.isoformat() for request in asked} == {"2026-07-03T16:40:00"}
    assert all(marked.reply.n_tokens for marked in served.answers)
    assert list(served.sources.values()) == ["prices.md"]
    assert [one.is_floor for one in result.contenders[1:]] == [True] * 4


def test_what_the_release_knew_before_the_exam_was_stored_is_told(released):
    project = released("fine_tuned_with_retrieval")
    releases = project.registry.serving.releases
    champion = releases.current()
    recipe = releases.recipe(champion)
    chunk = Chunk("k1", "doc1", "We open at 8:00 am.", 0, 5, "Open now?")
    recipe = replace(recipe, chunks=(*recipe.chunks, chunk))
    made = replace(champion, id=content_id(to_json(recipe)), recipe=releases.put_recipe(recipe))
    releases.save(made)
    releases.promote(made.id, channel="champion", reason="test")
    stored(project, ["open now"], ["Where?"])
    assert finish(ask_exam(project)).contenders[0].n_known == 1
