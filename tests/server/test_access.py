"""Keys, scopes, limits, headers, strangers, the log, feedback, metrics: over real HTTP."""

import json
import urllib.error
import urllib.request

import pytest

from inhouse.errors import ConfigFault
from inhouse.registry import Registry
from inhouse.server import create_app
from inhouse.server.access import Policy
from inhouse.server.redaction import redacted

pytestmark = pytest.mark.usefixtures("one_thread")
BODY = {"model": "shop", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory, assistants, server_parts):
    running, services_for = server_parts
    with Registry.open(tmp_path_factory.mktemp("guarded")) as registry:
        policy = Policy(registry, requests_per_minute=600, max_body_bytes=4096)
        services = services_for(registry, assistants, request_log="redacted")
        with running(create_app(services, policy)) as url:
            yield url, registry, policy


def ask(url, body=None, **headers):
    data = json.dumps(body).encode() if body is not None else None
    sent = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, data, sent)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


def chat(url, body=BODY, **headers):
    return ask(f"{url}/v1/chat/completions", body, **headers)


def test_without_any_key_this_machine_may_ask(guarded):
    assert chat(guarded[0])[0] == 200


def test_keys_scopes_and_revocation(guarded):
    url, registry, _ = guarded
    keys = registry.serving.keys
    made, secret = keys.create("till", ("inference",))
    try:
        bearer = {"Authorization": f"Bearer {secret}"}
        assert chat(url)[0] == 401
        assert chat(url, Authorization="Bearer ih-wrong")[0] == 401
        status, _, answer = chat(url, **bearer)
        assert status == 200
        assert registry.serving.traces.get(json.loads(answer)["id"]).key == made.id
        assert ask(f"{url}/metrics", **bearer)[0] == 403
        assert ask(f"{url}/healthz")[0] == 200
    finally:
        keys.revoke(made.id)
    assert chat(url, Authorization=f"Bearer {secret}")[0] == 200  # no key left: this machine may


def test_pages_of_other_sites_and_other_names_are_refused(guarded):
    url = guarded[0]
    assert chat(url, Origin="https://evil.example.org")[0] == 403
    assert chat(url, Host="evil.example.org")[0] == 403
    assert chat(url, Origin=url)[0] == 200


def test_a_body_over_the_limit_is_refused(guarded):
    long = {**BODY, "messages": [{"role": "user", "content": "x" * 5000}]}
    status, _, answer = chat(guarded[0], long)
    assert (status, json.loads(answer)["error"]["code"]) == (413, "request_too_large")


def test_a_body_over_the_limit_that_does_not_say_so_is_refused_too(guarded):
    import http.client

    def pieces():
        yield b'{"model": "shop", "messages": [{"role": "user", "content": "'
        for _ in range(5):
            yield b"x" * 1000

    address = guarded[0].removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=60)
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    try:
        connection.request("POST", "/v1/chat/completions", pieces(), headers, encode_chunked=True)
        answer = connection.getresponse()
        error = json.loads(answer.read())["error"]
    finally:
        connection.close()
    assert (answer.status, error["code"]) == (413, "request_too_large")
    assert "4 kilobytes" in error["message"]


def test_every_response_tells_browsers_what_to_refuse(guarded):
    for status, headers, _ in (ask(f"{guarded[0]}/healthz"), chat(guarded[0], {"no": 1})):
        assert status in (200, 400)
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "server" not in {name.lower() for name in headers} or headers["server"] == "uvicorn"


def test_a_client_over_its_share_is_told_to_come_back(tmp_path):
    with Registry.open(tmp_path) as registry:
        policy = Policy(registry, requests_per_minute=3)
        for _ in range(3):
            policy.take("one")
        with pytest.raises(Exception, match="3 requests a minute"):
            policy.take("one")
        policy.take("another")


def test_a_server_others_can_reach_needs_a_key(tmp_path):
    with Registry.open(tmp_path) as registry:
        with pytest.raises(ConfigFault, match="inhouse keys create"):
            Policy(registry, host="0.0.0.0").refuse_open_door()
        registry.serving.keys.create("till", ("inference",))
        Policy(registry, host="0.0.0.0").refuse_open_door()


def test_the_redacted_log_holds_no_number_mail_or_link(guarded):
    url, registry, _ = guarded
    said = "I am jo@example.org, call 0800 555 0199, see https://example.org/me"
    asked = {**BODY, "messages": [{"role": "user", "content": said}]}
    made = json.loads(chat(url, asked)[2])
    kept = registry.serving.traces.get(made["id"]).messages[0].content
    assert kept == "I am [mail], call [number], see [link]"
    assert redacted("D1110 costs $85.50 on 3 May 2026") == "D1110 costs $85.50 on 3 May 2026"


def test_feedback_waits_in_the_queue_and_is_reviewed(guarded):
    url, registry, _ = guarded
    answer = json.loads(chat(url)[2])["id"]
    given = {"id": answer, "rating": "down", "correction": "We open at 8."}
    status, _, told = ask(f"{url}/v1/feedback", given)
    assert status == 201
    (waiting,) = registry.serving.traces.feedback("waiting")
    assert (waiting.id, waiting.correction) == (json.loads(told)["id"], "We open at 8.")
    registry.serving.traces.review(waiting.id, "accepted")
    assert registry.serving.traces.feedback("waiting") == ()
    assert ask(f"{url}/v1/feedback", {"id": "nobody", "rating": "up"})[0] == 404
    assert ask(f"{url}/v1/feedback", {"id": answer})[0] == 400


def test_metrics_count_requests_and_tokens(guarded):
    url = guarded[0]
    chat(url)
    text = ask(f"{url}/metrics")[2].decode()
    assert 'inhouse_requests_total{path="/v1/chat/completions",status="200"}' in text
    assert 'inhouse_tokens_total{direction="made",model="shop"}' in text
    ask(f"{url}/v1/nobody/knows")
    assert "nobody" not in ask(f"{url}/metrics")[2].decode()


def test_old_requests_leave_the_log(guarded):
    url, registry, _ = guarded
    chat(url)
    traces = registry.serving.traces
    assert traces.age_out(1) == 0
    assert traces.age_out(0) > 0
    assert traces.newest(5) == ()
