"""Data: what the checks found, and one question after the other to who knows the answer."""

from __future__ import annotations

import asyncio
from typing import cast, get_args

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup, escape

from inhouse.curation import Item
from inhouse.errors import NothingThere
from inhouse.records import Choice, Decision, Example
from inhouse.server.api.answering import services_of
from inhouse.server.desk import Reviewed
from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.templating import back_to, desk_of, environment, page, runner_of
from inhouse.server.studio.work.showing import shown

__all__ = ["router"]

router = studio_router()
_MOST_FINDINGS = 100


@router.get("/data")
async def data(request: Request) -> Response:
    """The findings, and how many cases wait."""
    reviewed = await asyncio.to_thread(desk_of(request).reviewed)
    runner = runner_of(request)
    last = next((j for j in runner.jobs.newest(20) if j.kind in ("curate", "run")), None)
    return page(
        request,
        "data.html",
        reviewed=reviewed,
        findings=reviewed.findings[:_MOST_FINDINGS],
        last=shown(runner, last) if last is not None else None,
    )


@router.get("/data/review")
async def review(request: Request) -> Response:
    """One case: the gravest that waits, or the one behind those that were skipped."""
    reviewed = await asyncio.to_thread(desk_of(request).reviewed)
    skip = int(request.query_params.get("skip", "0") or 0)
    at = min(max(skip, 0), len(reviewed.waiting))
    item = reviewed.waiting[at] if at < len(reviewed.waiting) else None
    environment().filters["marked"] = marked
    return page(
        request,
        "review.html",
        reviewed=reviewed,
        skip=at,
        item=item,
        choices=desk_of(request).choices(item) if item is not None else (),
        proposed=_proposed(item) if item is not None else {},
    )


@router.post("/data/review")
async def decide(request: Request) -> Response:
    """Keeps what was decided about a case, and shows the next."""
    form = await request.form()
    desk = desk_of(request)
    reviewed = await asyncio.to_thread(desk.reviewed)
    item = _waiting(reviewed, str(form.get("case", "")))
    choice = str(form.get("choice", ""))
    decision = Decision(
        item.key,
        item.finding.check,
        cast(Choice, choice) if choice in get_args(Choice) else "keep",
        str(form["example"]) if "example" in form else None,
        str(form["answer"]).strip() if choice == "write" else None,
    )
    await asyncio.to_thread(desk.decide, item, decision)
    studio = services_of(request).registry.studio
    actor = request.state.visitor.name
    await asyncio.to_thread(studio.note, actor, f"decided {item.key}: {decision.choice}")
    return back_to(request, f"/data/review?skip={int(str(form.get('skip', '0')) or 0)}")


@router.post("/data/undo")
async def undo(request: Request) -> Response:
    """Takes the last decision back."""
    desk = desk_of(request)
    taken = await asyncio.to_thread(desk.undo)
    if taken is not None:
        studio = services_of(request).registry.studio
        actor = request.state.visitor.name
        await asyncio.to_thread(studio.note, actor, f"took back the decision on {taken.case}")
    return back_to(request, "/data/review")


def _waiting(reviewed: Reviewed, key: str) -> Item:
    found = next((item for item in reviewed.waiting if item.key == key), None)
    if found is None:
        raise NothingThere(
            "A case that is decided should still wait.",
            "This one was decided, or its words changed.",
            "Go on with the next.",
        )
    return found


def _proposed(item: Item) -> dict[str, Example | None]:
    """Example id to what it would become; None where it would be left out."""
    by_id = {example.id: example for example in item.examples}
    found: dict[str, Example | None] = {}
    for edit in item.case.edits:
        known = by_id.get(edit.example)
        if known is not None and edit.messages is not None:
            found[known.id] = Example(
                known.id, edit.messages, known.source, known.document_id, known.labels
            )
        elif known is not None:
            found[known.id] = None
    return found


def marked(text: str, marks: tuple[str, ...]) -> Markup:
    """The text escaped, the words the evidence is about set as marks."""
    shown_text = str(escape(text))
    for mark in sorted({str(escape(m)) for m in marks if m.strip()}, key=len, reverse=True):
        if mark in shown_text and "<mark>" not in mark:
            before, _, behind = shown_text.partition(mark)
            if before.count("<mark>") == before.count("</mark>") and "<" not in mark:
                shown_text = f"{before}<mark>{mark}</mark>{behind}"
    return Markup(shown_text)
