"""Addresses, sites and the published schema: what clients try before they ask anything."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from inhouse.errors import ConfigFault
from inhouse.registry import Registry
from inhouse.server import create_app
from inhouse.server.access import Policy

pytestmark = pytest.mark.usefixtures("one_thread")
BODY = {"model": "shop", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}
SITE = "http://localhost:3000"


def send(address, path, method="GET", body=None, **headers):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        given = None if body is None else json.dumps(body)
        connection.request(method, path, given, {"Content-Type": "application/json", **named})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def error(answer):
    status, _, content = answer
    return status, json.loads(content)["error"]["message"]


@pytest.mark.parametrize(
    "path",
    ["/v1/models", "/v1/models/", "/v1/models//", "/v1//models", "//v1/models", "/v1/models/base/"],
)  # fmt: skip
def test_slashes_too_many_do_no_harm(address, path):
    status, _, content = send(address, path)
    assert status == 200 and b'"base"' in content


@pytest.mark.parametrize("path", ["/v1/chat/completions/", "/v1//chat/completions"])
def test_nor_where_something_is_asked(address, path):
    assert send(address, path, "POST", BODY)[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/v1/no-such-route", "the API has /v1/chat/completions"),
        ("GET", "/v1", "the API has /v1/chat/completions"),
        ("POST", "/v1/chat/completion", "did you mean /v1/chat/completions?"),
        ("POST", "/v1/v1/chat/completions", "/v1."), ("POST", "/chat/completions", "/v1."),
        ("POST", "/api/v1/chat/completions", "/v1."), ("POST", "/embeddings", "/v1."),
        ("POST", "/responses/", "/v1."), ("GET", "/v1/v1/models", "/v1."),
        ("DELETE", "/v1/responses/resp_1", "Nothing is at"),
    ],
)  # fmt: skip
def test_an_address_of_nobody_says_where_the_api_is(address, method, path, said):
    status, told = error(send(address, path, method, BODY if method == "POST" else None))
    assert status == 404 and said in told


def test_a_method_of_nobody_says_which_one_is_taken(address):
    assert error(send(address, "/v1/chat/completions")) == (
        405, "/v1/chat/completions takes POST, not GET.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer none"}, {"Accept": "application/json"}]
)
def test_a_program_at_the_page_of_models_is_told_where_to_ask(address, headers):
    status, told = error(send(address, "/models", **headers))
    assert status == 404 and f"{address}/v1" in told


def test_slashes_open_no_door_around_the_key(registry, server_parts, assistants):
    running, services_for = server_parts
    made, _ = registry.serving.keys.create("till", ("inference",))
    try:
        with running(create_app(services_for(registry, assistants))) as url:
            for path in ("/v1/models", "//v1/models", "/v1//models/", "///v1/models"):
                assert send(url, path)[0] == 401
    finally:
        registry.serving.keys.revoke(made.id)


@pytest.fixture(scope="module")
def shared(tmp_path_factory, assistants, server_parts):
    running, services_for = server_parts
    with Registry.open(tmp_path_factory.mktemp("shared")) as registry:
        policy = Policy(registry, allowed_origins=(SITE, "https://chat.example.com/", "null"))
        with running(create_app(services_for(registry, assistants), policy)) as url:
            yield url, registry


PREFLIGHT = {
    "Access_Control_Request_Method": "POST",
    "Access_Control_Request_Headers": "authorization,content-type,x-stainless-os",
}


@pytest.mark.parametrize(
    "origin", [SITE, "https://chat.example.com", "HTTP://localhost:3000", "null"]
)
def test_an_allowed_site_is_let_in(shared, origin):
    url, _ = shared
    path = "/v1/chat/completions"
    status, headers, _ = send(url, path, "OPTIONS", Origin=origin, **PREFLIGHT)
    assert (status, headers["Access-Control-Allow-Origin"]) == (204, origin)
    assert "x-stainless-os" in headers["Access-Control-Allow-Headers"]
    assert "POST" in headers["Access-Control-Allow-Methods"]
    status, headers, _ = send(url, path, "POST", BODY, Origin=origin)
    assert (status, headers["Access-Control-Allow-Origin"], headers["Vary"]) == (
        200,
        origin,
        "Origin",
    )
    assert "X-Inhouse-Ignored" in headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:3001", "https://localhost:3000", "http://localhost:3000.evil.org",
     "https://evil.org", "http://chat.example.com"],
)  # fmt: skip
def test_another_site_is_refused_and_the_setting_named(shared, origin):
    for method, body in (("OPTIONS", None), ("POST", BODY)):
        answer = send(shared[0], "/v1/chat/completions", method, body, Origin=origin, **PREFLIGHT)
        assert "Access-Control-Allow-Origin" not in answer[1]
        status, told = error(answer)
        assert status == 403 and f'allowed_origins = ["{origin}"]' in told


def test_what_is_no_part_of_the_api_is_shared_with_none(shared):
    for path in ("/healthz", "/models", "/metrics", "/v10/models"):
        status, headers, _ = send(shared[0], path, Origin=SITE)
        assert status == 403 and "Access-Control-Allow-Origin" not in headers


def test_a_preflight_needs_no_key_but_the_request_does_and_the_refusal_can_be_read(shared):
    url, registry = shared
    made, secret = registry.serving.keys.create("page", ("inference",))
    try:
        path = "/v1/chat/completions"
        assert send(url, path, "OPTIONS", Origin=SITE, **PREFLIGHT)[0] == 204
        status, headers, _ = send(url, path, "POST", BODY, Origin=SITE)
        assert (status, headers["Access-Control-Allow-Origin"]) == (401, SITE)
        bearer = f"Bearer {secret}"
        assert send(url, path, "POST", BODY, Origin=SITE, Authorization=bearer)[0] == 200
    finally:
        registry.serving.keys.revoke(made.id)


def test_every_site_is_let_in_only_where_a_key_is_needed(tmp_path):
    with Registry.open(tmp_path) as registry:
        policy = Policy(registry, allowed_origins=("*",))
        with pytest.raises(ConfigFault, match="inhouse keys create"):
            policy.refuse_open_door()
        registry.serving.keys.create("page", ("inference",))
        policy.refuse_open_door()
        assert policy.shared_with({"origin": "https://any.example.org"}, "/v1/models")


@pytest.mark.parametrize("wrong", ["localhost:3000", "chat.example.com", "http://x/app", "http://"])
def test_a_site_that_no_browser_names_so_is_refused(tmp_path, wrong):
    with (
        Registry.open(tmp_path) as registry,
        pytest.raises(ConfigFault, match="as a browser names them"),
    ):
        Policy(registry, allowed_origins=(wrong,)).refuse_open_door()


def test_the_published_schema_has_the_errors_there_are(address):
    published = json.loads(send(address, "/openapi.json")[2])
    for path, ways in published["paths"].items():
        for way in ways.values():
            assert "422" not in way["responses"]
            assert path.startswith("/v1") == ("400" in way["responses"])
    assert "HTTPValidationError" not in published["components"]["schemas"]
    assert json.loads(send(address, "/openapi.json")[2]) == published


def test_the_published_schema_has_what_is_taken_without_effect(address):
    schemas = json.loads(send(address, "/openapi.json")[2])["components"]["schemas"]
    chat = schemas["ChatRequest"]["properties"]
    assert {"store", "tools", "top_k", "messages"} <= set(chat)
    assert chat["temperature"]["anyOf"][-1] == {"type": "null"}
    needs = [one["required"] for one in schemas["FeedbackRequest"]["anyOf"]]
    assert needs == [["rating"], ["correction"], ["comment"]]


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/feedback", "/v1/embeddings"])
def test_no_body_is_said_to_be_missing(address, path):
    status, told = error(send(address, path, "POST"))
    assert (status, told) == (400, "The request should have a body in JSON.")
