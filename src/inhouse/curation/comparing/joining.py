"""Things that belong together, joined pair by pair."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Joined"]


class Joined:
    """Union-find over ids; a group is named by the least id in it.

    Args:
        ids: everything that may be joined.
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {i: i for i in ids}

    def _root(self, i: str) -> str:
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, a: str, b: str) -> None:
        """Puts `a` and `b` in one group."""
        low, high = sorted((self._root(a), self._root(b)))
        self._parent[high] = low

    def groups(self) -> dict[str, str]:
        """Id to group."""
        return {i: self._root(i) for i in self._parent}

    def together(self) -> list[list[str]]:
        """The groups of more than one, their members in the order the ids came."""
        found: dict[str, list[str]] = {}
        for i in self._parent:
            found.setdefault(self._root(i), []).append(i)
        return [members for members in found.values() if len(members) > 1]
