"""Emergencies: reported ones are found, what only sounds like one is not."""

import json
from pathlib import Path

import pytest

from inhouse.contenders.urgent import emergency_text, is_urgent, load_rules
from inhouse.records import Chunk, Message

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data/urgent.jsonl").read_text("utf-8").splitlines()
]
RULES = load_rules()


def match(*said, rules=RULES):
    return is_urgent([Message("user", text) for text in said], rules)


def share_found(which, *, urgent):
    rows = [row for row in ROWS if row["set"] == which and row["urgent"] == urgent]
    talks = [[Message(**message) for message in row["messages"]] for row in rows]
    return sum(is_urgent(talk, RULES) is not None for talk in talks) / len(rows)


def chunk(text, question="", section=()):
    return Chunk(text, "d", text, 0, len(text), question, section)


@pytest.mark.parametrize(("which", "least"), [("tuned", 0.98), ("untouched", 0.75)])
def test_most_reported_emergencies_are_found(which, least):
    assert share_found(which, urgent=True) >= least


@pytest.mark.parametrize(("which", "most"), [("tuned", 0.01), ("untouched", 0.08)])
def test_what_only_sounds_urgent_is_left_alone(which, most):
    assert share_found(which, urgent=False) <= most


@pytest.mark.parametrize(
    "said",
    [
        "my cheek is swollen but I have no fever",
        "the bleeding stopped",
        "what does a visit for swelling and fever cost",
        "if my face is swollen and I have a fever, do you see me the same day?",
        "last year my face was swollen and I had a fever",
    ],
)
def test_denied_ended_priced_imagined_and_past_emergencies_are_none(said):
    assert match(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "the bleeding hasn't stopped",
        "it doesnt stop bleeding",
        "my face is swollen and i have a fever how much does it cost to be seen",
        "do you see people today? my face is swollen and I have a fever",
        "I had surgery last week and now my face is swollen and I have a fever",
        "no chest pain but I can't breathe",
    ],
)
def test_a_report_beside_an_exclusion_still_counts(said):
    assert match(said) is not None


def test_words_of_two_turns_are_read_together():
    assert match("my cheek is swollen") is None
    assert match("my cheek is swollen", "now I have a fever").rule == "swelling with fever"


def test_an_emergency_of_an_earlier_turn_alone_is_not_reported_again():
    assert match("I smell gas in the basement", "what are your hours") is None


@pytest.mark.parametrize("said", ["my cheek is swolen and i have a fevr", "smel of gas here"])
def test_mistyped_words_are_understood(said):
    assert match(said) is not None


def test_a_word_of_its_own_is_not_a_mistyped_one():
    assert match("we have a small gas grill") is None


def test_a_phrase_of_the_firm_needs_all_its_words_in_any_order_and_ending():
    rules = load_rules(["freezer alarm"])
    assert match("the alarms of both freezers are on", rules=rules).rule == "freezer alarm"
    assert match("the alarm is on", rules=rules) is None
    assert match("do you sell freezers with an alarm?", rules=rules) is None


def test_rules_of_other_trades_can_be_left_out():
    assert match("i smell gas in the basement", rules=load_rules(trades=["dental"])) is None
    assert match("i have chest pain", rules=load_rules(trades=["dental"])) is not None


@pytest.mark.parametrize("phrase", ["", "  ", "?!"])
def test_a_phrase_without_words_adds_nothing(phrase):
    assert load_rules([phrase]) == RULES


def test_the_end_of_a_very_long_message_is_read():
    assert match("word " * 5000 + ". I smell gas in the basement") is not None


def test_a_conversation_without_a_user_is_not_urgent():
    assert is_urgent([], RULES) is None
    assert is_urgent([Message("assistant", "Is it an emergency? Call 911.")], RULES) is None


def test_the_emergency_text_fits_the_words_of_the_question():
    tooth = chunk("Keep it in milk and call 555-0167, our emergency number.", "Knocked-out tooth?")
    swelling = chunk("With a swelling and fever call 911.")
    assert emergency_text([swelling, tooth], question="my tooth is out") == tooth
    assert emergency_text([tooth, swelling], question="swelling, fever") == swelling


def test_a_public_number_comes_first_where_no_word_fits():
    own = chunk("In an emergency call our on-call dentist on 555-0167.")
    public = chunk("In danger call 911.")
    assert emergency_text([own, public], question="chest pain") == public


@pytest.mark.parametrize(
    "text",
    [
        "An emergency visit costs $79.",
        "Call 555-0142 for an appointment.",
        "Call us about the $911 kit.",
        "Our house number is 112.",
    ],
)
def test_a_passage_without_an_instruction_and_a_number_is_no_emergency_text(text):
    assert emergency_text([chunk(text)], question="emergency") is None
