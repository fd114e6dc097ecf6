"""`export` of data: what was curated leaves the project and comes back the same."""

import json

import pytest
from typer.testing import CliRunner

from finishing import finish
from inhouse.cli.app import app
from inhouse.config import load
from inhouse.errors import NothingThere, UserFault
from inhouse.records import Notice
from inhouse.registry import Registry
from inhouse.steps.export_data import export_data
from inhouse.steps.project import Project

THINGS = [
    "lamp",
    "chair",
    "table",
    "sofa",
    "shelf",
    "desk",
    "bed",
    "mirror",
    "carpet",
    "clock",
    "stool",
    "bench",
]
COLOURS = ["red", "blue", "green"]


def rows():
    names = [f"{colour} {thing}" for thing in THINGS for colour in COLOURS]
    pairs = [
        _row(f"What does the {name} cost?", f"The {name} costs ${n * 7 + 3}.50.")
        for n, name in enumerate(names)
    ]
    return [*pairs, _row("How do I write bold letters?", "As <b>bold</b>.")]


def _row(asked, answered):
    said = [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]
    return {"messages": said}


@pytest.fixture(scope="module")
def curated(tmp_path_factory):
    """A project whose files were curated by the command."""
    root = tmp_path_factory.mktemp("shop")
    (root / "files").mkdir()
    lines = "".join(f"{json.dumps(row)}\n" for row in rows())
    (root / "files" / "talks.jsonl").write_text(lines, encoding="utf-8")
    run("curate", root / "files", "--project", root / "project")
    return root / "project"


def run(*arguments):
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def project(curated):
    with Registry.open(curated) as registry:
        yield Project(curated, curated, load(curated), registry)


@pytest.mark.parametrize(
    ("name", "form"),
    [("d.jsonl", None), ("d.json", "sharegpt"), ("d.csv", None), ("d.tsv", None),
     ("d.parquet", None), ("d.ndjson", "completion"), ("deeper/d.jsonl", "chat")],
)  # fmt: skip
def test_a_file_holds_the_dataset_and_is_read_back_equal(project, tmp_path, name, form):
    made = finish(export_data(project, tmp_path / name, form=form))
    assert made.n_equal == made.n_rows == 37 and made.n_left_out == 0
    assert made.form == (form or ("table" if name.endswith(("csv", "tsv")) else "chat"))


def test_words_that_the_reader_would_change_are_counted(project, tmp_path):
    events = list(export_data(project, tmp_path / "d.jsonl", form="alpaca"))
    told = [event.text for event in events if isinstance(event, Notice) and event.warning]
    assert told == ["1 of 37 rows are not read back as they are."]


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [("d.csv", "chat", r"d\.jsonl --format chat"), ("d.jsonl", "table", r"d\.csv --format table"),
     ("d.parquet", "table", r"ends? in \.csv"), ("d", "alpaca", r"d\.jsonl --format alpaca"),
     ("d.xlsx", "table", r"d\.csv --format table"), ("there.jsonl", None, "--force")],
)  # fmt: skip
def test_what_does_not_fit_is_a_sentence_and_writes_nothing(project, tmp_path, name, form, said):
    (tmp_path / "there.jsonl").write_text("mine")
    with pytest.raises(UserFault, match=said):
        finish(export_data(project, tmp_path / name, form=form))
    assert [p.name for p in tmp_path.iterdir()] == ["there.jsonl"]
    assert (tmp_path / "there.jsonl").read_text() == "mine"


def test_before_anything_was_curated_there_is_nothing(tmp_path):
    with Registry.open(tmp_path) as registry:
        fresh = Project(tmp_path, tmp_path, load(tmp_path), registry)
        with pytest.raises(NothingThere, match="inhouse curate"):
            finish(export_data(fresh, tmp_path / "d.jsonl"))


def test_the_command_writes_one_part_bare(curated, tmp_path):
    target = tmp_path / "train.jsonl"
    made = json.loads(
        run("export", target, "--part", "train", "--bare", "--json", "--project", curated)
    )
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert made["n_rows"] == made["n_equal"] == len(lines) < 37
    assert all(list(line) == ["messages"] for line in lines)


@pytest.mark.parametrize("name", ["d.jsonl", "d.csv", "d.parquet"])
def test_a_split_that_left_the_project_is_the_split_of_the_next_one(curated, tmp_path, name):
    run("export", tmp_path / name, "--project", curated)
    run("curate", tmp_path / name, "--project", tmp_path / "again")
    again = tmp_path / "again.jsonl"
    run("export", again, "--project", tmp_path / "again")
    run("export", tmp_path / "first.jsonl", "--project", curated)
    assert _parts(again) == _parts(tmp_path / "first.jsonl")


def _parts(path):
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {json.dumps(line["messages"]): line["split"] for line in lines}
