"""`serve.engine = "endpoint"`: a release without an adapter, answered by a model elsewhere."""

from datetime import datetime

import pytest

from chat_server import chat_server
from finishing import finish
from inhouse.contenders import Request, ask_each
from inhouse.contenders import finish as complete
from inhouse.errors import ModelUnavailable, UserFault
from inhouse.models.engines import Sampling
from inhouse.records import Message, Notice
from inhouse.steps.releases.parity import served_parity
from inhouse.steps.serve import open_services
from released_project import dataset

pytestmark = pytest.mark.usefixtures("one_thread")
ASKED = (Message("user", "What does a check-up cost?"),)


@pytest.fixture
def server():
    with chat_server() as running:
        yield running


def served(released, server, contender):
    settings = [f"serve.endpoint={server.url}", "serve.endpoint_model=big"]
    project = released(contender, settings=["serve.engine=endpoint", *settings])
    return finish(open_services(project)).assistants["shop"]


def test_the_endpoint_reads_the_prompt_that_is_compared(released, server):
    assistant = served(released, server, "retrieval")
    asked = Request(ASKED, datetime.now(), Sampling(7))
    answered = complete(assistant.contender.answer(asked))
    assert (len(answered.text.split()), answered.n_tokens, answered.finished) == (7, 7, False)
    ((body, _),) = server.asked
    prompt = assistant.contender.prepare(ASKED).messages
    assert [(m["role"], m["content"]) for m in body["messages"]] == [
        (m.role, m.content) for m in prompt
    ]
    assert body["model"] == "big"


def test_a_call_that_fails_is_unscored_and_never_a_wrong_answer(released, server):
    assistant = served(released, server, "prompted")
    server.failures = [(401, "bad key")]
    replies = []
    for _ in ask_each(
        assistant.contender, dataset().part("train")[:3], assistant.writer.engine, replies.append
    ):
        pass
    assert "HTTP 401" in replies[0].error and replies[0].text == ""
    assert all(reply.text and reply.error is None for reply in replies[1:])


def test_it_is_promoted_without_being_compared_with_pytorch(released, server):
    settings = ["serve.engine=endpoint", f"serve.endpoint={server.url}"]
    project = released("prompted", settings=settings)
    release = project.registry.serving.releases.current()
    parity = finish(served_parity(project, release, "champion"))
    assert parity.agreement is None and "another model (endpoint)" in str(parity)


def test_who_is_on_another_computer_is_named_before_anything_is_sent(released):
    settings = ["serve.engine=endpoint", "serve.endpoint=http://192.0.2.7:1/v1"]
    events = list(open_services(released("prompted", settings=settings)))
    told = [event.text for event in events if isinstance(event, Notice) and event.warning]
    assert any("sent to 192.0.2.7" in text for text in told)


def test_a_release_with_an_adapter_is_refused(released, server):
    with pytest.raises(ModelUnavailable, match="answers as the base model alone"):
        served(released, server, "fine_tuned")
    assert not server.asked


def test_a_plain_text_is_no_conversation(released, server):
    assistant = served(released, server, "prompted")
    with pytest.raises(UserFault, match="chat/completions"):
        assistant.continuation((5, 6), Sampling(7))
