"""`inhouse serve` on the real starter model: README's examples, a kill under load, a rollback."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import openai
import pytest

from inhouse.registry import Registry
from released_project import write_project

pytestmark = pytest.mark.slow
README = Path(__file__).parents[2] / "README.md"
ASKED = [{"role": "user", "content": "What does a check-up cost?"}]
INHOUSE = [sys.executable, "-c", "from inhouse.cli import main; main()"]


@pytest.fixture(scope="module")
def project(tmp_path_factory, starter_folder):
    return write_project(tmp_path_factory.mktemp("firm") / "bright-dental", starter_folder)


# Which engine a measurement would choose depends on what else the machine does.
NAMED = ("--set", "serve.engine=llama.cpp")


class Server:
    """`inhouse serve` in a process of its own."""

    def __init__(self, project):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [*INHOUSE, "serve", "--project", str(project), "--port", str(self.port), *NAMED],
            stderr=subprocess.PIPE,
            text=True,
        )
        self.health = self._wait()
        self.seconds = time.monotonic() - self.started

    def _wait(self):
        while time.monotonic() - self.started < 300:
            assert self.process.poll() is None, self.process.stderr.read()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as response:
                    return json.load(response)
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the server did not start")

    def client(self):
        return openai.OpenAI(
            base_url=f"http://127.0.0.1:{self.port}/v1", api_key="none", max_retries=0, timeout=300
        )

    def stop(self, number=signal.SIGINT):
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture(scope="module")
def server(project):
    running = Server(project)
    yield running
    assert running.stop() == 0


def test_the_release_is_served_by_llama_cpp_with_its_sources(server):
    assert (server.health["engine"], server.health["precision"]) == ("llama.cpp", "f16")
    with server.client() as client:
        assert [m.id for m in client.models.list()][:2] == ["bright-dental", "base"]
        made = client.chat.completions.create(model="bright-dental", messages=ASKED)
    assert "85.50" in made.choices[0].message.content
    assert made.inhouse["sources"][0]["source"] == "prices.md"


def test_the_examples_of_the_readme_run(server, tmp_path):
    section = README.read_text(encoding="utf-8").split("## The API", 1)[1].split("\n## ", 1)[0]
    (example,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    code = example.replace("8000", str(server.port)).replace("my-firm", "bright-dental")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_an_answer_can_be_held_to_a_schema(server):
    schema = {"type": "object", "properties": {"price": {"type": "number"}},
              "required": ["price"], "additionalProperties": False}  # fmt: skip
    with server.client() as client:
        made = client.chat.completions.create(
            model="bright-dental",
            messages=ASKED,
            max_tokens=40,
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "price", "schema": schema, "strict": True},
            },
        )
    assert set(json.loads(made.choices[0].message.content)) == {"price"}


def test_killed_under_load_it_loses_nothing_that_was_answered(project):
    running = Server(project)
    acknowledged = []

    def ask():
        with running.client() as client:
            while True:
                try:
                    made = client.chat.completions.create(
                        model="base", messages=ASKED, max_tokens=3
                    )
                except openai.OpenAIError:
                    return
                acknowledged.append((made.id, made.choices[0].message.content))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 120
    while len(acknowledged) < 8 and time.monotonic() < deadline:
        time.sleep(0.05)
    running.stop(signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert acknowledged
    with Registry.open(project) as registry:
        for answer, text in acknowledged:
            assert registry.serving.traces.get(answer).answer == text


def test_after_a_rollback_the_release_before_is_served(project):
    done = subprocess.run(
        [*INHOUSE, "rollback", "--project", str(project), "--json"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    release = json.loads(done.stdout)["release"]
    assert release["contender"] == "few_shot"
    running = Server(project)
    assert running.health["release"] == release["id"]
    assert running.stop() == 0
