"""How every page is made of its template."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["pages"]


def pages() -> Environment:
    """The templates: the firm's words are escaped, a name that is not given is a fault."""
    return Environment(
        loader=PackageLoader("inhouse.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
