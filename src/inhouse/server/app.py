"""Puts the HTTP application together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from inhouse import __version__
from inhouse.server.access import Guard, Policy
from inhouse.server.api import chat, completions, embeddings, feedback, health, models
from inhouse.server.api.bridge import Workers
from inhouse.server.api.errors import speak_openai
from inhouse.server.metrics import Measured, Metrics
from inhouse.server.services import Services

__all__ = ["create_app"]

_AGING_SECONDS = 3600


@contextlib.asynccontextmanager
async def _aging(app: FastAPI) -> AsyncIterator[None]:
    """Deletes old requests from the log every hour while the server runs."""
    services: Services = app.state.services

    async def age() -> None:
        while True:
            age_out = services.registry.serving.traces.age_out
            await asyncio.to_thread(age_out, services.request_log_days)
            await asyncio.sleep(_AGING_SECONDS)

    task = asyncio.create_task(age())
    yield
    task.cancel()
    app.state.workers.close()


def create_app(services: Services, policy: Policy | None = None) -> FastAPI:
    """The application: `/v1`, `/healthz`; the pages of the Studio join here.

    Args:
        services: what the routes are given, as `request.app.state.services`.
        policy: who may ask; None for this machine without a key, as long as there is no key.
    """
    app = FastAPI(
        title="Inhouse",
        version=__version__,
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        lifespan=_aging,
    )
    app.state.services = services
    parallel = max(a.engine.facts.parallel for a in services.assistants.values())
    app.state.workers = Workers(parallel, services.max_waiting)
    app.state.metrics = Metrics()
    app.state.metrics.open_answers.set_function(lambda: app.state.workers.held)
    speak_openai(app)
    for routes in (health, models, chat, completions, embeddings, feedback):
        app.include_router(routes.router)
    app.add_middleware(Measured, metrics=app.state.metrics)
    app.add_middleware(Guard, policy=policy or Policy(services.registry))
    return app
