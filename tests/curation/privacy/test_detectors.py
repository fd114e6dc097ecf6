"""What is private is found; what only looks like it is left alone."""

import pytest

from inhouse.curation.privacy import (
    STRUCTURED,
    PrivacySettings,
    detect,
    detectors,
    measured_recall,
    plant,
    wilson,
)
from inhouse.curation.privacy.detectors.rules import RULES

PLAIN = detectors(PrivacySettings())
LISTED = detectors(
    PrivacySettings(customers=("Maria Lopez", "Banks, April", "Dr. Wei Chen", "Jean-Luc O'Neil"))
)
TEXTS = (
    "We are open from 8 to 5 on 12 of 14 days. A crown costs $1,200.",
    "How much is it? It depends on your plan. Bring your card.",
    "",
)


def kinds(text, looking=PLAIN):
    return [(m.kind, text[m.start : m.end]) for m in detect([text], looking)[0]]


def test_planted_identifiers_are_found_in_97_of_100_cases_and_more():
    planted = plant(TEXTS, seed=11, per_kind=40, kinds=STRUCTURED)
    recalls = measured_recall(planted, PLAIN)
    assert [r.kind for r in recalls] == list(STRUCTURED)
    assert sum(r.found for r in recalls) >= 0.97 * len(planted)
    assert all(r.value >= 0.9 for r in recalls), [(r.kind, r.value) for r in recalls]


def test_without_a_label_the_measure_says_what_is_missed():
    planted = plant(TEXTS, seed=1, per_kind=30, kinds=("mrn", "cvv"), bare=True)
    assert all(r.value < 0.2 for r in measured_recall(planted, PLAIN))


def test_planting_is_the_same_for_the_same_seed_and_marks_the_identifier():
    once, again = (plant(TEXTS, seed=3, per_kind=5) for _ in range(2))
    assert once == again != plant(TEXTS, seed=4, per_kind=5)
    email = next(p for p in once if p.kind == "email")
    assert "@" in email.text[email.start : email.end]


@pytest.mark.parametrize(
    "text",
    [
        "Our policy number one is to be kind. Call the office.",
        "Group rates are for 12 people and more; a group of 2500 needs notice.",
        "The chart on page 1234 shows it. We were born in 1987.",
        "Order 4454794511390933 has shipped.",
        "Your tracking number is 449044304137821.",
        "A token of our thanks: 10 percent off. The pin is made of steel.",
        "Call (212) 555-0147 in the film, or write to someone@example.com.",
        "SSN 000-12-3456 and 666-12-3456 and 987-12-4320 belong to nobody.",
        "Version 1.2.3 and 127.0.0.1 and 192.0.2.7 are no people.",
        "Part 12-3456789 fits. 1234 cats. The code is easy.",
        "It costs 1,000,000,000,000 dollars.",
        "The password policy asks for twelve letters.",
        "Our policy since 2019: bring your driver's license by May 2024, claim within 3000 miles.",
    ],
)
def test_what_only_looks_private_is_left_alone(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("card 4454 7945 1139 0933 cvv 123", [("card", "4454 7945 1139 0933"), ("cvv", "123")]),
        ("00123987 is my MRN", [("mrn", "00123987")]),
        ("dob: 4/5/1981.", [("date_of_birth", "4/5/1981")]),
        ("pay GB56 HXDO 8816 7774 6561 19", [("iban", "GB56 HXDO 8816 7774 6561 19")]),
        ("wifi pw: maple-tree-44.", [("secret", "maple-tree-44")]),
        ("https://bob:s3cr3tpw@host.com/x", [("secret", "s3cr3tpw")]),
        ("npi 1234567893 here", [("npi", "1234567893")]),
        ("my number is 415-234-9981", [("phone", "415-234-9981")]),
    ],
)
def test_each_is_called_by_its_kind(text, found):
    assert kinds(text) == found


def test_a_wrong_check_digit_is_no_card_and_no_account():
    assert kinds("card 4454 7945 1139 0934") == []
    assert kinds("pay GB57 HXDO 8816 7774 6561 19") == []


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("maria LOPEZ called", ["maria LOPEZ"]),
        ("Maria's form, and Ms. Lopez", ["Maria", "Lopez"]),
        ("Chen Wei and Jean-Luc came", ["Chen Wei", "Jean-Luc"]),
        ("In April the banks are closed. April is nice.", []),
        ("April Banks and Mrs. Banks paid", ["April Banks", "Banks"]),
        ("lopez is written small, and wei is too", []),
    ],
)
def test_customers_are_found_by_any_part_of_the_name_that_is_telling(text, people):
    assert [value for kind, value in kinds(text, LISTED) if kind == "person"] == people


def test_nobody_is_shown_where_settings_and_plants_are_printed():
    settings = PrivacySettings(customers=("Maria Lopez",), customer_values=(("mrn", "12345"),))
    planted = plant(TEXTS, seed=1, per_kind=1, kinds=("ssn",))[0]
    value = planted.text[planted.start : planted.end]
    assert "Lopez" not in repr(settings) and "12345" not in repr(settings)
    assert value not in repr(planted)


def test_the_interval_of_a_share_holds_it_and_never_leaves_0_to_1():
    for n in (1, 7, 100):
        for k in range(n + 1):
            low, high = wilson(k, n)
            assert 0 <= low <= k / n <= high <= 1
    assert wilson(100, 100)[0] == pytest.approx(0.963, abs=0.001)


def test_a_text_with_too_few_digits_for_a_rule_holds_nothing_that_the_rule_would_find():
    planted = plant(TEXTS, seed=5, per_kind=40)
    fewest: dict[str, int] = {}
    for one in planted:
        value = one.text[one.start : one.end]
        fewest[one.kind] = min(fewest.get(one.kind, 99), sum(c.isdigit() for c in value))
    too_many = {
        rule.kind: (rule.digits, fewest[rule.kind])
        for rule in RULES
        if rule.kind in fewest and rule.digits > fewest[rule.kind]
    }
    assert too_many == {} and len(fewest) > 15


@pytest.mark.parametrize(
    "text",
    ["dob 4/5/81", "cvv 123", "MRN 1234", "mac aa:bb:cc:dd:ee:ff and a@b.org", "12 Oak St"],
)
def test_the_fewest_digits_of_a_kind_are_enough(text):
    assert kinds(text)
