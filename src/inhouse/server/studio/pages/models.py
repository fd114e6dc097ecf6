"""Models: what is served, what was, what may be; promoting, rolling back, exporting."""

from __future__ import annotations

import asyncio
from typing import Literal, get_args

from fastapi import Request
from fastapi.responses import Response

from inhouse.errors import ConfigFault
from inhouse.records import Channel
from inhouse.server.api.answering import services_of
from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.templating import back_to, desk_of, page, runner_of
from inhouse.server.studio.work.showing import shown

__all__ = ["router"]

router = studio_router()
_Form = Literal["gguf", "adapter", "merged", "ollama", "vllm"]
_ENDINGS = {
    "gguf": ".gguf",
    "adapter": "-adapter",
    "merged": "-merged",
    "ollama": "-ollama",
    "vllm": "-vllm",
}
_KINDS = ("promote", "rollback", "export")


@router.get("/models")
async def models(request: Request) -> Response:
    """The releases, the newest first, and what may be promoted."""
    services, desk, runner = services_of(request), desk_of(request), runner_of(request)
    releases = services.registry.serving.releases
    found = await asyncio.to_thread(desk.compared)
    current = {channel: releases.current(channel) for channel in get_args(Channel)}
    answering = {a.release for a in services.assistants.values() if a.release is not None}
    last = next((job for job in runner.jobs.newest(20) if job.kind in _KINDS), None)
    champion = current["champion"]
    return page(
        request,
        "models.html",
        releases=releases.all()[::-1],
        history=releases.promotions()[::-1],
        current=current,
        opening=champion is not None and champion.id not in answering,
        comparison=found.comparison if found is not None else None,
        name=desk.contender_name,
        names=list(services.assistants),
        last=shown(runner, last) if last is not None else None,
        exports=desk.folder / "exports",
    )


@router.get("/models/{release}")
async def release(request: Request, release: str) -> Response:
    """A release and what it was made of."""
    services, desk = services_of(request), desk_of(request)
    found = await asyncio.to_thread(services.registry.serving.releases.load, release)
    made = await asyncio.to_thread(desk.lineage, release)
    return page(request, "release.html", release=found, lineage=made, name=desk.contender_name)


@router.post("/models/promote")
async def promote(request: Request) -> Response:
    """Serves a contender of the last comparison."""
    form = await request.form()
    found = await asyncio.to_thread(desk_of(request).compared)
    known = [c.name for c in found.comparison.contenders] if found is not None else []
    contender = str(form.get("contender", ""))
    if contender not in known:
        raise ConfigFault(
            f"A contender that was compared is one of {known},", f"not {contender!r}."
        )
    flags = ["--force"] if form.get("force") == "yes" else []
    flags += ["--challenger"] if form.get("channel") == "challenger" else []
    return await _begin(request, "promote", "--contender", contender, *flags)


@router.post("/models/rollback")
async def rollback(request: Request) -> Response:
    """Serves the release before again, or the one that is named."""
    wanted = str((await request.form()).get("release", ""))
    releases = services_of(request).registry.serving.releases
    named = (releases.load(wanted).id,) if wanted else ()
    return await _begin(request, "rollback", *named)


@router.post("/models/export")
async def export(request: Request) -> Response:
    """Writes the release that is served as files, into the project's folder `exports`."""
    form = await request.form()
    wanted = str(form.get("form", ""))
    if wanted not in get_args(_Form):
        raise ConfigFault(f"A release is exported as one of {get_args(_Form)},", f"not {wanted!r}.")
    champion = services_of(request).registry.serving.releases.current()
    if champion is None:
        raise ConfigFault("A release should be promoted first.", "None was.")
    folder = desk_of(request).folder / "exports"
    await asyncio.to_thread(lambda: folder.mkdir(exist_ok=True))
    target = folder / f"{champion.id}{_ENDINGS[wanted]}"
    return await _begin(request, "export", str(target), "--format", wanted, "--force")


async def _begin(request: Request, *command: str) -> Response:
    runner, project = runner_of(request), str(desk_of(request).folder)
    actor = request.state.visitor.name
    await asyncio.to_thread(
        lambda: runner.begin(*command, "--project", project, "--json", actor=actor)
    )
    return back_to(request, "/models")
