"""The same person is the same fiction, and no fiction is anybody."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.curation.privacy import (
    PLANTED_KINDS,
    PrivacySettings,
    SurrogateMap,
    Surrogates,
    detect,
    detectors,
    looked_through,
    plant,
    redacted,
)
from inhouse.curation.privacy.fictions import shifted_date
from inhouse.records import Example, Message, Source

PLAIN = detectors(PrivacySettings())
# Their fictions are known by their own form: a range nobody has, or a check that fails.
TELLING = (
    "ssn", "itin", "card", "iban", "routing_number", "npi", "dea", "email", "phone", "ip_address",
    "mac_address", "vin",
)  # fmt: skip


def example(*contents, row=1, document="d"):
    talk = tuple(
        Message("assistant" if i % 2 else "user", content) for i, content in enumerate(contents)
    )
    return Example(f"{row}", talk, Source("a.csv", row=row), document)


@pytest.mark.parametrize("kind", TELLING)
def test_a_fiction_is_no_finding_again(kind):
    surrogates = Surrogates()
    for one in plant((), seed=5, per_kind=25, kinds=(kind,)):
        value = one.text[one.start : one.end]
        fiction = surrogates.of(kind, value)
        assert fiction != value
        text = f"My {kind.replace('_', ' ')} is {fiction} ok"
        assert [m.kind for m in detect([text], PLAIN)[0] if m.kind == kind] == []


@given(st.lists(st.sampled_from(PLANTED_KINDS[:-1]), min_size=1, max_size=4), st.integers(0, 999))
@settings(max_examples=30)
def test_same_value_same_fiction_and_two_values_never_share_one(kinds, seed):
    surrogates = Surrogates()
    for kind in set(kinds) - {"date_of_birth", "cvv", "mac_address"}:
        values = {p.text[p.start : p.end] for p in plant((), seed=seed, per_kind=8, kinds=(kind,))}
        plain = {re.sub(r"[^0-9a-z@]", "", v.casefold()) for v in values}
        fictions = {v: surrogates.of(kind, v) for v in values}
        assert {v: surrogates.of(kind, v) for v in values} == fictions
        assert len(set(fictions.values())) == len(plain)


def test_every_mention_of_a_person_stays_one_person():
    surrogates = Surrogates()
    first, last = surrogates.of("person", "Maria Lopez").split()
    assert surrogates.of("person", "Ms. Lopez") == f"Ms. {last}"
    assert surrogates.of("person", "Maria") == first
    assert surrogates.of("person", "LOPEZ, Maria") == f"{last.upper()}, {first}"
    assert surrogates.of("person", "Ana Lopez").split()[1] == last


def test_two_ways_to_write_a_number_are_one_number():
    surrogates = Surrogates()
    assert surrogates.of("phone", "(415) 234-9981") == surrogates.of("phone", "415.234.9981")
    assert re.fullmatch(r"\d{3}-555-01\d\d", surrogates.of("phone", "415 234 9981"))


def test_a_kept_map_gives_the_same_fictions_and_another_key_others():
    kept = SurrogateMap()
    once = Surrogates(kept).of("person", "Maria Lopez")
    assert (
        Surrogates(SurrogateMap(kept.key, kept.days, dict(kept.known))).of("person", "Maria Lopez")
        == once
    )
    others = {Surrogates().of("ssn", "460-89-9847") for _ in range(5)}
    assert len(others) > 1
    assert "Lopez".casefold() not in repr(kept).casefold()


@given(
    st.dates(datetime.date(1935, 1, 1), datetime.date(2020, 12, 31)),
    st.dates(datetime.date(1935, 1, 1), datetime.date(2020, 12, 31)),
    st.sampled_from(["%m/%d/%Y", "%B %d, %Y", "%Y-%m-%d", "%m-%d-%Y"]),
    st.integers(-364, -30),
)
@settings(max_examples=60)
def test_shifted_dates_keep_their_distance_and_their_form(one, two, form, days):
    moved = [shifted_date(d.strftime(form), days) for d in (one, two)]
    read = [datetime.datetime.strptime(d, form).date() for d in moved]
    assert read[1] - read[0] == two - one
    assert (read[0] - one).days == days


def test_certain_kinds_go_and_possible_ones_wait():
    row = example("ssn 460-89-9847, call 415-234-9981", "We will.")
    (found,) = looked_through([row], PLAIN)
    clean, counted = redacted(found, Surrogates(), "certain")
    assert counted == {"ssn": 1} and "415-234-9981" in clean.question
    whole, counted = redacted(found, Surrogates(), "all")
    assert counted == {"ssn": 1, "phone": 1} and "9981" not in whole.question
    assert redacted(found, Surrogates(), "none") == (row, {})


def test_the_firms_own_number_is_left_where_three_documents_give_it():
    ours = "Call us at 312-445-2200."
    rows = [example(f"q{i}", ours, row=i, document=f"d{i}") for i in range(3)]
    asked = example("I am 415-234-9981, did you call me from 312-445-2200?", "Yes.", row=9)
    found = looked_through([*rows, asked], PLAIN)
    assert [len(f.kinds()) for f in found] == [0, 0, 0, 1]
    assert [len(f.kinds()) for f in looked_through(rows[:2], PLAIN)] == [1, 1]
    assert [len(f.kinds()) for f in looked_through(rows[:2], PLAIN, ["(312) 445-2200"])] == [0, 0]


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60)
def test_texts_without_private_words_come_back_as_they_were(question, answer):
    row = example(question, answer)
    (found,) = looked_through([row], PLAIN)
    if not found.kinds():
        assert redacted(found, Surrogates(), "all") == (row, {})
