"""Wheels made in memory."""

import io
import zipfile


def wheel_bytes(inside):
    """The same bytes every time: a file named by a ZipInfo is dated 1980."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in inside.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return held.getvalue()
