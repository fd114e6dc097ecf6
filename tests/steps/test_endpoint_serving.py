"""`serve.engine = "endpoint"`: a release without an adapter, answered by a model elsewhere."""

import pytest

from chat_server import chat_server
from finishing import finish
from inhouse.errors import ModelUnavailable, UserFault
from inhouse.models.engines import Sampling
from inhouse.records import Message, Notice
from inhouse.steps.parity import served_parity
from inhouse.steps.serve import open_services

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


def test_the_endpoint_reads_the_prompt_that_was_compared(released, server):
    assistant = served(released, server, "retrieval")
    question = assistant.read(ASKED, max_tokens=7)
    text = "".join(piece.text for piece in assistant.answer(question, Sampling(7)))
    assert len(text.split()) == 7
    ((asked, _),) = server.asked
    prompt = assistant.contender.prepare(ASKED)
    assert [(m["role"], m["content"]) for m in asked["messages"]] == [
        (m.role, m.content) for m in prompt
    ]
    assert asked["model"] == "big"


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
    question = assistant.read(ASKED, max_tokens=7)
    with pytest.raises(UserFault, match="chat/completions"):
        assistant.continuation(question, Sampling(7))
