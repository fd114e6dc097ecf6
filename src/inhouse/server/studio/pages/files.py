"""Files: drop anything; what was read of it, and what was not."""

from __future__ import annotations

import asyncio

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from inhouse.errors import DataFault
from inhouse.registry.studio.uploads import Uploads
from inhouse.server.access import UPLOAD_PATH
from inhouse.server.api.answering import services_of
from inhouse.server.desk import Desk
from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.templating import back_to, desk_of, page, runner_of

__all__ = ["router"]

router = studio_router()
_MOST_ROWS = 500
_MOST_FILES = 1000


@router.get(UPLOAD_PATH)
async def files(request: Request) -> Response:
    """Every file, and what was read of it."""
    desk = desk_of(request)
    rows = await asyncio.to_thread(desk.files)
    counts = {state: sum(row.state == state for row in rows) for state in ("new", "changed")}
    return page(
        request,
        "files.html",
        rows=rows[:_MOST_ROWS],
        n_rows=len(rows),
        n_unread=sum(counts.values()),
        n_examples=sum(row.description.n_examples for row in rows if row.description),
        readable=_uploads_are_read(desk, services_of(request).registry.studio.uploads),
        folder=desk.files_folder,
    )


@router.post(UPLOAD_PATH)
async def upload(request: Request) -> Response:
    """Keeps what was dropped; it is read when somebody says so, in a process of its own."""
    uploads = services_of(request).registry.studio.uploads
    if not _uploads_are_read(desk_of(request), uploads):
        raise DataFault(
            "Files that are dropped here should be read,",
            f"but this project reads {desk_of(request).files_folder}.",
            "Put them there.",
        )
    form = await request.form(max_files=_MOST_FILES)
    given = [file for file in form.getlist("files") if isinstance(file, UploadFile)]
    named = [file for file in given if file.filename]
    if not named:
        raise DataFault("There should be a file to keep.", "None was chosen.")
    await asyncio.to_thread(_keep, uploads, named, form, request.state.visitor.name)
    return back_to(request, UPLOAD_PATH)


@router.post("/files/delete")
async def delete(request: Request) -> Response:
    """Deletes a file that was dropped."""
    uploads = services_of(request).registry.studio.uploads
    name = str((await request.form()).get("name", ""))
    await asyncio.to_thread(uploads.delete, name, actor=request.state.visitor.name)
    return back_to(request, UPLOAD_PATH)


@router.post("/files/read")
async def read(request: Request) -> Response:
    """Reads and checks the files, in a process of its own."""
    desk, runner = desk_of(request), runner_of(request)
    command = ("curate", str(desk.files_folder), "--project", str(desk.folder), "--json")
    actor = request.state.visitor.name
    await asyncio.to_thread(lambda: runner.begin(*command, actor=actor))
    return back_to(request, "/data")


def _uploads_are_read(desk: Desk, uploads: Uploads) -> bool:
    """Whether the folder of dropped files lies in what this project reads."""
    root = desk.files_folder
    return root.is_dir() and uploads.folder.resolve().is_relative_to(root.resolve())


def _keep(uploads: Uploads, given: list[UploadFile], form: FormData, actor: str) -> None:
    replace = form.get("replace") == "yes"
    for file in given:
        uploads.keep(file.filename or "", file.file, replace=replace, actor=actor)
