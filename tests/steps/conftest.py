"""A released project on a tiny model: no weights are fetched."""

import json

import pytest

from inhouse.config import load
from inhouse.registry import Registry
from inhouse.steps.project import Project
from letters import Letters
from released_project import write_project
from serving_models import one_processor, write_model


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    folder = write_model(tmp_path_factory.mktemp("tiny") / "model")
    about = {"origin": "wheel:none", "name": "tiny"}
    (folder / "inhouse-model.json").write_text(json.dumps(about))
    return folder


@pytest.fixture
def released(tmp_path, tiny_model, monkeypatch):
    """Opens a project in which these contenders were promoted, the last one as champion."""

    def given(value):
        def work(*_):
            return value
            yield

        return work

    for module in ("releases.frozen", "releases.parity", "releases.quantizing", "export", "serve"):
        for name, value in (("fetch", tiny_model), ("embedder_for", Letters())):
            monkeypatch.setattr(f"inhouse.steps.{module}.{name}", given(value), raising=False)
    one_processor(monkeypatch)
    opened = []

    def release(*contenders, settings=()):
        folder = write_project(tmp_path / "shop", tiny_model, contenders, size=0.3)
        registry = Registry.open(folder)
        opened.append(registry.__enter__())
        chosen = (
            "serve.engine=llama.cpp",
            "serve.precision=f32",
            "serve.context_length=512",
            "serve.parallel=1",
            *settings,
        )
        return Project(folder, folder, load(folder, overrides=chosen), opened[0])

    yield release
    for registry in opened:
        registry.__exit__(None, None, None)
