"""What stands in for private words is found by no second check, and looks like nobody's number."""

import re

import phonenumbers
import pytest

from inhouse.curation.checks import Background
from inhouse.curation.checks.private.personal_data import PersonalData
from inhouse.curation.privacy import (
    PLANTED_KINDS,
    Privacy,
    PrivacySettings,
    SurrogateMap,
    Surrogates,
    detect,
    detectors,
    plant,
)
from inhouse.curation.privacy.fictions import is_fictitious_name
from inhouse.records import Example, Message, Source

EVERYWHERE = ("US", "GB", "DE", "FR", "ES", "AU", "IN")
# Written in parts as no telephone number of the US is: a reader would not dial them.
IN_PARTS = ("ssn", "itin", "card", "ip_address", "secret", "date_of_birth")
TEXTS = ("We are open from 8 to 5.", "Bring it by. It takes a day.", "")


def rows(planted):
    return [
        Example(str(i), (Message("user", one.text), Message("assistant", "Thank you.")),
                Source("a.csv", row=i), str(i))
        for i, one in enumerate(planted)
    ]  # fmt: skip


def checked(examples, redact="all"):
    background = Background(privacy=Privacy(PrivacySettings(), redact, kept=SurrogateMap()))
    return PersonalData().look(examples, background)


@pytest.mark.parametrize("seed", range(3))
def test_a_second_check_of_redacted_data_finds_nothing(seed):
    planted = plant(TEXTS, seed=seed, per_kind=20, kinds=PLANTED_KINDS[:-1])
    once = checked(rows(planted))
    again = checked(once.examples)
    assert once.findings and again.findings == ()
    assert again.examples == once.examples


@pytest.mark.parametrize("kind", PLANTED_KINDS[:-1])
def test_a_stand_in_can_be_dialled_nowhere(kind):
    surrogates = Surrogates()
    for one in plant((), seed=4, per_kind=20, kinds=(kind,)):
        stand_in = surrogates.of(kind, one.text[one.start : one.end])
        for region in EVERYWHERE if kind not in IN_PARTS else ("US",):
            dialled = [
                m.raw_string
                for m in phonenumbers.PhoneNumberMatcher(f"Call {stand_in} now", region)
            ]
            assert [d for d in dialled if "555-01" not in d] == []


def test_an_account_written_like_a_telephone_becomes_no_telephone():
    stand_in = Surrogates().of("bank_account", "4152349981")
    assert not re.fullmatch(r"[\d ()+-]+", stand_in)
    looking = detectors(PrivacySettings())
    assert detect([f"account number {stand_in}", f"call {stand_in}"], looking) == [[], []]


def test_a_shifted_birth_date_is_older_than_anybody_alive_and_keeps_its_distance():
    surrogates = Surrogates()
    years = [
        int(re.search(r"\d{4}", surrogates.of("date_of_birth", date)).group())
        for date in ("04/05/1981", "4/5/81", "May 6, 2020", "2020-05-06")
    ]
    assert all(1700 < year < 1830 for year in years)


def test_a_name_made_here_is_known_and_a_real_one_is_not():
    surrogates = Surrogates()
    made = [surrogates.of("person", name) for name in ("Maria Lopez", "Wei Chen", "Ana O'Neil")]
    assert all(is_fictitious_name(re.findall(r"[\w-]+", name)) for name in made)
    assert not is_fictitious_name(["Maria", "Lopez"]) and not is_fictitious_name(["Oscar"])
