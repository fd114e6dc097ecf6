"""The Studio: the project's pages, made on the server; nothing to build, nothing fetched."""

from inhouse.server.studio.mounting import add_studio

__all__ = ["add_studio"]
