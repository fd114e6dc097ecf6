"""Which examples the base model can read and write, and what is said about the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inhouse.curation import too_long
from inhouse.records import Example, Finding
from inhouse.rendering import Renderer

__all__ = ["renderable"]


def renderable(
    examples: Sequence[Example], renderer: Renderer, context_length: int
) -> tuple[Sequence[Example], tuple[Finding, ...]]:
    """The examples that fit, their control tokens escaped, and findings about the rest."""
    plain, escaped = _escape(examples, renderer)
    readable, unwritable = _writable(plain, renderer)
    kept, long_ones = _fitting(readable, renderer, context_length)
    return kept, (*escaped, *unwritable, *long_ones)


def _escape(examples: Sequence[Example], renderer: Renderer) -> tuple[list[Example], list[Finding]]:
    """The examples with the model's control tokens turned into plain words."""
    plain: list[Example] = []
    touched: list[Example] = []
    for example in examples:
        messages = tuple(
            replace(m, content=renderer.neutralize(m.content)) for m in example.messages
        )
        if messages != example.messages:
            touched.append(example)
        plain.append(replace(example, messages=messages))
    if not touched:
        return plain, []
    where = "; ".join(str(example.source) for example in touched[:5])
    finding = Finding(
        check="control_tokens",
        severity="warning",
        examples=tuple(example.id for example in touched),
        evidence=(
            f"{len(touched)} examples hold text the model would read as a command ({where});"
            " it was escaped with a space."
        ),
        fix="Remove it from the files if it is not meant.",
        source=touched[0].source,
    )
    return plain, [finding]


def _writable(
    examples: Sequence[Example], renderer: Renderer
) -> tuple[list[Example], list[Finding]]:
    """The examples whose answers the model's vocabulary can write, and a finding on the others."""
    kept: list[Example] = []
    lost: list[tuple[Example, str]] = []
    for example in examples:
        answers = [m.content.strip() for m in example.messages if m.role == "assistant"]
        wrong = next((a for a in answers if not renderer.can_write(a)), None)
        if wrong is None:
            kept.append(example)
        else:
            lost.append((example, wrong))
    if not lost:
        return kept, []
    where = "; ".join(f"{example.source}: {answer[:40]!r}" for example, answer in lost[:5])
    finding = Finding(
        check="unwritable",
        severity="warning",
        examples=tuple(example.id for example, _ in lost),
        evidence=f"expected answers the model's vocabulary can write, found {len(lost)} with"
        f" characters it lacks ({where}); they were left out",
        fix="Replace the odd characters, or take another base model: inhouse models list",
        source=lost[0][0].source,
    )
    return kept, [finding]


def _fitting(
    examples: Sequence[Example], renderer: Renderer, limit: int
) -> tuple[Sequence[Example], Sequence[Finding]]:
    lengths = {
        example.id: sum(len(renderer.completion(m.content)) for m in example.messages)
        for example in examples
    }
    # Half the context is left for the prompt: passages and solved examples come before a question.
    return too_long(examples, lengths, limit // 2)
