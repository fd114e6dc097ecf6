"""How likely a model finds the firm's own answers; by it a system prompt is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from inhouse.records import Conversation, Example, Progress, Rendered, Work
from inhouse.rendering import Renderer
from inhouse.tasks import Context, Task

__all__ = ["Likelihoods", "choose_system_prompt", "reference"]


class Likelihoods(Protocol):
    """What tells how likely given answers are."""

    def reference_nats(self, rendered: Sequence[Rendered], *, adapter: bool) -> list[float]:
        """-log p of each example's learned tokens, in nats."""
        ...


def reference(renderer: Renderer, prompt: Conversation, example: Example) -> Rendered:
    """The prompt and the firm's own answer, with only that answer counted."""
    before = renderer.prompt(prompt)
    answer = renderer.completion(example.answer)
    mask = (*(False for _ in before), *(True for _ in answer))
    return Rendered((*before, *answer), mask)


def choose_system_prompt(
    candidates: Sequence[str],
    examples: Sequence[Example],
    task: Task,
    tools: tuple[Renderer, Likelihoods],
) -> Work[str]:
    """The candidate under which the base model finds the validation answers likeliest."""
    renderer, engine = tools
    losses: list[float] = []
    for i, system in enumerate(candidates):
        yield Progress("Choosing the system prompt", i, len(candidates), "prompts")
        rows = [
            reference(renderer, task.conversation(e.prompt, Context(system)), e) for e in examples
        ]
        losses.append(sum(engine.reference_nats(rows, adapter=False)))
    return candidates[losses.index(min(losses))]
