import json
from pathlib import Path

import pytest

from inhouse.scoring import Graded
from inhouse.scoring.judging import judge

MARKS = Path(__file__).parents[1] / "data" / "short-answers.jsonl"
QUESTIONS = Path(__file__).parents[3] / "bench" / "development" / "dental-practice.jsonl"


def judged(question, reference, answer, **more):
    return judge(Graded("e", question, reference, answer, **more)).outcome


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def asked():
    found = {}
    for row in lines(QUESTIONS):
        turns = row["messages"]
        whole = "\n".join(f"{t['role']}: {t['content']}" for t in turns)
        found[row["id"]] = (turns[0]["content"] if len(turns) == 1 else whole, row["answer"])
    return found


def agreement(half):
    known = asked()
    rows = [row for row in lines(MARKS) if row["half"] == half]
    same = [
        judged(*known[row["question_id"]], row["answer"], passages=tuple(row.get("passages", ())))
        == row["mark"]
        for row in rows
    ]
    return sum(same) / len(rows)


def test_the_judge_agrees_on_the_short_answers_that_its_rules_were_chosen_by():
    assert agreement("choosing") >= 0.9


def test_the_judge_agrees_on_the_short_answers_that_nobody_chose_rules_by():
    assert agreement("checking") >= 0.78


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (
            "whats the last bus i can get back",
            "9:40 pm from the square; the one at 8:10 pm goes to the station only.",
            "The last bus back is at 9:40 pm.",
        ),
        (
            "how old do kids have to be for the big slide",
            "Age 8. The small slide is open to everybody.",
            "8.",
        ),
        (
            "can i get the invoice mailed to me instead",
            "Yes, by email or by post. Tell us at accounts@millrow.example.",
            "Yes, we can email it.",
        ),
        (
            "what do two nights come to with breakfast",
            "$262: $110 a night and $21 each morning.",
            "$262.",
        ),
        (
            "how long for a full service",
            "About 3 hours: 2 for the check and 1 for the wheels.",
            "Around three hours.",
        ),
        ("what's the monthly rate", "$45 a month, or $480 a year.", "It is $45 a month."),
        ("is the pool heated", "Yes, to 27 degrees. It closes at 8 pm.", "Yes, it is."),
        (
            "do you fix e-bikes, and what does a check cost",
            "Yes, all makes. A check is $35 and takes a day.",
            "Yes, and a check costs $35.",
        ),
        (
            "when can i pick up the cake",
            "From 10 am on Saturday. Bring a box, ours cost $2.",
            "On Saturday from 10 am.",
        ),
        (
            "which mechanic does gearboxes",
            "Mr. Okafor; he is in from Tuesday to Thursday.",
            "Mr. Okafor does.",
        ),
        (
            "why does the boiler click at night",
            "The pipes cool down and shrink. It is harmless; call us if it drips.",
            "Because the pipes shrink as they cool down.",
        ),
        (
            "r u open on new years day",
            "No. We open again on January 2 at 9 am, and the shop online never closes.",
            "No, we are closed.",
        ),
        (
            "would you take my old mattress with you",
            "Yes, for $15 each, if it is dry. Put it by the door.",
            "Yes, for $15, as long as it is dry.",
        ),
        (
            "till when must i send my tax papers",
            "By March 31. Later papers cost $20 more.",
            "Until March 31.",
        ),
        (
            "whats your policy on late returns",
            "We charge $3 a day; after 30 days we bill the book.",
            "Late returns cost $3 a day.",
        ),
        (
            "how often should i oil it",
            "Every 3 months. Use the thin oil and wipe off the rest.",
            "Every three months.",
        ),
        (
            "user: how much is a day ticket\nassistant: $12 for adults.\nuser: and for my kid?",
            "$7 under 12; with a family ticket it is free.",
            "$7.",
        ),
        (
            "do i need to be there when you read the meter",
            "No, the meter is outside. We ring if we cannot reach it.",
            "No, it is not needed.",
        ),
        (
            "whats the wifi speed",
            "100 Mbit/s in every room; the lobby has less.",
            "100 Mbit/s.",
        ),
        (
            "how many can sit in the big boat",
            "12 people. Life vests are in the shed.",
            "Twelve.",
        ),
    ],
)
def test_who_says_what_was_asked_is_right_without_the_rest(question, reference, answer):
    assert judged(question, reference, answer) == "right"


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (
            "whats the last bus i can get back",
            "9:40 pm from the square; the one at 8:10 pm goes to the station only.",
            "The last bus back is at 8:10 pm.",
        ),
        (
            "what do two nights come to with breakfast",
            "$262: $110 a night and $21 each morning.",
            "$110.",
        ),
        (
            "how long for a full service",
            "About 3 hours: 2 for the check and 1 for the wheels.",
            "About 2 hours.",
        ),
        (
            "user: how much is a day ticket\nassistant: $12 for adults.\nuser: and for my kid?",
            "$7 under 12; with a family ticket it is free.",
            "$12.",
        ),
        ("is the pool heated", "Yes, to 27 degrees. It closes at 8 pm.", "No, it is not."),
        (
            "when can i pick up the cake",
            "From 10 am on Saturday. Bring a box, ours cost $2.",
            "On Sunday from 10 am.",
        ),
        (
            "which mechanic does gearboxes",
            "Mr. Okafor; he is in from Tuesday to Thursday.",
            "Ms. Lindgren does.",
        ),
        (
            "do i need to be there when you read the meter",
            "No, the meter is outside. We ring if we cannot reach it.",
            "Yes, you have to be there.",
        ),
        (
            "how often should i oil it",
            "Every 3 months. Use the thin oil and wipe off the rest.",
            "Use the thin oil.",
        ),
        (
            "how old do kids have to be for the big slide",
            "Age 8. The small slide is open to everybody.",
            "The small slide is open to everybody.",
        ),
        (
            "how many can sit in the big boat",
            "12 people. Life vests are in the shed.",
            "Life vests are in the shed.",
        ),
        (
            "may my son, he is 9, ride along in the van",
            "Yes, children may ride along from 7 on, in the second row.",
            "Yes, our workshop opens early and coffee is on the counter.",
        ),
    ],
)
def test_who_says_something_else_is_not_right(question, reference, answer):
    assert judged(question, reference, answer) in ("wrong", "partly")


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (
            "do you fix e-bikes, and what does a check cost",
            "Yes, all makes. A check is $35 and takes a day.",
            "Yes, we fix e-bikes.",
        ),
        (
            "how much is it and how long does it take",
            "$35, and it takes a day.",
            "It is $35.",
        ),
        (
            "which months is the ferry free",
            "June and July, on weekdays.",
            "June.",
        ),
        (
            "is smoking ok outside",
            "Yes, but only behind the barn.",
            "Yes, it is.",
        ),
    ],
)
def test_half_of_what_was_asked_is_partly_right(question, reference, answer):
    assert judged(question, reference, answer) == "partly"
