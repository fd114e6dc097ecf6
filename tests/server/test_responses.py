"""`/v1/responses`: the same answers through the same door, in the form of newer clients."""

import openai
import pytest

pytestmark = pytest.mark.usefixtures("one_thread")
QUESTION = "Do you take walk-ins on Saturday?"


def chat(client, *messages, model="shop", **options):
    made = client.chat.completions.create(model=model, messages=messages, **options)
    return made.choices[0].message.content


def ask(client, given=QUESTION, model="shop", **options):
    return client.responses.create(model=model, input=given, **options)


USER = {"role": "user", "content": QUESTION}


@pytest.mark.parametrize(
    "given",
    [
        QUESTION,
        [USER],
        [{**USER, "type": "message", "id": "msg_1", "status": "completed"}],
        [{"role": "user", "content": [{"type": "input_text", "text": QUESTION}]}],
        [{"role": "user", "content": [{"type": "text", "text": QUESTION}]}],
    ],
    ids=str,
)
def test_every_way_to_ask_gets_the_answer_of_chat_completions(client, given):
    made = ask(client, given)
    assert made.output_text == chat(client, USER)
    assert made.id.startswith("resp_") and made.object == "response"


def test_instructions_stand_before_what_was_said(client):
    told = {"role": "system", "content": "Answer in one sentence."}
    made = ask(client, instructions="Answer in one sentence.")
    assert made.output_text == chat(client, told, USER)
    assert made.instructions == "Answer in one sentence."


def test_an_answer_sent_back_as_it_came_is_a_turn(client):
    first = ask(client)
    again = [USER, *first.output, {"role": "user", "content": "And on Sunday?"}]
    turns = [USER, {"role": "assistant", "content": first.output_text}, again[-1]]
    assert ask(client, again).output_text == chat(client, *turns)


def test_what_is_told_beside_the_answer_and_the_log_are_the_same(client, registry):
    made = ask(client, model="shop@challenger")
    whole = client.chat.completions.create(model="shop@challenger", messages=[USER])
    assert made.inhouse == whole.inhouse and made.inhouse["sources"]
    assert registry.serving.traces.get(made.id).answer == made.output_text
    usage = whole.usage
    assert (made.usage.input_tokens, made.usage.output_tokens) == (
        usage.prompt_tokens, usage.completion_tokens,
    )  # fmt: skip


def test_a_cut_answer_is_incomplete_and_says_why(client):
    made = ask(client, max_output_tokens=3)
    assert (made.status, made.incomplete_details.reason) == ("incomplete", "max_output_tokens")
    assert made.usage.output_tokens == 3


def test_a_streams_events_come_in_their_order_and_add_up(client):
    events = list(ask(client, stream=True, max_output_tokens=5))
    kinds = [event.type for event in events]
    deltas = [kind for kind in kinds if kind == "response.output_text.delta"]
    assert kinds == [
        "response.created", "response.in_progress", "response.output_item.added",
        "response.content_part.added", *deltas, "response.output_text.done",
        "response.content_part.done", "response.output_item.done", "response.incomplete",
    ]  # fmt: skip
    assert [event.sequence_number for event in events] == list(range(len(events)))
    text = "".join(event.delta for event in events if event.type.endswith("text.delta"))
    whole = ask(client, max_output_tokens=5)
    assert text == whole.output_text == events[-1].response.output_text
    assert events[-1].response.inhouse == whole.inhouse
    assert events[-1].response.usage == whole.usage


def test_a_stream_helper_reads_a_finished_answer(client, registry, server_parts, assistants):
    from inhouse.server import create_app

    running, services_for = server_parts
    with (
        running(create_app(services_for(registry, {"shop": _quoting(assistants)}))) as url,
        openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as other,
        other.responses.stream(model="shop", input=QUESTION) as stream,
    ):
        final = stream.get_final_response()
    assert (final.status, final.inhouse["outcome"]) == ("completed", "quoted")


def _quoting(assistants):
    import dataclasses

    from inhouse.contenders import Index, Ingredients, build
    from inhouse.records import Chunk
    from inhouse.tasks import build as build_task
    from letters import Letters

    known = Chunk("c1", "d1", "Yes, from 9:30.", 0, 5, QUESTION)
    own = Ingredients(build_task("answer"), "", (), Index([known], Letters()), 1)
    return dataclasses.replace(assistants["base"], contender=build("closest_answer", own))


def test_logprobs_stand_beside_the_text_where_they_were_asked_for(client):
    made = ask(client, include=["message.output_text.logprobs"], top_logprobs=2)
    (part,) = made.output[0].content
    assert len(part.logprobs) == made.usage.output_tokens
    assert all(len(token.top_logprobs) == 2 for token in part.logprobs)
    assert ask(client).output[0].content[0].logprobs == []


def test_a_begun_answer_is_gone_on_from(client):
    begun = ask(client, max_output_tokens=4).output_text
    turns = [USER, {"role": "assistant", "content": begun}]
    assert ask(client, turns).output_text == chat(client, *turns)


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ({"store": False}, "store"), ({"metadata": {"a": "b"}}, "metadata"), ({"tools": []}, None),
        ({"parallel_tool_calls": True, "tool_choice": "auto"}, "parallel_tool_calls"),
        ({"reasoning": {"effort": "low"}}, "reasoning"), ({"truncation": "auto"}, None),
        ({"include": ["reasoning.encrypted_content"]}, "include[reasoning.encrypted_content]"),
        ({"text": {"format": {"type": "text"}, "verbosity": "medium"}}, None),
        ({"previous_response_id": None, "background": False}, None),
    ],
    ids=str,
)  # fmt: skip
def test_what_changes_no_answer_is_taken_and_told(client, extra, told):
    raw = client.responses.with_raw_response.create(model="shop", input=QUESTION, **extra)
    assert raw.parse().output_text == ask(client).output_text
    assert raw.headers.get("X-Inhouse-Ignored") == told


@pytest.mark.parametrize(
    ("extra", "param", "said"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id", "whole conversation"),
        ({"conversation": "conv_1"}, "conversation", "whole conversation"),
        ({"tools": [{"type": "web_search"}]}, "tools", "no tools"),
        ({"background": True}, "background", "while you wait"),
        ({"truncation": "disabled"}, "truncation", "oldest turns"),
        ({"prompt": {"id": "p"}}, "prompt", "instructions or input"),
        ({"text": {"verbosity": "high"}}, "text.verbosity", "how long"),
        ({"text": {"format": {"type": "json_object"}}}, "response_format", "does not do"),
        ({"max_output_tokens": -1}, "max_output_tokens", "leave the limit out"),
        ({"extra_body": {"max_tokens": 5}}, "max_tokens", "max_output_tokens"),
        ({"extra_body": {"messages": [USER]}}, "messages", "as input"),
        ({"extra_body": {"top_k": 5}}, "top_k", "change the answer"),
        ({"extra_body": {"temperatur": 1}}, "temperatur", "'temperature'"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_honoured_is_refused_by_name(client, extra, param, said):
    with pytest.raises(openai.BadRequestError) as refused:
        ask(client, **extra)
    assert refused.value.body["param"] == param
    assert said in refused.value.body["message"]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"type": "function_call_output", "call_id": "c", "output": "5"}, "function_call_output"),
        ({"type": "item_reference", "id": "msg_1"}, "keeps no items"),
        ({"type": "reasoning", "summary": []}, "reasoning"),
        ({"role": "user", "content": [{"type": "input_image", "image_url": "x"}]}, "text only"),
        ({"role": "user", "content": [{"type": "input_file", "file_id": "x"}]}, "text only"),
        ({"role": "tool", "content": "5"}, "not of 'tool'"),
    ],
    ids=str,
)
def test_an_item_that_is_no_text_is_refused_as_what_it_is(client, item, said):
    with pytest.raises(openai.BadRequestError, match=said):
        ask(client, [item])
    with pytest.raises(openai.BadRequestError, match=said):
        list(ask(client, [USER, item], stream=True))


def test_no_input_is_a_sentence(client):
    with pytest.raises(openai.BadRequestError, match="at least 1 item"):
        ask(client, [])
