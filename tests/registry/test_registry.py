"""The registry: what was reported done survives a kill, damage is told, nothing tramples."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.errors import UserFault
from inhouse.records import (
    Adapter,
    Comparison,
    Document,
    Example,
    Interval,
    Message,
    Plan,
    Reply,
    Run,
    ValidationPoint,
    Verdict,
)
from inhouse.registry import Registry, encode, from_json, to_json

RECORDS = (Adapter, Comparison, Document, Example, Interval, Message, Plan, Reply, Run, Verdict)
PLAN = Plan("m", 8, 16, 0.0, 1e-3, 0.1, 2, 2048, 8, 400, 1.0, 0.0, 3, 2, "float32", 0)
REPLY = Reply("e1", "prompted", "We open at 8.", 10, 5, None, True, 12.5)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_survive_json(record):
    @given(st.from_type(record))
    def round_trip(value):
        assert from_json(record, to_json(value)) == value

    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    round_trip()


@pytest.mark.parametrize("record", (Document, Example), ids=lambda record: record.__name__)
def test_what_is_written_fast_is_what_is_written_slowly(record):
    @given(st.from_type(record))
    def same(value):
        slow = json.dumps(encode(value), allow_nan=False, separators=(",", ":"))
        assert to_json(value) == slow

    same()


def test_an_unknown_field_is_refused():
    with pytest.raises(Exception, match="colour"):
        from_json(Interval, '{"low": 0.0, "high": 1.0, "colour": "red"}')


def test_bytes_come_back_and_the_same_bytes_are_stored_once(tmp_path):
    with Registry.open(tmp_path) as registry:
        sha = registry.put_bytes(b"hello")
        assert registry.put_bytes(b"hello") == sha
        assert registry.get_bytes(sha) == b"hello"


def test_a_folder_keeps_its_file_names(tmp_path):
    with Registry.open(tmp_path) as registry:
        sha = registry.put_folder({"adapter_config.json": b"{}", "adapter_model.safetensors": b"x"})
        folder = registry.path(sha)
    assert (folder / "adapter_model.safetensors").read_bytes() == b"x"


def test_a_damaged_artifact_is_a_sentence_not_wrong_bytes(tmp_path):
    with Registry.open(tmp_path) as registry:
        sha = registry.put_bytes(b"hello world")
        path = registry.path(sha)
        path.chmod(0o644)
        path.write_bytes(b"hello w0rld")
        with pytest.raises(UserFault, match="inhouse"):
            registry.get_bytes(sha)


def test_a_step_is_recalled_by_its_inputs_only(tmp_path):
    with Registry.open(tmp_path) as registry:
        registry.remember("train", "k1", {"run": "r"}, 12.5, 10**9)
        assert registry.recall("train", "k1") == {"run": "r"}
        assert registry.recall("train", "k2") is None
        assert registry.recall("compare", "k1") is None
        assert registry.cost("train", "k1").seconds == 12.5


def test_a_run_and_its_adapter_move_with_the_project(tmp_path):
    before = tmp_path / "before"
    before.mkdir()
    with Registry.open(before) as registry:
        registry.save_dataset("d", b"rows")
        folder = registry.path(registry.put_folder({"adapter_config.json": b"{}"}))
        adapter = Adapter("sha", str(folder), "m", 10)
        points = (ValidationPoint(0, 0.0, 3.0),)
        registry.save_run(Run("r", "d", PLAN, adapter, 9, 1.0, (1.0,), points, 0, False, ()))
    after = before.rename(tmp_path / "after")
    with Registry.open(after) as registry:
        run = registry.load_run("r")
    assert Path(run.adapter.path, "adapter_config.json").read_bytes() == b"{}"


def test_replies_replace_their_own_and_stay_apart_by_context(tmp_path):
    with Registry.open(tmp_path) as registry:
        registry.add_reply("a", REPLY)
        registry.add_reply("a", REPLY)
        registry.add_reply("b", REPLY)
        assert registry.replies("a") == (REPLY,)
        assert registry.replies("c") == ()


def test_a_checkpoint_is_replaced_and_dropped(tmp_path):
    with Registry.open(tmp_path) as registry:
        registry.save_checkpoint("k", {"a": b"1"}, 10)
        registry.save_checkpoint("k", {"a": b"2"}, 20)
        held = registry.load_checkpoint("k")
        assert (held.step, dict(held.files)) == (20, {"a": b"2"})
        registry.drop_checkpoint("k")
        assert registry.load_checkpoint("k") is None


def test_a_published_file_is_not_overwritten_unasked(tmp_path):
    with Registry.open(tmp_path) as registry:
        registry.publish("report.html", b"1")
        with pytest.raises(UserFault):
            registry.publish("report.html", b"2")
        registry.publish("report.html", b"3", overwrite=True)
    assert (tmp_path / "report.html").read_bytes() == b"3"


def test_two_commands_do_not_work_on_one_project_at_once(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from inhouse.registry import Registry\n"
        "with Registry.open(Path(sys.argv[1])) as r, r.exclusive():\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        with Registry.open(tmp_path) as registry:
            with pytest.raises(UserFault), registry.exclusive():
                pass
            holder.send_signal(signal.SIGKILL)
            holder.wait()
            with registry.exclusive():
                pass
    finally:
        holder.kill()
        holder.communicate()


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / ".inhouse").mkdir()
    (tmp_path / ".inhouse" / "registry.db").write_bytes(b"this is not SQLite" * 100)
    with pytest.raises(UserFault), Registry.open(tmp_path) as registry:
        registry.status()


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from inhouse.records import Reply
from inhouse.registry import Registry
reply = Reply("e", "prompted", "text", 1, 1, None, True)
with Registry.open(Path(sys.argv[1])) as registry:
    for i in range(10_000):
        registry.add_reply("c", replace(reply, example_id=f"e{i}"))
        sha = registry.put_bytes(f"artifact {i}".encode() * 100)
        print(i, sha, flush=True)
"""


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_loses_nothing_reported_done(tmp_path, seed):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    first = writer.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.05, 0.6))
    os.kill(writer.pid, signal.SIGKILL)
    rest, _ = writer.communicate()
    told = [line.split() for line in (first + rest).splitlines() if len(line.split()) == 2]
    with Registry.open(tmp_path) as registry:
        known = {reply.example_id for reply in registry.replies("c")}
        for number, sha in told:
            if len(sha) == 64:
                assert f"e{number}" in known
                assert registry.get_bytes(sha) == f"artifact {number}".encode() * 100
