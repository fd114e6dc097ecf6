"""Asks a running server through the clients that people use, and prints what came of it.

    python -m venv clients && clients/bin/pip install openai langchain-openai litellm \
        llama-index-llms-openai-like schemathesis
    clients/bin/python bench/clients.py http://127.0.0.1:8000 --model base
    mkdir node && cd node && npm install openai ai @ai-sdk/openai
    cp ../bench/clients.mjs . && node clients.mjs http://127.0.0.1:8000 base

A client that is not installed is named as left out. Exit status 1 if one could not do something.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import openai

ASKED = [{"role": "user", "content": "What does a check-up cost?"}]
Check = tuple[str, Callable[[], object]]


def openai_checks(base: str, model: str) -> Iterator[Check]:
    """The official client: every way of asking."""
    import openai

    client = openai.OpenAI(base_url=base, api_key="none", max_retries=0)
    yield "models", lambda: [one.id for one in client.models.list()]
    chat = client.chat.completions
    yield "chat", lambda: chat.create(model=model, messages=ASKED).choices[0].message.content
    yield (
        "chat, streamed",
        lambda: "".join(
            event.choices[0].delta.content or ""
            for event in chat.create(model=model, messages=ASKED, stream=True)
        ),
    )
    yield "responses", lambda: client.responses.create(model=model, input="Hi").output_text
    yield "responses, streamed", lambda: _streamed(client, model)
    embedder = client.models.list().data[-1].id
    yield "embeddings", lambda: len(client.embeddings.create(model=embedder, input="Hi").data)


def _streamed(client: openai.OpenAI, model: str) -> str:
    with client.responses.stream(model=model, input="Hi", instructions="Be brief.") as stream:
        kinds = [event.type for event in stream]
        text = stream.get_final_response().output_text
    assert kinds[0] == "response.created" and kinds[-1] in (
        "response.completed", "response.incomplete",
    ), kinds  # fmt: skip
    return text


def langchain_openai_checks(base: str, model: str) -> Iterator[Check]:
    """LangChain: chat by both ways, streams, embeddings as its documentation writes them."""
    import openai
    from langchain_openai import ChatOpenAI, OpenAI, OpenAIEmbeddings

    where = {"base_url": base, "api_key": "none", "max_retries": 0}
    chat = ChatOpenAI(model=model, **where)
    newer = ChatOpenAI(model=model, use_responses_api=True, **where)
    yield "chat", lambda: chat.invoke("Hi").text
    yield "chat, streamed", lambda: "".join(part.text for part in chat.stream("Hi"))
    yield "responses", lambda: newer.invoke("Hi").text
    yield "responses, streamed", lambda: "".join(part.text for part in newer.stream("Hi"))
    yield "completion", lambda: OpenAI(model=model, max_tokens=5, **where).invoke("The capital of")
    name = openai.OpenAI(base_url=base, api_key="none").models.list().data[-1].id
    plain = OpenAIEmbeddings(model=name, check_embedding_ctx_length=False, **where)
    yield "embeddings of text", lambda: len(plain.embed_query("Hi"))


def litellm_checks(base: str, model: str) -> Iterator[Check]:
    """LiteLLM: both ways, streamed."""
    import litellm

    where = {"model": f"openai/{model}", "api_base": base, "api_key": "none"}
    yield "chat", lambda: litellm.completion(messages=ASKED, **where).choices[0].message.content
    yield (
        "chat, streamed",
        lambda: "".join(
            part.choices[0].delta.content or ""
            for part in litellm.completion(messages=ASKED, stream=True, **where)
        ),
    )
    yield "responses", lambda: litellm.responses(input="Hi", **where).output[0].content[0].text


def llama_index_checks(base: str, model: str) -> Iterator[Check]:
    """LlamaIndex: chat and streams."""
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(model=model, api_base=base, api_key="none", is_chat_model=True)
    said = [ChatMessage(role="user", content="Hi")]
    yield "chat", lambda: llm.chat(said).message.content
    yield "chat, streamed", lambda: "".join(part.delta or "" for part in llm.stream_chat(said))


CLIENTS = {
    "openai": openai_checks,
    "langchain_openai": langchain_openai_checks,
    "litellm": litellm_checks,
    "llama_index": llama_index_checks,
}


def main() -> int:
    """Every client that is installed, then schemathesis."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("url", help="as http://127.0.0.1:8000")
    given.add_argument("--model", default="base")
    given.add_argument("--examples", type=int, default=20, help="of schemathesis; 0 for none")
    asked = given.parse_args()
    faults = 0
    for name, checks in CLIENTS.items():
        if importlib.util.find_spec(name) is None:
            print(f"{name}: left out, not installed")
            continue
        for what, check in checks(f"{asked.url}/v1", asked.model):
            try:
                print(f"{name}, {what}: {str(check())[:60]!r}")
            except Exception as error:
                faults += 1
                print(f"{name}, {what}: FAULT {type(error).__name__}: {str(error)[:300]}")
    if asked.examples and importlib.util.find_spec("schemathesis") is not None:
        command = ["-m", "schemathesis.cli", "run", f"{asked.url}/openapi.json", "--seed", "1"]
        limit = ["--max-examples", str(asked.examples), "--phases", "coverage,fuzzing"]
        faults += subprocess.run([sys.executable, *command, *limit], check=False).returncode != 0
    print(f"{faults} faults")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
