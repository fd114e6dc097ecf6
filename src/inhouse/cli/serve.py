"""`inhouse serve`: pages for people, and an API for programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import ProjectDir, Settings, open_studio

if TYPE_CHECKING:
    from inhouse.server.access import Policy
    from inhouse.steps.project import Project

__all__ = ["serve"]


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; the default reaches this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    project: ProjectDir = None,
    settings: Settings = None,
) -> None:
    """Serve the pages of a project, and what was promoted as an OpenAI-compatible API.

    Example: inhouse serve --project examples/dental-practice --port 8000
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.serve import open_services

    with open_studio(project, settings) as opened:
        policy = _policy(opened, host)
        policy.refuse_open_door()
        services = draw(open_services(opened))
        from inhouse.server import create_app
        from inhouse.server.running import run_until_stopped

        names = ", ".join(services.assistants) or "nothing yet: promote something"
        sys.stderr.write(f"The pages: http://{host}:{port}\n")
        sys.stderr.write(f"The API: http://{host}:{port}/v1 ({names}). Ctrl-C stops.\n")
        run_until_stopped(create_app(services, policy), host=host, port=port)
    sys.stderr.write("Stopped. Every request that was answered is in the log.\n")


def _policy(opened: Project, host: str) -> Policy:
    from inhouse.server.access import Policy

    config = opened.config
    origins = config.serve.allowed_origins
    return Policy(
        opened.registry,
        host,
        requests_per_minute=config.serve.requests_per_minute,
        max_body_bytes=config.serve.max_body_kilobytes * 1024,
        max_upload_bytes=config.curation.max_file_megabytes * 1_000_000,
        allowed_origins=() if origins == "none" else origins,
    )
