"""How a page is made of its template: the frame, the visitor, the job that works."""

from __future__ import annotations

import datetime
from functools import cache

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from inhouse.server.desk import Desk
from inhouse.server.services import Services
from inhouse.server.studio.work.runner import Runner
from inhouse.server.studio.work.showing import Shown, shown

__all__ = ["back_to", "desk_of", "page", "runner_of"]

PAGES = (
    ("/files", "Files"),
    ("/data", "Data"),
    ("/train", "Train"),
    ("/compare", "Compare"),
    ("/chat", "Chat"),
    ("/models", "Models"),
    ("/settings", "Settings"),
)


def desk_of(request: Request) -> Desk:
    """The project, as the pages see it."""
    services: Services = request.app.state.services
    assert services.desk is not None  # the pages are there only with a desk
    return services.desk


def runner_of(request: Request) -> Runner:
    """Who begins and stops jobs."""
    found: Runner = request.app.state.runner
    return found


def page(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    """The page; what every page needs is added to `values`."""
    accounts = request.app.state.services.registry.studio.accounts
    frame = {
        "pages": PAGES,
        "path": request.url.path,
        "title": desk_of(request).title,
        "csrf": request.state.csrf,
        "visitor": request.state.visitor,
        "unlocked": not accounts.has_password(),
        "working": _working(request),
    }
    return HTMLResponse(environment().get_template(template).render(frame | values), status)


def back_to(request: Request, path: str) -> Response:
    """Sends the browser to a page after something was done."""
    if request.headers.get("HX-Request"):
        return Response(status_code=204, headers={"HX-Redirect": path})
    return RedirectResponse(path, 303)


def _working(request: Request) -> Shown | None:
    runner = runner_of(request)
    job = runner.working()
    return shown(runner, job) if job is not None else None


@cache
def environment() -> Environment:
    """The templates: the firm's words are escaped, a name that is not given is a fault."""
    made = Environment(
        loader=PackageLoader("inhouse.server.studio"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "megabytes": _megabytes,
        "minute": _minute,
        "plural": _plural,
        "spaced": _spaced,
    }
    return made


def _megabytes(size_bytes: int) -> str:
    """A size as people read it."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))} kB"
    return f"{size_bytes / 1e6:.1f} MB"


def _minute(time: str) -> str:
    """A time in UTC as people read it: `2026-11-26 14:05`."""
    return datetime.datetime.fromisoformat(time).strftime("%Y-%m-%d %H:%M")


def _plural(count: int, word: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _spaced(name: str) -> str:
    """`near_duplicates` in words."""
    return name.replace("_", " ")
