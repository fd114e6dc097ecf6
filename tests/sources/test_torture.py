"""Every format at once: nothing is lost that a person can read, everything unread is named."""

import pytest

from finishing import finish
from inhouse.sources import read
from torture.build import NAMED, WORDS, build


@pytest.fixture(scope="module")
def got(tmp_path_factory):
    folder = tmp_path_factory.mktemp("torture")
    build(folder)
    return finish(read(folder))


@pytest.mark.parametrize("file", WORDS)
def test_every_word_of_a_file_is_found_in_its_documents(got, file):
    text = "\n".join(d.text for d in got.documents if d.source.file == file)
    assert [word for word in WORDS[file] if word not in text] == []


@pytest.mark.parametrize("place", NAMED)
def test_what_cannot_be_read_is_named(got, place):
    assert any(place in f.evidence for f in got.findings)


def test_a_mail_folder_is_read_file_by_file(got):
    assert any("maildirshop" in d.text for d in got.documents if d.source.file.startswith("Mail/"))


def test_a_thread_is_one_document_in_the_order_of_writing(got):
    threads = [d.text for d in got.documents if d.source.file == "Inbox"]
    hats = next(text for text in threads if "mboxhats" in text)
    assert hats.index("do you sell") < hats.index("from $12")
    assert hats.count("do you sell mboxhats?") == 1  # what a reply quotes is there already
    assert len(threads) == 2


def test_threads_become_examples_and_so_does_a_reply_to_a_mail_that_is_not_here(got):
    pairs = {e.question: e.answer for e in got.examples if e.source.file == "Inbox"}
    assert pairs == {
        "do you sell mboxhats?": "yes, from $12 mboxreply.",
        "Haben Sie mboxpullover?": "Ja, mboxjumper haben wir.",
    }


def test_tables_in_pages_and_in_attachments_become_examples(got):
    answers = {(e.source.file, e.question): e.answer for e in got.examples}
    assert answers["tables.pdf", "What does Crown cost?"] == "Crown costs $950."
    assert answers["offer.eml/offer.csv", "What does emlhat cost?"] == "emlhat costs $12."
    assert answers["lease.docx", "What is the size of wordcell?"] == "The size of wordcell: 20m2."


def test_examples_of_pages_name_the_page_and_the_section(got):
    crown = next(e for e in got.examples if e.question == "What does Crown cost?")
    assert (crown.source.page, crown.source.section) == (1, "Price list")


def test_every_examples_span_is_inside_its_document(got):
    texts = {d.id: d.text for d in got.documents}
    for example in got.examples:
        start, end = example.source.span
        assert 0 <= start < end <= len(texts[example.document_id])


def test_two_columns_are_read_one_after_the_other(got):
    (manual,) = [d.text for d in got.documents if d.source.file == "manual.pdf"]
    places = [manual.index(f"Section topic{i}\n") for i in range(15)]
    assert places == sorted(places)
    assert any(f.check == "coverage" and "manual.pdf" in f.evidence for f in got.findings)


def test_names_that_reach_out_of_an_archive_are_told(got):
    assert any(f.check == "path_traversal" for f in got.findings)
