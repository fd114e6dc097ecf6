"""Decisions are on the disk at once; the map is no one's without its key."""

import pytest

from inhouse.errors import UserFault
from inhouse.records import Decision
from inhouse.registry import Registry

SECRET = "name\0lopez"


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch):
    """Keys go to a folder of the test's own."""
    import platformdirs

    place = tmp_path / "user"
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_: place)
    return place / "keys"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "firm"
    folder.mkdir()
    return folder


def test_a_decision_is_there_for_whoever_opens_the_project_next(project):
    one, two = Decision("a", "refusals", "drop"), Decision("b", "refusals", "write", "3", "new")
    with Registry.open(project) as registry:
        registry.decisions.save(one)
        with Registry.open(project) as other:  # as after a kill: nothing was closed
            assert other.decisions.all() == (one,)
        registry.decisions.save(two)
        again = Decision("a", "refusals", "keep")
        registry.decisions.save(again)
        assert registry.decisions.all() == (two, again)
        assert registry.decisions.undo() == again
        assert registry.decisions.undo() == two
        assert registry.decisions.undo() is None


def test_the_map_comes_back_and_cannot_be_read_in_the_project(project, keys):
    with Registry.open(project) as registry:
        assert registry.vault.load() is None
        registry.vault.save(SECRET)
        registry.vault.save(SECRET + "!")
        assert registry.vault.load() == SECRET + "!"
    assert len(list(keys.glob("*.key"))) == 1
    for path in project.rglob("*"):
        if path.is_file():
            assert b"lopez" not in path.read_bytes()


def test_without_its_key_the_map_is_a_sentence(project, keys):
    with Registry.open(project) as registry:
        registry.vault.save(SECRET)
        for key in keys.glob("*.key"):
            key.unlink()
        with pytest.raises(UserFault, match="inhouse forget") as told:
            registry.vault.load()
        assert "lopez" not in str(told.value)


def test_forgetting_takes_the_map_and_its_key(project, keys):
    with Registry.open(project) as registry:
        registry.vault.save(SECRET)
        assert registry.vault.forget() and not registry.vault.forget()
        assert registry.vault.load() is None
    assert not list(keys.glob("*.key"))
