"""Reads: the release that is served, its recipe, adapter and held-out questions.

Makes: files for other programs, each read back and compared with PyTorch.
Refuses when: the answers differ too often, or a quantized file may lose more than a point.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inhouse.contenders import PromptBased, build
from inhouse.errors import NothingThere, UserFault
from inhouse.models import find
from inhouse.models.exports.adapter import export_adapter
from inhouse.models.exports.checking import Answering
from inhouse.models.exports.gguf import export_gguf
from inhouse.models.exports.merged import export_merged
from inhouse.models.exports.ollama import export_ollama
from inhouse.models.exports.prompting import Expected, Prompting
from inhouse.models.exports.vllm import Named, export_vllm
from inhouse.models.fetch import fetch
from inhouse.models.learned_files import is_whole_model
from inhouse.models.parity import Agreement
from inhouse.records import Conversation, Message, Notice, Recipe, Release, Work
from inhouse.registry import Registry
from inhouse.rendering import Renderer, open_renderer
from inhouse.steps.project import Project
from inhouse.steps.releases.frozen import thaw
from inhouse.steps.releases.parity import check_of, drawn
from inhouse.steps.releases.quantizing import Loss, is_quantized, measured_loss, refuse_loss
from inhouse.steps.serve import model_name

__all__ = ["Exported", "Format", "export"]

Format = Literal["adapter", "merged", "gguf", "ollama", "vllm"]
_ONE_FILE = ("gguf", "ollama")
_TALK: Conversation = (
    Message("user", "Hello, are you open?"),
    Message("assistant", "Yes, until six."),
    Message("user", "And what does it cost?"),
    Message("assistant", "That depends.\n\n1. A\n2. B"),
    Message("user", "Thank you!"),
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, how far it agrees with PyTorch, what its precision costs.

    `agreement` is None for an exact copy, `loss` where nothing was quantized or nothing asked.
    """

    path: Path
    release: str
    agreement: Agreement | None
    loss: Loss | None = None


class _Blind:
    """Embeds nothing: without passages nothing is looked up."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """No rows."""
        return np.zeros((len(texts), 1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be written."""

    target: Path
    form: Format
    precision: str


def export(
    project: Project,
    target: Path,
    *,
    form: Format,
    precision: str = "f16",
    questions: int = 60,
    force: bool = False,
) -> Work[Exported]:
    """Writes the release that is served as files.

    Args:
        project: whose release.
        target: the file or folder to write.
        form: "adapter" (a folder in PEFT's layout), "merged" (a transformers folder), "gguf" (one
            file), "ollama" or "vllm" (a folder with all it needs).
        precision: of the weights; "q8_0" and "q4_0" for GGUF only.
        questions: held-out questions, at most, that measure what a quantized file loses.
        force: replace what is there, and write a quantized file that may lose more than a point.

    Raises:
        NothingThere: nothing was promoted, or it has no adapter.
        UserFault: something is at the target already, or the precision does not fit.
        GateRefused: see `Refuses when`.
    """
    release, recipe = _current(project.registry)
    order = _Order(target, form, precision)
    _refuse_unfit(order, force=force)
    _refuse_without_prompt(project, recipe)
    adapter = project.registry.path(recipe.adapter) if recipe.adapter else None
    if form == "adapter":
        export_adapter(_needed(adapter, recipe), target)
        project.registry.audit(f"exported the adapter of release {release.id}")
        return Exported(target, release.id, None)
    folder = yield from fetch(recipe.base_model)
    whole = adapter is not None and is_whole_model(adapter)
    model = Answering(adapter, None) if adapter and whole else Answering(folder, adapter)
    loss = None
    if is_quantized(precision):
        loss = yield from measured_loss(project, release, precision, questions)
        refuse_loss(loss, force=force)
    agreement = yield from _written(project, (release, recipe), model, order)
    project.registry.audit(f"exported release {release.id} as {form} in {precision}")
    if recipe.chunks:
        yield Notice(
            f"The files hold the model and its instruction; {recipe.contender} also looks things "
            "up, which only inhouse serve does.",
            warning=True,
        )
    return Exported(target, release.id, agreement, loss)


def _current(registry: Registry) -> tuple[Release, Recipe]:
    release = registry.serving.releases.current()
    if release is None:
        raise NothingThere(
            "An export needs a promoted release,", "but there is none.", "inhouse promote"
        )
    return release, registry.serving.releases.recipe(release)


def _refuse_unfit(order: _Order, *, force: bool) -> None:
    if order.target.exists() and not force:
        raise UserFault(
            "Nothing is overwritten without being asked.", f"{order.target} exists.", "Add --force."
        )
    if order.precision == "bf16" and order.form in _ONE_FILE:
        raise UserFault(
            f"The weights of --format {order.form} are f32, f16, q8_0 or q4_0;",
            "bf16 belongs to the folders merged and vllm: llama.cpp answers less like the original "
            "with it, and no faster.",
            f"inhouse export --format {order.form} --precision f16 {order.target}",
        )
    if is_quantized(order.precision) and order.form not in (*_ONE_FILE, "adapter"):
        raise UserFault(
            f"The weights of --format {order.form} are f32, f16 or bf16;",
            f"{order.precision} belongs to GGUF files.",
            f"inhouse export --format gguf --precision {order.precision} OUT.gguf",
        )


def _needed(adapter: Path | None, recipe: Recipe) -> Path:
    if adapter is None or is_whole_model(adapter):
        raise NothingThere(
            "An adapter belongs to a fine-tuned release, as a small update beside the base model,",
            f"but {recipe.contender} answers with the base model."
            if adapter is None
            else "but this release was fine-tuned in full.",
            "Export the model instead: inhouse export --format gguf OUT.gguf",
        )
    return adapter


def _written(
    project: Project, made: tuple[Release, Recipe], model: Answering, order: _Order
) -> Work[Agreement]:
    release, recipe = made
    renderer = open_renderer(model.folder)
    check = yield from check_of(project, release, renderer)
    prompting = _prompting(project, recipe, renderer)
    precision = order.precision
    works: dict[Format, Generator[Agreement, None, Agreement]] = {
        "merged": export_merged(model, order.target, precision, check),
        "gguf": export_gguf(model, order.target, precision, check),
        "ollama": export_ollama(model, order.target, precision, (prompting, check)),
        "vllm": export_vllm(
            model,
            order.target,
            Named(model_name(project), _hub(model.folder), precision),
            (prompting, check),
        ),
    }
    return (yield from drawn(works[order.form], len(check.prompts)))


def _contender(project: Project, recipe: Recipe) -> PromptBased | None:
    """The contender short of what it looks up; None for one that is no prompt."""
    bare = replace(recipe, chunks=(), vectors=None)
    contender = build(recipe.contender, thaw(project.registry, bare, _Blind()))
    return contender if isinstance(contender, PromptBased) else None


def _refuse_without_prompt(project: Project, recipe: Recipe) -> None:
    if _contender(project, recipe) is None:
        raise NothingThere(
            "An export holds a model and its prompt,",
            f"but {recipe.contender} answers without a model.",
            "Serve it: inhouse serve",
        )


def _prompting(project: Project, recipe: Recipe, renderer: Renderer) -> Prompting:
    """What stands before a question, and what conversations become by it."""
    contender = _contender(project, recipe)
    assert contender is not None
    told = (Message("system", "Answer in one sentence."), *_TALK[:1])
    talks = (_TALK[:1], _TALK[:3], _TALK, told)
    facts = find(recipe.base_model)
    return Prompting(
        renderer=renderer,
        before=contender.prepare(_TALK[:1]).messages[:-1],
        max_tokens=recipe.max_tokens,
        context_length=recipe.context_length,
        licence=f"{facts.hub_id}: {facts.licence}",
        expected=[
            Expected(talk, renderer.text(contender.prepare(talk).messages, for_generation=True))
            for talk in talks
        ],
    )


def _hub(folder: Path) -> tuple[str, str] | None:
    """Hub id and commit of a base model that others can fetch as it is."""
    file = folder / "inhouse-model.json"
    about = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    origin = str(about.get("origin", ""))
    if not origin.startswith("hub:"):
        return None
    return origin.removeprefix("hub:"), str(about["revision"])
