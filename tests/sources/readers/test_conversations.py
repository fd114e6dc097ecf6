"""Every common shape of fine-tuning data gives the same conversations; broken ones a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finishing import finish
from inhouse.records import Message
from inhouse.sources import read
from inhouse.sources.readers.rows.conversations import BadRow, talks_of

ASKED, SAID = "When do you open?", "At 8."
TALK = (Message("user", ASKED), Message("assistant", SAID))
USER, ASSISTANT = {"role": "user", "content": ASKED}, {"role": "assistant", "content": SAID}
CALL = {"id": "1", "type": "function", "function": {"name": "book", "arguments": '{"hour": 8}'}}
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


def ingest(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return finish(read(tmp_path))


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [USER, ASSISTANT]},
        {"messages": [USER, {"role": "assistant", "content": [{"type": "text", "text": SAID}]}]},
        {"prompt": ASKED, "completion": SAID},
        {"prompt": [USER], "completion": [ASSISTANT]},
        {"instruction": ASKED, "input": "", "output": SAID},
        {"instruction": ASKED, "instances": [{"input": "", "output": SAID}]},
        {"conversations": [{"from": "human", "value": ASKED}, {"from": "gpt", "value": SAID}]},
        {"prompt": ASKED, "chosen": SAID, "rejected": "At 9."},
        {"chosen": [USER, ASSISTANT], "rejected": [USER, {"role": "assistant", "content": "No."}]},
        {
            "input": {"messages": [USER]},
            "preferred_output": [ASSISTANT],
            "non_preferred_output": [{"role": "assistant", "content": "No."}],
        },
        {"text": ASKED, "answer": SAID},
    ],
    ids=lambda row: "+".join(row),
)
def test_every_shape_gives_the_same_conversation(row):
    assert [talk.messages for talk in talks_of(row)] == [TALK]


@given(words, words)
def test_sharegpt_and_openai_agree(question, answer):
    openai = {"messages": [{"role": "user", "content": question},
                           {"role": "assistant", "content": answer}]}  # fmt: skip
    share = {"conversations": [{"from": "human", "value": question},
                               {"from": "gpt", "value": answer}]}  # fmt: skip
    assert talks_of(openai) == talks_of(share)


@given(words, words, words)
def test_the_input_of_alpaca_is_part_of_the_question(instruction, given_text, output):
    (talk,) = talks_of({"instruction": instruction, "input": given_text, "output": output})
    assert talk.messages[0].content == f"{instruction}\n\n{given_text}"


def test_a_tool_call_without_content_is_an_answer():
    said = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    (talk,) = talks_of({"messages": [USER, said], "tools": [{"name": "book"}]})
    assert talk.has_tools
    assert [m.role for m in talk.messages] == ["system", "user", "assistant"]
    assert '{"name": "book", "arguments": {"hour": 8}}' in talk.messages[-1].content


def test_two_results_of_tools_are_one_turn():
    said = {"role": "assistant", "content": None, "tool_calls": [CALL, CALL]}
    result = {"role": "tool", "content": "free"}
    (talk,) = talks_of({"messages": [USER, said, result, result, ASSISTANT]})
    assert [m.role for m in talk.messages] == ["user", "assistant", "user", "assistant"]


def test_an_answer_with_weight_0_at_the_end_is_not_learned():
    (talk,) = talks_of({"messages": [USER, ASSISTANT, USER, ASSISTANT | {"weight": 0}]})
    assert talk.messages == TALK


@pytest.mark.parametrize(
    "weights", [[0, 1], [0, 0], [1, 2], ["1", 1]], ids=["first", "all", "two", "text"]
)
def test_weights_that_cannot_be_kept_are_refused(weights):
    turns = [turn for w in weights for turn in (USER, ASSISTANT | {"weight": w})]
    with pytest.raises(BadRow) as refused:
        talks_of({"messages": turns})
    assert refused.value.check == "weights"


@pytest.mark.parametrize(
    "turn",
    [
        {"role": "clown", "content": "x"},
        {"role": "assistant", "content": None},
        {"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": "x"}}]},
        "x",
        {"role": ["user"], "content": "x"},
    ],
    ids=str,
)
def test_a_broken_turn_is_named_by_its_number(turn):
    with pytest.raises(BadRow, match="turn 2"):
        talks_of({"messages": [USER, turn]})


def test_a_rejected_answer_stays_beside_its_example(tmp_path):
    row = {"prompt": ASKED, "chosen": SAID, "rejected": "At 9."}
    got = ingest(tmp_path, "a.jsonl", json.dumps(row))
    assert got.examples[0].labels["rejected"] == "At 9."
    assert [f.check for f in got.findings] == ["preference_pairs"]


def test_rows_inside_an_object_are_found(tmp_path):
    rows = {"name": "faq", "data": [{"question": ASKED, "answer": SAID}] * 3}
    assert len(ingest(tmp_path, "a.json", json.dumps(rows, indent=1)).examples) == 3


def test_objects_of_no_known_shape_are_kept_as_text(tmp_path):
    got = ingest(tmp_path, "a.json", json.dumps([{"dish": "soup", "price": {"small": 4}}]))
    assert not got.examples
    assert got.documents[0].text == "dish: soup\nsmall: 4"
    assert [f.check for f in got.findings] == ["columns"]


def test_a_help_desk_export_joins_subject_and_body_and_says_who_made_it(tmp_path):
    text = "Subject,Body,Answer\nCrown,What does it cost?,$950\nHours,,At 8.\n"
    got = ingest(tmp_path, "a.csv", text)
    assert [e.question for e in got.examples] == ["Crown\n\nWhat does it cost?", "Hours"]
    assert {e.labels["maker"] for e in got.examples} == {"tickets"}
