"""Puts the HTTP application together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from inhouse import __version__
from inhouse.server.access import Guard, Policy
from inhouse.server.api import (
    chat,
    completions,
    embeddings,
    feedback,
    health,
    models,
    responses,
)
from inhouse.server.api.bridge import Workers
from inhouse.server.api.errors import speak_openai
from inhouse.server.following import follow_promotions
from inhouse.server.metrics import Measured, Metrics
from inhouse.server.services import Services
from inhouse.server.studio import add_studio

__all__ = ["create_app"]

_AGING_SECONDS = 3600


@contextlib.asynccontextmanager
async def _background(app: FastAPI) -> AsyncIterator[None]:
    """Beside the requests: ages the log, follows promotions."""
    tasks = [asyncio.create_task(_age(app)), asyncio.create_task(follow_promotions(app))]
    yield
    for task in tasks:
        task.cancel()
    app.state.workers.close()


async def _age(app: FastAPI) -> None:
    """Deletes old requests from the log every hour."""
    while True:
        services: Services = app.state.services
        age_out = services.registry.serving.traces.age_out
        await asyncio.to_thread(age_out, services.request_log_days)
        await asyncio.sleep(_AGING_SECONDS)


def create_app(services: Services, policy: Policy | None = None) -> FastAPI:
    """The application: `/v1`, `/healthz`, and the Studio's pages where there is a desk.

    Args:
        services: what the routes are given, as `request.app.state.services`.
        policy: who may ask; None for this machine without a key, as long as there is no key.
    """
    app = FastAPI(
        title="Inhouse",
        version=__version__,
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        lifespan=_background,
    )
    app.state.services = services
    app.state.policy = policy or Policy(services.registry)
    app.state.workers = Workers(services.parallel, services.max_waiting)
    app.state.metrics = Metrics()
    app.state.metrics.open_answers.set_function(lambda: app.state.workers.held)
    speak_openai(app)
    for routes in (health, models, chat, responses, completions, embeddings, feedback):
        app.include_router(routes.router)
    if services.desk is not None:
        add_studio(app)
    app.add_middleware(Measured, metrics=app.state.metrics)
    app.add_middleware(Guard, policy=app.state.policy)
    return app
