"""Train: the plan, the start, the live curve, stopping and going on."""

from __future__ import annotations

import asyncio
from typing import Literal, get_args

from fastapi import Request
from fastapi.responses import Response

from inhouse.errors import ConfigFault
from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.templating import back_to, desk_of, page, runner_of
from inhouse.server.studio.work.following import chart_of
from inhouse.server.studio.work.runner import Runner
from inhouse.server.studio.work.showing import Shown, shown

__all__ = ["router"]

router = studio_router()
_Begun = Literal["plan", "train", "run"]


@router.get("/train")
async def train(request: Request) -> Response:
    """What works or worked last, the plan, the curve of the last run."""
    desk, runner = desk_of(request), runner_of(request)
    last = await asyncio.to_thread(_last, runner, ("train", "run"))
    plan = await asyncio.to_thread(_plan, runner)
    run = await asyncio.to_thread(desk.run)
    learned = run is not None and (last is None or not last.train)
    chart = (
        desk.loss_chart(run.train_loss, run.validation_loss, run.best_step)
        if run is not None and learned
        else None
    )
    return page(
        request,
        "train.html",
        last=last,
        live=chart_of(request, last) if last is not None else None,
        plan=plan,
        run=run,
        chart=chart,
        has_files=bool(await asyncio.to_thread(desk.files)),
    )


@router.post("/train")
async def begin(request: Request) -> Response:
    """Begins to plan, to train, or to train and compare, in a process of its own."""
    wanted = str((await request.form()).get("what", ""))
    if wanted not in get_args(_Begun):
        raise ConfigFault("This page begins plan, train or run,", f"not {wanted!r}.")
    desk, runner = desk_of(request), runner_of(request)
    files = (str(desk.files_folder),) if wanted == "run" else ()
    command = (wanted, *files, "--project", str(desk.folder), "--json")
    actor = request.state.visitor.name
    await asyncio.to_thread(lambda: runner.begin(*command, actor=actor))
    return back_to(request, "/train")


def _last(runner: Runner, kinds: tuple[str, ...]) -> Shown | None:
    found = next((job for job in runner.jobs.newest(30) if job.kind in kinds), None)
    return shown(runner, found) if found is not None else None


def _plan(runner: Runner) -> dict[str, object]:
    """What the last plan printed; empty when there was none."""
    found = next((job for job in runner.jobs.newest(30) if job.kind == "plan"), None)
    return runner.jobs.result(found) if found is not None else {}
