"""Renders conversations with a tokenizer's own chat template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from unicodedata import normalize

from jinja2 import TemplateError

from inhouse.errors import (
    BrokenInvariant,
    DataFault,
    MaskProofFailed,
    ModelUnavailable,
    SpecialTokenInText,
)
from inhouse.records import Conversation, LearnedToken, Message, Rendered

__all__ = ["ChatTokenizer", "Renderer", "open_renderer"]

_PROBE = "Certainly"
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


class ChatTokenizer(Protocol):
    """The part of a Hugging Face fast tokenizer that rendering uses."""

    @property
    def added_tokens_decoder(self) -> Mapping[int, Any]:
        """Token id to added token (`content`, `special`)."""

    @property
    def chat_template(self) -> str | None:
        """The template's source."""

    @property
    def eos_token_id(self) -> int | None:
        """The id that ends a text."""

    def apply_chat_template(self, conversation: list[dict[str, str]], **options: Any) -> Any:
        """The conversation as the model was taught to read it."""

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        """Token ids of a text."""

    def decode(self, ids: Sequence[int], **options: Any) -> str:
        """The text of token ids."""

    def convert_ids_to_tokens(self, ids: int) -> str:
        """A token as the vocabulary writes it."""

    def __len__(self) -> int:
        """Tokens it knows."""

    def __call__(self, text: str, **options: Any) -> Mapping[str, Any]:
        """Token ids and, when asked, character offsets."""


class Renderer:
    """Conversation to tokens and back, for one tokenizer.

    A trained turn is the message's own tokens and one end-of-turn token; whatever the template
    writes after that (a newline, often) belongs to the next prompt. Texts are stripped, because
    templates disagree about white space at the edges and a served prompt would then differ.

    Args:
        tokenizer: a fast tokenizer with a chat template.

    Raises:
        MaskProofFailed: the template has no end-of-turn token to learn.
    """

    def __init__(self, tokenizer: ChatTokenizer) -> None:
        self._tokenizer = tokenizer
        self._template = tokenizer.chat_template or ""
        self.end_of_turn = self._find_end_of_turn()
        self.end_of_turn_text = str(tokenizer.added_tokens_decoder[self.end_of_turn].content)
        stops = {self.end_of_turn}
        if tokenizer.eos_token_id is not None:
            stops.add(tokenizer.eos_token_id)
        self.stop_ids = frozenset(stops)
        self.stop_texts = tuple(self._decode([token]) for token in sorted(stops))
        self.control_texts = self._find_control_texts()
        self.appends_only = self._probe_appends_only()
        # Such a vocabulary writes a space as this letter; others hold it as the letter it is.
        self._writes_bytes = any(
            "\u0120" in tokenizer.convert_ids_to_tokens(i) for i in self._encode("a a")
        )

    @property
    def n_tokens(self) -> int:
        """Tokens there are; an id is below it."""
        return len(self._tokenizer)

    @property
    def template(self) -> str:
        """The tokenizer's own chat template."""
        return self._template

    def text(
        self, messages: Conversation, *, for_generation: bool, template: str | None = None
    ) -> str:
        """The conversation as text.

        Args:
            messages: the conversation.
            for_generation: whether the assistant's turn is begun at the end.
            template: a chat template; None for the tokenizer's own.

        Raises:
            SpecialTokenInText: a message holds one of the model's control tokens.
            DataFault: the template refuses the conversation (its roles do not alternate, say).
        """
        for message in messages:
            self._refuse_control(message.content)
        rows = [{"role": m.role, "content": m.content.strip()} for m in messages]
        try:
            rendered = self._tokenizer.apply_chat_template(
                rows,
                tokenize=False,
                add_generation_prompt=for_generation,
                chat_template=template,
            )
        except TemplateError as error:
            raise DataFault(
                "The model's chat template must be able to write every conversation,",
                f"but it refuses one of {', '.join(m.role for m in messages)}: {error}.",
                "Change the row, or use another base model: inhouse models list",
            ) from error
        if not isinstance(rendered, str):
            raise BrokenInvariant("the chat template gave something that is not text")
        return rendered

    def prompt(self, messages: Conversation) -> tuple[int, ...]:
        """(length,) ids the model reads before it answers `messages`."""
        return self._encode(self.text(messages, for_generation=True))

    def raw(self, text: str) -> tuple[int, ...]:
        """(length,) ids of a text as it stands: control tokens in it are what they say."""
        return self._encode(text)

    def completion(self, answer: str) -> tuple[int, ...]:
        """(length,) ids of an answer and its end of turn: exactly what is learned."""
        self._refuse_control(answer)
        return (*self._encode(answer.strip()), self.end_of_turn)

    def can_write(self, answer: str) -> bool:
        """Whether the vocabulary holds every character of `answer`, up to composed accents."""
        written = self.parse(self.completion(answer))
        return normalize("NFC", written) == normalize("NFC", answer.strip())

    def example(self, messages: Conversation) -> Rendered:
        """A training example: every assistant turn learned, or only the last one.

        Only the last is learned where the template rewrites earlier turns (it drops reasoning
        from history, say): there the earlier ones would be learned after a prompt that no
        server ever sends.

        Raises:
            MaskProofFailed: the last message is not the assistant's, or the template changes
                what came before when a conversation grows.
        """
        if not messages or messages[-1].role != "assistant":
            raise MaskProofFailed("A training example must end with an assistant message.")
        turns = [i for i, m in enumerate(messages) if m.role == "assistant"]
        if not self.appends_only:
            turns = turns[-1:]
        ids: list[int] = []
        mask: list[bool] = []
        for turn in turns:
            prompt = self.prompt(messages[:turn])
            if prompt[: len(ids)] != tuple(ids):
                raise MaskProofFailed(
                    "Growing a conversation must only append tokens,",
                    f"but this chat template changes earlier ones at turn {turn + 1}.",
                    "Use another base model: inhouse models list",
                )
            answer = self.completion(messages[turn].content)
            mask += [False] * (len(prompt) - len(ids)) + [True] * len(answer)
            ids += [*prompt[len(ids) :], *answer]
        return Rendered(tuple(ids), tuple(mask))

    def parse(self, ids: Sequence[int]) -> str:
        """The message in generated `ids`: everything before the first stop token."""
        words: list[int] = []
        for token in ids:
            if token in self.stop_ids:
                break
            words.append(token)
        return self._decode(words).strip()

    def neutralize(self, text: str) -> str:
        """`text` with a space inside each control token, so it is read as plain words."""
        for control in self.control_texts:
            while control in text:
                text = text.replace(control, f"{control[0]} {control[1:]}")
        return text

    def learned_tokens(self, rendered: Rendered) -> tuple[LearnedToken, ...]:
        """Each token's text and whether it is learned, for showing to people."""
        return tuple(
            LearnedToken(self._decode([token]), learned)
            for token, learned in zip(rendered.ids, rendered.loss_mask, strict=True)
        )

    def token_bytes(self, token: int) -> bytes:
        """What a token adds to a text, which may be half a character."""
        added = self._tokenizer.added_tokens_decoder
        if token in added:
            return str(added[token].content).encode()
        piece = self._tokenizer.convert_ids_to_tokens(token)
        if self._writes_bytes:
            known = _bytes_of_signs()
            return bytes(known[sign] for sign in piece)
        single = _BYTE.fullmatch(piece)
        if single is not None:
            return bytes.fromhex(single[1])
        return piece.replace("\u2581", " ").encode()

    def offsets(self, text: str) -> list[tuple[int, int, int]]:
        """(id, start, end) of each token of a rendered text, in characters."""
        found = self._tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        pairs = zip(found["input_ids"], found["offset_mapping"], strict=True)
        return [(int(token), int(start), int(end)) for token, (start, end) in pairs]

    def _encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False))

    def _decode(self, ids: Sequence[int]) -> str:
        return self._tokenizer.decode(
            list(ids), skip_special_tokens=False, clean_up_tokenization_spaces=False
        )

    def _refuse_control(self, text: str) -> None:
        for control in self.control_texts:
            if control in text:
                raise SpecialTokenInText(
                    "A message must hold plain words,",
                    f"but this one holds the model's control token {control!r}.",
                    "Remove it from the file, or let the checks escape it: inhouse run",
                )

    def _find_end_of_turn(self) -> int:
        rows = [{"role": "user", "content": "Hello"}]
        answered = [*rows, {"role": "assistant", "content": _PROBE}]
        full = self._tokenizer.apply_chat_template(answered, tokenize=False)
        tail = full[full.rfind(_PROBE) + len(_PROBE) :]
        added = self._tokenizer.added_tokens_decoder
        first = next((i for i in self._encode(tail) if i in added), None)
        if first is None or not tail.startswith(added[first].content):
            raise MaskProofFailed(
                "The chat template must close an assistant turn with an end-of-turn token,",
                f"but it closes it with {tail!r}.",
                "Use another base model: inhouse models list",
            )
        return first

    def _find_control_texts(self) -> tuple[str, ...]:
        added = self._tokenizer.added_tokens_decoder.values()
        # A token the template writes itself is a control token even where its file forgot to
        # mark it special; ordinary words some vocabularies add (HTML tags, spaces) are not.
        texts = {
            str(token.content)
            for token in added
            if len(str(token.content)) > 1
            and not str(token.content).isspace()
            and (token.special or self._writes(token))
        }
        return tuple(sorted(texts, key=lambda t: (-len(t), t)))

    def _writes(self, token: Any) -> bool:
        return str(token.content) in self._template

    def _probe_appends_only(self) -> bool:
        talk: Conversation = (
            Message("user", "Hello"),
            Message("assistant", _PROBE),
            Message("user", "Thanks"),
        )
        first = (*self.prompt(talk[:1]), *self.completion(_PROBE))
        return self.prompt(talk)[: len(first)] == first


@cache
def _bytes_of_signs() -> Mapping[str, int]:
    """How byte-level vocabularies write each byte.

    Source: GPT-2's `bytes_to_unicode`: printable signs stand for themselves, the others for the
    signs from U+0100 on, in order.
    """
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = [byte for byte in range(0x100) if byte not in printable]
    known = {chr(byte): byte for byte in printable}
    return {**known, **{chr(0x100 + i): byte for i, byte in enumerate(others)}}


def open_renderer(folder: Path) -> Renderer:
    """The renderer of a fetched model's tokenizer; opens no weights.

    Raises:
        ModelUnavailable: it has no chat template.
    """
    from transformers import AutoTokenizer
    from transformers.utils import logging

    before = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    finally:
        logging.set_verbosity(before)
    if not tokenizer.chat_template:
        raise ModelUnavailable(
            "A base model's tokenizer should bring a chat template,",
            f"but that of {folder} has none.",
            "Take a model that was taught to chat (instruct, -it): inhouse models list",
        )
    return Renderer(tokenizer)
