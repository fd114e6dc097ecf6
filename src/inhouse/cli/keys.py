"""`inhouse keys`: who may ask the server."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated, cast, get_args

import typer

from inhouse.cli.options import AsJson, ProjectDir, open_registry, print_json
from inhouse.errors import ConfigFault

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="API keys: make, list, revoke.")


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who or what will use it, for your own list.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="inference, feedback, metrics or admin; may repeat.")
    ] = None,
    project: ProjectDir = None,
    as_json: AsJson = False,
) -> None:
    """Make an API key; it is shown this once.

    Example: inhouse keys create till --scope inference --scope feedback
    """
    from inhouse.records import Scope

    scopes = scope or ["inference", "feedback"]
    known = get_args(Scope)
    unknown = [one for one in scopes if one not in known]
    if unknown:
        raise ConfigFault(
            f"A scope is one of {', '.join(known)},",
            f"not {unknown[0]!r}.",
            f"inhouse keys create {name} --scope inference",
        )
    with open_registry(project) as registry:
        made, secret = registry.serving.keys.create(name, cast(list[Scope], scopes))
    if as_json:
        print_json({**asdict(made), "secret": secret})
        return
    sys.stdout.write(f"{secret}\nKeep it: it is stored as a hash and cannot be shown again.\n")
    sys.stdout.write("Next: inhouse serve\n")


@app.command("list")
def list_keys(project: ProjectDir = None, as_json: AsJson = False) -> None:
    """List the API keys; never their secrets.

    Example: inhouse keys list --project examples/dental-practice
    """
    with open_registry(project) as registry:
        found = registry.serving.keys.all()
    if as_json:
        print_json({"keys": [asdict(key) for key in found]})
        return
    for key in found:
        state = f"revoked {key.revoked}" if key.revoked else "valid"
        sys.stdout.write(f"{key.id}  {key.name:<20} {','.join(key.scopes):<22} {state}\n")
    sys.stdout.write("Next: inhouse keys create NAME\n")


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(help="The key's id, from inhouse keys list.")],
    project: ProjectDir = None,
    as_json: AsJson = False,
) -> None:
    """Make an API key useless at once; a running server notices.

    Example: inhouse keys revoke 1a2b3c4d
    """
    with open_registry(project) as registry:
        registry.serving.keys.revoke(key)
    if as_json:
        print_json({"revoked": key})
        return
    sys.stdout.write(f"Key {key} is revoked.\nNext: inhouse keys list\n")
