"""Base models that lie on this machine: a folder of safetensors, or one GGUF file."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from inhouse.errors import ModelUnavailable
from inhouse.models.facts import ModelFacts

__all__ = ["checked_folder", "local_facts"]

_NEEDED = ("config.json", "tokenizer.json", "tokenizer_config.json")


def local_facts(place: str) -> ModelFacts:
    """What is known of the model at a place without opening it.

    Its name holds a mark of its files, so what was made with another state of them is not reused.

    Raises:
        ModelUnavailable: there is no folder and no GGUF file.
    """
    path = Path(place).expanduser()
    is_gguf = path.is_file() and path.suffix == ".gguf"
    if not (path.is_dir() or is_gguf):
        raise ModelUnavailable(
            "A base model on this machine is a folder with safetensors, or a GGUF file,",
            f"but there is neither at {path}.",
            "Correct base_model; for models by name: inhouse models list",
        )
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem if is_gguf else path.name)
    return ModelFacts(
        name=f"{stem}-{_mark(path)}",
        kind="causal",
        hub_id=str(path),
        context_length=None if is_gguf else _context_length(path),
        place=path,
    )


def checked_folder(folder: Path) -> Path:
    """The folder itself, when it holds a whole model.

    Raises:
        ModelUnavailable: something is missing.
    """
    missing = [name for name in _NEEDED if not (folder / name).is_file()]
    if not any(folder.glob("*.safetensors")):
        missing.append("weights as *.safetensors (other formats can run code when opened)")
    if missing:
        raise ModelUnavailable(
            f"{folder} should hold {', '.join(_NEEDED)} and weights as *.safetensors,",
            f"but it lacks {', '.join(missing)}.",
            "Save the model again with transformers' save_pretrained, tokenizer included.",
        )
    return folder


def _mark(path: Path) -> str:
    files = [path] if path.is_file() else sorted(p for p in path.iterdir() if p.is_file())
    about = [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:12]


def _context_length(folder: Path) -> int | None:
    try:
        facts = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = facts.get("max_position_embeddings") if isinstance(facts, dict) else None
    return found if isinstance(found, int) else None
