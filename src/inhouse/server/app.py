"""Puts the HTTP application together."""

from __future__ import annotations

from fastapi import FastAPI

from inhouse import __version__
from inhouse.server.api import chat, embeddings, health, models
from inhouse.server.api.bridge import Workers
from inhouse.server.api.errors import speak_openai
from inhouse.server.services import Services

__all__ = ["create_app"]


def create_app(services: Services) -> FastAPI:
    """The application: `/v1`, `/healthz`; the pages of the Studio join here.

    Args:
        services: what the routes are given, as `request.app.state.services`.
    """
    app = FastAPI(
        title="Inhouse",
        version=__version__,
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.services = services
    app.state.workers = Workers(max(a.engine.facts.parallel for a in services.assistants.values()))
    speak_openai(app)
    for routes in (health, models, chat, embeddings):
        app.include_router(routes.router)
    return app
