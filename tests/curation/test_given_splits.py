"""Rows of one customer stay on one side; the split that the files name is the split."""

import pytest
from test_curating import WORDS, sides, word

from finishing import finish
from inhouse.curation import Background, CurationSettings, Known, curate, given_parts
from inhouse.errors import NotEnoughData
from inhouse.records import CUSTOMER_LABEL, Example, Message, Source, content_id
from inhouse.sources import customers_of


def row(n, file="history.csv", *, asked=None, answered=None, document=None, **labels):
    question = asked or f"{word(n)} {word(n + 7)} {n}?"
    answer = answered or f"{word(n + 3)} {n}"
    messages = (Message("user", question), Message("assistant", answer))
    key = content_id(file, str(n), question, answer)
    return Example(key, messages, Source(file, row=n), document or f"{file} {n}", labels)


def made(rows, **settings):
    known = Known(Background(parts=given_parts(rows)), customers=customers_of(rows))
    chosen = CurationSettings(**settings)
    return finish(curate(rows, task="answer", seed=0, settings=chosen, known=known))


def parts_by(dataset, label):
    where = sides(dataset)
    found = {}
    for e in dataset.examples:
        found.setdefault(e.labels[label].casefold(), set()).add(where[e.id])
    return found


def names(curated):
    return {f.check for f in curated.findings}


def visits(column, n_customers=8, n_each=3, value="Customer Nr {}"):
    return [
        row(i, **{column: value.format("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i % n_customers])})
        for i in range(n_customers * n_each)
    ]


@pytest.mark.parametrize(
    "column",
    ["customer", "Client Name", "patient", "Customer ID", "tenant no", "Member Number", "guest",
     "subscriber_email", "account holder", "Buyer Key", "caller phone", "insured"],
)  # fmt: skip
def test_rows_of_one_customer_stay_on_one_side(column):
    curated = made(visits(column))
    assert all(len(parts) == 1 for parts in parts_by(curated.dataset, column).values())
    assert all(len(getattr(curated.dataset.split, p)) >= 2 for p in ("validation", "test"))
    assert not names(curated) & {"one_big_customer", "one_big_document"}


@pytest.mark.parametrize("value", ["Customer {}", "{}-100", "Firm {} & Sons", "{}{} 7/2"])
def test_a_customer_may_be_a_number_or_a_firm(value):
    curated = made(visits("customer", value=value.replace("{}{}", "{0}{0}")))
    assert all(len(parts) == 1 for parts in parts_by(curated.dataset, "customer").values())


def test_a_customer_is_the_same_in_other_case_and_spaces_and_by_mail_address():
    rows = visits("customer")
    rows[0] = row(0, customer="  CUSTOMER nr a", email="a@x.com")
    rows[1] = row(1, customer="Unlike Name", email="A@x.com")
    where = sides(made(rows).dataset)
    assert where[rows[0].id] == where[rows[8].id] == where[rows[1].id]


def spread(rows, label):
    """Whether some value of the column is on two sides."""
    return any(len(parts) > 1 for parts in parts_by(made(rows).dataset, label).values())


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("customer type", ["Private", "Trade", "School", "Hotel", "Farm"]),
        ("customer", ["new", "returning"]),
        ("customer", ["Retail", "Wholesale", "Online"]),
        ("client", ["yes", "no"]),
        ("customer", ["n/a", "-", "Unknown", "anonymous", "walk-in"]),
        ("category", ["Parking", "Prices", "Hours", "Payment"]),
        ("agent", ["Noor", "Ben", "Mia", "Tom", "Zoe"]),
        ("name", ["Crown", "Filling", "Bridge", "Implant"]),
        ("customer question", ["Aa", "Bb", "Cc", "Dd"]),
        ("email", ["a@x.com", "b@x.com", "c@x.com", "d@x.com"]),
        ("customer satisfaction", ["1 star", "2 stars", "4 stars", "5 stars"]),
        ("customer", ["Is it open?", "Hello! I wait", "Why so?", "Where is it?", "Call me!"]),
        ("shipping", ["free", "5 dollars", "2 days", "express"]),
        ("owner team", ["Red", "Blue", "Green", "Pink"]),
    ],
)
def test_what_is_no_customer_ties_nothing(column, values):
    rows = [row(i, **{column: values[i % len(values)]}) for i in range(40)]
    assert customers_of(rows) == {}
    assert spread(rows, column)


def test_the_same_name_in_two_files_is_one_customer():
    rows = [*visits("customer"), *(row(i, "b.csv", client=f"Customer Nr {c}") for i, c in
                                   enumerate("ABCDEFGH", start=50))]  # fmt: skip
    where = sides(made(rows).dataset)
    for i in range(8):
        assert where[rows[i].id] == where[rows[24 + i].id]


def test_one_customer_who_is_most_of_the_data_is_parted_and_that_is_said():
    rows = [row(i, customer="Big Firm" if i < 20 else f"Firm {word(i)[:-1]}") for i in range(28)]
    curated = made(rows)
    assert "one_big_customer" in names(curated)
    assert "one_big_document" not in names(curated)
    assert spread(rows, "customer")


def test_customers_who_ask_the_same_stay_whole_and_copies_of_what_judges_are_left_out():
    rows = [
        row(i, asked=f"{word(at)} {word(at + 7)} {at}?", customer=f"Customer {i // 3}")
        for i in range(30)
        for at in [100 + (i // 3) if i % 3 == 0 else 100 + i // 3 + 1 if i % 3 == 2 else i]
    ]
    curated = made(rows)
    dataset = curated.dataset
    assert all(len(parts) == 1 for parts in parts_by(dataset, "customer").values())
    where = sides(dataset)
    asked = {}
    for e in dataset.examples:
        asked.setdefault(e.question, set()).add(where[e.id])
    assert all(len(parts) == 1 for parts in asked.values())
    (told,) = [f for f in curated.findings if f.check == "customers_ask_the_same"]
    assert {*told.examples} == {e.id for e in rows} - {*where}
    assert 1 <= len(told.examples) <= 8


def test_one_page_is_parted_and_its_customers_are_not():
    rows = [
        row(i, document="the page", customer=f"Customer Nr {'ABCDEFGH'[i % 8]}") for i in range(24)
    ]
    curated = made(rows)
    assert "one_big_document" in names(curated)
    assert "one_big_customer" not in names(curated)
    assert all(len(p) == 1 for p in parts_by(curated.dataset, "customer").values())


def test_rows_made_of_a_table_are_tied_by_their_customer_without_his_name():
    from inhouse.sources.making import MakerSettings, build_makers, make
    from inhouse.sources.reader import Faults
    from inhouse.sources.tables import Row, read_table

    people = ["Ann Lee", "Bo Ray", "Cy Fox", "Di Orr"]
    cells = [("Customer", "Symptom", "Fix")]
    cells += [(people[i % 4], f"The {WORDS[i]} drips", f"New {WORDS[-i]} seal") for i in range(12)]
    table = [Row(Source("jobs.csv", row=i), c) for i, c in enumerate(cells, start=1)]
    examples = make(read_table(table, Faults()), build_makers(MakerSettings())).examples
    assert len(examples) == 12
    keys = customers_of(examples)
    assert len({keys[e.id] for e in examples}) == 4
    assert "Lee" not in str([e.labels for e in examples])
    assert {e.labels[CUSTOMER_LABEL] for e in examples[::4]} == {examples[0].labels[CUSTOMER_LABEL]}


def in_parts(*counts, **labels):
    files = ("train.csv", "validation.csv", "test.csv")
    return [row(100 * at + i, files[at], **labels) for at, n in enumerate(counts) for i in range(n)]


def by_file(curated):
    found = {}
    where = sides(curated.dataset)
    for e in curated.dataset.examples:
        found.setdefault(e.source.file, set()).add(where[e.id])
    return found


def test_files_that_name_a_split_are_the_split():
    curated = made(in_parts(20, 6, 9))
    assert by_file(curated) == {
        "train.csv": {"train"}, "validation.csv": {"validation"}, "test.csv": {"test"}
    }  # fmt: skip
    assert "given_split" in names(curated)


def test_a_column_that_names_a_split_is_the_split():
    values = ("Train", "dev", "TEST")
    rows = [row(i, split=values[i % 3]) for i in range(30)]
    where = sides(made(rows).dataset)
    assert [where[e.id] for e in rows[:3]] == ["train", "validation", "test"]
    assert {where[e.id] for e in rows[::3]} == {"train"}


def test_a_missing_validation_part_is_taken_from_training_and_that_is_said():
    curated = made(in_parts(30, 0, 10))
    assert by_file(curated) == {"train.csv": {"train", "validation"}, "test.csv": {"test"}}
    assert 2 <= len(curated.dataset.split.validation) <= 6
    assert "names no validation part" in str([f.evidence for f in curated.findings])


def test_a_missing_test_part_is_taken_from_training():
    curated = made(in_parts(30, 10, 0))
    assert by_file(curated)["validation.csv"] == {"validation"}
    assert by_file(curated)["train.csv"] == {"train", "test"}


def test_a_copy_of_what_judges_is_not_learned_from_wherever_it_sorts():
    rows = [row(i, "a_train.csv") for i in range(20)]
    rows += [row(i + 50, "z_test.csv", asked=rows[i].question, answered=rows[i].answer)
             for i in range(4)]  # fmt: skip
    rows += [row(i + 80, "z_test.csv") for i in range(4)]
    curated = made(rows)
    split = curated.dataset.split
    assert len(split.test) == 8
    assert len(split.train) + len(split.validation) == 16
    assert "leaks" in names(curated)


def test_a_near_copy_of_what_judges_is_in_no_part():
    rows = [*in_parts(24, 0, 6)]
    near = row(99, "train.csv", asked=f"{rows[-1].question[:-1]}, please?", answered="It is so")
    curated = made([*rows, near], near_duplicate_questions=0.6)
    assert near.id not in sides(curated.dataset)
    (told,) = [f for f in curated.findings if f.check == "given_split"]
    assert told.examples == (near.id,)


def test_what_names_no_part_is_learned_from():
    rows = [*in_parts(20, 5, 5), *(row(i + 900, "faq.csv") for i in range(10))]
    assert by_file(made(rows))["faq.csv"] == {"train"}


def test_what_names_no_part_and_belongs_to_a_judge_is_left_out():
    rows = [row(i, "a.csv", split=("train", "val", "test")[i % 3], document=f"d{i}")
            for i in range(30)]  # fmt: skip
    rows.append(row(77, "a.csv", document="d2"))
    assert rows[-1].id not in sides(made(rows).dataset)


def test_customers_on_two_sides_of_a_given_split_are_named_and_stay_where_they_were_put():
    rows = [row(i, split=("train", "val", "test")[i % 3], customer=f"Customer {'ABCDE'[i % 5]}")
            for i in range(30)]  # fmt: skip
    curated = made(rows)
    assert len(curated.dataset.examples) == 30
    assert "given_split_parts_groups" in names(curated)
    where = sides(curated.dataset)
    for name in set(curated.dataset.groups.values()):
        assert len({where[i] for i, g in curated.dataset.groups.items() if g == name}) == 1


@pytest.mark.parametrize(
    "files",
    [("test.csv",), ("train.csv",), ("test.csv", "val.csv"), ("training-courses.csv",),
     ("contest.csv", "trains.csv"), ("latest.csv", "restrain.csv")],
)  # fmt: skip
def test_files_that_name_no_whole_split_are_split_as_any_other(files):
    rows = [row(i, files[i % len(files)]) for i in range(30)]
    curated = made(rows)
    assert "given_split" not in names(curated)
    assert len(curated.dataset.split.test) == 6


def test_a_split_whose_training_part_is_all_copies_is_refused_with_the_counts():
    rows = in_parts(0, 0, 25)
    copies = [row(i + 500, "train.csv", asked=e.question.replace("?", " ?"), answered="Yes sir")
              for i, e in enumerate(rows)]  # fmt: skip
    with pytest.raises(NotEnoughData, match="0 train, 0 validation, 25 test"):
        made([*rows, *copies])


def test_the_order_of_the_rows_does_not_matter_for_a_given_split():
    rows = [*in_parts(30, 0, 9), *(row(i + 900, "faq.csv") for i in range(9))]
    assert made(rows).dataset.id == made(rows[::-1]).dataset.id
