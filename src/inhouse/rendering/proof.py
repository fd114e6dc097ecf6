"""The gate before training: the learned tokens are the assistant's words, nothing else.

The rendering is checked against a second, independent way to the same answer: the conversation
as it is served is written in one piece, tokenized in one piece, and the characters of the
answers are followed to their tokens by offset.
"""

from __future__ import annotations

from unicodedata import normalize

from inhouse.errors import MaskProofFailed
from inhouse.records import Conversation, Rendered
from inhouse.rendering.renderer import Renderer

__all__ = ["prove"]


def prove(renderer: Renderer, messages: Conversation, rendered: Rendered) -> None:
    """Returns nothing when `rendered` is right.

    Raises:
        MaskProofFailed: saying which of the conditions fails, with the text around it.
    """
    _is_well_formed(rendered)
    turns = [i for i, m in enumerate(messages) if m.role == "assistant"]
    if not renderer.appends_only:
        turns = turns[-1:]
    runs = _learned_runs(rendered)
    if len(runs) != len(turns):
        _fail(f"{len(turns)} assistant turns should be learned, {len(runs)} are.")
    for run, turn in zip(runs, turns, strict=True):
        _proves_turn(renderer, run, messages[turn].content.strip())
    head = rendered.loss_mask.index(True)
    if rendered.ids[:head] != renderer.prompt(messages[: turns[0]]):
        _fail("the tokens before the answer differ from the prompt a server would send.")
    _same_as_one_piece(renderer, messages, turns, rendered)


def _is_well_formed(rendered: Rendered) -> None:
    if len(rendered.ids) != len(rendered.loss_mask):
        _fail(f"{len(rendered.ids)} tokens carry {len(rendered.loss_mask)} mask values.")
    if not any(rendered.loss_mask):
        _fail("no token is learned.")
    if rendered.loss_mask[0]:
        _fail("the first token is learned, with nothing before it to predict it from.")
    if not rendered.loss_mask[-1]:
        _fail("tokens follow the last end of turn.")


def _learned_runs(rendered: Rendered) -> list[tuple[int, ...]]:
    runs: list[list[int]] = []
    previous = False
    for token, learned in zip(rendered.ids, rendered.loss_mask, strict=True):
        if learned and not previous:
            runs.append([])
        if learned:
            runs[-1].append(token)
        previous = learned
    return [tuple(run) for run in runs]


def _proves_turn(renderer: Renderer, run: tuple[int, ...], answer: str) -> None:
    if run[-1] != renderer.end_of_turn:
        _fail(f"the end-of-turn token after {answer[-40:]!r} is not learned.")
    if any(token in renderer.stop_ids for token in run[:-1]):
        _fail(f"a stop token stands inside the answer {answer[:40]!r}.")
    # Some vocabularies compose accents (NFC) as they read, so the same words may differ in form.
    if normalize("NFC", renderer.parse(run)) != normalize("NFC", answer):
        _fail(f"the learned tokens read {renderer.parse(run)[:60]!r}, the answer {answer[:60]!r}.")


def _same_as_one_piece(
    renderer: Renderer, messages: Conversation, turns: list[int], rendered: Rendered
) -> None:
    text, spans = _one_piece(renderer, messages, turns)
    tokens = renderer.offsets(text)
    whole = tuple(token for token, _, _ in tokens)
    if whole != rendered.ids:
        at = next(
            (i for i, (a, b) in enumerate(zip(whole, rendered.ids, strict=False)) if a != b),
            min(len(whole), len(rendered.ids)),
        )
        _fail(f"token {at + 1} differs from the whole conversation's own tokens.")
    for (token, start, end), learned in zip(tokens, rendered.loss_mask, strict=True):
        # Only ends are compared: some vocabularies leave white space out of a token's offsets.
        words = any(low < end <= high for low, high in spans)
        closes = token == renderer.end_of_turn and any(start == high for _, high in spans)
        if learned != (words or closes):
            _fail(f"the mask is wrong at {text[max(0, start - 20) : end + 20]!r}.")


def _one_piece(
    renderer: Renderer, messages: Conversation, turns: list[int]
) -> tuple[str, list[tuple[int, int]]]:
    """What is served up to the last answer's end, and the character spans of the answers.

    The last turn is the server's prompt with the answer after it, not the template's own last
    turn: templates for reasoning models write an empty thought there that no prompt holds.
    """
    last = messages[turns[-1]].content.strip()
    prompt = renderer.text(messages[: turns[-1]], for_generation=True)
    text = prompt + last + renderer.end_of_turn_text
    spans: list[tuple[int, int]] = []
    for turn in turns:
        content = messages[turn].content.strip()
        before = renderer.text(messages[:turn], for_generation=True)
        written = before + content + renderer.end_of_turn_text
        if not text.startswith(written):
            _fail(f"the template does not write {content[:60]!r} as it stands.")
        spans.append((len(before), len(before) + len(content)))
    return text, spans


def _fail(found: str) -> None:
    raise MaskProofFailed(
        "Training must learn exactly the assistant's words and the end of turn, but",
        found,
        "This is a fault of the chat template or of the row: try another base model"
        " (inhouse models list) or remove the row.",
    )
