"""Comments in the margin of a Google document, in the pages it is saved as."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["take_out_comments"]

_CALL = re.compile(r"cmnt_ref\d+")
_COMMENT = re.compile(r"cmnt\d+")


def take_out_comments(root: Any) -> int:
    """Takes the comments and the letters that call them out of a page; how many there were."""
    links = [link for link in root.iter("a") if link.get("id")]
    calls = [link for link in links if _CALL.fullmatch(link.get("id"))]
    notes = [link for link in links if _COMMENT.fullmatch(link.get("id"))]
    for link in calls:
        above = link.getparent()
        _drop(above if above is not None and above.tag == "sup" else link)
    for link in notes:
        block = next(link.iterancestors("div"), None)
        if block is None or sum(1 for other in notes if other in block.iterdescendants()) > 1:
            block = next(link.iterancestors("p"), link)
        _drop(block)
    return len(notes)


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()
