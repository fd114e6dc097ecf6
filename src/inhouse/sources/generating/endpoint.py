"""A model behind an OpenAI-compatible address: a server on this machine, or somebody else's."""

from __future__ import annotations

import ipaddress
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from urllib.parse import urlsplit

from inhouse.errors import ConfigFault, ModelUnavailable
from inhouse.records import Conversation

__all__ = ["EndpointWriter"]

_TRIES = 4
_WAIT_SECONDS = 2.0
_TIMEOUT_SECONDS = 180
_BUSY = {408, 409, 425, 429, 500, 502, 503, 504}


class EndpointWriter:
    """Asks `POST {endpoint}/chat/completions`, one prompt at a time.

    Args:
        endpoint: the address up to and with `/v1`.
        model: the model's name there.
        api_key: sent as a bearer token, or "".

    Raises:
        ConfigFault: the address is none.
    """

    def __init__(self, endpoint: str, model: str, api_key: str = "") -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigFault(
                "generate.endpoint should be an address as http://localhost:8000/v1,",
                f"not {endpoint!r}.",
                "Correct it in inhouse.toml.",
            )
        self.host = parts.hostname
        self._url = f"{endpoint.rstrip('/')}/chat/completions"
        self._model = model
        self._api_key = api_key

    @property
    def name(self) -> str:
        """The model, and the host it runs on."""
        return f"{self._model or 'default'} at {self.host}"

    @property
    def leaves_the_machine(self) -> bool:
        """Whether the passages are sent to another computer."""
        if self.host == "localhost":
            return False
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return True

    def write(self, prompts: Sequence[Conversation], max_tokens: int) -> Iterator[tuple[int, str]]:
        """Each prompt's answer, in order."""
        for index, prompt in enumerate(prompts):
            messages = [{"role": m.role, "content": m.content} for m in prompt]
            asked = {
                "model": self._model, "messages": messages, "max_tokens": max_tokens,
                "temperature": 0,
            }  # fmt: skip
            yield index, _answer_in(self._ask(asked), self._url)

    def _ask(self, asked: dict[str, object]) -> object:
        for attempt in range(_TRIES):
            try:
                return self._post(asked)
            except urllib.error.HTTPError as error:
                if error.code not in _BUSY or attempt == _TRIES - 1:
                    raise self._unavailable(_reason(error)) from None
            except (OSError, HTTPException, ValueError) as error:
                if attempt == _TRIES - 1:
                    raise self._unavailable(str(getattr(error, "reason", error))) from None
            time.sleep(_WAIT_SECONDS * 2**attempt)
        raise AssertionError

    def _post(self, asked: dict[str, object]) -> object:
        headers = {"Content-Type": "application/json"}
        if self._api_key:
            headers["Authorization"] = f"Bearer {self._api_key}"
        body = json.dumps(asked).encode()
        request = urllib.request.Request(self._url, body, headers)
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:
            return json.loads(answer.read())

    def _unavailable(self, found: str) -> ModelUnavailable:
        return ModelUnavailable(
            f"The model at {self._url} should answer,",
            f"but: {found[:300]}.",
            "See that it runs, and check generate.endpoint, generate.model and the key; what was"
            " written so far is kept. Then: inhouse generate FOLDER",
        )


def _reason(error: urllib.error.HTTPError) -> str:
    with error:
        return f"HTTP {error.code} {error.read(300).decode('utf-8', 'replace')}".strip()


def _answer_in(answer: object, url: str) -> str:
    try:
        text = answer["choices"][0]["message"]["content"]  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        raise ModelUnavailable(
            f"{url} should answer as OpenAI's chat completions do,",
            f"but it says {str(answer)[:200]!r}.",
            "Check generate.endpoint: it usually ends in /v1.",
        ) from None
    return text if isinstance(text, str) else ""
