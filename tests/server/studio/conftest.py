"""The pages of a small real project, without a model: nothing is promoted in it."""

import re
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from inhouse.config import load
from inhouse.registry import Registry
from inhouse.server import Services, create_app
from inhouse.server.access import Policy
from inhouse.steps.desk import ProjectDesk
from inhouse.steps.project import Project
from made_by_hand import compared_by_hand


class Visitor(TestClient):
    """A browser that sends the form token of the page it saw last."""

    def __init__(self, app):
        super().__init__(app, base_url="http://127.0.0.1:8000", follow_redirects=False)

    def do(self, path, /, files=None, **fields):
        """Posts a form as the pages do."""
        self.get("/login")
        fields["csrf"] = self.cookies.get("inhouse_csrf") or ""
        return self.post(path, data=fields, files=files)


@pytest.fixture
def studio(tmp_path):
    folder = tmp_path / "bright-dental"
    folder.mkdir()
    with Registry.open(folder) as registry:
        made = SimpleNamespace(folder=folder, registry=registry)
        made.project = Project(folder, folder, load(folder), registry)
        made.desk = ProjectDesk(made.project)
        made.services = Services(
            registry=registry, assistants={}, embedder=None, embedding_model="", desk=made.desk
        )
        made.app = create_app(made.services)
        with Visitor(made.app) as client:
            made.client = client
            made.open_to = lambda host: Visitor(create_app(made.services, Policy(registry, host)))
            yield made


@pytest.fixture
def words():
    """The words of a page."""
    return lambda response: " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


@pytest.fixture
def talking(studio, assistants):
    """The pages of a project in which somebody answers."""
    studio.app.state.services = type(studio.services)(
        registry=studio.registry,
        assistants=assistants,
        embedder=None,
        embedding_model="",
        desk=studio.desk,
    )
    return studio


@pytest.fixture
def compared(studio, monkeypatch):
    """The pages of a project in which two contenders were compared."""
    found = compared_by_hand()
    monkeypatch.setattr(ProjectDesk, "compared", lambda self: found)
    return studio
