"""Puts the pages into the application."""

from __future__ import annotations

from fastapi import FastAPI

from inhouse.server.services import Services
from inhouse.server.studio import static_files
from inhouse.server.studio.gate import login
from inhouse.server.studio.gate.attempts import Attempts
from inhouse.server.studio.pages import chat, compare, data, files, models, settings, train
from inhouse.server.studio.work import following
from inhouse.server.studio.work.runner import Runner

__all__ = ["add_studio"]


def add_studio(app: FastAPI) -> None:
    """Adds every page, and what they share."""
    services: Services = app.state.services
    app.state.runner = Runner(services.registry)
    app.state.attempts = Attempts()
    pages = (login, files, data, train, compare, chat, models, settings, following, static_files)
    for one in pages:
        app.include_router(one.router, include_in_schema=False)
