"""Following a job, stopping it, beginning it again."""

from __future__ import annotations

import asyncio

from fastapi import Request
from fastapi.responses import Response

from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.templating import back_to, desk_of, page, runner_of
from inhouse.server.studio.work.showing import Shown, shown

__all__ = ["router"]

router = studio_router()


@router.get("/jobs")
async def jobs(request: Request) -> Response:
    """The last jobs, and the last lines of the audit log."""
    runner = runner_of(request)
    found = await asyncio.to_thread(lambda: [shown(runner, j) for j in runner.jobs.newest(20)])
    registry = request.app.state.services.registry
    audit = (await asyncio.to_thread(registry.audit_log))[-100:][::-1]
    return page(request, "jobs.html", jobs=found, audit=audit)


@router.get("/jobs/{job}")
async def progress(request: Request, job: str) -> Response:
    """How far the job is: a piece of a page, asked for again and again until it ends."""
    found = await _shown(request, job)
    made = page(request, "job.html", shown=found, chart=chart_of(request, found))
    if found.state != "working":
        made.headers["HX-Refresh"] = "true"  # the page shows what the job made
    return made


@router.post("/jobs/{job}/stop")
async def stop(request: Request, job: str) -> Response:
    """Stops a job."""
    runner = runner_of(request)
    found = await asyncio.to_thread(runner.jobs.get, job)
    await asyncio.to_thread(runner.stop, found)
    actor = request.state.visitor.name
    registry = request.app.state.services.registry
    await asyncio.to_thread(registry.studio.note, actor, f"asked job {found.id} to stop")
    return back_to(request, _back(request))


@router.post("/jobs/{job}/resume")
async def resume(request: Request, job: str) -> Response:
    """Begins the command of a job again: it goes on where it was."""
    runner = runner_of(request)
    found = await asyncio.to_thread(runner.jobs.get, job)
    actor = request.state.visitor.name
    await asyncio.to_thread(lambda: runner.begin(*found.arguments, actor=actor))
    return back_to(request, _back(request))


def chart_of(request: Request, found: Shown) -> str | None:
    """The learning curve so far, or None when nothing was learned yet."""
    if not found.train:
        return None
    return desk_of(request).loss_chart(found.train, found.validation, found.best_step)


async def _shown(request: Request, job: str) -> Shown:
    runner = runner_of(request)
    return await asyncio.to_thread(lambda: shown(runner, runner.jobs.get(job)))


def _back(request: Request) -> str:
    """The page to go back to: one of a fixed list, whatever was sent."""
    asked = request.query_params.get("to", "")
    return asked if asked in ("/files", "/data", "/train", "/models", "/jobs") else "/train"
