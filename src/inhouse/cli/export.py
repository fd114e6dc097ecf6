"""`inhouse export`: the release, or the data, as files for other programs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from inhouse.cli.options import (
    AsJson,
    ProjectDir,
    Settings,
    open_serving,
    print_json,
)

if TYPE_CHECKING:
    from inhouse.curation.exports import DataForm
    from inhouse.steps.export import Exported, Format
    from inhouse.steps.export_data import ExportedData

__all__ = ["export"]

_NEXT = {
    "adapter": "load it with PEFT on the same base model",
    "merged": "load it with transformers",
    "gguf": "inhouse serve",
    "ollama": "ollama create NAME -f {path}/Modelfile",
    "vllm": "{path}/serve.sh",
}


Target = Annotated[
    Path,
    typer.Argument(
        help="The file or folder to write. One that ends in .jsonl, .json, .csv, .tsv or"
        " .parquet gets the data, any other the release that is served."
    ),
]
Form = Annotated[
    Literal[
        "adapter",
        "merged",
        "gguf",
        "ollama",
        "vllm",
        "chat",
        "alpaca",
        "sharegpt",
        "completion",
        "table",
    ]
    | None,
    typer.Option(
        "--format",
        help="Of a release: adapter: PEFT's folder. merged: a transformers folder. gguf: one"
        " file (default). ollama, vllm: a folder with all that they need. Of data: chat:"
        " OpenAI's messages (default). alpaca, sharegpt, completion: as other trainers read"
        " them. table: question and answer, for .csv and .tsv.",
    ),
]
Questions = Annotated[
    int,
    typer.Option(min=2, help="Held-out questions, at most, that measure what q8_0 or q4_0 costs."),
]
Part = Annotated[
    Literal["train", "validation", "test"] | None,
    typer.Option(help="Of data: only this part of the split."),
]
Bare = Annotated[
    bool,
    typer.Option(
        "--bare", help="Of data: without id, split, source, findings and labels beside it."
    ),
]


def export(
    target: Target,
    form: Form = None,
    precision: Annotated[
        Literal["f32", "f16", "bf16", "q8_0", "q4_0"], typer.Option(help="Of the weights.")
    ] = "f16",
    questions: Questions = 60,
    part: Part = None,
    bare: Bare = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace what is there; allow a quantized file's loss.")
    ] = False,
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Write the release that is served, or the data it learns from, for other programs.

    Example: inhouse export model.gguf --project examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.curation.exports import FORMS, ending_of
    from inhouse.steps.export import export as step
    from inhouse.steps.export_data import export_data

    with open_serving(project, settings) as opened:
        if form in FORMS or (form is None and ending_of(target) is not None):
            data = draw(
                export_data(
                    opened, target, form=cast("DataForm", form), part=part, bare=bare, force=force
                )
            )
            _tell_data(data, as_json=as_json)
            return
        chosen = cast("Format", form or "gguf")
        work = step(
            opened, target, form=chosen, precision=precision, questions=questions, force=force
        )
        made = draw(work)
    _tell(made, chosen, as_json=as_json)


def _tell_data(made: ExportedData, *, as_json: bool) -> None:
    if as_json:
        print_json({**asdict(made), "path": str(made.path)})
        return
    same = "all" if made.n_equal == made.n_rows else f"{made.n_equal}"
    sys.stdout.write(
        f"{made.n_rows} examples of dataset {made.dataset} as {made.form}; read back, {same} are"
        f" equal.\nWritten: {made.path}\nNext: inhouse check {made.path} --project NEW_FOLDER\n"
    )


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
