"""Reads: what was promoted before.

Makes: the release before the present one is served again.
Refuses when: there is none before it.
"""

from __future__ import annotations

from inhouse.errors import NothingThere
from inhouse.records import Channel, Promotion, Release
from inhouse.registry import Registry

__all__ = ["rollback"]


def rollback(
    registry: Registry, *, release: str | None = None, channel: Channel = "champion"
) -> tuple[Release, Promotion]:
    """Serves an earlier release again, at once.

    Args:
        registry: of the project.
        release: which; None for the one served before the present one.
        channel: whose.

    Raises:
        NothingThere: there is no such release.
    """
    releases = registry.serving.releases
    if release is None:
        release = _before(registry, channel)
    target = releases.load(release)
    made = releases.promote(target.id, channel=channel, reason="rolled back")
    return target, made


def _before(registry: Registry, channel: Channel) -> str:
    """The release served before the present one, steps back over earlier rollbacks undone."""
    served: list[str] = []
    for change in registry.serving.releases.promotions(channel):
        if change.reason == "rolled back" and change.release in served:
            del served[served.index(change.release) + 1 :]
        elif change.release is not None and served[-1:] != [change.release]:
            served.append(change.release)
    if len(served) < 2:
        raise NothingThere(
            f"A {channel} to roll back to should have been promoted before,",
            f"but there {'was only one' if served else 'was none'}.",
            "See what there is: inhouse releases",
        )
    return served[-2]
