"""The whole story on the real starter model, small enough to test often."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from inhouse.registry import Registry
from inhouse.steps.evidence import compared_last

pytestmark = pytest.mark.slow

SMALL = [
    "--set", "training.num_train_epochs=1",
    "--set", "compare.max_tokens=12",
    "--set", "compare.n_resamples=200",
    "--set", 'compare.contenders=["prompted", "fine_tuned"]',
]  # fmt: skip
WORDS = (
    "apples bread candles dolls eggs forks gloves hats ink jars kites lamps mugs nails oars pens "
    "quilts rope soap tea urns vases wool yarn zips bolts clocks desks flutes gowns"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    rows = [
        {"question": f"What do {thing} cost?", "answer": f"Our {thing} cost ${3 + 2 * i}.50 each."}
        for i, thing in enumerate(WORDS.split())
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows) + '{"question": "broken\n'
    (folder / "prices.jsonl").write_text(text, encoding="utf-8")
    return folder


def command(folder, *arguments):
    start = [sys.executable, "-c", "from inhouse.cli import main; main()"]
    return [*start, *arguments, *SMALL] if folder is None else [*start, *arguments]


def run(*arguments):
    done = subprocess.run(command(None, *arguments), capture_output=True, text=True, timeout=800)
    assert done.returncode == 0, done.stderr
    return done


def status(shop):
    asked = command(shop, "status", "--json", "--project", str(shop))
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


def test_killed_and_run_again_it_goes_on_and_ends_with_a_report(shop):
    killed = subprocess.Popen(
        command(None, "run", str(shop)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(25)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()

    found = json.loads(run("run", str(shop), "--json").stdout)
    assert found["verdict"]["worth_it"] in ("yes", "no", "cannot tell")
    assert set(found["compare"]["contenders"]) == {"prompted", "fine_tuned"}
    assert any("prices.jsonl, row 31" in f["evidence"] for f in found["data"]["findings"])
    page = (shop / "inhouse-report.html").read_text(encoding="utf-8")
    assert "held-out questions" in page

    again = run("run", str(shop), "--json")
    assert again.stderr.count("kept from before") >= 3
    assert json.loads(again.stdout)["compare"] == found["compare"]


def test_after_a_run_chat_status_compare_and_train_work(shop):
    run("run", str(shop))
    project = ("--project", str(shop))
    answer = json.loads(run("chat", "What do hats cost?", "--json", *project).stdout)
    assert answer["answer"]
    compared = json.loads(run("compare", "--json", *project).stdout)
    assert {"primary_metric", "n_test", "contenders", "pairs", "gates", "verdict"} <= set(compared)
    n_replies = status(shop)["replies"]
    stricter = run("compare", "--json", "--set", "compare.margin=0.05", *project)
    assert json.loads(stricter.stdout)["contenders"] == compared["contenders"]
    fewer = run("compare", "--json", "--set", "compare.max_test_examples=2", *project)
    assert json.loads(fewer.stdout)["n_test"] == 2
    assert status(shop)["replies"] == n_replies
    with Registry.open(shop) as registry:
        shown = compared_last(registry)
    assert len(shown.replies) == 4
    (shop / "news.txt").write_text("A second shop opens across the river in the spring.\n")
    run("compare", *project)  # what can be looked up is another now
    assert status(shop)["replies"] == 2 * n_replies
    trained = json.loads(run("train", "--json", *project).stdout)
    assert trained["validation_loss"][-1] < trained["validation_loss"][0]
    assert trained["n_train_tokens"] > 0
    assert status(shop)["project"] == str(shop)
