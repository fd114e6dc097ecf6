"""Who sees the pages: password, sessions, forms of other sites, headers, the audit log."""

import pytest

PAGES = ("/files", "/data", "/train", "/compare", "/chat", "/models", "/settings", "/jobs")
POSTS = (
    "/files", "/files/delete", "/files/read", "/data/review", "/data/undo", "/train",
    "/compare/vote", "/chat/answer", "/chat/feedback", "/models/promote", "/models/rollback",
    "/models/export", "/settings", "/settings/password", "/jobs/x/stop", "/jobs/x/resume",
    "/login", "/logout",
)  # fmt: skip
SECRET = "correct horse battery"


def audit(studio):
    return [(entry.actor, entry.what) for entry in studio.registry.audit_log()]


@pytest.mark.parametrize("path", PAGES)
def test_without_a_password_the_pages_are_open_here_and_say_so(studio, words, path):
    response = studio.client.get(path)
    assert response.status_code == 200
    assert ("Set a password" in response.text) == (path != "/settings")
    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_what_the_policy_forbids(studio, path):
    text = studio.client.get(path).text
    assert "style=" not in text and "onclick" not in text and "<style" not in text
    assert text.count("<script") == text.count('<script src="/static/')


@pytest.mark.parametrize("path", POSTS)
def test_a_form_that_is_not_ours_is_refused(studio, path):
    assert studio.client.post(path, data={"csrf": "guessed"}).status_code == 403
    studio.client.get("/files")
    assert studio.client.post(path, data={}).status_code == 403
    assert studio.client.post(path, headers={"X-CSRF-Token": "guessed"}).status_code == 403


def test_every_route_but_signing_in_is_behind_the_gate(studio):
    studio.registry.studio.accounts.set_password(SECRET)
    for path in (*PAGES, "/data/review", "/compare/vote", "/compare/report", "/answers/x",
                 "/models/x", "/jobs/x"):  # fmt: skip
        response = studio.client.get(path)
        assert (response.status_code, response.headers["location"]) == (303, "/login"), path
    for path in set(POSTS) - {"/login", "/logout"}:
        response = studio.client.do(path)
        assert (response.status_code, response.headers["location"]) == (303, "/login"), path


def test_signing_in_and_out(studio):
    studio.registry.studio.accounts.set_password(SECRET)
    assert studio.client.do("/login", password="wrong").status_code == 403
    response = studio.client.do("/login", password=SECRET)
    assert (response.status_code, response.headers["location"]) == (303, "/files")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert studio.client.get("/files").status_code == 200
    studio.client.do("/logout")
    assert studio.client.get("/files").status_code == 303
    assert ("owner at testclient", "signed in") in audit(studio)


def test_over_https_the_cookies_are_for_https_only(studio):
    response = studio.client.get("https://127.0.0.1:8000/login")
    assert "secure" in response.headers["set-cookie"].lower()


def test_after_five_wrong_passwords_even_the_right_one_waits(studio, words):
    studio.registry.studio.accounts.set_password(SECRET)
    for _ in range(5):
        assert studio.client.do("/login", password="wrong").status_code == 403
    response = studio.client.do("/login", password=SECRET)
    assert response.status_code == 429
    assert "Try again in" in words(response)


def test_setting_a_password_on_the_page_signs_in(studio):
    response = studio.client.do("/settings/password", new=SECRET, again=SECRET)
    assert response.status_code == 303
    assert studio.client.get("/files").status_code == 200
    studio.client.cookies.clear()
    assert studio.client.get("/files").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", "another long one", "another long one"), (SECRET, "short", "short"),
     (SECRET, "another long one", "another longer one")],
)  # fmt: skip
def test_a_password_is_not_changed_by_mistake_or_by_strangers(studio, old, new, again):
    studio.client.do("/settings/password", new=SECRET, again=SECRET)
    assert studio.client.do("/settings/password", old=old, new=new, again=again).status_code == 400
    assert studio.registry.studio.accounts.is_password(SECRET)


def test_where_others_can_reach_the_server_nothing_is_shown_without_a_password(studio, words):
    client = studio.open_to("0.0.0.0")
    assert client.get("/files").headers["location"] == "/login"
    response = client.get("/login")
    assert "inhouse password" in words(response) and "<form" not in response.text
    assert client.do("/settings/password", new=SECRET, again=SECRET).status_code == 303
    assert not studio.registry.studio.accounts.has_password()


@pytest.mark.parametrize("name", ["studio.css", "studio.js", "htmx.min.js"])
def test_static_files_are_a_fixed_list(studio, name):
    assert studio.client.get(f"/static/{name}").status_code == 200
    for other in ("../pages.py", "..%2f..%2fapp.py", "htmx.LICENSE.txt", "%2fetc%2fpasswd"):
        assert studio.client.get(f"/static/{other}").status_code == 404


def test_an_api_answer_names_what_is_missing(studio):
    asked = {"model": "x", "messages": [{"role": "user", "content": "hi"}]}
    for path, body in (
        ("/v1/chat/completions", asked),
        ("/v1/completions", {"model": "x", "prompt": "hi"}),
        ("/v1/embeddings", {"model": "x", "input": "hi"}),
    ):
        response = studio.client.post(path, json=body)
        assert response.status_code == 503
        assert "inhouse promote" in response.json()["error"]["message"]
    assert studio.client.get("/v1/models").json()["data"] == []
    assert studio.client.get("/healthz").json()["release"] is None
