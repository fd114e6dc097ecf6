"""`inhouse export`: the release as files for other programs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from inhouse.cli.options import (
    AsJson,
    ProjectDir,
    Settings,
    open_serving,
    print_json,
)

if TYPE_CHECKING:
    from inhouse.steps.export import Exported

__all__ = ["export"]

_NEXT = {
    "adapter": "load it with PEFT on the same base model",
    "merged": "load it with transformers",
    "gguf": "inhouse serve",
    "ollama": "ollama create NAME -f {path}/Modelfile",
    "vllm": "{path}/serve.sh",
}


def export(
    target: Annotated[Path, typer.Argument(help="The file or folder to write.")],
    form: Annotated[
        Literal["adapter", "merged", "gguf", "ollama", "vllm"],
        typer.Option(
            "--format",
            help="adapter: PEFT's folder. merged: a transformers folder. gguf: one file. "
            "ollama, vllm: a folder with all that they need.",
        ),
    ] = "gguf",
    precision: Annotated[
        Literal["f32", "f16", "bf16", "q8_0", "q4_0"], typer.Option(help="Of the weights.")
    ] = "f16",
    questions: Annotated[
        int,
        typer.Option(
            min=2, help="Held-out questions, at most, that measure what q8_0 or q4_0 costs."
        ),
    ] = 60,
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is there; allow a quantized file's loss.")
    ] = False,
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Write the release that is served as files, read back and compared with PyTorch.

    Example: inhouse export model.gguf --project examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.export import export as step

    with open_serving(project, settings) as opened:
        work = step(
            opened, target, form=form, precision=precision, questions=questions, force=force
        )
        made = draw(work)
    _tell(made, form, as_json=as_json)


def _tell(made: Exported, form: str, *, as_json: bool) -> None:
    """What was written, how alike it answers, and the next command."""
    if as_json:
        agreement = asdict(made.agreement) if made.agreement else None
        loss = asdict(made.loss) if made.loss else None
        rows = {"release": made.release, "agreement": agreement, "loss": loss}
        print_json({"path": str(made.path), **rows})
        return
    if made.agreement is not None:
        said = f"{made.agreement.equal_share:.0%} of {made.agreement.n} answers equal PyTorch's."
        sys.stdout.write(f"{said}\n")
    if made.loss is not None:
        sys.stdout.write(f"{made.loss}.\n")
    following = _NEXT[form].format(path=made.path)
    sys.stdout.write(f"Written: {made.path}\nNext: {following}\n")
