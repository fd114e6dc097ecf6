"""`inhouse models`: which models there are, and fetching them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from inhouse.cli.options import AsJson, print_json

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="List and fetch models.")


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the models Inhouse knows and which of them are here.

    Example: inhouse models list
    """
    from inhouse.models import catalogue, local_folder

    rows = [
        {
            "name": facts.name,
            "kind": facts.kind,
            "hub_id": facts.hub_id,
            "parameters": facts.parameters,
            "licence": facts.licence,
            "terms": facts.terms,
            "here": local_folder(facts.name) is not None,
        }
        for facts in catalogue().values()
    ]
    if as_json:
        print_json({"models": rows})
        return
    for row in rows:
        here = "here" if row["here"] else "not fetched"
        size = f"{int(str(row['parameters'])) / 1e6:.0f}M"
        sys.stdout.write(
            f"{row['name']:<24}{row['kind']:<11}{size:>6}  {row['licence']:<20}{here}\n"
        )
    sys.stdout.write("Next: inhouse models fetch NAME\n")


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
