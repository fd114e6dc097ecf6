"""HTTP: the OpenAI-compatible API, the Studio's pages, the request log."""

from typing import TYPE_CHECKING

from inhouse.server.services import Services

if TYPE_CHECKING:
    from inhouse.server.app import create_app

__all__ = ["Services", "create_app"]


def __getattr__(name: str) -> object:
    """`create_app` on demand: FastAPI takes a third of a second to import."""
    if name == "create_app":
        from inhouse.server.app import create_app

        return create_app
    raise AttributeError(name)
