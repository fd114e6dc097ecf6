"""Which files are looked at: all that are a person's; the rest is named, save a system's own."""

import zipfile

import pytest

from inhouse.sources.files import find_files, is_of_a_system, passed_over
from inhouse.sources.readers import build_all, reader_for
from inhouse.sources.reading import unread

SYSTEMS = [
    "~$prices.docx", "~$ices.xlsx", ".~lock.prices.odt#", "~WRL0005.tmp", "~wrd0000.tmp",
    "Thumbs.db", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "Desktop.ini",
    ".DS_Store",
    "._prices.docx", "__MACOSX", "$RECYCLE.BIN", "System Volume Information", "@eaDir",
    ".Spotlight-V100", ".Trashes", ".fseventsd", "lost+found", ".git", ".svn", "Icon\r",
    ".nfs000001",
]  # fmt: skip
OURS = [
    "~prices.docx", "$prices.docx", "lock.odt", "prices.docx~", "Thumbs.md", "desktop.md",
    "my desktop.ini notes.txt", "Icon.png", "thumbs.db.csv", "notice.md", "license.md", "Trash.md",
    "MACOSX.md", ".~lock", "a~$b.docx", "~WRL.docx",
]  # fmt: skip


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_a_system_keeps_for_itself_is_not_even_named(tmp_path, name):
    assert is_of_a_system(name)
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        (folder / "a.csv").write_text("question,answer\nq?,a\n")
        (folder / name).write_bytes(b"\x00")
    files = find_files(tmp_path)
    assert [file.name for file in files] == ["a.csv", "a.csv"]
    assert not unread(tmp_path, files)


@pytest.mark.parametrize("name", OURS)
def test_names_that_only_look_like_it_are_a_persons(name):
    assert not is_of_a_system(name)


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_archive_is_read_by_the_same_list(tmp_path, name):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"sub/{name}", "x")
        archive.writestr(f"{name}/b.txt", "x")
        archive.writestr("a.txt", "Hello there.")
    got = reader_for(path, build_all()).read(path, "a.zip")
    assert [d.source.file for d in got.documents] == ["a.zip/a.txt"] and not got.findings


PAGES = {
    "notice.md": "# Notice\n\nWe are closed on Monday.",
    "NOTICE.txt": "Please ring twice.",
    "license.md": "# Do I need a fishing license?\n\nYes, $12 a day.",
    "Licence.html": "<h1>Taxi licence</h1><p>It costs $300.</p>",
    "copying.md": "# Copying\n\nA copy costs 10 cents.",
    "vendor/prices.md": "# Prices of vendors\n\nBolts cost $2.",
    "node_modules/a.md": "# Modules\n\nEach node has two.",
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_business_are_read_whatever_they_are_called(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(PAGES[name])
    assert find_files(tmp_path) == (path,)


LICENCES = {
    "LICENSE": "Apache License\nVersion 2.0",
    "LICENSE.md": "# License\n\nLicensed under the MIT License.",
    "COPYING": "GNU GENERAL PUBLIC LICENSE",
    "NOTICE": "This product includes software of X, Apache Software Foundation.",
    "licence.txt": "Redistribution and use in source and binary forms",
}


@pytest.mark.parametrize("name", LICENCES)
def test_licences_of_software_are_passed_over_and_named(tmp_path, name):
    (tmp_path / name).write_text(LICENCES[name])
    assert find_files(tmp_path) == ()
    assert passed_over(tmp_path) == {"texts of software licences": [name]}


def test_everything_that_is_passed_over_is_named(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.log\nbuild/\n")
    for name in ("a.md", "x.log", "build/b.md", "vendor/v.md", ".env", ".cache/c.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Hello.")
    (tmp_path / "elsewhere").symlink_to(tmp_path / "build", target_is_directory=True)
    assert [file.name for file in find_files(tmp_path)] == ["a.md"]
    assert passed_over(tmp_path) == {
        "hidden": [".cache/", ".env"],
        "ignored by git": ["build/", "x.log"],
        "links to other folders": ["elsewhere/"],
        "folders of installed packages": ["vendor/"],
    }
    (finding,) = unread(tmp_path, find_files(tmp_path))
    assert finding.severity == "info" and "vendor/" in finding.evidence


@pytest.mark.parametrize("kind", [".pst", ".key", ".mobi", ".7z", ".odp"])
def test_a_kind_that_holds_words_and_is_not_read_is_a_warning(tmp_path, kind):
    (tmp_path / f"a{kind}").write_bytes(b"x")
    (tmp_path / "b.png").write_bytes(b"x")
    words, pictures = unread(tmp_path, find_files(tmp_path))
    assert (words.severity, pictures.severity) == ("warning", "info")
    assert kind in words.evidence and "b.png" in pictures.evidence


def test_a_single_file_is_looked_at_whatever_it_is_called(tmp_path):
    path = tmp_path / ".hidden.md"
    path.write_text("Hello.")
    assert find_files(path) == (path,) and passed_over(path) == {}
