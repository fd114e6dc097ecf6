"""Runs the application until it is told to stop."""

from __future__ import annotations

import socket

from fastapi import FastAPI

from inhouse.errors import ConfigFault

__all__ = ["run_until_stopped"]

_LAST_WORDS_SECONDS = 20


def run_until_stopped(app: FastAPI, *, host: str, port: int) -> None:
    """Serves until SIGINT or SIGTERM; answers that have begun are finished first.

    Raises:
        ConfigFault: the address cannot be listened on.
    """
    import uvicorn

    listener = _listener(host, port)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_WORDS_SECONDS,
    )
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # uvicorn raises it again after it has stopped in order
    finally:
        listener.close()


def _listener(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=2048)
    except (OSError, OverflowError) as error:
        raise ConfigFault(
            f"The server should listen on {host}:{port},",
            f"but the system says: {error}.",
            f"Choose another: inhouse serve --port {port + 1 if port < 65535 else 8000}",
        ) from error
