"""Files of any length: what waits to be stored and what is read back are bounded by letters."""

import pytest

from inhouse.records import Document, FileDescription, Source
from inhouse.records.rows import rows_of
from inhouse.registry import IngestedFile, Registry, contents

TEXTS = ["word " * 20 + str(i) for i in range(9)]


@pytest.fixture
def registry(tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "_MAX_HELD_CHARACTERS", 500)
    with Registry.open(tmp_path) as opened:
        yield opened


def store(registry, texts):
    """One file of a document a text, as they come; how many waited after each."""
    file = IngestedFile("t.csv", "k", "s", 1, 1, 1)
    writer = registry.contents_writer()
    writer.begin("k")
    waited = []
    for i, text in enumerate(texts):
        writer.add(rows_of([Document(f"d{i}", text, Source("t.csv"))]))
        waited.append(sum(map(len, writer._held.values())))
    writer.end(FileDescription("t.csv", "delimited", len(texts), 0, 0))
    writer.flush()
    registry.save_ingest("i", (file,))
    return waited


def test_long_documents_do_not_wait_in_memory(registry):
    waited = store(registry, TEXTS)
    assert max(waited) < len(TEXTS) / 2
    assert [d.text for d in registry.load_ingest("i").documents] == TEXTS


def test_many_letters_stay_in_the_database_and_few_do_not(registry):
    store(registry, TEXTS)
    documents = registry.load_ingest("i").documents
    assert isinstance(documents, contents.StoredRecords)
    assert documents[7].text == TEXTS[7]
    assert documents.letters() > 500


def test_few_letters_are_held(registry):
    store(registry, TEXTS[:1])
    assert isinstance(registry.load_ingest("i").documents, tuple)
