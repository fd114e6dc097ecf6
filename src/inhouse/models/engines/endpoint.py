"""A model behind an OpenAI-compatible address: a server on this machine, or somebody else's.

It reads messages and renders them itself, so this engine is a `ChatEngine`.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from inhouse.errors import BrokenInvariant, ConfigFault, ModelUnavailable
from inhouse.models.engines.engine import (
    BASE,
    EngineFacts,
    Likely,
    Piece,
    Sampling,
    refuse_unanswerable,
)
from inhouse.models.engines.opening import EngineSettings, Weights
from inhouse.records import Conversation

__all__ = ["ChatEndpoint", "EndpointSettings", "open_endpoint"]

_TRIES = 4
_WAIT_SECONDS = 2.0
_LONGEST_WAIT_SECONDS = 60.0
_BUSY = {408, 409, 425, 429, 500, 502, 503, 504}
_BROKEN = (OSError, HTTPException, ValueError)
# Servers that know "stream_options" not at all, and those that want "max_completion_tokens" and say
# so in their refusal.
_OTHER_WORDS = {"stream_options": "", "max_tokens": "max_completion_tokens"}


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Where a model is asked, and how.

    Args:
        url: the address up to and with `/v1`.
        model: the model's name there.
        api_key: sent as a bearer token, or "".
        section: of inhouse.toml, that errors name.
        parallel: requests at once.
        timeout_seconds: without a word from the server, after which it is given up.
    """

    url: str
    model: str
    api_key: str = ""
    section: str = "serve"
    parallel: int = 1
    timeout_seconds: float = 180.0


def open_endpoint(_: Weights, settings: EngineSettings) -> ChatEndpoint:
    """The model at `serve.endpoint`; its key is read from the environment.

    Raises:
        ConfigFault: no address is set, or it is none.
    """
    key = os.environ.get(settings.api_key_variable, "") if settings.api_key_variable else ""
    where = EndpointSettings(
        settings.endpoint, settings.endpoint_model, key, parallel=settings.parallel
    )
    return ChatEndpoint(where)


class ChatEndpoint:
    """Asks `POST {url}/chat/completions` and reads the answer as it comes.

    A server that is busy or broken is asked again, later each time, as long as nothing of the
    answer has come.

    Args:
        settings: where and how.

    Raises:
        ConfigFault: the address is none.
    """

    def __init__(self, settings: EndpointSettings) -> None:
        parts = urlsplit(settings.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigFault(
                f"{settings.section}.endpoint should be an address as http://localhost:8000/v1,",
                f"not {settings.url!r}.",
                "Correct it in inhouse.toml.",
            )
        self.host = parts.hostname
        self._settings = settings
        self._refused: frozenset[str] = frozenset()
        self._url = f"{settings.url.rstrip('/')}/chat/completions"
        self.facts = EngineFacts(
            name="endpoint",
            precision="",
            variants=(BASE,),
            parallel=settings.parallel,
            lacks=frozenset({"logit_bias", "ignore_stops"}),
            reads="messages",
            sends_to="" if _is_this_machine(parts.hostname) else parts.hostname,
        )

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """Refuses: only the server knows the token ids; see `chat`."""
        refuse_unanswerable(self.facts, prompt, variant)
        raise BrokenInvariant(
            "An endpoint reads messages,", "but it was given token ids; `chat` takes messages."
        )

    def chat(self, messages: Conversation, sampling: Sampling, *, variant: str) -> Iterator[Piece]:
        """The answer to a conversation, piece by piece.

        Raises:
            ModelUnavailable: the server refuses, says something else, or cannot be reached.
        """
        refuse_unanswerable(self.facts, messages, variant)
        asked = _body(self._settings.model, messages, sampling)
        with contextlib.closing(self._post(asked)) as sent:
            try:
                yield from self._read(sent, sampling)
            except _BROKEN as error:
                raise self._unavailable(f"its answer broke off ({error})") from None
            except (KeyError, TypeError, AttributeError) as error:
                raise self._strange(repr(error)) from None

    def close(self) -> None:
        """Nothing is held."""

    def _post(self, asked: dict[str, object]) -> HTTPResponse:
        for attempt in range(_TRIES):
            wait = _WAIT_SECONDS * 2**attempt
            try:
                return self._sent(self._in_its_words(asked))
            except urllib.error.HTTPError as error:
                wait = max(wait, _asked_to_wait(error))
                reason = _reason(error)
                if self._learns(reason):
                    continue
                if error.code not in _BUSY or attempt == _TRIES - 1:
                    raise self._unavailable(reason) from None
            except _BROKEN as error:
                if attempt == _TRIES - 1:
                    raise self._unavailable(str(getattr(error, "reason", error))) from None
            time.sleep(wait)
        raise AssertionError

    def _sent(self, asked: dict[str, object]) -> HTTPResponse:
        headers = {"Content-Type": "application/json"}
        if self._settings.api_key:
            headers["Authorization"] = f"Bearer {self._settings.api_key}"
        request = urllib.request.Request(self._url, json.dumps(asked).encode(), headers)
        answer: HTTPResponse = urllib.request.urlopen(
            request, timeout=self._settings.timeout_seconds
        )
        return answer

    def _in_its_words(self, asked: dict[str, object]) -> dict[str, object]:
        """The request without the words that this server refused before."""
        renamed = {_OTHER_WORDS[w] if w in self._refused else w: v for w, v in asked.items()}
        return {word: value for word, value in renamed.items() if word}

    def _learns(self, reason: str) -> bool:
        """Whether a refusal is about a word that can be said otherwise, which is new to us."""
        found = {w for w, other in _OTHER_WORDS.items() if (other or w) in reason} - self._refused
        self._refused |= found
        return bool(found)

    def _read(self, sent: HTTPResponse, sampling: Sampling) -> Iterator[Piece]:
        """The pieces of an answer that is streamed, or given whole by a server that cannot."""
        reader = _Reader(sampling)
        for said in _said(sent):
            if "error" in said:
                raise self._unavailable(str(said["error"])[:300])
            if said.get("object") != "chat.completion.chunk" and not said.get("choices"):
                raise self._strange(said)
            yield from reader.pieces(said)
        if reader.reason is None:
            raise self._unavailable("its answer broke off")
        if reader.reason == "content_filter":
            raise self._unavailable("it keeps its answer back (content_filter)")
        yield reader.last()

    def _unavailable(self, found: str) -> ModelUnavailable:
        section = self._settings.section
        return ModelUnavailable(
            f"The model at {self._url} should answer,",
            f"but: {found[:300]}.",
            f"See that it runs, and check {section}.endpoint, the model's name and the key; what"
            " was answered so far is kept.",
        )

    def _strange(self, said: object) -> ModelUnavailable:
        return ModelUnavailable(
            f"{self._url} should answer as OpenAI's chat completions do,",
            f"but it says {str(said)[:200]!r}.",
            f"Check {self._settings.section}.endpoint: it usually ends in /v1.",
        )


def _body(model: str, messages: Conversation, sampling: Sampling) -> dict[str, object]:
    """The request; what is at its usual value is left out, for some servers refuse the words."""
    asked: dict[str, object] = {
        "model": model,
        "messages": [{"role": m.role, "content": m.content} for m in messages],
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if sampling.top_p < 1:
        asked["top_p"] = sampling.top_p
    if sampling.seed is not None:
        asked["seed"] = sampling.seed
    if sampling.presence_penalty:
        asked["presence_penalty"] = sampling.presence_penalty
    if sampling.frequency_penalty:
        asked["frequency_penalty"] = sampling.frequency_penalty
    if sampling.n_logprobs is not None:
        asked["logprobs"] = True
        asked["top_logprobs"] = max(1, sampling.n_logprobs)  # of none, llama.cpp tells nothing
    if sampling.schema is not None:
        asked["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": json.loads(sampling.schema)},
        }
    return asked


class _Reader:
    """Makes pieces of what a server says.

    Args:
        sampling: what was asked for.

    Attributes:
        reason: why the answer ended, in the server's word; None until it did.
    """

    def __init__(self, sampling: Sampling) -> None:
        self.reason: str | None = None
        self._sampling = sampling
        self._n_tokens = 0
        self._n_used: int | None = None

    def pieces(self, said: dict[str, Any]) -> Iterator[Piece]:
        """What a chunk, or a whole answer, adds; a token a piece where tokens are told."""
        if said.get("usage"):
            self._n_used = said["usage"].get("completion_tokens")
        for choice in said.get("choices", ())[:1]:
            whole = "stop" if "message" in choice else None
            self.reason = choice.get("finish_reason") or whole or self.reason
            text = (choice.get("delta") or choice.get("message") or {}).get("content") or ""
            tokens = (choice.get("logprobs") or {}).get("content") or ()
            yield from self._tokens(text, tokens) if tokens else self._plain(text)

    def last(self) -> Piece:
        """The end: why it came, and the tokens that no chunk of its own told of."""
        left = max(0, (self._n_used or 0) - self._n_tokens)
        return Piece("", left, finish_reason="length" if self.reason == "length" else "stop")

    def _plain(self, text: str) -> Iterator[Piece]:
        if text:
            self._n_tokens += 1
            yield Piece(text, 1)

    def _tokens(self, text: str, tokens: list[dict[str, Any]]) -> Iterator[Piece]:
        """The text goes with the last of its tokens: a token may be half a character."""
        for n, row in enumerate(tokens, start=1):
            self._n_tokens += 1
            alternatives = tuple(_likely(other) for other in row.get("top_logprobs") or ())
            shown = text if n == len(tokens) else ""
            wanted = alternatives[: self._sampling.n_logprobs]
            yield Piece(shown, 1, _likely(row), wanted)


def _likely(row: dict[str, Any]) -> Likely:
    told = row.get("bytes")
    return Likely(None, row["token"], row["logprob"], None if told is None else bytes(told))


def _said(sent: HTTPResponse) -> Iterator[dict[str, Any]]:
    """The JSON objects of a stream of events, or of a plain answer.

    Raises:
        ValueError: it is neither.
    """
    plain: list[bytes] = []
    for line in sent:
        if line.startswith(b"data:"):
            content = line.removeprefix(b"data:").strip()
            if content == b"[DONE]":
                return
            yield json.loads(content)
        elif not line.startswith((b":", b"event:", b"id:", b"retry:")):
            plain.append(line)
    whole = b"".join(plain).strip()
    if whole:
        found = json.loads(whole)
        yield found if isinstance(found, dict) else {"error": found}


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _asked_to_wait(error: urllib.error.HTTPError) -> float:
    """Seconds that the server asks for, at most a minute."""
    told = error.headers.get("Retry-After", "") if error.headers else ""
    return min(float(told), _LONGEST_WAIT_SECONDS) if told.isdigit() else 0.0


def _reason(error: urllib.error.HTTPError) -> str:
    with error:
        return f"HTTP {error.code} {error.read(300).decode('utf-8', 'replace')}".strip()
