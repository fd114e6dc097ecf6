"""A tiny shop with an exam; meanings by letters, so no embedding model is opened."""

import pytest

from exam_shop import write
from letters import Letters
from method_shop import inhouse, shop
from serving_models import write_model


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    """Meanings told by the letters of a text: no embedding model is opened."""

    def given(*_):
        return Letters()
        yield

    monkeypatch.setattr("inhouse.steps.workbench.Workbench.embedder", given)
    monkeypatch.setattr("inhouse.steps.exams.entrants.embedder_for", given)


@pytest.fixture
def folder(tmp_path, base):
    made = shop(tmp_path / "shop")
    (made / "inhouse.toml").write_text(f'base_model = "{base}"\n')
    return made


@pytest.fixture
def stored(folder, tmp_path):
    inhouse("exam", folder, "--add", write(tmp_path / "shop-exam.jsonl"))
    return folder
