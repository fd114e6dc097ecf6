"""`inhouse check` as a user types it."""

import json
import subprocess
import sys

import pytest


def inhouse(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-c", "from inhouse.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
    )


@pytest.fixture
def firm(tmp_path):
    folder = tmp_path / "firm"
    folder.mkdir()
    rows = ["question,answer", "When do you open?,We open at 8 every day.", "Parking?,"]
    rows += ["when do you open,We open at 9 every day.", "Parking fee?,It is $5 a day for all."]
    (folder / "faq.csv").write_text("\n".join([*rows, rows[1]]) + "\n", encoding="utf-8")
    return folder


def test_check_prints_the_findings_by_severity_and_writes_nothing(firm, tmp_path):
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    done = inhouse("check", "firm", cwd=tmp_path)
    assert done.returncode == 1, done.stderr  # a contradiction: 8 or 9?
    assert done.stdout.index("Errors") < done.stdout.index("For information")
    assert "row 2" in done.stdout and "row 4" in done.stdout
    assert "Next: inhouse run firm" in done.stdout
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_check_as_json_is_one_object_with_the_agreed_keys(firm, tmp_path):
    found = json.loads(inhouse("check", "firm", "--json", cwd=tmp_path).stdout)
    assert {"dataset", "n_examples", "findings"} <= set(found)
    keys = {"check", "severity", "examples", "evidence", "fix"}
    assert all(keys <= set(finding) for finding in found["findings"])
    named = {finding["check"] for finding in found["findings"]}
    assert {"exact_duplicates", "different_answers", "contradictions"} <= named


def test_an_error_exits_with_one_after_saying_it(firm, tmp_path):
    (firm / "big.csv").write_text("question,answer\n" + "a," * 600_000, encoding="utf-8")
    done = inhouse("check", "firm", "--set", "curation.max_file_megabytes=1", cwd=tmp_path)
    assert done.returncode == 1
    assert "Errors" in done.stdout and "big.csv" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    done = inhouse("check", "frim", cwd=tmp_path)
    assert done.returncode == 2
    assert "frim" in done.stderr and "Traceback" not in done.stderr
