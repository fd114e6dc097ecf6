"""What every reader of the table promises, whatever the file holds."""

import pytest

from fake_packages import install
from inhouse.records import Document, Source, Spec
from inhouse.sources.reader import FileContents, StreamingReader
from inhouse.sources.readers import BUILT_IN, build_all, reader_for, readers_id

READERS = tuple({id(r): r for r in build_all().values()}.values())
EVERY = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.spec.name)
TEXT = "question,answer\nWhen do you open?,At 8.\nIs there parking?,In the yard.\n"


def parts(reader, path):
    """Everything it gives, read at once and in parts."""
    whole = [reader.read(path, path.name)]
    streamed = [*reader.stream(path, path.name)] if isinstance(reader, StreamingReader) else whole
    return whole, streamed


def test_every_reader_is_named_as_it_is_listed():
    assert sorted(reader.spec.name for reader in READERS) == sorted(BUILT_IN)


@EVERY
def test_it_says_which_endings_it_reads(reader):
    assert reader.suffixes
    for suffix in reader.suffixes:
        assert suffix == suffix.lower() and suffix.startswith(".")


@EVERY
@pytest.mark.parametrize("content", [b"", TEXT.encode(), TEXT.encode("utf-16"), b"\x00\xff" * 99])
def test_what_it_gives_names_the_file_or_it_refuses(reader, content, tmp_path):
    """A file that is not of its kind may end in any exception: the worker makes it a finding."""
    path = tmp_path / f"file{reader.suffixes[0]}"
    path.write_bytes(content)
    try:
        whole, streamed = parts(reader, path)
    except Exception:
        assert content != TEXT.encode() or reader.spec.name in BINARY
        return
    for part in (*whole, *streamed):
        ids = {document.id for document in part.documents}
        assert len(ids) == len(part.documents)
        assert {table.document_id for table in part.tables} <= ids
        places = [*part.documents, *part.examples, *(f for f in part.findings if f.source)]
        assert all(place.source.file.startswith(path.name) for place in places)
        assert all(finding.evidence and finding.fix for finding in part.findings)


BINARY = ("workbook", "word", "pdf", "slides", "archive", "parquet")


class Shout:
    """A reader of another package."""

    spec = Spec("shout", "1", {})
    suffixes = (".shout", ".txt")

    def read(self, path, relative):
        return FileContents((Document(relative, path.read_text().upper(), Source(relative)),))


def test_a_reader_of_another_package_reads_its_endings_and_may_take_one_of_ours(
    tmp_path, monkeypatch
):
    before = readers_id()
    install(monkeypatch, {"inhouse.sources": {"shout": Shout, "markdown": Shout}})
    for name, found in (("a.shout", "shout"), ("a.txt", "shout"), ("a.md", "markdown")):
        path = tmp_path / name
        path.write_text("hello")
        assert reader_for(path, build_all()).spec.name == found
    assert readers_id() != before
