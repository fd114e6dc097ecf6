"""The worker that reads files: what goes wrong in one file stays in it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from finishing import finish
from inhouse.records.rows import records_of
from inhouse.sources import ReadingRules, ReadLimits, read
from inhouse.sources.guarding.request import Request
from inhouse.sources.guarding.worker_process import (
    Again,
    Some,
    Whole,
    WorkerProcess,
    shared_worker,
)

READER = """
import os, sys
from inhouse.records import Document, Source, Spec
from inhouse.sources.reader import FileContents


class Hostile:
    spec = Spec("hostile", "1", {})
    suffixes = (".loop", ".eat", ".crash", ".noisy", ".wrong", ".slow", ".endless", ".wait")

    def read(self, path, relative):
        return self.stream(path, relative)

    def stream(self, path, relative):
        kind = path.suffix
        if kind == ".loop":
            while True:
                pass
        if kind == ".wait":
            import time

            time.sleep(2.5)
        if kind == ".eat":
            held = []
            while True:
                held.append(bytearray(20_000_000))
        if kind == ".crash":
            os.kill(os.getpid(), 9)
        if kind == ".wrong":
            raise KeyError("a page that is not there")
        if kind == ".noisy":
            print("Z\\t{}")
            os.write(1, b"E\\tnothing\\n")
        for i in range(200 if kind == ".slow" else 1):
            text = f"Page {i} of {relative}"
            yield FileContents((Document(f"d{i}", text, Source(relative), "A page"),))
            if kind == ".slow":
                import time
                time.sleep(0.02)
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    """A worker that knows a reader whose files do harm."""
    place = tmp_path_factory.mktemp("plugin")
    (place / "hostile-1.dist-info").mkdir(parents=True)
    (place / "hostile-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: hostile\nVersion: 1\n"
    )
    (place / "hostile-1.dist-info" / "entry_points.txt").write_text(
        "[inhouse.sources]\nhostile = hostile:Hostile\n"
    )
    (place / "hostile.py").write_text(READER)
    process = WorkerProcess()
    with pytest.MonkeyPatch.context() as patched:
        places = (str(place), *filter(None, [os.environ.get("PYTHONPATH")]))
        patched.setenv("PYTHONPATH", os.pathsep.join(places))
        yield process
    process.close()


def given(worker, path, **limits):
    """Everything the worker says of one file."""
    request = Request(str(path), path.name, ReadingRules(ReadLimits(**limits)))
    return list(worker.read(request, "hostile"))


def findings(answers):
    """What counts at the end: rows before an `Again` are void."""
    rows = []
    for answer in answers:
        if isinstance(answer, Again):
            rows = []
        elif isinstance(answer, Some):
            rows.append(answer.rows)
    return [f for part in rows for f in records_of(part).findings]


def file(folder, name, text="x"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


GOOD = "question,answer\nWhen do you open?,At 8.\n"


@pytest.mark.parametrize(
    ("name", "limits", "told"),
    [
        ("a.loop", {"max_seconds": 1}, "still at work"),
        ("a.eat", {"max_memory_bytes": 250_000_000}, "250 MB"),
        ("a.crash", {}, "died twice"),
        ("a.wrong", {}, "KeyError"),
    ],
)
def test_a_file_that_breaks_its_reader_is_named_and_the_next_one_is_read(
    worker, tmp_path, name, limits, told
):
    answers = given(worker, file(tmp_path, name), **limits)
    (finding,) = findings(answers)
    assert finding.severity == "error" and finding.evidence.startswith(f"{name}: ")
    assert told in finding.evidence and finding.fix
    assert isinstance(answers[-1], Whole)
    assert (answers[-1].description.n_findings, answers[-1].description.n_documents) == (1, 0)
    good = given(worker, file(tmp_path, "good.csv", GOOD))
    assert good[-1].description.n_examples == 1


def test_a_reader_that_a_busy_machine_keeps_waiting_is_waited_for(worker, tmp_path):
    answers = given(worker, file(tmp_path, "a.wait"), max_seconds=1)
    assert findings(answers) == []
    assert answers[-1].description.n_documents == 1


def test_a_reader_that_waits_for_ever_is_stopped(worker, tmp_path, monkeypatch):
    monkeypatch.setattr("inhouse.sources.guarding.worker_process._WAITING", 1)
    (finding,) = findings(given(worker, file(tmp_path, "a.wait"), max_seconds=1))
    assert "still at work" in finding.evidence


def test_what_a_reader_prints_is_no_answer(worker, tmp_path):
    answers = given(worker, file(tmp_path, "a.noisy"))
    assert findings(answers) == []
    assert answers[-1].description.n_documents == 1


def test_a_kill_in_the_middle_of_a_file_begins_it_again(worker, tmp_path):
    request = Request(str(file(tmp_path, "a.slow")), "a.slow", ReadingRules())
    documents, killed = [], False
    for answer in worker.read(request, "hostile"):
        if isinstance(answer, Again):
            documents = []
        elif isinstance(answer, Some):
            documents += records_of(answer.rows).documents
        else:
            assert answer.description.n_documents == 200
        if len(documents) == 20 and not killed:
            killed = True
            os.kill(worker.pid, signal.SIGKILL)
    assert killed and len({d.id for d in documents}) == len(documents) == 200


def test_a_file_nobody_waits_for_leaves_no_answers_to_the_next(worker, tmp_path):
    slow = file(tmp_path, "a.slow")
    request = Request(str(slow), slow.name, ReadingRules())
    for _ in worker.read(request, "hostile"):
        break
    assert given(worker, file(tmp_path, "good.csv", GOOD))[-1].description.n_examples == 1


def test_a_worker_ends_with_its_asker_even_in_a_loop(worker, tmp_path):
    code = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from inhouse.sources import ReadingRules
        from inhouse.sources.guarding.request import Request
        from inhouse.sources.guarding.worker_process import WorkerProcess
        import threading, time, os
        worker = WorkerProcess()
        request = Request(sys.argv[1], "a.loop", ReadingRules())
        threading.Thread(target=lambda: list(worker.read(request, "x")), daemon=True).start()
        while worker.pid is None:
            time.sleep(0.05)
        time.sleep(1)
        print(worker.pid, flush=True)
        os.kill(os.getpid(), 9)
        """
    )
    path = str(file(tmp_path, "a.loop"))
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    pid = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() and not _alive(pid):
            return
        time.sleep(0.1)
    raise AssertionError("the worker goes on without anybody waiting for it")


def _alive(pid):
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_a_killed_worker_leaves_the_rest_of_the_folder_read(tmp_path):
    for i in range(6):
        file(tmp_path, f"{i}.csv", GOOD.replace("8", str(i + 1)))
    work, killed = read(tmp_path), 0
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            got = end.value
            break
        if event.done in (2, 4) and shared_worker().pid is not None:
            os.kill(shared_worker().pid, signal.SIGKILL)
            killed += 1
    assert killed == 2
    assert [e.answer for e in got.examples] == [f"At {i + 1}." for i in range(6)]
    assert got.findings == ()


def test_one_worker_reads_many_files(tmp_path):
    for i in range(30):
        file(tmp_path, f"{i}.csv", GOOD)
    finish(read(tmp_path))
    before = shared_worker().pid
    started = time.perf_counter()
    finish(read(tmp_path))
    assert shared_worker().pid == before
    assert time.perf_counter() - started < 10  # 30 starts would take 15 on an idle machine


def test_a_module_in_the_folder_that_is_read_is_not_run(tmp_path):
    folder = tmp_path / "firm"
    folder.mkdir()
    file(folder, "good.csv", GOOD)
    for name in ("charset_normalizer", "json", "ftfy", "python_calamine"):
        file(folder, f"{name}.py", f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    code = "from inhouse.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "ingest", "."], cwd=folder, capture_output=True
    )
    assert done.returncode == 0
    assert not (tmp_path / "ran").exists()
