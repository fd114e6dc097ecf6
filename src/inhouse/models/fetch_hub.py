"""Downloads a model from the Hugging Face hub, where it is in full precision."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inhouse.errors import ModelUnavailable
from inhouse.models.load import quiet_transformers
from inhouse.records import Progress, Work

__all__ = ["Hub", "HubListing", "HuggingFaceHub", "hub_files"]

_ANSWER_SECONDS = 3.0
_POLL_SECONDS = 0.5
_SUFFIXES = (".safetensors", ".json", ".jinja")
_TOKENIZER_FILES = ("tokenizer.model", "vocab.txt", "merges.txt")


@dataclass(frozen=True, slots=True)
class HubListing:
    """What the hub would send of a model.

    Args:
        hub_id: the model.
        revision: the commit its files are of.
        sizes: bytes of each file we take; never pickles, never code.
        refused: why it may not be downloaded, or None.
    """

    hub_id: str
    revision: str
    sizes: dict[str, int]
    refused: str | None = None


class Hub(Protocol):
    """Lists and sends the files of models."""

    def listing(self, hub_id: str) -> HubListing | None:
        """What there is of a model; None when the hub does not answer, or not for this model."""

    def download(self, listing: HubListing, folder: Path) -> None:
        """Writes the listed files into the folder; continues what is there."""


class HuggingFaceHub:
    """The hub itself, under the user's own Hugging Face settings and token."""

    def listing(self, hub_id: str) -> HubListing | None:
        """What there is of a model; None when the hub does not answer, or not for this model."""
        from huggingface_hub import HfApi, constants

        if constants.HF_HUB_OFFLINE:
            return None
        try:
            info = HfApi().model_info(hub_id, timeout=_ANSWER_SECONDS, files_metadata=True)
        except Exception:  # any failure, of any library below, means: not from the hub
            return None
        sizes = {file.rfilename: file.size or 0 for file in info.siblings or ()}
        wanted = {name: size for name, size in sizes.items() if is_wanted(name)}
        return HubListing(hub_id, info.sha or "main", wanted, _refusal(hub_id, info.gated))

    def download(self, listing: HubListing, folder: Path) -> None:
        """Writes the listed files into the folder; continues what is there."""
        from huggingface_hub import snapshot_download

        snapshot_download(
            listing.hub_id,
            revision=listing.revision,
            local_dir=folder,
            allow_patterns=list(listing.sizes),
        )


def is_wanted(name: str) -> bool:
    """Whether we take a file of a model's hub folder: weights, tokenizer, configuration."""
    return "/" not in name and (name.endswith(_SUFFIXES) or name in _TOKENIZER_FILES)


def hub_files(hub: Hub, listing: HubListing, folder: Path) -> Work[None]:
    """The listed files in `folder`.

    Raises:
        ModelUnavailable: it holds no safetensors, or the connection broke.
        OSError: the disk failed.
    """
    if not any(name.endswith(".safetensors") for name in listing.sizes):
        raise ModelUnavailable(
            f"{listing.hub_id} should hold its weights as safetensors,",
            "but it does not; other formats can run code when opened and are never loaded.",
            "Choose another model: inhouse models list",
        )
    total = sum(listing.sizes.values())
    download = _Download(hub, listing, folder)
    with quiet_transformers():
        download.start()
        while download.is_alive():
            download.join(_POLL_SECONDS)
            done = min(_bytes_under(folder), total)
            yield Progress(f"Downloading {listing.hub_id}", done, total, "bytes")
    if download.fault is not None:
        raise _fault(listing, download.fault) from download.fault
    shutil.rmtree(folder / ".cache", ignore_errors=True)


class _Download(threading.Thread):
    """A download in the background, so that its progress can be told meanwhile."""

    def __init__(self, hub: Hub, listing: HubListing, folder: Path) -> None:
        super().__init__(daemon=True)  # Ctrl-C does not wait for it
        self._job = (hub, listing, folder)
        self.fault: Exception | None = None

    def run(self) -> None:
        hub, listing, folder = self._job
        try:
            hub.download(listing, folder)
        except Exception as error:
            self.fault = error


def _fault(listing: HubListing, error: Exception) -> Exception:
    # The hub's own errors are OSErrors too; only the system's have a number.
    if isinstance(error, OSError) and error.errno is not None:
        return error
    return ModelUnavailable(
        f"Downloading {listing.hub_id} from the Hugging Face hub should have finished,",
        f"but it failed: {error}.",
        "What came is kept; run the same command again to continue.",
    )


def _refusal(hub_id: str, gated: object) -> str | None:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import GatedRepoError

    if not gated:
        return None
    try:
        HfApi().auth_check(hub_id)
    except GatedRepoError:
        return "it asks you to accept its terms on the hub and to log in: hf auth login"
    except Exception:  # whatever else is wrong, the download will say
        return None
    return None


def _bytes_under(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # renamed while we looked
            continue
    return total
