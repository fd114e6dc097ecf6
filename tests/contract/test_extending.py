"""The examples of docs/extending.md, installed by the entry points that stand beside them."""

import datetime
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fake_packages import install
from inhouse.contenders import Index, Ingredients, Request, build, chunks_of, facts_of, finish
from inhouse.curation.checks import build_all as build_checks
from inhouse.records import Document, Example, Message, Source
from inhouse.scoring import Graded, Tools
from inhouse.scoring import build as build_scorer
from inhouse.sources.readers import build_all as build_readers
from inhouse.sources.readers import reader_for
from inhouse.tasks import Context, max_tokens, scorers_of
from inhouse.tasks import build as build_task
from letters import Letters

PAGE = (Path(__file__).parents[2] / "docs" / "extending.md").read_text(encoding="utf-8")
MOST_LINES = 30


def section(title):
    (text,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return text


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def bring(monkeypatch):
    """Runs the example of a section and installs it as its entry point says."""

    def run(title):
        (code,) = blocks(section(title), "python")
        (entry,) = blocks(section(title), "toml")
        (module,) = re.findall(r"^`(\w+)\.py`", section(title), re.MULTILINE)
        namespace = {"__name__": module}
        exec(compile(code, f"{module}.py", "exec"), namespace)
        points = tomllib.loads(entry)["project"]["entry-points"]
        plugins = {}
        for group, named in points.items():
            for name, door in named.items():
                place, _, attribute = door.partition(":")
                assert place == module
                plugins.setdefault(group, {})[name] = namespace[attribute]
        install(monkeypatch, plugins)

    return run


@pytest.mark.parametrize("code", blocks(PAGE, "python"), ids=lambda code: code.split("\n")[0])
def test_no_example_is_longer_than_a_screen(code):
    assert len(code.strip().splitlines()) <= MOST_LINES
    assert max(map(len, code.splitlines())) <= 100


def test_the_contender_quotes_two_passages(bring):
    bring("A contender")
    pages = [Document(n, text, Source(n)) for n, text in (("a", "We open at 8."), ("b", "Park."))]
    index = Index(chunks_of(pages, words=20), Letters())
    own = Ingredients(build_task("answer"), "", (), index, 3)
    request = Request((Message("user", "When do you open?"),), datetime.datetime.now())
    answered = finish(build("two_passages", own).answer(request))
    assert answered.text == "We open at 8.\n\nPark."
    assert set(answered.passages) == set(index.chunks)
    assert facts_of(["two_passages"])[0].name == build("two_passages", own).spec.name


def test_the_task_has_scorers_prompts_and_lengths_of_its_own(bring):
    bring("A task")
    task, letter = build_task("subject_line"), (Message("user", "My tap drips."),)
    assert [s.spec.name for s in scorers_of(task, Tools())] == ["rouge_l"]
    assert max_tokens(task.facts, [500]) == 32
    (system,) = task.system_prompts("Hill Plumbing", ())
    read = task.conversation(letter, Context(system))
    assert [m.role for m in read] == ["system", "user"] and "Hill Plumbing" in read[0].content
    assert task.conversation(letter, Context()) == letter
    used = [
        task.uses(Example("e", (*letter, Message("assistant", text)), Source("f"), "d"))
        for text in ("Dripping tap", "", "x" * 101)
    ]
    assert used == [True, False, False]


def test_the_scorer_likes_short_answers(bring):
    bring("A scorer")
    answers = ("At 8.", "We open at 8.", "", None)
    items = [Graded("e", "When?", "At 8.", answer) for answer in answers]
    assert build_scorer("brevity", Tools()).score(items) == [1.0, 0.5, 0.0, None]


def test_the_check_runs_last_and_finds_the_answer_in_capitals(bring):
    bring("A check")
    rows = [
        Example(f"e{i}", (Message("user", "When?"), Message("assistant", text)), Source("f"), "d")
        for i, text in enumerate(("AT EIGHT.", "At eight."))
    ]
    check = build_checks()[-1]
    checked = check.look(rows)
    assert checked.examples == tuple(rows)
    assert [f.examples for f in checked.findings] == [("e0",)]
    assert not check.look(rows[1:]).findings


def test_the_reader_gives_a_document_for_each_card(bring, tmp_path):
    bring("A reader")
    path = tmp_path / "staff.vcf"
    cards = "".join(f"BEGIN:VCARD\nFN:{n}\nTEL:555-010{i}\nEND:VCARD\n" for i, n in enumerate("AB"))
    path.write_text(cards, encoding="utf-8")
    documents = reader_for(path, build_readers()).read(path, "staff.vcf").documents
    assert [d.text for d in documents] == ["A\n555-0100", "B\n555-0101"]
    assert [d.source.row for d in documents] == [1, 2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """All examples of the page as one package, as pip would leave it; the environment with it."""
    site = tmp_path_factory.mktemp("site-packages")
    about = site / "others-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: others\nVersion: 1.0\n")
    lines = []
    for title in re.findall(r"^## (.*)$", PAGE, re.MULTILINE):
        (code,), (entry,) = (blocks(section(title), kind) for kind in ("python", "toml"))
        (module,) = re.findall(r"^`(\w+)\.py`", section(title), re.MULTILINE)
        (site / f"{module}.py").write_text(code, encoding="utf-8")
        for group, named in tomllib.loads(entry)["project"]["entry-points"].items():
            lines += [f"[{group}]", *(f"{name} = {door}" for name, door in named.items())]
    (about / "entry_points.txt").write_text("\n".join(lines) + "\n")
    paths = filter(None, (str(site), os.environ.get("PYTHONPATH"), *sys.path))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}


def python(code, environment, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, timeout=120, env=environment,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_what_is_installed_is_found_in_all_six_tables(installed):
    code = """
import json
from inhouse import contenders, tasks
from inhouse.curation.checks import build_all as checks
from inhouse.models.engines import engine_specs
from inhouse.scoring.scorers import names as scorers
from inhouse.sources.readers import build_all as readers
print(json.dumps([
    contenders.names()[-1], tasks.names()[-1], scorers()[-1], checks()[-1].spec.name,
    readers()[".vcf"].spec.name, engine_specs()[-1].name,
]))
"""
    assert python(code, installed) == [
        "two_passages", "subject_line", "brevity", "capitals", "contact_cards", "parrot",
    ]  # fmt: skip


def test_the_command_line_reads_and_checks_with_what_is_installed(installed, tmp_path):
    """In the process that reads files too."""
    (tmp_path / "staff.vcf").write_text("BEGIN:VCARD\nFN:Nurse Ann\nTEL:555-0100\nEND:VCARD\n")
    rows = "".join(f"When is room {i} open?,Room {i} opens at eight.\n" for i in range(20))
    loud = "Is room 99 open?,IT OPENS AT EIGHT.\n"
    (tmp_path / "faq.csv").write_text(f"question,answer\n{rows}{loud}")
    command = ("check", str(tmp_path), "--project", str(tmp_path / "project"), "--json")
    found = python("from inhouse.cli import main; main()", installed, *command)
    assert found["n_examples"] == 21
    told = {finding["check"]: finding["evidence"] for finding in found["findings"]}
    assert "IT OPENS AT EIGHT." in told["capitals"]
    assert not [evidence for evidence in told.values() if "staff.vcf" in evidence]
    plain = python("from inhouse.cli import main; main()", dict(os.environ), *command)
    assert [f["evidence"] for f in plain["findings"] if "staff.vcf" in f["evidence"]]
