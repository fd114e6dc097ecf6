"""`inhouse ingest` and `inhouse show`, as typed."""

import json
import subprocess
import sys


def inhouse(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-c", "from inhouse.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done


def firm(tmp_path):
    folder = tmp_path / "firm"
    folder.mkdir()
    (folder / "prices.csv").write_text("Item,Price\nHat,5\nCap,\nRug,70\n", encoding="utf-8")
    (folder / "faq.md").write_text(
        "## Do you ship?\n\nYes, in 3 days.\n\n## Do you wrap?\n\n", encoding="utf-8"
    )
    return folder


def test_the_table_says_what_each_file_gave_and_show_opens_one(tmp_path):
    folder = firm(tmp_path)
    done = inhouse("ingest", folder, cwd=tmp_path)
    assert done.returncode == 0
    rows = {line.split()[0]: line.split() for line in done.stdout.splitlines() if line.split()}
    assert rows["prices.csv"][1:] == ["3", "rows", "10", "2", "2", "0"]
    assert rows["faq.md"][1:] == ["1", "page", "12", "1", "1", "1"]
    assert "faq.md, row 5: expected an answer" in " ".join(done.stdout.split())
    name = done.stdout.split("inhouse show ")[1].split()[0]
    shown = inhouse("show", name, "--project", folder, cwd=tmp_path)
    assert "Yes, in 3 days." in shown.stdout and "## Do you ship?" in shown.stdout


def test_the_folder_of_all_files_is_said_once_and_kinds_where_there_is_room(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    folder = firm(tmp_path)
    (folder / "raw").mkdir()
    for name in ("prices.csv", "faq.md"):
        (folder / name).rename(folder / "raw" / name)
    shown = inhouse("ingest", folder, cwd=tmp_path).stdout
    assert "file in raw/" in shown and "raw/prices.csv" not in shown.split("Next:")[0]
    assert "delimited" in shown and "markdown" in shown


def test_a_long_path_is_broken_behind_a_slash(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    folder = firm(tmp_path)
    deep = folder / "help-for-customers" / "verify-your-identity"
    deep.mkdir(parents=True)
    (folder / "faq.md").rename(deep / "verify-it-by-mail.md")
    numbers = "".join(f"{i},{i % 7},{i % 5}\n" for i in range(12_345))
    (deep / "orders-of-one-year.csv").write_text(f"id,day,size\n{numbers}")
    lines = [line.split() for line in inhouse("ingest", folder, cwd=tmp_path).stdout.splitlines()]
    firsts = [words[0] for words in lines if words]
    found = firsts.index("help-for-customers/")
    assert firsts[found + 1 : found + 3] == ["verify-your-identity/", "orders-of-one-year.csv"]
    assert "verify-it-by-mail.md" in firsts


def test_a_folder_whose_project_lies_beside_is_told_where(tmp_path):
    folder = firm(tmp_path)
    folder.chmod(0o555)
    assert inhouse("ingest", folder, cwd=tmp_path).returncode == 0
    done = inhouse("status", "--project", folder, cwd=tmp_path)
    folder.chmod(0o755)
    assert done.returncode == 2
    assert f"--project {tmp_path / 'firm-inhouse'}" in " ".join(done.stderr.split())
    assert inhouse("status", "--project", tmp_path / "firm-inhouse", cwd=tmp_path).returncode == 0


def test_json_is_one_object_with_what_changed(tmp_path):
    folder = firm(tmp_path)
    first = json.loads(inhouse("ingest", folder, "--json", cwd=tmp_path).stdout)
    assert (first["n_examples"], first["changes"]) == (3, [])
    (folder / "prices.csv").write_text("Item,Price\nHat,6\nRug,70\n", encoding="utf-8")
    second = json.loads(inhouse("ingest", folder, "--json", cwd=tmp_path).stdout)
    (change,) = second["changes"]
    assert change["sentences"] == ["in the answer to 'What does Hat cost?', 5 became 6"]
    done = inhouse("show", "", "--project", folder, "--json", cwd=tmp_path)
    assert done.returncode == 2 and "3 of the 3 examples" in done.stderr


def test_a_folder_that_was_never_read_has_nothing_to_show(tmp_path):
    done = inhouse("show", "abc", cwd=tmp_path)
    assert done.returncode == 2
    assert "none yet" in done.stderr
