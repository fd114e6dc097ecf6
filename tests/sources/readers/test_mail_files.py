"""Files of mail: separators of mailboxes, soft line breaks, declared and undeclared encodings."""

import pytest

from inhouse.sources.decoding import decode
from inhouse.sources.reader import Faults
from inhouse.sources.readers.mail.flowed import unflow

HEAD = "From: A <a@x.example>\nSubject: S\nMessage-ID: <{n}@x>\n\n"
SEPARATORS = [
    "From a@x.example Mon Jan  5 09:00:00 2026",
    "From - Mon Jan 05 09:00:00 2026",
    "From MAILER-DAEMON Mon Jan  5 09:00:00 2026",
    "From 1845738475@xxx Mon Jan 05 09:00:00 +0000 2026",
    "From a at x.example  Mon Jan  5 09:00:00 2026",
    "From ???@??? Mon Jan 05 09:00:00 2026",
    "From a@x.example 2026-01-05T09:00:00",
]


@pytest.mark.parametrize("line", SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_separator_has_an_address_and_a_date(read_one, line, end):
    box = "\n\n".join(f"{line}\n{HEAD.format(n=n)}Text {n}." for n in (1, 2))
    assert len(read_one("a.mbox", box.replace("\n", end)).documents) == 2


BODIES = [
    "From Monday on we open at 7.",
    "From 5 May 2026 the price is $12.",
    "From now until 2027 it is free.",
    "From a@x.example you get the form.",
    "From a@x.example on 5 May 2026 we got this:\nit works.",
    "From Mon Jan  5 09:00:00 2026 on it is closed.\nNote: always.",
    "From\nhere.",
    "from a@x.example Mon Jan  5 09:00:00 2026\nNote: x",
]


@pytest.mark.parametrize("body", BODIES)
def test_a_line_of_a_letter_may_begin_with_from(read_one, body):
    box = f"{SEPARATORS[0]}\n{HEAD.format(n=1)}Hello.\n{body}\nBye.\n"
    (document,) = read_one("a.mbox", box).documents
    assert f"Hello.\n{body}\nBye." in document.text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (">From May on.", "From May on."),
        (">>From May on.", "> From May on."),
        ("> From May on.", "> From May on."),
    ],
)
def test_a_mark_before_from_is_the_mailboxes_own(read_one, written, meant):
    box = f"{SEPARATORS[0]}\n{HEAD.format(n=1)}Yes.\n\n{written}\n\nBye.\n"
    lines = read_one("a.mbox", box).documents[0].text.split("\n")
    assert meant in lines


def test_from_inside_a_quote_stays_quoted(read_one):
    box = f"{SEPARATORS[0]}\n{HEAD.format(n=1)}Yes.\n\n>Is it open\n>From May on?\n"
    assert "> Is it open\n> From May on?" in read_one("a.mbox", box).documents[0].text


def test_a_text_without_separators_is_no_mailbox(read_one):
    (finding,) = read_one("a.mbox", "From now on.\nNo mail.\n").findings
    assert finding.check == "unreadable_file"


FLOWED = [
    ("a \nb", "a b"),
    ("a\nb", "a\nb"),
    ("a \nb \nc\n\nd", "a b c\n\nd"),
    ("> a \n> b", "> a b"),
    (">> a \n> b", ">> a\n> b"),
    ("> a \nb", "> a\nb"),
    ("a \n> b", "a\n> b"),
    (" > not quoted", "> not quoted"),
    (" From here", "From here"),
    ("a\n-- \nAnn", "a\n--\nAnn"),
    ("a \n-- \nAnn", "a\n--\nAnn"),
    ("1. one\n2. two", "1. one\n2. two"),
    ("a \r\nb", "a b"),
    ("a ", "a"),
    ("> a \n>\n> b", "> a\n>\n> b"),
]


@pytest.mark.parametrize(("written", "meant"), FLOWED)
def test_soft_breaks_are_joined_and_paragraphs_kept(written, meant):
    assert unflow(written, delete_space=False) == meant


def test_a_space_that_is_only_a_mark_goes():
    assert unflow("定休日は \n水曜日です", delete_space=True) == "定休日は水曜日です"


def test_only_a_flowed_part_is_joined(read_one):
    body = "Subject: S\nFrom: a@x.example\nContent-Type: text/plain{}\n\na \nb\n"
    assert read_one("a.eml", body.format("; format=flowed")).documents[0].text.endswith("a b")
    assert read_one("b.eml", body.format("")).documents[0].text.endswith("a \nb")


@pytest.mark.parametrize(
    ("encoding", "declared", "text"),
    [
        ("iso-2022-jp", "iso-2022-jp", "予約は必要です"),
        ("iso-2022-jp", "ISO-2022-JP", "予約は必要です"),
        ("iso-2022-jp", None, "予約は必要です"),
        ("iso-2022-jp", "us-ascii", "予約は必要です"),
        ("iso-2022-jp", "utf-8", "予約は必要です"),
        ("iso-2022-jp-ext", None, "ﾖﾔｸです"),
        ("iso-2022-kr", None, "예약이 필요합니다"),
        ("iso-2022-kr", "iso-2022-kr", "예약이 필요합니다"),
        ("utf-7", "utf-7", "Größe"),
        ("hz", "hz-gb-2312", "预约"),
        ("utf-16-le", "utf-16-le", "Größe 12"),
        ("utf-16-le", "utf-16le", "Size 12"),
        ("shift_jis", "shift_jis", "予約は必要です"),
        ("euc-kr", "ks_c_5601-1987", "예약이 필요합니다"),
        ("gbk", "gb2312", "预约需要"),
        ("koi8-r", "koi8-r", "Запись нужна"),
        ("windows-1251", "windows-1251", "Запись нужна"),
        ("iso-8859-1", "iso-8859-1", "Größe"),
        ("utf-8", "iso-8859-1", "Größe"),
        ("utf-8", "gbk", "予約は必要です"),
        ("utf-8", "no-such", "Größe"),
        ("ascii", "utf-7", "2 + 2 = 4"),
    ],
)
def test_bytes_mean_what_the_mail_says_or_their_escapes_say(encoding, declared, text):
    assert decode(text.encode(encoding), "a.eml", Faults(), declared=declared) == text


def test_a_plain_part_that_only_says_to_look_elsewhere_gives_way_to_the_page(read_one):
    raw = (
        "From: a@x.example\nSubject: S\nMIME-Version: 1.0\nContent-Type: multipart/alternative;"
        ' boundary="b"\n\n--b\nContent-Type: text/plain\n\nUse another program.\n--b\n'
        "Content-Type: text/html\n\n<p>The set of brushes costs $12, and the frame costs $30, both"
        " with a year of guarantee and free delivery to your door.</p>\n--b--\n"
    )
    text = read_one("a.eml", raw).documents[0].text
    assert "$12" in text and "another program" not in text
