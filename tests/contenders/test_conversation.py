"""Follow-ups take their topic from the conversation; new topics stay alone."""

import json
from pathlib import Path

import pytest

from inhouse.contenders.conversation import standalone
from inhouse.contenders.urgent import plain
from inhouse.records import Message

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data/dialogues.jsonl").read_text("utf-8").splitlines()
]


def resolve(*said):
    roles = ("user", "assistant") * len(said)
    return standalone([Message(role, text) for role, text in zip(roles, said, strict=False)])


def share_right(which, *, follow_up):
    rows = [row for row in ROWS if row["set"] == which and row["follow_up"] == follow_up]
    return sum(is_right(row) for row in rows) / len(rows)


def is_right(row):
    found = standalone([Message(**message) for message in row["messages"]])
    alone = found == row["messages"][-1]["content"]
    has = all(plain(word) in plain(found) for word in row["must"])
    lacks = not any(plain(word) in plain(found) for word in row["must_not"])
    return has and lacks and alone != row["follow_up"]


@pytest.mark.parametrize(("which", "least"), [("tuned", 0.97), ("untouched", 0.9)])
def test_follow_ups_get_their_topic(which, least):
    assert share_right(which, follow_up=True) >= least


@pytest.mark.parametrize("which", ["tuned", "untouched"])
def test_new_topics_stay_unchanged(which):
    assert share_right(which, follow_up=False) >= 0.9


def test_a_first_message_is_returned_unchanged():
    assert resolve("and for kids?") == "and for kids?"


def test_a_conversation_without_a_user_gives_nothing_to_look_up():
    assert standalone([Message("assistant", "Hello!")]) == ""


def test_thanks_ask_nothing():
    assert resolve("is it open today", "Yes.", "thank you!") == "thank you!"


def test_the_topic_survives_a_chain_of_follow_ups():
    found = resolve("how much is a crown", "$1,240.", "and a gold one?", "$1,600.", "is it safe")
    assert "crown" in found
    assert "gold" in found


def test_the_day_that_was_asked_before_gives_way_to_the_new_one():
    found = resolve("are you open on friday", "Yes.", "and saturday?")
    assert "saturday" in found
    assert "friday" not in found


def test_only_the_picked_one_of_two_things_is_kept():
    found = resolve("which crowns?", "We have ceramic crowns and gold crowns.", "the second one")
    assert "gold" in found
    assert "ceramic" not in found


def test_a_pronoun_with_its_noun_in_the_message_is_no_follow_up():
    asked = "my son lost his retainer, what does a new one cost"
    assert resolve("how much is a crown", "$1,240.", asked) == asked


def test_the_subject_of_does_it_cost_to_may_come_after_it():
    asked = "how much does it cost to unclog a drain"
    assert resolve("do you repair heat pumps", "Yes.", asked) == asked
