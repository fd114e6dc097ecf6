"""Lets every contender answer every question, through one engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from inhouse.contenders.contender import Contender
from inhouse.records import Conversation, Example, Message, Progress, Rendered, Reply, Work
from inhouse.rendering import Renderer
from inhouse.tasks import Context, Task

if TYPE_CHECKING:
    from inhouse.models.engine import Generated

__all__ = ["Engine", "Limits", "answer_all", "choose_system_prompt", "fit"]

# Answers made one at a time for their seconds; fewer where they are long.
_TIMED, _TIMED_SECONDS = 3, 15.0


class Engine(Protocol):
    """What turns prompts into tokens."""

    def answer(
        self, given: Sequence[Rendered], *, max_tokens: int, adapter: bool
    ) -> Iterator[Generated]:
        """An answer to each prompt, timed if it is asked alone, with -log p of the given one."""
        ...

    def reference_nats(self, rendered: Sequence[Rendered], *, adapter: bool) -> list[float]:
        """-log p of each example's learned tokens, in nats."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Tokens an answer may have, and tokens the model can read."""

    max_tokens: int
    context_length: int


def answer_all(
    contender: Contender,
    examples: Sequence[Example],
    tools: tuple[Renderer, Engine],
    limits: Limits,
    keep: Callable[[Reply], None],
) -> Work[None]:
    """Hands `keep` a reply for each example as it is made, the reference's loss with it.

    The first one to three are answered one at a time and timed, as a person would wait for them;
    the rest are answered in batches.
    """
    renderer, engine = tools
    name = contender.spec.name
    label = f"{name} answers"
    yield Progress(label, 0, len(examples), "answers")
    prompts = [fit(renderer, contender.prepare(e.prompt), limits) for e in examples]
    rendered = [_reference(renderer, p, e) for p, e in zip(prompts, examples, strict=True)]
    answered = _generated(rendered, engine, limits, contender.adapter)
    for n_made, (index, made) in enumerate(answered, start=1):
        reply = Reply(
            example_id=examples[index].id,
            contender=name,
            text=renderer.parse(made.ids),
            n_prompt_tokens=rendered[index].loss_mask.index(True),
            n_tokens=len(made.ids),
            latency_seconds=made.seconds,
            finished=made.finished,
            reference_nats=made.nats,
        )
        keep(reply)
        yield Progress(label, n_made, len(examples), "answers")


def _generated(
    rendered: Sequence[Rendered], engine: Engine, limits: Limits, adapter: bool
) -> Iterable[tuple[int, Generated]]:
    timed, spent = 0, 0.0
    while timed < min(_TIMED, len(rendered)) and spent < _TIMED_SECONDS:
        (made,) = engine.answer([rendered[timed]], max_tokens=limits.max_tokens, adapter=adapter)
        yield timed, made
        timed, spent = timed + 1, spent + (made.seconds or 0.0)
    for made in engine.answer(rendered[timed:], max_tokens=limits.max_tokens, adapter=adapter):
        yield made.index + timed, made


def fit(renderer: Renderer, prompt: Conversation, limits: Limits) -> Conversation:
    """The prompt, with its oldest turns dropped until an answer fits the context."""
    room = limits.context_length - limits.max_tokens
    while len(renderer.prompt(prompt)) > room:
        shots = [i for i, m in enumerate(prompt) if m.role != "system"]
        if len(shots) < 3:
            return prompt
        prompt = (*prompt[: shots[0]], *prompt[shots[0] + 2 :])
    return prompt


def _reference(renderer: Renderer, prompt: Conversation, example: Example) -> Rendered:
    """The prompt and the firm's own answer, with only that answer counted."""
    before = renderer.prompt(prompt)
    answer = renderer.completion(example.answer)
    mask = (*(False for _ in before), *(True for _ in answer))
    return Rendered((*before, *answer), mask)


def choose_system_prompt(
    candidates: Sequence[str],
    examples: Sequence[Example],
    task: Task,
    tools: tuple[Renderer, Engine],
) -> Work[str]:
    """The candidate under which the base model finds the validation answers likeliest."""
    renderer, engine = tools
    losses: list[float] = []
    for i, system in enumerate(candidates):
        yield Progress("Choosing the system prompt", i, len(candidates), "prompts")
        rows = [
            _reference(renderer, task.conversation(e.prompt, Context(system)), e) for e in examples
        ]
        losses.append(sum(engine.reference_nats(rows, adapter=False)))
    return candidates[losses.index(min(losses))]


def trained_conversation(example: Example, task: Task, system: str) -> tuple[Message, ...]:
    """What a training example looks like: the system prompt, the question, the answer."""
    return (*task.conversation(example.prompt, Context(system)), example.messages[-1])
