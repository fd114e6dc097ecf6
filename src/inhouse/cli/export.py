"""`inhouse export`: the release as files for other programs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_serving, print_json

__all__ = ["export"]


def export(
    target: Annotated[Path, typer.Argument(help="The file or folder to write.")],
    form: Annotated[
        Literal["adapter", "gguf"],
        typer.Option("--format", help="adapter: PEFT's folder. gguf: the merged model."),
    ] = "gguf",
    precision: Annotated[
        Literal["f32", "f16", "bf16", "q8_0", "q4_0"], typer.Option(help="Of a GGUF file.")
    ] = "f16",
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is there; allow a quantized file.")
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
        made = draw(step(opened, target, form=form, precision=precision, force=force))
    if as_json:
        agreement = asdict(made.agreement) if made.agreement else None
        print_json({"path": str(made.path), "release": made.release, "agreement": agreement})
        return
    if made.agreement is not None:
        said = f"{made.agreement.equal_share:.0%} of {made.agreement.n} answers equal PyTorch's."
        sys.stdout.write(f"{said}\n")
    sys.stdout.write(f"Written: {made.path}\nNext: inhouse serve\n")
