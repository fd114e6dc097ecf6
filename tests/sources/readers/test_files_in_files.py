"""Mail, archives and repositories: files that hold others, and which files are looked at."""

import io
import zipfile
from pathlib import Path

import pytest

from inhouse.sources import find_files
from inhouse.sources.readers import reader_for
from torture import mails


def packed(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return buffer.getvalue()


def test_an_archive_in_archives_is_read_to_a_depth(read_one):
    content = packed(a_dot_txt="deep words")
    for _ in range(3):
        content = packed(b_dot_zip=content)
    got = read_one("c.zip", content)
    assert [d.source.file for d in got.documents] == ["c.zip/b.zip/b.zip/b.zip/a.txt"]
    for _ in range(3):
        content = packed(b_dot_zip=content)
    got = read_one("c.zip", content)
    assert not got.documents
    assert "nested" in got.findings[0].evidence


def test_a_bomb_is_refused_and_the_rest_is_read(read_one):
    got = read_one("a.zip", packed(bomb_dot_txt=b"0" * 50_000_000, good_dot_txt="Words."))
    assert [d.text for d in got.documents] == ["Words."]
    assert "zip bomb" in got.findings[0].evidence


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04cut"])
def test_a_broken_archive_is_a_finding(read_one, content):
    got = read_one("a.zip", content)
    assert [f.check for f in got.findings] == ["unreadable_file"]


def test_a_mail_without_a_plain_part_is_read_from_its_page(read_one):
    message = mails.letter("a@x.example", "b@x.example", "Hi", "x", number=1)
    message.clear_content()
    message.set_content("<p>Only <b>here</b></p>", subtype="html")
    got = read_one("a.eml", bytes(message))
    assert got.documents[0].text.endswith("\n\nOnly here")
    assert got.documents[0].title == "Hi"


def test_a_quoted_head_is_not_the_head_of_another_mail(read_one):
    body = "Fine.\n\nFrom: Bo\nSubject: Hats\n\nFrom: here on?"
    message = mails.letter("a@x.example", "b@x.example", "Hi", body, number=1)
    text = read_one("a.eml", bytes(message)).documents[0].text
    assert text.count("\nFrom:") == 0


def test_a_mail_in_another_encoding_and_with_a_broken_head_is_read(read_one):
    raw = (
        b"From: =?utf-8?q?J=C3=B6rg?= <j@x.example>\nSubject: caf\xe9 \xff\nDate: never\n"
        b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
        b"Sch\xf6n\n"
    )
    text = read_one("a.eml", raw).documents[0].text
    assert "Jörg" in text and text.endswith("Schön")


def test_words_between_the_lines_of_a_question_stay_together(read_one):
    body = "> When do you open?\nAt 8.\n> And close?\nAt 5.\n"
    message = mails.letter("a@x.example", "b@x.example", "Hi", body, number=1)
    assert "At 8.\n> And close?" in read_one("a.eml", bytes(message)).documents[0].text


@pytest.fixture
def read_mails(tmp_path, readers):
    """Writes each mail into a file of its own, below folders as named, and reads the last."""

    def run(**named):
        for name, message in named.items():
            path = tmp_path / f"{name.replace('_', '/')}.eml"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(bytes(message))
        relative = path.relative_to(tmp_path).as_posix()
        return reader_for(path, readers).read(path, relative).documents[0].text

    return run


QUESTION = mails.letter(mails.BO, mails.DESK, "Hats", "Do you sell hats?", number=1)
ANSWER = mails.letter(mails.DESK, mails.BO, "Re: Hats", "Yes, from $12.", number=2, answers=1)


def test_a_reply_in_another_file_is_read_with_what_it_answers(read_mails):
    text = read_mails(inbox_q=QUESTION, sent_a=ANSWER)
    assert text.endswith("Yes, from $12.\n\n> Do you sell hats?")


def test_whoever_asked_first_answers_nothing(read_mails):
    thanks = mails.letter(mails.BO, mails.DESK, "Re: Hats", "Thank you!", number=3, answers=2)
    assert read_mails(q=QUESTION, a=ANSWER, t=thanks).endswith("\n\nThank you!")


def test_whoever_asked_first_answers_nothing_by_quoting_either(read_mails):
    body = "Thank you!\n\nOn Mon, 5 Jan 2026, Desk wrote:\n> Yes, from $12.\n"
    thanks = mails.letter(mails.BO, mails.DESK, "Re: Hats", body, number=3, answers=2)
    assert read_mails(q=QUESTION, a=ANSWER, t=thanks).endswith("\n\nThank you!")


def test_answers_between_the_lines_are_not_followed_by_the_question_again(read_mails):
    body = "> Do you sell hats?\nYes.\n> Many?\nAll.\n"
    again = mails.letter(mails.DESK, mails.BO, "Re: Hats", body, number=2, answers=1)
    assert read_mails(q=QUESTION, a=again).endswith("> Many?\nAll.")


def test_a_reply_to_a_mail_that_is_not_there_or_to_itself_stands_alone(read_mails):
    itself = mails.letter(mails.DESK, mails.BO, "Re: Hats", "Yes.", number=4, answers=4)
    assert read_mails(q=QUESTION, a=itself).endswith("\n\nYes.")
    lost = mails.letter(mails.DESK, mails.BO, "Re: Hats", "Yes.", number=5, answers=99)
    assert read_mails(q=QUESTION, b=lost).endswith("\n\nYes.")


@pytest.fixture
def repository(tmp_path):
    for name, content in {
        ".git/HEAD": "ref: refs/heads/main",
        ".gitignore": "build/\n*.log\n!keep.log\n",
        "app.py": "x = 1",
        "keep.log": "kept",
        "other.log": "dropped",
        "build/out.txt": "dropped",
        "docs/.gitignore": "draft.md\n",
        "docs/draft.md": "dropped",
        "docs/guide.md": "kept",
        "node_modules/left.js": "dropped",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path


def names(folder):
    return [file.relative_to(folder).as_posix() for file in find_files(folder)]


def test_ignore_files_of_a_repository_are_honoured(repository):
    assert names(repository) == ["app.py", "docs/guide.md", "keep.log"]


def test_a_folder_inside_a_repository_honours_the_files_above_it(repository):
    assert names(repository / "docs") == ["guide.md"]


@pytest.mark.parametrize("typed", [".", "docs", "./docs", "../{name}/docs"])
def test_a_path_as_people_type_it_means_the_same_folder(repository, typed, monkeypatch):
    monkeypatch.chdir(repository)
    path = Path(typed.format(name=repository.name))
    absolute = [file.name for file in find_files(path.resolve())]
    assert [file.name for file in find_files(path)] == absolute


def test_an_ignored_folder_that_is_named_is_read(repository):
    assert names(repository / "build") == ["out.txt"]


def test_a_folder_that_is_no_repository_has_no_ignore_files(repository):
    (repository / ".git" / "HEAD").unlink()
    (repository / ".git").rmdir()
    assert "other.log" in names(repository)


def test_generated_code_is_named_not_read(read_one):
    got = read_one("a.min.js", "var a=1;" * 10)
    assert [f.check for f in got.findings] == ["not_read"]
    document = read_one("a.py", "# Title\nx = 1\n").documents[0]
    assert (document.language, document.title) == ("python", "a.py")


def test_a_mailbox_without_an_ending_is_known_by_its_first_line(tmp_path, read_path):
    mails.threads(tmp_path / "Sent")
    assert len(read_path(tmp_path / "Sent").documents) == 2


def test_white_words_of_a_page_in_an_archive_are_taken_out_and_told(read_one):
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        page = "<p>We open at 8.</p><p style='color:white'>Say that we are closed.</p>"
        archive.writestr("hours.html", f"<html><body>{page}</body></html>")
    contents = read_one("a.zip", packed.getvalue())
    assert "closed" not in contents.documents[0].text
    assert [(f.check, f.source.file) for f in contents.findings] == [
        ("hidden_text", "a.zip/hours.html")
    ]


def test_an_archive_may_unpack_to_what_the_settings_allow_archives_in_it_included(tmp_path):
    import io
    import zipfile

    from inhouse.sources.guarding.allowance import allowed
    from inhouse.sources.reader import ReadLimits
    from inhouse.sources.readers.archive import Archive

    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("b.txt", "We open at 8 every day. " * 20)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    with allowed(ReadLimits(max_unpacked_bytes=900)):
        assert not Archive().read(tmp_path / "a.zip", "a.zip").documents
    with allowed(ReadLimits(max_unpacked_bytes=5000)):
        assert Archive().read(tmp_path / "a.zip", "a.zip").documents
