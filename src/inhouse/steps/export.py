"""Reads: the release that is served, its recipe and adapter.

Makes: files for other programs, each read back and compared with PyTorch.
Refuses when: the answers differ too often, or a quantized file's loss was not measured.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inhouse.contenders import contender_of
from inhouse.errors import NothingThere, UserFault
from inhouse.models.embed import load_embedder
from inhouse.models.exporting import export_adapter, export_gguf, refuse_unmeasured
from inhouse.models.fetch import fetch
from inhouse.models.learned_files import is_whole_model
from inhouse.models.parity import Agreement
from inhouse.models.shared_embedder import SharedEmbedder
from inhouse.records import Conversation, Message, Notice, Progress, Recipe, Work
from inhouse.registry import Registry
from inhouse.rendering import Renderer, open_renderer
from inhouse.steps.project import Project

__all__ = ["Exported", "Format", "export"]

Format = Literal["adapter", "gguf"]
_CHECKED, _CHECKED_TOKENS = 20, 24
_QUESTIONS = (
    "What are your opening hours?", "What does it cost?", "Can I book for next week?",
    "Do you take cards?", "Where are you?", "Who do I talk to about a problem?",
    "Is there parking?", "How long does it take?", "What should I bring?", "Can I cancel?",
    "Do you work on Saturdays?", "What do you recommend for children?", "Is it urgent?",
    "Do you give discounts?", "How do I reach you?", "What happens if I am late?",
    "Can you send me a receipt?", "Do you have anything today?", "Do I need an appointment?",
    "Thank you for your help.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and how far it agrees with PyTorch (None for an exact copy)."""

    path: Path
    release: str
    agreement: Agreement | None


def export(
    project: Project, target: Path, *, form: Format, precision: str = "f16", force: bool = False
) -> Work[Exported]:
    """Writes the release that is served as files.

    Args:
        project: whose release.
        target: the file or folder to write.
        form: "adapter" (a folder in PEFT's layout) or "gguf" (the merged model, one file).
        precision: of a GGUF file's matrices.
        force: replace what is there, and write a quantized file nobody has measured.

    Raises:
        NothingThere: nothing was promoted, or it has no adapter.
        UserFault: something is at the target already.
        GateRefused: see `Refuses when`.
    """
    release, recipe = _current(project.registry)
    if target.exists() and not force:
        raise UserFault(
            "Nothing is overwritten without being asked.", f"{target} exists.", "Add --force."
        )
    adapter = project.registry.path(recipe.adapter) if recipe.adapter else None
    if form == "adapter":
        if adapter is None:
            raise NothingThere(
                "An adapter belongs to a fine-tuned release,",
                f"but {recipe.contender} answers with the base model.",
                "Export the model instead: inhouse export --format gguf OUT.gguf",
            )
        if is_whole_model(adapter):
            raise NothingThere(
                "An adapter is a small update beside the base model,",
                "but this release was fine-tuned in full.",
                "Export the model instead: inhouse export --format gguf OUT.gguf",
            )
        export_adapter(adapter, target)
        return Exported(target, release, None)
    refuse_unmeasured(precision, force=force)
    folder = yield from fetch(recipe.base_model)
    renderer = open_renderer(folder)
    prompts = yield from _prompts(recipe, renderer)
    check = (prompts, renderer.stop_ids, _CHECKED_TOKENS)
    work = export_gguf((folder, adapter), target, precision, check)
    last = yield from _drawn(work)
    if recipe.chunks or recipe.shots:
        yield Notice(
            f"The file holds the model alone; {recipe.contender} also needs its prompt, which "
            "only inhouse serve adds.",
            warning=True,
        )
    return Exported(target, release, last)


def _current(registry: Registry) -> tuple[str, Recipe]:
    release = registry.serving.releases.current()
    if release is None:
        raise NothingThere(
            "An export needs a promoted release,", "but there is none.", "inhouse promote"
        )
    return release.id, registry.serving.releases.recipe(release)


def _prompts(recipe: Recipe, renderer: Renderer) -> Work[Sequence[tuple[int, ...]]]:
    """Questions any business hears, in the prompt that this release is served with."""
    folder = yield from fetch(recipe.embedding_model)
    contender = contender_of(recipe, SharedEmbedder(load_embedder(folder)))
    asked: list[Conversation] = [(Message("user", q),) for q in _QUESTIONS[:_CHECKED]]
    return [renderer.prompt(contender.prepare(talk)) for talk in asked]


def _drawn(work: Generator[Agreement, None, Agreement]) -> Work[Agreement]:
    while True:
        try:
            so_far = next(work)
        except StopIteration as done:
            last: Agreement = done.value
            return last
        label = "Comparing with PyTorch"
        yield Progress(label, so_far.n, _CHECKED, "answers", f"{so_far.equal_share:.0%} equal")
