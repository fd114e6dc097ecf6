"""The Studio in headless Chromium, on the real server and the real starter model.

Drop files, settle a contradiction, train, compare, chat, thumbs down with the right answer,
promote, roll back; every page is looked at by axe, in the widths of a desk and a phone.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from inhouse.registry import Registry
from studio_files import SETTINGS, write_files

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3000),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium"),
]
INHOUSE = [sys.executable, "-c", "from inhouse.cli import main; main()"]
PAGES = ("files", "data", "train", "compare", "chat", "models", "settings", "jobs")
WIDTHS = {"desk": (1200, 860), "phone": (390, 844)}
MINUTES = 60_000  # in milliseconds


@pytest.fixture(scope="module")
def project(tmp_path_factory, starter_folder):
    folder = tmp_path_factory.mktemp("firm") / "bright-dental"
    folder.mkdir()
    (folder / "inhouse.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


class Server:
    """`inhouse serve` in a process of its own, on a port that stays the same."""

    def __init__(self, project):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._project = project
        self.start()

    def start(self):
        command = [*INHOUSE, "serve", "--project", str(self._project), "--port", str(self.port)]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 900
        while time.monotonic() < deadline:
            assert self._process.poll() is None
            try:
                return urllib.request.urlopen(f"{self.url}/healthz").close()
            except OSError:
                time.sleep(0.3)
        raise AssertionError("the server did not start")

    def stop(self, number=signal.SIGINT):
        os.kill(self._process.pid, number)
        return self._process.wait(300)


@pytest.fixture(scope="module")
def server(project):
    running = Server(project)
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def look(browser, server, tmp_path_factory):
    """Looks at a page in two widths, light and dark: axe must find nothing serious."""
    from axe_playwright_python.sync_playwright import Axe

    pictures = tmp_path_factory.mktemp("pictures")

    def looked(path, name=None):
        for width, (across, down) in WIDTHS.items():
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": across, "height": down}, color_scheme=scheme
                )
                page.set_default_timeout(2 * MINUTES)
                page.goto(f"{server.url}/{path}")
                page.screenshot(
                    path=pictures / f"{name or path}-{width}-{scheme}.png", full_page=True
                )
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, f"/{path} is {wide} pixels too wide for a {width}"
                found = Axe().run(page).response["violations"]
                grave = [v for v in found if v["impact"] in ("serious", "critical")]
                told = [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in grave]
                assert not told, f"/{path}, {width}, {scheme}: {told}"
                page.close()

    looked.pictures = pictures
    return looked


def ended(page):
    """Waits until the job that works has ended, and the page shows what it made."""
    page.wait_for_selector(".state.working", timeout=MINUTES)
    page.wait_for_selector(".state.working", state="detached", timeout=20 * MINUTES)


@pytest.fixture(scope="module")
def page(browser):
    """One person's browser; a script that failed or was refused fails the test."""
    opened = browser.new_page(viewport={"width": 1200, "height": 860})
    opened.set_default_timeout(2 * MINUTES)
    faults = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("console", lambda m: faults.append(m.text) if "Content Security" in m.text else None)
    yield opened
    assert faults == []


# One path; its parts in order, each on what the one before it left.


def test_files_are_dropped_before_anything_was_promoted(page, server, look, tmp_path):
    page.goto(f"{server.url}/chat")
    assert "nothing was promoted" in page.inner_text("main")
    page.goto(server.url)
    look("files", "files-empty")
    page.set_input_files("#drop", write_files(tmp_path / "files"))
    page.click("text=Keep these files")
    page.wait_for_selector("text=price-list-2024.csv")
    assert "not read yet" in page.inner_text("main")
    page.click("text=Read and check")
    page.wait_for_url("**/data")
    ended(page)
    assert "31" in page.inner_text(".facts")


def test_a_contradiction_is_settled_with_one_key(page, server, look, project):
    page.goto(f"{server.url}/data")
    page.click("text=Answer the questions")
    page.wait_for_selector("text=Which one is right?")
    look("data/review", "review")
    sides = page.locator(".sides article").all_inner_texts()
    assert {"$110", "$95"} <= set(re.findall(r"\$\d+", " ".join(sides)))
    page.keyboard.press(str(next(i for i, text in enumerate(sides, start=1) if "$110" in text)))
    page.wait_for_url("**/data/review?skip=0")
    with Registry.open(project) as registry:
        (decision,) = registry.decisions.all()
    assert (decision.check, decision.choice) == ("contradictions", "only")


def test_training_outlives_the_server_and_goes_on_after_a_stop(page, server, look, project):
    page.goto(f"{server.url}/train")
    page.click("text=Train and compare")
    page.wait_for_selector(".chart svg", timeout=20 * MINUTES)
    look("train", "train-works")
    assert server.stop() == 0
    server.start()
    page.goto(f"{server.url}/train")
    if page.is_visible("button:text('Stop')"):
        page.click("button:text('Stop')")
    page.wait_for_selector(".state.stopped, .state.done", timeout=5 * MINUTES)
    if page.is_visible("button:text('Go on')"):
        page.click("button:text('Go on')")
        ended(page)
    page.wait_for_selector(".state.done")


def test_the_answers_are_compared_and_voted_on(page, server, look):
    page.goto(f"{server.url}/train")
    page.click("text=See the verdict")
    assert "held-out questions" in page.inner_text("main")
    page.goto(f"{server.url}/compare/report")
    assert "What it cost" in page.inner_text("main")
    page.goto(f"{server.url}/compare/vote")
    look("compare/vote", "vote")
    page.keyboard.press("2")
    page.wait_for_selector(":text('1 chosen'), :text('1 vote')")


def test_two_contenders_are_promoted_one_after_the_other(page, server, project):
    for contender in ("prompted", "fine_tuned"):
        page.goto(f"{server.url}/models")
        page.select_option("#contender", contender)
        page.check("input[name=force]")
        page.click("button:text-is('Promote')")
        ended(page)
        page.wait_for_selector(".state.done")
        with Registry.open(project) as registry:
            assert registry.serving.releases.current().contender == contender


def test_it_answers_without_a_restart_and_is_corrected(page, server, look, project):
    deadline = time.monotonic() + 600
    page.goto(f"{server.url}/models")
    while "It is being opened" in page.inner_text("main"):
        assert time.monotonic() < deadline
        time.sleep(1)
        page.reload()
    page.goto(f"{server.url}/chat")
    page.fill("#question", "How much is a cleaning?")
    page.keyboard.press("Enter")
    page.click("summary:text('Bad')", timeout=10 * MINUTES)
    answer = page.inner_text("#talk .answer").strip()
    page.screenshot(path=look.pictures / "chat-answered.png", full_page=True)
    page.fill("textarea[name=correction]", "A cleaning costs $110 for adults.")
    page.click("button:text('Send')")
    page.wait_for_selector("text=The right answer waits")
    page.click("text=Where the answer comes from")
    page.wait_for_url("**/answers/*")
    assert "answers.csv" in page.inner_text("main")
    with Registry.open(project) as registry:
        (given,) = registry.serving.traces.feedback("waiting")
        trace = registry.serving.traces.get(given.answer)
        assert (given.rating, given.correction) == ("down", "A cleaning costs $110 for adults.")
        assert trace.answer.strip() == answer
        assert trace.release == registry.serving.releases.current().id


def test_it_is_rolled_back(page, server, project):
    page.goto(f"{server.url}/models")
    page.click("text=Roll back to the one before")
    ended(page)
    page.wait_for_selector("text=Best prompt answers")
    with Registry.open(project) as registry:
        assert registry.serving.releases.current().contender == "prompted"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_serious_fault(look, path):
    look(path)


def test_who_did_what_is_in_the_audit_log(project):
    with Registry.open(project) as registry:
        done = " ".join(entry.what for entry in registry.audit_log())
    for what in ("stored a file", "decided", "began run", "voted", "began rollback"):
        assert what in done
