"""The gate before training: the learned tokens are the assistant's words, nothing else.

The rendering is checked against a second, independent way to the same answer: the whole
conversation is written by the tokenizer's template in one piece, tokenized in one piece, and
the characters of the answers are followed to their tokens by offset.
"""

from __future__ import annotations

from inhouse.errors import MaskProofFailed
from inhouse.records import Conversation, Rendered
from inhouse.rendering.renderer import Renderer

__all__ = ["prove"]


def prove(renderer: Renderer, messages: Conversation, rendered: Rendered) -> None:
    """Returns nothing when `rendered` is right.

    Raises:
        MaskProofFailed: saying which of the conditions fails, with the text around it.
    """
    _same_length(rendered)
    answers = [m.content.strip() for m in messages if m.role == "assistant"]
    if not renderer.appends_only:
        answers = answers[-1:]
    runs = _learned_runs(rendered)
    if len(runs) != len(answers):
        _fail(f"{len(answers)} assistant turns should be learned, {len(runs)} are.")
    for run, answer in zip(runs, answers, strict=True):
        _proves_turn(renderer, run, answer)
    head = rendered.loss_mask.index(True)
    first = next(i for i, m in enumerate(messages) if m.role == "assistant")
    start = first if renderer.appends_only else len(messages) - 1
    if rendered.ids[:head] != renderer.prompt(messages[:start]):
        _fail("the tokens before the answer differ from the prompt a server would send.")
    _same_as_whole_template(renderer, messages, rendered)


def _same_length(rendered: Rendered) -> None:
    if len(rendered.ids) != len(rendered.loss_mask):
        _fail(f"{len(rendered.ids)} tokens carry {len(rendered.loss_mask)} mask values.")
    if not any(rendered.loss_mask):
        _fail("no token is learned.")
    if rendered.loss_mask[0]:
        _fail("the first token is learned, with nothing before it to predict it from.")


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
    if renderer.parse(run) != answer:
        _fail(f"the learned tokens read {renderer.parse(run)[:60]!r}, the answer {answer[:60]!r}.")


def _same_as_whole_template(renderer: Renderer, messages: Conversation, rendered: Rendered) -> None:
    text = renderer.text(messages, for_generation=False)
    tokens = renderer.offsets(text)
    whole = tuple(token for token, _, _ in tokens[: len(rendered.ids)])
    if not renderer.appends_only:
        return  # the template rewrites history, so its one-piece text is not what is served
    if whole != rendered.ids:
        at = next(
            (i for i, (a, b) in enumerate(zip(whole, rendered.ids, strict=False)) if a != b),
            min(len(whole), len(rendered.ids)),
        )
        _fail(f"token {at + 1} differs from the whole conversation's own tokens.")
    spans = _answer_spans(text, messages)
    for (_, start, end), learned in zip(tokens, rendered.loss_mask, strict=False):
        inside = any(low <= start and end <= high for low, high in spans) and end > start
        words = learned and any(low <= start < high for low, high in spans)
        if inside != words:
            _fail(f"the mask is wrong at {text[max(0, start - 20) : end + 20]!r}.")


def _answer_spans(text: str, messages: Conversation) -> list[tuple[int, int]]:
    """Character spans of the assistant's words, found message by message from the left."""
    spans: list[tuple[int, int]] = []
    cursor = 0
    for message in messages:
        content = message.content.strip()
        start = text.find(content, cursor)
        if start < 0:
            _fail(f"the template does not write {content[:60]!r} as it stands.")
        cursor = start + len(content)
        if message.role == "assistant":
            spans.append((start, cursor))
    return spans


def _fail(found: str) -> None:
    raise MaskProofFailed(
        "Training must learn exactly the assistant's words and the end of turn, but",
        found,
        "This is a fault of the chat template or of the row: try another base model"
        " (inhouse models list) or remove the row.",
    )
