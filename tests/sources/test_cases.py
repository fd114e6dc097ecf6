"""Small inputs of kinds that broke other tools, where they lie beside the project."""

from pathlib import Path

import pytest

from finishing import finish
from inhouse.sources.reading import read

CASES = Path(__file__).parents[3] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the cases are not beside the project")


def learned(case):
    got = finish(read(CASES / case))
    return got, [(e.question, e.answer) for e in got.examples]


def test_a_line_of_a_mail_that_begins_with_from_ends_no_mail():
    got, pairs = learned("08")
    assert len(got.documents) == len(pairs) == 2
    assert pairs[0][1].count("\nFrom ") == 2 and "\nFrom " in pairs[1][1]
    assert not any(">From" in d.text for d in got.documents)


@pytest.mark.parametrize("case", ["09/named", "09/unnamed"])
def test_japanese_mail_is_japanese(case):
    got, pairs = learned(case)
    assert len(pairs) == 1 and not any("\x1b" in d.text or "$B" in d.text for d in got.documents)
    assert all(ord(sign) > 0x3000 for sign in pairs[0][0] + pairs[0][1])


def test_soft_breaks_are_joined():
    _, ((question, answer),) = learned("10")
    assert "\n" not in question and "\n" not in answer and answer.endswith("$35.")


def test_names_posts_and_notices_are_no_answer():
    _, ((question, answer),) = learned("11")
    assert question.endswith("hatchback?") and answer.endswith("in stock.")
    assert "\n" not in question + answer


def test_lock_and_system_files_are_not_spoken_of():
    got, pairs = learned("13")
    assert len(pairs) == 22 and not got.findings


def test_folded_answers_are_read():
    got, pairs = learned("15")
    assert len(pairs) == 22 and all(answer for _, answer in pairs)
    assert not [f for f in got.findings if f.check in ("empty_answer", "hidden_text")]


def test_a_comment_in_code_is_no_heading():
    _, pairs = learned("16")
    assert len(pairs) == 3 and "systemctl" in pairs[0][1]


def test_printed_forms_make_no_other_question():
    _, pairs = learned("17")
    assert len({question for question, _ in pairs}) == len(pairs) - 1
    assert all(text.isascii() for pair in pairs[-2:] for text in pair)


def test_a_removed_file_is_gone(tmp_path):
    for file in (CASES / "25").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert any("A hot wax costs $15" in d.text for d in finish(read(tmp_path)).documents)
    (tmp_path / "prices-2025.md").unlink()
    assert not any("A hot wax costs $15" in d.text for d in finish(read(tmp_path)).documents)


def test_every_file_is_read_or_named():
    got, pairs = learned("26")
    told = " ".join(f.evidence for f in got.findings if f.severity != "info")
    assert {f.file for f in got.files} | {"menu.odt", "quote.msg"} == {
        file.name for file in (CASES / "26").iterdir()
    }
    assert "menu.odt" in told and "quote.msg" in told and len(pairs) == 26
