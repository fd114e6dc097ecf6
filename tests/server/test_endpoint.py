"""The API in front of a model elsewhere: its answers, and its failures, reach the client."""

import openai
import pytest

from chat_server import chat_server, event
from inhouse.contenders import Assistant, Index, Ingredients, Limits, build, with_writers
from inhouse.models.engines.endpoint import ChatEndpoint, EndpointSettings
from inhouse.rendering import open_renderer
from inhouse.server import create_app
from inhouse.tasks import build as build_task
from letters import Letters

ASKED = [{"role": "user", "content": "What does a check-up cost?"}]


@pytest.fixture
def elsewhere():
    with chat_server() as running:
        yield running


@pytest.fixture
def client(tiny_house, registry, server_parts, elsewhere):
    running, services_for = server_parts
    engine = ChatEndpoint(EndpointSettings(elsewhere.url, "big", parallel=2))
    renderer = open_renderer(tiny_house[0])
    own = Ingredients(build_task("answer"), "", (), Index((), Letters()), 1)
    own = with_writers(own, renderer, engine, Limits(12, 512), None)
    shop = Assistant("shop", None, build("base", own), own.writer)
    with (
        running(create_app(services_for(registry, {"shop": shop}))) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as made,
    ):
        yield made


def test_an_answer_comes_through(client, elsewhere):
    got = client.chat.completions.create(model="shop", messages=ASKED, logprobs=True)
    assert len(got.choices[0].message.content.split()) == 12
    assert got.choices[0].finish_reason == "length"
    assert [one.logprob for one in got.choices[0].logprobs.content] == [-0.5] * 12
    assert elsewhere.asked[0][0]["messages"][-1] == ASKED[0]


def test_a_failure_is_503_and_tells_nobody_of_the_address(client, elsewhere):
    elsewhere.failures = [(401, "bad key")]
    with pytest.raises(openai.APIStatusError) as fault:
        client.chat.completions.create(model="shop", messages=ASKED)
    assert fault.value.status_code == 503
    assert "bad key" not in str(fault.value) and elsewhere.url not in str(fault.value)


def test_an_answer_that_breaks_off_does_not_look_whole(client, elsewhere):
    half = {"choices": [{"delta": {"content": "It costs"}, "finish_reason": None}]}
    elsewhere.lines = lambda _: [event(half)]
    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(model="shop", messages=ASKED, stream=True))


def test_a_plain_text_and_what_it_lacks_are_refused_with_a_sentence(client):
    with pytest.raises(openai.BadRequestError, match="chat/completions"):
        client.completions.create(model="shop", prompt="It costs")
    with pytest.raises(openai.BadRequestError, match=r"llama\.cpp does"):
        client.chat.completions.create(model="shop", messages=ASKED, logit_bias={"5": 1})
