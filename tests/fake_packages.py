"""Packages that bring plugins by entry points, without being installed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EntryPoint:
    """What importlib.metadata gives, short of a package."""

    group: str
    name: str
    brings: object

    def load(self):
        return self.brings


def install(monkeypatch, plugins):
    """Makes them be found.

    Args:
        monkeypatch: pytest's.
        plugins: group of entry points to name to what stands behind it.
    """
    points = [EntryPoint(g, name, it) for g, own in plugins.items() for name, it in own.items()]

    def entry_points(*, group, name=None):
        return [p for p in points if p.group == group and name in (None, p.name)]

    monkeypatch.setattr("inhouse.plugins.entry_points", entry_points)
