import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.scoring import Graded, Tools, build, explain
from inhouse.scoring.facts import read_statement

FACTS = build("facts", Tools())
MONTHS = ["January", "February", "April", "June", "July", "September", "December"]


def values(text, kind=None, question=""):
    facts = read_statement(text, question).facts
    return {fact.value for fact in facts if kind in (None, fact.kind)}


def score(reference, answer, question=""):
    return FACTS.score([Graded("e", question, reference, answer)])[0]


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=80))
def test_any_texts_score_between_0_and_1_or_not_at_all(reference, answer, question):
    value = score(reference, answer, question)
    assert value is None or 0 <= value <= 1


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,:-/$%\n", max_size=300))
def test_a_text_has_every_fact_of_itself_and_invents_none(text):
    report = explain(Graded("e", "", text, text))
    assert report.missed == () and report.invented == ()


@given(st.integers(0, 9_999_999), st.integers(0, 99))
def test_a_sum_is_the_same_however_it_is_written(whole, cents):
    plain = f"{whole}.{cents:02}"
    forms = (f"${whole:,}.{cents:02}", f"${plain}", f"{plain} dollars", f"USD {plain}")
    assert len({frozenset(values(f"It costs {form}.")) for form in forms}) == 1


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_the_same_on_either_clock(hour, minute):
    half = "am" if hour < 12 else "p.m."
    spoken = f"We open at {(hour + 11) % 12 + 1}:{minute:02} {half}"
    assert values(spoken) == values(f"We open at {hour}:{minute:02}") == {f"{hour:02}:{minute:02}"}


@given(st.sampled_from(MONTHS), st.integers(1, 28), st.integers(1990, 2060))
def test_a_date_is_the_same_in_every_format(month, day, year):
    number = _number(month)
    forms = (
        f"{month} {day}, {year}",
        f"{day} {month} {year}",
        f"the {day}th of {month[:3]}. {year}",
        f"{year}-{number:02}-{day:02}",
        f"{number:02}/{day:02}/{year}",
    )
    assert len({frozenset(values(f"Due on {form}.")) for form in forms}) == 1


def _number(month):
    full = "January February March April May June July August September October November December"
    return full.split().index(month) + 1


@given(st.permutations(["It is $50.", "Open at 8 am.", "Ask Dr. Patel.", "Allow 2 weeks."]))
def test_the_order_of_the_sentences_does_not_matter(sentences):
    assert score("It is $50. Open at 8 am. Ask Dr. Patel. Allow 2 weeks.", " ".join(sentences)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Open at 10 am", "Open at 10:00 AM"),
        ("It is 1,200 a year", "It is 1200 a year"),
        ("It costs $1,200.50", "It costs 1200.50 dollars"),
        ("It costs forty-five dollars", "It costs $45.00"),
        ("It is 50 cents", "It is $0.50"),
        ("within 24-48 hours", "within 24 to 48 hours"),
        ("within 1 day", "within 24 hrs"),
        ("a 90-minute visit", "1.5 hours"),
        ("after one year", "after 12 months"),
        ("Monday to Friday", "Mon-Fri"),
        ("weekdays", "Mon – Fri"),
        ("8 a.m. to 5 p.m.", "8:00-17:00"),
        ("9-5 pm", "9 am to 5 pm"),
        ("8-10 am", "8 am and 10 am"),
        ("8:00-5:00", "8:00 am to 5:00 pm"),
        ("closed at noon", "closed at 12 pm"),
        ("Pay fifty percent", "Pay 50%"),
        ("Call (555) 010-2000", "Call +1 555.010.2000"),
        ("See https://www.smile.example.com/book/.", "See smile.example.com/book"),
        ("Code D1110", "code d1110"),
        ("COVID-19", "Covid19"),
        ("version 2.4.1", "v2.4.1"),
        ("the 3rd floor", "the third floor"),
        ("take 0.5 g", "take 500 mg"),
        ("Ask Dr. Patel", "Ask Doctor Patel"),
        ("It is **$50**", "It is $50"),
    ],
)
def test_the_same_fact_in_other_clothes_is_equal(one, other):
    assert values(one) and score(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It is $50", "It is 50%"),
        ("It is $50", "It is €50"),
        ("It is $50", "It is $500"),
        ("Open at 10 am", "Open at 10 pm"),
        ("in 2 weeks", "in 2 months"),
        ("take 5 mg", "take 5 ml"),
        ("Code D1110", "Code D1120"),
        ("Monday", "Tuesday"),
        ("Yes, we do.", "No, we don't."),
        ("Call 555-0100", "Call 555-0101"),
        ("version 2.4.1", "version 2.4.2"),
        ("the first visit", "the second visit"),
    ],
)
def test_a_different_fact_is_wrong(one, other):
    assert score(one, other) == 0


@pytest.mark.parametrize(
    "text",
    [
        "You may come in.",
        "May I come in?",
        "I think that is fine.",
        "The sun is out and we sat down.",
        "One of our hygienists will help.",
        "First, call the front desk.",
        "1. Brush\n2. Floss",
        "- Bring a list\n- Be early",
        "Please call us. Thanks for asking.",
        "No problem at all.",
        "They march in line.",
        "OK, that works.",
    ],
)
def test_plain_talk_holds_no_fact(text):
    assert values(text) == set()


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Closed in May.", "month", {"May"}),
        ("We see Delta Dental and Aetna members.", "name", {"delta dental", "aetna"}),
        ("Delta Dental pays.", "name", {"delta dental"}),
        ("Aetna pays. Ask about Aetna.", "name", {"aetna"}),
        ("Ask for Dr. Anita Patel. Bring ID.", "name", {"anita patel", "id"}),
        ("CALL US TODAY ABOUT DELTA DENTAL", "name", set()),
        ("We are open Sat 9am-1pm.", "weekday", {"Saturday"}),
        ("Fri-Sun", "weekday", {"Friday", "Saturday", "Sunday"}),
        ("$100-$150", "money", {"USD 100", "USD 150"}),
        ("$100-150", "money", {"USD 100", "USD 150"}),
        ("100 to 150 dollars", "money", {"USD 100", "USD 150"}),
        ("$5k", "money", {"USD 5000"}),
        ("45,50 €", "money", {"EUR 45.5"}),
        ("24/7", "time", {"24/7"}),
        ("12 am to 12 pm", "time", {"00:00", "12:00"}),
        ("Write to Front@Desk.example.com.", "email", {"front@desk.example.com"}),
        ("by November 24", "date", {"11-24"}),
        ("by 11/24", "date", {"11-24"}),
        ("twenty-five chairs", "number", {"25"}),
        ("two hundred and fifty chairs", "number", {"250"}),
        ("half an hour", "quantity", {"1800 s"}),
        ("five to seven business days", "quantity", {"432000 s", "604800 s"}),
    ],
)
def test_facts_are_typed_and_normalised(text, kind, wanted):
    assert values(text, kind) == wanted


@pytest.mark.parametrize(
    ("text", "question", "wanted"),
    [
        ("Yes, we do.", "", {"yes"}),
        ("No, sorry.", "", {"no"}),
        ("We do not accept cash.", "", {"no"}),
        ("We don't accept cash.", "", {"no"}),
        ("You can’t park here.", "", {"no"}),
        ("Unfortunately we do not.", "", {"no"}),
        ("We accept cash.", "Do you take cash?", {"yes"}),
        ("We accept cash.", "How can I pay?", set()),
        ("Hello! Is it raining?", "Do you take cash?", set()),
        ("No appointment is needed.", "", set()),
        ("We not only clean teeth.", "", set()),
        ("It is not only fast.", "", set()),
        ("Not sure about that one thing.", "", set()),
    ],
)
def test_the_opening_says_yes_or_no(text, question, wanted):
    assert values(text, "polarity", question) == wanted


def test_a_fact_given_in_the_question_is_not_invented():
    assert score("It costs $80.", "For D1110 it is $80.", "What is the price of D1110?") == 1


def test_a_fact_given_in_the_question_earns_nothing():
    question = "Is Dr. Patel in on Monday?"
    assert score("Yes, Dr. Patel is in on Monday.", "Yes.", question) == 1
    assert score("Yes, Dr. Patel is in on Monday.", "No, Dr. Patel is out.", question) == 0


def test_a_name_counts_in_any_case():
    assert score("We take Delta Dental.", "WE TAKE DELTA DENTAL HERE TODAY") == 1
    assert score("We take Delta Dental.", "we take delta dental") == 1
    assert score("Ask Dr. Anita Patel.", "Ask Dr. Patel.") == 1


def test_half_the_facts_and_one_invented_one_score_half():
    assert score("$50 at 8 am", "$50 at 9 am") == 0.5


def test_no_facts_on_either_side_is_unscored():
    assert score("Please brush gently.", "Brush with care.") is None


def test_no_answer_is_unscored_and_an_empty_one_is_wrong():
    assert score("It is $50.", None) is None
    assert score("It is $50.", "  ") == 0
    assert score("Brush gently.", "") == 0


def test_inventing_facts_where_none_are_wanted_scores_0():
    assert score("Please brush gently.", "It is $50.") == 0


def test_the_report_names_facts_as_they_were_written():
    report = explain(Graded("e", "", "Yes, $50 at 8 a.m.", "No, $50 at 9 am."))
    assert report.right == ("$50",)
    assert report.missed == ("8 a.m", "yes")
    assert report.invented == ("9 am", "no")


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["one ", "1-1-", "a.a.", "9 to ", "A-", "1,111,", "a", "1", "%+-", "Big Name ", "x@"]
)
def test_reading_takes_time_in_proportion_to_the_text(piece):
    read_statement(piece * (20_000 // len(piece)))


@pytest.mark.parametrize("text", ["Pick the fırst one.", "On the sıxth day.", "The ſecond one."])
def test_letters_that_look_like_an_ordinals_are_read_without_a_fault(text):
    read_statement(text)
