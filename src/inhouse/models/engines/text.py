"""What happens to an answer on its way out: tokens to text, stop texts, edges, loops."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from inhouse.models.engines.engine import Piece, Sampling
from inhouse.models.looping import is_looping

__all__ = ["Words", "as_served", "cut_at", "until_looping", "without_edges"]


class Words:
    """Turns tokens into text as they come, holding back characters that are not whole yet.

    What is still held back at the end is never told, as in llama.cpp.

    Args:
        tokenizer: a fast tokenizer.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._ids: list[int] = []
        self._told = 0

    def add(self, token: int) -> str:
        """The text this token makes certain."""
        self._ids.append(token)
        text = self.text(self._ids)
        if text.endswith("\ufffd"):
            return ""
        new = text[self._told :]
        self._told = len(text)
        return new

    def text(self, ids: Sequence[int]) -> str:
        """Of any tokens, control tokens included."""
        text: str = self._tokenizer.decode(
            list(ids), skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return text


def as_served(
    pieces: Iterator[Piece], sampling: Sampling, stops: Sequence[str] = (), begun: str = ""
) -> Iterator[Piece]:
    """What a person is shown of an answer, and what the comparison scores.

    Args:
        pieces: as the engine gives them.
        sampling: how they were chosen.
        stops: texts that end the answer.
        begun: what the answer goes on from; white space between the two is then part of it.
    """
    if sampling.temperature == 0:
        pieces = until_looping(pieces)
    return without_edges(cut_at(pieces, stops), started=begun.rstrip() == begun != "")


def cut_at(pieces: Iterator[Piece], stops: Sequence[str]) -> Iterator[Piece]:
    """The pieces up to the first stop text, which is left out.

    What may be the beginning of a stop text is held back until it is clear that it is not.
    """
    texts = [stop for stop in stops if stop]
    held, held_tokens = "", 0
    for piece in pieces:
        text = held + piece.text
        tokens = held_tokens + piece.n_tokens
        ends = [at for at in (text.find(stop) for stop in texts) if at >= 0]
        if ends:
            yield dataclasses.replace(
                piece, text=text[: min(ends)], n_tokens=tokens, finish_reason="stop"
            )
            return
        keep = 0 if piece.finish_reason else max((_overlap(text, s) for s in texts), default=0)
        held, held_tokens = (text[len(text) - keep :], 0) if keep else ("", 0)
        yield dataclasses.replace(piece, text=text[: len(text) - keep], n_tokens=tokens)


def _overlap(text: str, stop: str) -> int:
    """Length of the longest end of `text` that begins `stop`."""
    longest = min(len(text), len(stop) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)


def without_edges(pieces: Iterator[Piece], *, started: bool = False) -> Iterator[Piece]:
    """The pieces without white space before the first word and after the last one.

    Args:
        pieces: of an answer.
        started: its first word was there before; white space behind it stays.
    """
    held = ""
    for piece in pieces:
        text = held + piece.text if started else piece.text.lstrip()
        started = started or bool(text)
        shown = text.rstrip()
        held = text[len(shown) :] if started else ""
        yield dataclasses.replace(piece, text=shown)


def until_looping(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces until the answer runs into a loop that greedy decoding never leaves.

    The comparison cuts such answers off at the same place, so that what was scored is served.
    """
    seen: list[str] = []
    for piece in pieces:
        seen.extend([piece.text] * bool(piece.n_tokens))
        if piece.finish_reason is None and piece.n_tokens and is_looping(seen):
            yield dataclasses.replace(piece, finish_reason="stop")
            return
        yield piece
