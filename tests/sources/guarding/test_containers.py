"""Packed files: looked into before anything unpacks them."""

import gzip
import io
import os
import stat
import struct
import time
import zipfile
import zlib

import pytest

from finishing import finish
from inhouse.sources import ReadingRules, ReadLimits, read
from inhouse.sources.guarding import Refused, inspect, safe_members

LIMIT = 2_000_000_000
TEN_GB = 10_000_000_000


def zeros(n_bytes):
    """A deflate stream of zeros: one packed megabyte, over and over; 10 GB take 10 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (n_bytes // (1 << 20)) + packer.flush()


def bomb(path, name, n_bytes):
    """A ZIP whose one member unpacks to `n_bytes`, and says so."""
    packed, raw = zeros(n_bytes), name.encode()
    sizes = struct.pack("<QQ", n_bytes, len(packed))
    extra = struct.pack("<HH", 1, 16) + sizes
    head = struct.pack("<HHHHHLLLHH", 45, 0, 8, 0, 33, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(raw), 20)
    local = b"PK\3\4" + head + raw + extra
    directory = b"PK\1\2" + struct.pack("<H", 45) + head + struct.pack("<HHHLL", 0, 0, 0, 0, 0)
    directory += raw + extra
    end = struct.pack("<HHHHLLH", 0, 0, 1, 1, len(directory), len(local) + len(packed), 0)
    path.write_bytes(local + packed + directory + b"PK\5\6" + end)


def office(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)


def test_a_workbook_that_would_unpack_to_ten_gigabytes_is_refused_at_once(tmp_path):
    bomb(tmp_path / "sheet.xlsx", "xl/worksheets/sheet1.xml", TEN_GB)
    (tmp_path / "good.csv").write_text("question,answer\nWhen?,At 8.\n")
    assert (tmp_path / "sheet.xlsx").stat().st_size < 20_000_000
    started = time.perf_counter()
    got = finish(read(tmp_path))
    assert time.perf_counter() - started < 10
    (finding,) = got.findings
    assert (finding.check, finding.severity) == ("zip_bomb", "error")
    assert finding.evidence.startswith("sheet.xlsx: ") and "10,000 MB" in finding.evidence
    assert [e.answer for e in got.examples] == ["At 8."]


def test_a_gzip_that_unpacks_to_more_than_the_limit_is_refused(tmp_path):
    n = 400_000_000
    body = zeros(n)
    (tmp_path / "a.csv.gz").write_bytes(
        b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + body + struct.pack("<LL", 0, n & 0xFFFFFFFF)
    )
    (tmp_path / "good.csv").write_text("question,answer\nWhen?,At 8.\n")
    got = finish(read(tmp_path, ReadingRules(ReadLimits(max_unpacked_bytes=100_000_000))))
    assert [f.check for f in got.findings] == ["zip_bomb"]
    assert len(got.examples) == 1


def test_a_member_out_of_all_proportion_is_refused_below_the_limit(tmp_path):
    bomb(tmp_path / "a.docx", "word/document.xml", 500_000_000)
    with pytest.raises(Refused, match="500 MB packed into"):
        inspect(tmp_path / "a.docx", LIMIT)


def test_many_small_members_are_weighed_together(tmp_path):
    office(tmp_path / "a.docx", **{f"m{i}": bytes(1000) for i in range(50)})
    with pytest.raises(Refused, match="at most 0 MB"):
        inspect(tmp_path / "a.docx", 40_000)


LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    + "]>\n<lolz>&l9;</lolz>"
)
FILE_NAME = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".ods"])
@pytest.mark.parametrize("bomb_text", [LAUGHS, FILE_NAME, LAUGHS.encode("utf-16")])
def test_entities_in_any_part_of_an_office_file_are_refused(tmp_path, suffix, bomb_text):
    path = tmp_path / f"a{suffix}"
    office(path, _rels___dot_rels="<a/>", word__document_dot_xml=bomb_text)
    with pytest.raises(Refused, match="entities"):
        inspect(path, LIMIT)


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- <a> --> <!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
        "<?p <a> ?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
        "<!DOCTYPE a SYSTEM '<b' [<!ENTITY b 'c'>]><a/>",
        "<!DOCTYPE a [ <!-- > <a> --> <!ENTITY b 'c'>]><a/>",
        "<!--" + "x" * 200_000 + "--><!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
    ],
)
def test_entities_cannot_be_hidden_behind_something_that_looks_like_the_root(tmp_path, hidden):
    (tmp_path / "a.svg").write_text(hidden)
    with pytest.raises(Refused):
        inspect(tmp_path / "a.svg", LIMIT)


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML" "x.dtd"><html/>',
        "<a>the word &lt;!ENTITY in a text</a>",
        "<!-- a note --><a/>",
    ],
)
def test_documents_without_entities_pass(tmp_path, text):
    (tmp_path / "a.xhtml").write_text(text)
    office(tmp_path / "a.docx", word__document_dot_xml=text)
    inspect(tmp_path / "a.xhtml", LIMIT)
    inspect(tmp_path / "a.docx", LIMIT)


def test_members_that_lead_out_link_or_are_encrypted_are_not_safe(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("ok/a.txt", "../up.txt", "/etc/x", "a\\..\\..\\b.txt", "C:/x.txt"):
            archive.writestr(name, "x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with zipfile.ZipFile(made) as archive:
        locked = archive.getinfo("ok/a.txt")
        told = {info.filename: why for info, why in safe_members(archive, LIMIT)}
        locked.flag_bits |= 1
        again = {info.filename: why for info, why in safe_members(archive, LIMIT)}
    assert [name for name, why in told.items() if not why] == ["ok/a.txt"]
    assert "link" in told["link.txt"] and "encrypted" in again["ok/a.txt"]


def test_a_truncated_workbook_is_named_and_the_rest_is_read(tmp_path):
    office(tmp_path / "whole.xlsx", xl__workbook_dot_xml="<a/>" * 1000)
    (tmp_path / "cut.xlsx").write_bytes((tmp_path / "whole.xlsx").read_bytes()[:200])
    (tmp_path / "whole.xlsx").unlink()
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"question,answer\n" * 500)[:40])
    (tmp_path / "good.csv").write_text("question,answer\nWhen?,At 8.\n")
    got = finish(read(tmp_path))
    assert {f.source.file for f in got.findings if f.severity == "error"} == {
        "cut.xlsx", "cut.csv.gz",
    }  # fmt: skip
    assert len(got.examples) == 1


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "firm"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("question,answer\nPassword?,Tr0ub4dor.\n")
    (folder / "a.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "b.csv").write_text("question,answer\nWhen?,At 8.\n")
    (folder / "c.csv").symlink_to(folder / "b.csv")
    got = finish(read(folder))
    assert [e.answer for e in got.examples] == ["At 8.", "At 8."]
    (finding,) = got.findings
    assert finding.check == "link_out" and "a.csv" in finding.evidence
