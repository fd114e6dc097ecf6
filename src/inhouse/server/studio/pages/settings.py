"""Settings: every knob with what it does and where its value comes from; the password."""

from __future__ import annotations

import asyncio

from fastapi import Request
from fastapi.responses import Response

from inhouse.config import FILE, edited, explain, to_toml_value
from inhouse.errors import ConfigFault, UserFault
from inhouse.server.access import Policy, is_local
from inhouse.server.api.answering import services_of
from inhouse.server.studio.gate.attempts import Attempts
from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.gate.login import signed_in
from inhouse.server.studio.templating import back_to, desk_of, page

__all__ = ["router"]

router = studio_router()


@router.get("/settings")
async def settings(request: Request) -> Response:
    """Every setting."""
    return await _shown(request)


@router.post("/settings")
async def change(request: Request) -> Response:
    """Writes one key into inhouse.toml, or takes it out; comments and all else stay."""
    form = await request.form()
    key, value = str(form.get("key", "")), str(form.get("value", "")).strip()
    desk, registry = desk_of(request), services_of(request).registry
    try:
        text = edited(desk.folder, key, None if form.get("reset") == "yes" else value)
    except ConfigFault as fault:
        return await _shown(request, said=str(fault), status=400)
    await asyncio.to_thread(lambda: registry.publish(FILE, text.encode("utf-8"), overwrite=True))
    actor = request.state.visitor.name
    await asyncio.to_thread(registry.studio.note, actor, f"changed the setting {key}")
    return back_to(request, f"/settings?changed={key}#{key}")


@router.post("/settings/password")
async def password(request: Request) -> Response:
    """Sets the password of the pages; who does so stays signed in."""
    form = await request.form()
    accounts = services_of(request).registry.studio.accounts
    new = str(form.get("new", ""))
    if accounts.has_password():
        await _refuse_wrong(request, str(form.get("old", "")))
    if new != str(form.get("again", "")):
        raise ConfigFault("The password should be the same twice.", "It is not.")
    actor = request.state.visitor.name
    await asyncio.to_thread(accounts.set_password, new, actor=actor)
    address = request.client.host if request.client is not None else "somewhere"
    return await signed_in(request, f"owner at {address}", "/settings")


async def _refuse_wrong(request: Request, old: str) -> None:
    attempts: Attempts = request.app.state.attempts
    accounts = services_of(request).registry.studio.accounts
    if attempts.wait_seconds() or not await asyncio.to_thread(accounts.is_password, old):
        attempts.failed()
        raise UserFault("The old password should be right.", "It is not.")


async def _shown(request: Request, *, said: str = "", status: int = 200) -> Response:
    policy: Policy = request.app.state.policy
    knobs = explain(await asyncio.to_thread(desk_of(request).config))
    sections: dict[str, list[object]] = {}
    for knob in knobs:
        name = knob.key.rpartition(".")[0]
        sections.setdefault(name, []).append((knob, to_toml_value(knob.value)))
    return page(
        request,
        "settings.html",
        status=status,
        sections=sections,
        said=said,
        changed=request.query_params.get("changed", ""),
        here_only=is_local(policy.host),
    )
