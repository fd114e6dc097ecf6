"""Numbers of trade stay, people's numbers go, and what may be either is asked about."""

import pytest

from inhouse.curation.privacy import PrivacySettings, detect, detectors

LOOKING = detectors(PrivacySettings())

HARMLESS = [
    # Codes that pass the Luhn rule, as one number in ten does.
    "Use cartridge 4006381300014, two in a box.",
    "The belt has the reference 881200440140.",
    "Load build 1750300000014 and restart the unit.",
    "The EAN of the blue mug is 4006381333931.",
    "ISBN 9780306406157 is the third edition.",
    "UPC 036000291452 scans as a pack of gum.",
    "Scan 5901234123457 at the till for the bread.",
    "The log line begins with 1712345678901.",
    "At 1712345678901234 microseconds the pump stopped.",
    "IMEI 490154203237518 is on the sticker.",
    "The SIM card 8991101200003204510 goes in the left slot.",
    "Serial number 4539578763621486 is on the back plate.",
    "Order 6011000990139424 is ready.",
    "Your tracking number is 4485275742308327.",
    "Article 30569309025904 replaces the old one.",
    "Gift card 6006491234567892 opens at the till.",
    "To test the checkout use 4242 4242 4242 4242.",
    "The sandbox takes amex 3782 822463 10005 as well.",
    # Labels that are everyday words.
    "To open an account call 503-555-0142 and ask for form 10442.",
    "For the Transit it is part 061000007.",
    "DL envelopes are product 48201-A, a thousand a box.",
    "Claim 20441 is the promotion; write it on the envelope.",
    "The shed is plan no. A40117 in the catalogue.",
    "Enter group number 88213 at the till.",
    "Our plan 2026-04 covers 40 deliveries.",
    "Quote policy form HO-2000 when you order.",
    "The policy covers 250000 miles or ten years.",
    "Group 44821 bearings fit the older mowers.",
    "On account of 1200450 visitors we built a second gate.",
    "Your account shows form 1099, box 20000.",
    "The transit time to zone 11000015 is a week.",
    "The insurance is on page 12004 of the binder.",
    "A member of the team sees case 4410023 first.",
    "The chart on wall 120450 shows the sizes.",
    "The provider of part 1234567893 is in Ohio.",
    "Social media post 123456780 was seen often.",
    "Medical records are kept for 10 years, see form 4506.",
    # Licences, passports, drivers of another kind.
    "The driver license is MIT, version 2.10.12345.",
    "License code 12345678 unlocks the Pro edition.",
    "Install driver 31000157 before the licence 4.2.",
    "Passport 500000 routers have two antennas.",
    "The passport strategy module has 1234567 downloads.",
    "Printer driver license files live in C:/Windows/12345678.",
    # Orders, dates, versions, places.
    "Order SO-20260810-09 left on 10 August with box 2026-0812-10.",
    "Invoice 20261130-4471 is due in 30 days.",
    "Ticket 2025550143 is closed.",
    "Reference 415-234-9981 is the blue one.",
    "Batch 20260415 was recalled on 20260501.",
    "The file is 20251224183000.bak, made on Christmas Eve.",
    "We are at 45.523064, -122.676483, behind the mill.",
    "The root of two is 1.4142135623 to ten digits.",
    "Commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b fixed it.",
    "MD5 d41d8cd98f00b204e9800998ecf8427e is an empty file.",
    "Firmware 3.12.0.7 must run before 192.168.10.1 opens.",
    "See paragraph 4.2.11.3 of the handbook, version 10.15.20.31.",
    "Code D2740 is a porcelain crown, K02.51 a small cavity.",
    "ICD-10 S72.001A and CPT 99213 are billed together.",
    "Model WRX735SDHZ00 needs filter EDR1RXD1.",
    "Part 12-3456789 fits pump 123-45-6789.",
    "We are closed on 12/25/2026, 01/01/2027 and 05/31/2027.",
    "George Washington, born on February 22, 1732, has a holiday.",
    "Children born after January 1, 2015 pay half.",
    "Bank holidays: January 19, 2026; February 16, 2026; May 25, 2026.",
    "The number of visitors rose from 1204500 to 2025550143.",
    "Write to info@millbrook-tools.com or billing@millbrook-tools.com.",
    "Call our free line, 1-800-275-2273 or (888) 407-4747.",
    "Write it as your.name@millbrook-tools.com, such as 123-45-6789 for the number.",
    "It is 12 minutes down the road, 3 lights past the lane.",
    "The account number was XXXX482113 on the last bill.",
    'Pin 4 and GPIO13 go to ground; connect the pin "GPIO1" as well.',
    "Do mothers pass COVID-19 on, and does the password 8-character rule hold?",
    "The store page is apps.example.org/us/app/password-manager/id517914548?platform=mac.",
    "Invoice # OR18031002160274 and slip 7010385084 are paid.",
    "Install the driver Pantum P2200-P2500 for the Lexmark X6675.",
    "Doses: 11 175 9 12 200 10 14 225 11 16 250 13 18 275 14 19 300.",
    "Torque 120 to 140 Nm at 10,000,000 cycles.",
]

SURE = [
    ("My card is 4539578763621486.", "card"),
    ("Charge 4539 5787 6362 1486 please.", "card"),
    ("It is 4539-5787-6362-1486, exp 09/28.", "card"),
    ("Please take 3714 496353 98456 for it.", "card"),
    ("my maestro card 6759649826438453 is lost", "card"),
    ("Visa 4222222222222 was declined", "card"),
    ("5425233430109903 is the card on file", "card"),
    ("pay to DE89370400440532013000", "iban"),
    ("IBAN GB29 NWBK 6016 1331 9268 19", "iban"),
    ("My SSN is 460-89-9847.", "ssn"),
    ("ssn 460899847", "ssn"),
    ("It is 460-89-9847.", "ssn"),
    ("her passport number is 338104592", "passport"),
    ("My passport is K12345678.", "passport"),
    ("MRN 00123987", "mrn"),
    ("his medical record number: 4410023", "mrn"),
    ("DOB: 04/05/1981", "date_of_birth"),
    ("I was born on April 5, 1981", "date_of_birth"),
    ("my driver's license number is F162823540116", "driver_license"),
    ("my policy number is HO123-45678", "policy_number"),
    ("her group number is 55102", "group_number"),
    ("cvv 123", "cvv"),
    ("My checking account is 12345678", "bank_account"),
    ("the wifi password is maple-tree-44", "secret"),
    ("my pin is 4471", "secret"),
    ("user bob, pass: h4rbor!9", "secret"),
    ("My name is Ana Kim, born 04/17/1988, and I am late", "date_of_birth"),
]

ASKED = [
    ("Call me at (415) 234-9981.", "phone"),
    ("415-234-9981", "phone"),
    ("+44 20 7946 0958 is my desk", "phone"),
    ("my cell is 415.234.9981", "phone"),
    ("text 4152349981 please", "phone"),
    ("1-415-234-9981", "phone"),
    ("j.kowalski@gmail.com", "email"),
    ("policy number 4471-2009", "policy_number"),
    ("Account number: 4471200931", "bank_account"),
    ("member ID W44120093", "member_id"),
    ("Claim # 99-395407", "claim_number"),
    ("it is 460 89 9847", "ssn"),
    ("Order 4539-5787-6362-1486 came.", "card"),
    ("login from 41.176.181.243", "ip_address"),
    ("12 Oak St, Dayton, OH 45402", "street_address"),
    ("VIN 1HGCM82633A004352", "vin"),
    ("EIN 12-3456789", "ein"),
]


def found(text):
    return [(m.kind, m.sure) for m in detect([text], LOOKING)[0]]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_number_of_trade_is_neither_replaced_nor_asked_about(text):
    assert found(text) == []


@pytest.mark.parametrize(("text", "kind"), SURE)
def test_what_cannot_be_anything_else_goes_without_asking(text, kind):
    assert found(text) == [(kind, True)]


@pytest.mark.parametrize(("text", "kind"), ASKED)
def test_what_may_be_a_persons_or_the_firms_own_is_asked_about(text, kind):
    assert found(text) == [(kind, False)]


def test_an_everyday_word_decides_nothing_about_a_number_near_it():
    words = ("account", "transit", "claim", "plan", "group", "DL", "policy", "member", "chart")
    numbers = ("44820", "061000007", "A40117", "20260810", "1234567")
    texts = [f"The {word} fits {number}, ask for it." for word in words for number in numbers]
    assert [text for text in texts if found(text)] == []


def test_a_number_written_in_fours_behind_a_word_for_a_thing_is_asked_about_once():
    assert found("Licence key 4539-5787-6362-1486 for the till") == [("card", False)]
