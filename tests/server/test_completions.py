"""Plain completions and fill-in-the-middle, as code editors ask."""

import openai
import pytest

from inhouse.server.api.completions import fill_in_the_middle

pytestmark = pytest.mark.usefixtures("one_thread")
OWN = ("<fim_prefix>", "<fim_suffix>", "<fim_middle>")
MARKED = "<|fim_prefix|>def open(<|fim_suffix|>):\n    return 8<|fim_middle|>"


def test_a_text_is_continued_with_its_white_space(client):
    made = client.completions.create(model="base", prompt="Do you take", max_tokens=5, logprobs=2)
    choice = made.choices[0]
    assert made.usage.completion_tokens == len(choice.logprobs.tokens) == 5
    assert made.id.startswith("cmpl-")
    stream = client.completions.create(
        model="base", prompt="Do you take", max_tokens=5, stream=True
    )
    assert "".join(event.choices[0].text for event in stream) == choice.text


def test_token_ids_are_a_prompt(client, assistants):
    ids = assistants["base"].writer.renderer.raw("Do you take")
    texts = [
        client.completions.create(model="base", prompt=prompt, max_tokens=5).choices[0].text
        for prompt in ("Do you take", list(ids))
    ]
    assert texts[0] == texts[1]


def test_an_editors_request_with_marks_and_many_stops_works(client):
    stops = ["<|endoftext|>", *(f"<|mark_{i}|>" for i in range(20))]
    made = client.completions.create(
        model="base", prompt=MARKED, max_tokens=8, stop=stops, temperature=0.01, stream=True
    )
    assert list(made)[-1].choices[0].finish_reason in ("stop", "length")
    sides = client.completions.create(
        model="base", prompt="def open(", suffix="):\n    return 8", max_tokens=8
    )
    assert "):" not in sides.choices[0].text


def test_an_editor_may_stream_the_middle_and_ask_for_several(client):
    asked = {"model": "base", "prompt": "def open(", "suffix": "):\n    return 8", "max_tokens": 6}
    whole = client.completions.create(**asked, temperature=0)
    events = list(client.completions.create(
        **asked, temperature=0, stream=True, stream_options={"include_usage": True}
    ))  # fmt: skip
    assert "".join(e.choices[0].text for e in events if e.choices) == whole.choices[0].text
    assert events[-1].usage.prompt_tokens == whole.usage.prompt_tokens
    drawn = client.completions.create(**asked, temperature=1.5, n=2, seed=1)
    assert [choice.index for choice in drawn.choices] == [0, 1]


def test_a_model_with_marks_reads_its_own():
    text, stops = fill_in_the_middle("def open(", "):", OWN)
    assert (text, stops) == ("<fim_prefix>def open(<fim_suffix>):<fim_middle>", [])
    assert fill_in_the_middle(MARKED, "", OWN)[0].startswith("<fim_prefix>def open(<fim_suffix>")


def test_a_model_without_marks_ends_where_the_rest_begins():
    assert fill_in_the_middle(MARKED, "", ()) == ("def open(", ["):"])
    assert fill_in_the_middle("plain", "", ()) == ("plain", [])


@pytest.mark.parametrize("options", [{"echo": True}, {"best_of": 2}, {"logprobs": 9}], ids=str)
def test_what_cannot_be_honoured_is_refused(client, options):
    with pytest.raises(openai.BadRequestError):
        client.completions.create(model="base", prompt="x", **options)
    with pytest.raises(openai.BadRequestError, match="has 0"):
        client.completions.create(model="base", prompt="")
