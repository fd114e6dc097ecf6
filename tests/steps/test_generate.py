"""`generate`: what a model behind an address writes, checked, and asked for only once."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from inhouse.config import load
from inhouse.errors import ConfigFault, ModelUnavailable, NothingThere
from inhouse.records import Notice
from inhouse.registry import Registry
from inhouse.sources.generating import EndpointWriter
from inhouse.sources.making import ungrounded
from inhouse.steps.generate import generate, with_generated
from inhouse.steps.ingest import ingest
from inhouse.steps.project import Project
from inhouse.steps.show import show

PAGE = (
    "# Crowns\n\n## What it costs\n\nA crown costs $950 and takes 2 visits. The first visit is free"
    " for new patients, and you may pay in 3 parts.\n\n## Where we are\n\nOur rooms are at 12 Mill"
    " Street, above the bakery. You may park behind the house all day long, for nothing at all.\n"
)
PRICES = "Treatment,Price\nFilling,180\n"


class _Model(BaseHTTPRequestHandler):
    """Answers as a model would, sometimes making things up."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((asked, self.headers["Authorization"]))
        if self.server.failures:
            code = self.server.failures.pop(0)
            self.send_error(code, "not now")
            return
        text = self.server.answer(asked["messages"][-1]["content"])
        body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]})
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def answer(prompt):
    if prompt.startswith("Question:"):
        return "1. How much do you charge for Filling?\n2. What does Filling cost on 3 May?\n"
    if "A crown costs" in prompt:
        return (
            "Q: How much is a crown?\nA: A crown costs $950.\n\n"
            "Q: How long does a crown take?\nA: It takes 4 visits."
        )
    return "Q: Where can I park?\nA: You may park behind the house all day long."


@contextmanager
def served(failures=()):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Model)
    server.asked, server.failures, server.answer = [], list(failures), answer
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def firm(tmp_path):
    (tmp_path / "crowns.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "prices.csv").write_text(PRICES, encoding="utf-8")
    return tmp_path


def finish(work, events=None):
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            return end.value
        if events is not None:
            events.append(event)


def run(firm, url, *more, events=None):
    settings = (f"generate.endpoint={url}", "generate.model=big", *more)
    with Registry.open(firm) as registry:
        project = Project(firm, firm, load(firm, overrides=settings), registry)
        ingested = finish(ingest(project))
        return ingested, finish(generate(project, ingested), events)


def test_what_is_written_is_checked_and_cites_its_passage(firm):
    with served() as (_, url):
        ingested, got = run(firm, url)
    said = {e.question: e for e in got.examples}
    assert set(said) == {
        "How much is a crown?", "Where can I park?", "How much do you charge for Filling?",
    }  # fmt: skip
    texts = {d.id: d.text for d in ingested.documents}
    for example in got.examples:
        words = texts[example.document_id][slice(*example.source.span)]
        assert not ungrounded(example.answer, words)
    assert said["How much do you charge for Filling?"].answer == "Filling costs 180."
    assert got.dropped["a fact that the passage does not state"] == 1
    assert got.dropped["other facts than the question's"] >= 1
    assert got.writer == "big at 127.0.0.1"


def test_nothing_is_asked_twice_and_a_changed_page_is_asked_alone(firm):
    with served() as (server, url):
        _, first = run(firm, url)
        _, again = run(firm, url)
        assert again.examples == first.examples and len(server.asked) == first.n_asked
        before = len(server.asked)
        (firm / "crowns.md").write_text(PAGE.replace("950", "990"))
        _, changed = run(firm, url)
        asked = [a["messages"][-1]["content"] for a, _ in server.asked[before:]]
        assert len(asked) == changed.n_asked == 1 and "990" in asked[0]
        assert "How much is a crown?" not in {e.question for e in changed.examples}
        (firm / "crowns.md").unlink()
        _, gone = run(firm, url)
        assert {e.source.file for e in gone.examples} == {"prices.csv"}


def test_the_story_learns_from_what_was_written_only_when_a_model_is_set(firm):
    with served() as (_, url), Registry.open(firm) as registry:
        project = Project(firm, firm, load(firm), registry)
        ingested = finish(ingest(project))
        assert finish(with_generated(project, ingested)) is ingested
        settings = (f"generate.endpoint={url}",)
        project = Project(firm, firm, load(firm, overrides=settings), registry)
        more = finish(with_generated(project, ingested))
        assert len(more.examples) == len(ingested.examples) + 3 and more.key != ingested.key
        assert show(project, more.examples[-1].id).example == more.examples[-1]


def test_an_answer_that_was_given_before_a_failure_is_kept(firm):
    with served() as (server, url):

        def once(prompt):
            server.failures.append(401)
            return answer(prompt)

        server.answer = once
        with pytest.raises(ModelUnavailable, match="HTTP 401"):
            run(firm, url)
        server.answer, server.failures = answer, []
        _, got = run(firm, url)
        assert got.n_asked == got.n_prompts - 1


def test_a_busy_server_is_asked_again_and_a_refusal_is_a_sentence(firm, monkeypatch):
    monkeypatch.setattr("inhouse.models.engines.endpoint._WAIT_SECONDS", 0.0)
    with served(failures=[503, 429]) as (_, url):
        assert run(firm, url)[1].examples
    with served(failures=[401]) as (_, url), pytest.raises(ModelUnavailable, match="HTTP 401"):
        run(firm, url, "generate.questions=1")


def test_the_key_is_sent_and_a_strange_host_is_named(firm, monkeypatch):
    monkeypatch.setenv("SHOP_KEY", "s3cret")
    events = []
    with served() as (server, url):
        run(firm, url, "generate.api_key_variable=SHOP_KEY", events=events)
        assert {key for _, key in server.asked} == {"Bearer s3cret"}
    assert not [e for e in events if isinstance(e, Notice) and e.warning]
    assert EndpointWriter("https://models.example/v1", "m").leaves_the_machine
    assert not EndpointWriter("http://[::1]:8000/v1", "m").leaves_the_machine


@pytest.mark.parametrize("address", ["localhost:8000", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none_is_a_sentence(address):
    with pytest.raises(ConfigFault, match=r"generate\.endpoint"):
        EndpointWriter(address, "m")


def test_without_a_model_the_next_command_is_told(firm):
    with Registry.open(firm) as registry:
        project = Project(firm, firm, load(firm), registry)
        with pytest.raises(NothingThere, match=r"generate\.endpoint"):
            finish(generate(project, finish(ingest(project))))
