"""Who stands in a customer column, and who only seems to."""

import pytest

from inhouse.records import Example, Message, Source
from inhouse.sources import ReadLimits, customers_in


def found(tmp_path, text, name="list.csv", examples=()):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return customers_in(tmp_path, examples, ReadLimits())


def test_names_and_values_of_a_customer_list(tmp_path):
    who = found(
        tmp_path,
        'Client Name,Email,Phone,City\nMaria Lopez,m@x.com,415-234-9981,Reno\n"Chen, Wei",,,Reno\n',
    )
    assert who.names == ("Maria Lopez", "Chen, Wei")
    assert ("email", "m@x.com") in who.values and ("phone", "415-234-9981") in who.values


def test_first_and_last_name_are_put_together(tmp_path):
    assert found(tmp_path, "First Name,Last Name,Plan\nMaria,Lopez,A\n").names == ("Maria Lopez",)


def test_a_bare_name_counts_only_beside_a_way_to_reach_somebody(tmp_path):
    assert found(tmp_path, "Name,Price\nMargherita,9\nApril Special,7\n").names == ()
    assert found(tmp_path, "Name,Email\nApril Banks,a@x.com\n").names == ("April Banks",)


@pytest.mark.parametrize("cell", ["n/a 12", "see ticket 4", "a@b.com", "Is it the one who called?"])
def test_what_is_no_name_in_a_customer_column_is_left_out(tmp_path, cell):
    assert found(tmp_path, f"Customer,City\n{cell},Reno\n").names == ()


def test_columns_beside_questions_count_too_and_made_ones_do_not(tmp_path):
    talk = (Message("user", "q"), Message("assistant", "a"))
    asked = Example("1", talk, Source("t.csv"), "d", {"customer": "Maria Lopez"})
    made = Example("2", talk, Source("t.csv"), "d", {"customer": "Wei Chen", "maker": "faq"})
    assert found(tmp_path, "Item,Price\nHat,5\n", examples=(asked, made)).names == ("Maria Lopez",)


def test_nobody_is_shown_where_it_is_printed(tmp_path):
    who = found(tmp_path, "Client,Email\nMaria Lopez,m@x.com\n")
    assert "Lopez" not in repr(who) and "m@x.com" not in repr(who)
