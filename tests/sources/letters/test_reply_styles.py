"""Replies of mail programs in five languages: the question that is quoted, the answer above it."""

import pytest
from reply_styles import LANGUAGES, WHO, bodies, pages

from inhouse.records import Document, Source
from inhouse.sources import FileContents, MakerSettings
from inhouse.sources.making import build_makers, make
from inhouse.sources.readers import build_all, reader_for

DESK = "Ines Brand <ines@schirme.example>"
PLAIN = [(n, style) for n in LANGUAGES for style in bodies(LANGUAGES[n])]
PAGES = [(n, style) for n in LANGUAGES for style in pages(LANGUAGES[n])]


def mail(body, kind="plain", sender=DESK, to=WHO):
    head = f"From: {sender}\nTo: {to}\nSubject: Re: Q\nDate: Wed, 04 Mar 2026 09:00:00 +0000\n"
    return f"{head}MIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n\n{body}"


@pytest.fixture
def learned(tmp_path):
    def run(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        contents = reader_for(path, build_all()).read(path, name)
        made = make(contents, build_makers(MakerSettings()))
        return [(e.question, e.answer) for e in made.examples]

    return run


@pytest.mark.parametrize(("language", "style"), PLAIN)
def test_a_plain_reply_answers_what_it_quotes(learned, language, style):
    words = LANGUAGES[language]
    body = bodies(words)[style]
    assert learned("1.eml", mail(body)) == [(words.question, words.answer)]


@pytest.mark.parametrize(("language", "style"), PAGES)
def test_a_reply_without_plain_words_answers_what_its_page_quotes(learned, language, style):
    words = LANGUAGES[language]
    page = pages(words)[style]
    assert learned("1.eml", mail(page, "html")) == [(words.question, words.answer)]


@pytest.mark.parametrize(("language", "style"), PLAIN)
def test_the_same_reply_in_a_text_file_is_read_alike(language, style):
    words = LANGUAGES[language]
    text = f"From: {DESK}\nSubject: Re: Q\n\n{bodies(words)[style]}"
    contents = FileContents((Document("d", text, Source("reply.txt"), ""),))
    made = make(contents, build_makers(MakerSettings()))
    assert [(e.question, e.answer) for e in made.examples] == [(words.question, words.answer)]
