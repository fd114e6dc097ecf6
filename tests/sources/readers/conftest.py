"""What the tests of readers share."""

from pathlib import Path

import pytest

from inhouse.sources.readers import build_all, reader_for


@pytest.fixture(scope="session")
def readers():
    return build_all()


@pytest.fixture
def read_one(tmp_path, readers):
    """Writes one file and reads it: `read_one("a.html", "<p>Hi</p>")`."""

    def run(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return reader_for(path, readers).read(path, name)

    return run


@pytest.fixture
def read_path(readers):
    """Reads a file that is there."""

    def run(path):
        return reader_for(Path(path), readers).read(Path(path), Path(path).name)

    return run
