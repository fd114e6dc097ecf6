"""The endpoint: what it sends, whom it asks again, and what becomes of a call that fails."""

import json
import time
from types import SimpleNamespace

import pytest

from chat_server import chat_server, event, streamed
from inhouse.errors import BrokenInvariant, ConfigFault, ModelUnavailable
from inhouse.models.engines import BASE, Sampling, endpoint
from inhouse.models.engines.asking import answer_each
from inhouse.models.engines.endpoint import ChatEndpoint, EndpointSettings, open_endpoint
from inhouse.models.engines.opening import EngineSettings, Weights
from inhouse.records import Message

ASKED = (Message("system", "Be brief."), Message("user", "Are you open?"))


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    waits = []
    monkeypatch.setattr(endpoint, "time", SimpleNamespace(sleep=waits.append))
    return waits


@pytest.fixture
def server():
    with chat_server() as running:
        yield running


def engine(server, **options):
    return ChatEndpoint(EndpointSettings(server.url, "big", **options))


def told(one, sampling=None):
    return list(one.chat(ASKED, sampling or Sampling(5), variant=BASE))


def test_messages_model_and_key_are_sent(server):
    told(engine(server, api_key="s3cret"), Sampling(5, temperature=0.7, seed=3))
    ((asked, key),) = server.asked
    assert key == "Bearer s3cret"
    assert asked["messages"][0] == {"role": "system", "content": "Be brief."}
    assert (asked["model"], asked["temperature"], asked["seed"]) == ("big", 0.7, 3)
    assert "logit_bias" not in asked and "logprobs" not in asked


def test_the_key_is_read_from_the_variable_that_is_named(server, monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP_KEY", "s3cret")
    settings = EngineSettings("endpoint", "f16", 2, 512, server.url, "big", "SHOP_KEY")
    told(open_endpoint(Weights(tmp_path, {}, tmp_path, frozenset()), settings))
    assert server.asked[0][1] == "Bearer s3cret"


@pytest.mark.parametrize("code", [408, 429, 500, 503])
def test_who_is_busy_is_asked_again_later_each_time(server, no_waiting, code):
    server.failures = [(code, "later")] * 3
    assert told(engine(server))[-1].finish_reason == "length"
    assert no_waiting == sorted(set(no_waiting)) and len(no_waiting) == 3


def test_a_server_that_says_how_long_is_waited_for_as_long(server, no_waiting):
    server.failures = [(429, "later", ("Retry-After", "7"))]
    told(engine(server))
    assert no_waiting == [7.0]


@pytest.mark.parametrize("code", [401, 403, 404, 413])
def test_a_refusal_is_not_asked_again_and_is_a_sentence_without_the_key(server, code):
    server.failures = [(code, "no such thing")]
    with pytest.raises(ModelUnavailable, match=f"HTTP {code} no such thing") as fault:
        told(engine(server, api_key="s3cret"))
    assert len(server.asked) == 1 and "s3cret" not in str(fault.value)


def test_who_stays_busy_is_given_up(server):
    server.failures = [(503, "later")] * 4
    with pytest.raises(ModelUnavailable, match="HTTP 503"):
        told(engine(server))
    assert len(server.asked) == 4


@pytest.mark.parametrize("word", ["stream_options", "max_completion_tokens"])
def test_a_word_that_a_server_refuses_is_said_otherwise_from_then_on(server, word):
    server.failures = [(400, f"Unsupported parameter; use {word}?")]
    one = engine(server)
    assert told(one)[-1].finish_reason == told(one)[-1].finish_reason == "length"
    bodies = [body for body, _ in server.asked]
    assert len(bodies) == 3
    gone = word if word == "stream_options" else "max_tokens"
    assert [gone in body for body in bodies] == [True, False, False]


def test_a_server_that_cannot_stream_is_understood(server):
    whole = {"choices": [{"message": {"content": "Yes."}}], "usage": {"completion_tokens": 3}}
    server.lines = lambda _: [json.dumps(whole, indent=1).encode()]
    pieces = told(engine(server))
    assert [piece.text for piece in pieces] == ["Yes.", ""]
    assert sum(piece.n_tokens for piece in pieces) == 3
    assert pieces[-1].finish_reason == "stop"


def chunk(text, reason=None):
    return event({"choices": [{"delta": {"content": text}, "finish_reason": reason}]})


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([chunk("We are op")], "broke off"),
        ([chunk("We are op"), b"data: {\n\n"], "broke off"),
        ([chunk("x"), event({"error": {"message": "overloaded"}})], "overloaded"),
        ([chunk("x", "content_filter")], "content_filter"),
        ([b"<html>hello</html>"], "broke off"),
        ([b'{"detail": "hi"}'], "usually ends in /v1"),
        ([b""], "broke off"),
        ([event({"choices": [7]})], "usually ends in /v1"),
    ],
)
def test_half_an_answer_is_none(server, lines, why):
    server.lines = lambda _: lines
    with pytest.raises(ModelUnavailable, match=why):
        told(engine(server))


def test_a_silent_server_is_given_up_after_its_time(server):
    def silent(asked):
        yield chunk("We")
        time.sleep(1)

    server.lines = silent
    with pytest.raises(ModelUnavailable, match="broke off"):
        told(engine(server, timeout_seconds=0.2))


def test_a_server_that_is_not_there_is_a_sentence():
    with chat_server() as gone:
        url = gone.url
    with pytest.raises(ModelUnavailable, match=r"serve\.endpoint"):
        told(ChatEndpoint(EndpointSettings(url, "big")))


def test_a_failed_call_is_unscored_and_the_others_are_answered(server):
    def lines(asked):
        if "2" in asked["messages"][-1]["content"]:
            return [chunk("hal")]
        return streamed(asked)

    server.lines = lines
    prompts = [(Message("user", f"Question {n}"),) for n in range(5)]
    found = {
        a.index: a for a in answer_each(engine(server, parallel=3), prompts, Sampling(4), BASE)
    }
    assert [bool(found[n].failure) for n in range(5)] == [False, False, True, False, False]
    assert (found[2].text, found[2].logprobs, found[2].seconds) == ("", None, None)
    assert found[1].text and found[1].seconds > 0


def test_a_wrong_key_is_told_after_a_few_calls_and_not_after_all(server):
    server.failures = [(401, "bad key")] * 100
    prompts = [(Message("user", f"Question {n}"),) for n in range(100)]
    with pytest.raises(ModelUnavailable, match="bad key"):
        list(answer_each(engine(server, parallel=2), prompts, Sampling(4), BASE))
    assert len(server.asked) <= 12


def test_a_server_notices_that_nobody_waits_any_more(server):
    going = engine(server).chat(ASKED, Sampling(10**6), variant=BASE)
    next(going)
    going.close()
    until = time.monotonic() + 10
    while server.now and time.monotonic() < until:
        time.sleep(0.01)
    assert (server.left, server.now) == (1, 0)


def test_as_many_as_are_allowed_are_asked_at_once(server):
    def slow(asked):
        time.sleep(0.1)
        return streamed(asked)

    server.lines = slow
    prompts = [(Message("user", f"Question {n}"),) for n in range(9)]
    assert len(list(answer_each(engine(server, parallel=3), prompts, Sampling(2), BASE))) == 9
    assert server.most == 3


def test_token_ids_are_refused(server):
    with pytest.raises(BrokenInvariant, match="messages"):
        engine(server).generate((1, 2), Sampling(4), variant=BASE)


@pytest.mark.parametrize("address", ["none", "localhost:8000", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none_is_a_sentence(address):
    with pytest.raises(ConfigFault, match=r"serve\.endpoint"):
        ChatEndpoint(EndpointSettings(address, "m"))


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://models.example/v1", "models.example"),
        ("http://192.168.1.9:8000/v1", "192.168.1.9"),
        ("http://localhost:8000/v1", ""),
        ("http://[::1]:8000/v1", ""),
        ("http://localhost.example/v1", "localhost.example"),
    ],
)
def test_it_says_to_whom_questions_are_sent(address, host):
    assert ChatEndpoint(EndpointSettings(address, "m")).facts.sends_to == host
