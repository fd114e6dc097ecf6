"""A model behind an OpenAI-compatible address: a server on this machine, or somebody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.asking import answer_each
from inhouse.models.engines.endpoint import ChatEndpoint, EndpointSettings
from inhouse.records import Conversation

__all__ = ["EndpointWriter"]


class EndpointWriter:
    """Asks the endpoint, one prompt at a time.

    Args:
        endpoint: the address up to and with `/v1`.
        model: the model's name there.
        api_key: sent as a bearer token, or "".

    Raises:
        ConfigFault: the address is none.
    """

    def __init__(self, endpoint: str, model: str, api_key: str = "") -> None:
        self._model = model
        self._engine = ChatEndpoint(EndpointSettings(endpoint, model, api_key, "generate"))
        self.host = self._engine.host

    @property
    def name(self) -> str:
        """The model, and the host it runs on."""
        return f"{self._model or 'default'} at {self.host}"

    @property
    def leaves_the_machine(self) -> bool:
        """Whether the passages are sent to another computer."""
        return bool(self._engine.facts.sends_to)

    def write(self, prompts: Sequence[Conversation], max_tokens: int) -> Iterator[tuple[int, str]]:
        """Each prompt's answer, in order.

        Raises:
            ModelUnavailable: a prompt could not be answered; what was written so far is kept.
        """
        for one in answer_each(self._engine, prompts, Sampling(max_tokens), BASE, at_once=1):
            if one.failure is not None:
                raise one.failure
            yield one.index, one.text
