"""Who stands in a customer column, and who only seems to."""

import zipfile

import pytest

from finishing import finish
from inhouse.records import Customer, Example, Message, Source
from inhouse.sources import FileContents, read
from inhouse.sources.customers import customers_in


def found(tmp_path, text, name="list.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return finish(read(tmp_path)).customers


def names(tmp_path, text):
    return tuple(c.value for c in found(tmp_path, text) if c.kind == "name")


def test_names_and_values_of_a_customer_list(tmp_path):
    who = found(
        tmp_path,
        'Client Name,Email,Phone,City\nMaria Lopez,m@x.com,415-234-9981,Reno\n"Chen, Wei",,,Reno\n',
    )
    assert [c.value for c in who if c.kind == "name"] == ["Maria Lopez", "Chen, Wei"]
    assert Customer("email", "m@x.com") in who and Customer("phone", "415-234-9981") in who


def test_first_and_last_name_are_put_together(tmp_path):
    assert names(tmp_path, "First Name,Last Name,Plan\nMaria,Lopez,A\n") == ("Maria Lopez",)


def test_a_bare_name_counts_only_beside_a_way_to_reach_somebody(tmp_path):
    assert names(tmp_path, "Name,Price\nMargherita,9\nApril Special,7\n") == ()
    assert names(tmp_path, "Name,Email\nApril Banks,a@x.com\n") == ("April Banks",)


@pytest.mark.parametrize("cell", ["n/a 12", "see ticket 4", "a@b.com", "Is it the one who called?"])
def test_what_is_no_name_in_a_customer_column_is_left_out(tmp_path, cell):
    assert names(tmp_path, f"Customer,City\n{cell},Reno\n") == ()


def test_columns_beside_questions_count_too_and_made_ones_do_not():
    talk = (Message("user", "q"), Message("assistant", "a"))
    asked = Example("1", talk, Source("t.csv"), "d", {"customer": "Maria Lopez"})
    made = Example("2", talk, Source("t.csv"), "d", {"customer": "Wei Chen", "maker": "faq"})
    beside = customers_in(FileContents(examples=(asked, made)))
    assert list(beside) == [Customer("name", "Maria Lopez")]


def test_nobody_is_shown_where_it_is_printed(tmp_path):
    who = found(tmp_path, "Client,Email\nMaria Lopez,m@x.com\n")
    assert "Lopez" not in repr(who) and "m@x.com" not in repr(who)


def test_nobody_is_named_twice_however_many_rows_and_parts_there_are(tmp_path):
    rows = "".join(f"Maria Lopez,{i}\n" for i in range(9000))
    assert found(tmp_path, f"Client,Visit\n{rows}") == (Customer("name", "Maria Lopez"),)


def test_the_customers_of_a_table_in_an_archive_are_known(tmp_path):
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.writestr("list.csv", "Client,Visit\nMaria Lopez,5\n")
    assert finish(read(tmp_path)).customers == (Customer("name", "Maria Lopez"),)
