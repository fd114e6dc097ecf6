"""To add a contender, an engine, a task, a scorer, a check or a reader: one file and one line.

Counted in two ways: what is built in is named in its own file, in its table and where a task
chooses it, and nowhere else; and a file with a line is really all that a new one takes.
"""

import ast
import dataclasses
import importlib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

import inhouse
from inhouse.contenders import build as build_contender
from inhouse.curation.checks import build_all as build_checks
from inhouse.models import engines
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.scoring import Tools
from inhouse.scoring import build as build_scorer
from inhouse.sources.readers import build_all as build_readers
from inhouse.tasks import build as build_task

SRC = Path(inhouse.__file__).parent
TABLES = {
    "contender": "inhouse.contenders.table",
    "engine": "inhouse.models.engines",
    "task": "inhouse.tasks",
    "scorer": "inhouse.scoring.scorers",
    "check": "inhouse.curation.checks",
    "reader": "inhouse.sources.readers",
    "maker": "inhouse.sources.making.making",
}
# The same word for something else: a variant of an engine, the label of a passage, a JSON schema,
# a function, what a maker found.
OTHER_WORDS = {
    ("contender", "base"): {
        "models/engines/engine.py",
        "models/exports/vllm.py",
        "sources/guarding/concealed/finding.py",
        "steps/project.py",
    },
    ("contender", "passage"): {
        "records/data.py",
        "sources/columns/guessing.py",
        "sources/columns/names.py",
    },
    ("check", "schema"): {
        "models/engines/endpoint.py",
        "models/engines/openvino_process.py",
        "server/api/errors.py",
        "server/api/requests/choosing.py",
        "server/api/requests/responses.py",
    },
    ("check", "truncation"): {
        "server/api/responses.py",
        "server/api/requests/responses.py",
    },
    ("check", "near_duplicates"): {"curation/likeness.py"},
    ("check", "different_answers"): {"sources/makers/tables/table_rows.py"},
}
# Still known elsewhere: the data card counts the examples with private words; a GGUF file is what
# llama.cpp reads; what is exported is held to PyTorch, the reference.
STILL_NAMED = {
    ("check", "personal_data"): {"steps/curate.py"},
    ("engine", "llama.cpp"): {"steps/releases/quantizing.py"},
    ("engine", "torch"): {"steps/releases/parity.py"},
}
# One that is built of another, or lends it what both need.
BUILT_OF = {
    ("scorer", "facts"): {"scoring/__init__.py", "scoring/scorers/answer_quality.py"},
    ("scorer", "similarity"): {"scoring/scorers/answer_quality.py"},
    ("check", "near_duplicates"): {"curation/checks/repeats/leaks.py"},
    ("maker", "troubles"): {"sources/makers/articles.py"},
    ("reader", "json_lines"): {"sources/readers/rows/parquet.py"},
    ("reader", "web_page"): {"sources/readers/html/__init__.py"},
    ("engine", "endpoint"): {"sources/generating/endpoint.py"},
    ("engine", "llama.cpp"): {"models/exports/gguf.py"},
    ("engine", "torch"): {
        "models/exports/checking.py",
        "models/exports/merged.py",
        "models/exports/vllm.py",
        "steps/workbench.py",
        "training/trials/pilot.py",
    },
}


def built_in(kind):
    """Name to "module:attribute"."""
    table = importlib.import_module(TABLES[kind]).BUILT_IN
    return {row.name: row.opener for row in table} if kind == "engine" else table


def file_of(module):
    """Below src/inhouse, with slashes."""
    path = SRC.joinpath(*module.split(".")[1:])
    found = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return found.relative_to(SRC).as_posix()


@cache
def source():
    """Of every file: the texts that stand in it as values, and the modules it imports."""
    texts, imports = defaultdict(set), defaultdict(set)
    for path in SRC.rglob("*.py"):
        name = path.relative_to(SRC).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts[name].add(node.value)
            elif isinstance(node, ast.Import):
                imports[name] |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imports[name].add(node.module)
                imports[name] |= {f"{node.module}.{alias.name}" for alias in node.names}
    return texts, imports


def every(*kinds):
    return pytest.mark.parametrize(
        ("kind", "name"), [(kind, name) for kind in kinds for name in built_in(kind)]
    )


def own_file(kind, name):
    return file_of(built_in(kind)[name].partition(":")[0])


def test_the_files_are_seen():
    texts, imports = source()
    assert len(texts) > 400
    assert "retrieval" in texts["contenders/table.py"]
    assert "inhouse.contenders.contender" in imports["contenders/passage.py"]


# A task is called like what it gives ("answer") and a reader like what it reads ("mail"): words
# that stand everywhere. They are held to the imports below.
@every("contender", "engine", "scorer", "check")
def test_its_name_stands_in_its_own_file_the_table_and_the_tasks_alone(kind, name):
    texts, _ = source()
    found = {file for file, values in texts.items() if name in values}
    expected = {own_file(kind, name), file_of(TABLES[kind])}
    assert expected <= found
    tasks = {file for file in found if file.startswith("tasks/")} if kind != "check" else set()
    known = OTHER_WORDS.get((kind, name), set()) | STILL_NAMED.get((kind, name), set())
    assert found - expected - tasks - known == set()


@pytest.mark.parametrize(
    "name", ["closest_answer", "quoting_assistant", "few_shot", "fine_tuned_with_retrieval"]
)
def test_no_setting_page_or_sentence_names_a_contender(name):
    """Those whose names are no common words; in settings, templates, docstrings, help."""
    word = re.compile(rf"\b{name}\b")
    files = [p for p in SRC.rglob("*") if p.suffix in {".py", ".toml", ".html", ".js", ".txt"}]
    found = {p.relative_to(SRC).parts[0] for p in files if word.search(p.read_text("utf-8"))}
    assert {"contenders", "tasks"} == found


@every(*TABLES)
def test_its_module_is_opened_by_the_table_alone(kind, name):
    module = built_in(kind)[name].partition(":")[0]
    _, imports = source()
    found = {file for file, modules in imports.items() if module in modules}
    assert found - BUILT_OF.get((kind, name), set()) == set()


@pytest.mark.parametrize("kind", TABLES)
def test_a_file_has_one_of_them(kind):
    """Two formats of mail share a folder; everything else has a file of its own."""
    files = [own_file(kind, name) for name in built_in(kind)]
    assert {f for f in files if files.count(f) > 1} <= {"sources/readers/mail/__init__.py"}


FILES = {
    "contender": (
        "from inhouse.contenders import Answered, ContenderKind, say\n"
        "from inhouse.records import ContenderFacts, Spec\n"
        "class Made:\n"
        "    spec = Spec('made', '1', {})\n"
        "    def __init__(self, own): pass\n"
        "    def answer(self, request): return say(Answered('Hello.'))\n"
        "MADE = ContenderKind(ContenderFacts('made', 'Made', 'what was made', '', 1), Made)\n",
        lambda: build_contender("made", None).spec.name,
    ),
    "task": (
        "from inhouse.records import Spec\n"
        "class MADE:\n"
        "    spec = Spec('made', '1', {})\n",
        lambda: build_task("made").spec.name,
    ),
    "scorer": (
        "from inhouse.records import Spec\n"
        "class MADE:\n"
        "    spec = Spec('made', '1', {})\n"
        "    def __init__(self, tools): pass\n",
        lambda: build_scorer("made", Tools()).spec.name,
    ),
    "check": (
        "from inhouse.records import Spec\n"
        "class MADE:\n"
        "    spec, needs = Spec('made', '1', {}), frozenset()\n",
        lambda: build_checks()[-1].spec.name,
    ),
    "reader": (
        "from inhouse.records import Spec\n"
        "class MADE:\n"
        "    spec, suffixes = Spec('made', '1', {}), ('.made',)\n",
        lambda: build_readers()[".made"].spec.name,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_file_and_a_line_are_all_it_takes(kind, tmp_path, monkeypatch):
    content, named = FILES[kind]
    (tmp_path / f"made_{kind}.py").write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    place = importlib.import_module(TABLES[kind])
    with_line = {**place.BUILT_IN, "made": f"made_{kind}:MADE"}
    monkeypatch.setattr(place, "_TABLE", dataclasses.replace(place._TABLE, built_in=with_line))
    assert named() == "made"


def test_a_file_and_a_row_are_all_that_an_engine_takes(tmp_path, monkeypatch):
    """Its row is a record: what is known of it before it is opened."""
    (tmp_path / "made_engine.py").write_text("def open_made(weights, settings): return settings\n")
    monkeypatch.syspath_prepend(tmp_path)
    row = engines.EngineSpec("made", "made_engine:open_made")
    monkeypatch.setattr(engines, "BUILT_IN", (*engines.BUILT_IN, row))
    settings = EngineSettings("made", "q8_0", 1, 512)
    assert open_engine(Weights(tmp_path, {}, tmp_path, frozenset()), settings) is settings
