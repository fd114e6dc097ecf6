"""`inhouse password`: who may see the pages."""

from __future__ import annotations

import sys

import typer

from inhouse.cli.options import ProjectDir, open_registry

__all__ = ["password"]


def password(project: ProjectDir = None) -> None:
    """Set the password of the pages that `inhouse serve` shows; everybody is signed out.

    It is asked for twice, and read from standard input where there is no terminal.

    Example: inhouse password --project examples/dental-practice
    """
    with open_registry(project) as registry:
        chosen = typer.prompt("The new password", hide_input=True, confirmation_prompt=True)
        registry.studio.accounts.set_password(chosen)
    sys.stdout.write("The pages ask for it from now on.\nNext: inhouse serve\n")
