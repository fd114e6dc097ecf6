"""`inhouse serve`: answer over HTTP."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from inhouse.cli.options import ProjectDir, Settings, open_serving, patient_threads

__all__ = ["serve"]


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default reaches this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    project: ProjectDir = None,
    settings: Settings = None,
) -> None:
    """Serve what was promoted: an OpenAI-compatible API on this machine.

    Example: inhouse serve --project examples/dental-practice --port 8000
    """
    patient_threads()
    from inhouse.cli.drawing import draw
    from inhouse.steps.serve import open_services

    with open_serving(project, settings) as opened:
        services = draw(open_services(opened))
        from inhouse.server import create_app
        from inhouse.server.access import Policy
        from inhouse.server.running import run_until_stopped

        config = opened.config.serve
        policy = Policy(
            opened.registry,
            host,
            requests_per_minute=config.requests_per_minute,
            max_body_bytes=config.max_body_kilobytes * 1024,
        )
        policy.refuse_open_door()
        names = ", ".join(services.assistants)
        sys.stderr.write(f"Serving {names} on http://{host}:{port}/v1. Ctrl-C stops.\n")
        run_until_stopped(create_app(services, policy), host=host, port=port)
    sys.stderr.write("Stopped. Every request that was answered is in the log.\n")
