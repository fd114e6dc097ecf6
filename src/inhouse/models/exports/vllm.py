"""A folder for vLLM: the adapter, the base model where nobody else has it, and the command."""

from __future__ import annotations

import json
import shlex
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inhouse.errors import BrokenInvariant
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.exports.adapter import export_adapter
from inhouse.models.exports.checking import Answering, Check, agreeing, variant_of
from inhouse.models.exports.merged import export_merged, write_merged
from inhouse.models.exports.placing import placed
from inhouse.models.exports.prompting import Expected, Prompting
from inhouse.models.load import load
from inhouse.models.lora import LoraSettings, read_adapter
from inhouse.models.parity import Agreement
from inhouse.rendering import Renderer

__all__ = ["Named", "export_vllm", "prompting_template", "refuse_other_prompts"]

# The ranks that vLLM sets room aside for.
_RANKS = (8, 16, 32, 64, 128, 256, 320, 512)
_MODEL, _ADAPTER, _TEMPLATE, _SCRIPT = "model", "adapter", "chat_template.jinja", "serve.sh"
_STORED = {"bfloat16": "bf16", "float16": "f16"}


@dataclass(frozen=True, slots=True)
class Named:
    """What the command says.

    Args:
        name: as clients ask for the model.
        hub: hub id and commit of the base model; None where its weights are of this machine only.
        precision: of merged weights: f32, f16 or bf16.
    """

    name: str
    hub: tuple[str, str] | None
    precision: str


def export_vllm(
    model: Answering, target: Path, named: Named, parts: tuple[Prompting, Check]
) -> Generator[Agreement, None, Agreement]:
    """Writes the folder and compares what it holds with PyTorch; vLLM itself is not run.

    Yields the agreement so far; returns the last one. vLLM takes no DoRA adapters: those are
    merged, as a base model without an adapter is.

    Args:
        model: what answers.
        target: the folder.
        named: what the command says.
        parts: what stands before a question, and what is asked of the model.

    Raises:
        GateRefused: too few answers are equal.
    """
    prompting, check = parts
    template = prompting_template(prompting)
    refuse_other_prompts(template, prompting.renderer, prompting.expected)
    lora = read_adapter(model.adapter)[0] if model.adapter is not None else None
    apart = lora if lora is not None and lora.method != "dora" else None
    with placed(target) as held:
        if apart is None:
            last = yield from export_merged(model, held / _MODEL, named.precision, check)
        else:
            last = yield from _apart(model, held, named, check)
        (held / _TEMPLATE).write_text(template, encoding="utf-8")
        script = held / _SCRIPT
        script.write_text(_command(named, apart, prompting.context_length), encoding="utf-8")
        script.chmod(0o755)
    return last


def _apart(
    model: Answering, held: Path, named: Named, check: Check
) -> Generator[Agreement, None, Agreement]:
    """The adapter beside its base model, read back together."""
    assert model.adapter is not None
    export_adapter(model.adapter, held / _ADAPTER)
    folder = model.folder
    if named.hub is None:
        folder = held / _MODEL
        write_merged(Answering(model.folder, None), folder, _stored(model.folder))
    adapters = {variant_of(model): held / _ADAPTER}
    opened = TorchServing(load(folder, dtype="float32"), adapters, check.stop_ids)
    return (yield from agreeing(model, opened, check, "f32"))


def _stored(folder: Path) -> str:
    """The precision that a model's weights are stored in."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return _STORED.get(str(config.get("dtype") or config.get("torch_dtype")), "f32")


def _command(named: Named, lora: LoraSettings | None, context_length: int) -> str:
    base = [f"./{_MODEL}"]
    if lora is not None and named.hub is not None:
        base = [named.hub[0], "--revision", named.hub[1]]
    if lora is None:
        model = ["--served-model-name", named.name]
    else:
        rank = next((r for r in _RANKS if r >= lora.r), lora.r)
        # With every slot taken by an adapter, vLLM on a CPU has answered for the base with it.
        model = ["--served-model-name", "base", "--enable-lora", "--max-loras", "2"]
        model += ["--max-lora-rank", str(rank), "--lora-modules", f"{named.name}=./{_ADAPTER}"]
    options = ["--chat-template", f"./{_TEMPLATE}", "--max-model-len", str(context_length)]
    greedy = ["--override-generation-config", '{"temperature": 0}']
    words = shlex.join(["vllm", "serve", *base, *model, *options, *greedy])
    return f'#!/bin/sh\ncd "$(dirname "$0")" || exit 1\nexec {words} "$@"\n'


def prompting_template(prompting: Prompting) -> str:
    """The model's chat template with the system message and the solved examples before it.

    A system message of the client comes after ours, as in Inhouse's own server.
    """
    system = [m.content.strip() for m in prompting.before if m.role == "system"]
    shown = [{"role": m.role, "content": m.content.strip()} for m in prompting.before]
    rows = _literal([row for row in shown if row["role"] != "system"])
    own, joined = _literal("".join(system)), _literal("\n\n" if system else "")
    return (
        "{%- if messages[0]['role'] == 'system' -%}"
        f"{{%- set told = {own} + {joined} + messages[0]['content'] -%}}"
        "{%- set messages = messages[1:] -%}"
        f"{{%- else -%}}{{%- set told = {own} -%}}{{%- endif -%}}"
        f"{{%- set messages = {rows} + messages -%}}"
        "{%- if told -%}"
        "{%- set messages = [{'role': 'system', 'content': told}] + messages -%}"
        f"{{%- endif -%}}{prompting.renderer.template}"
    )


def _literal(value: object) -> str:
    """JSON is also how jinja writes strings, lists and mappings."""
    return json.dumps(value, ensure_ascii=False)


def refuse_other_prompts(template: str, renderer: Renderer, expected: Sequence[Expected]) -> None:
    """Renders conversations with the template as vLLM does.

    Raises:
        BrokenInvariant: the model would read something else than it was compared with.
    """
    for one in expected:
        found = renderer.text(one.talk, for_generation=True, template=template)
        if found != one.text:
            raise BrokenInvariant(
                "The chat template should prompt as the model was compared,",
                f"but it gives {found!r} where {one.text!r} is right.",
            )
