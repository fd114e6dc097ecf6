"""A project with a promoted release on the starter model, made without training."""

from __future__ import annotations

from pathlib import Path

from house import random_adapter

from inhouse.records import (
    Adapter,
    Comparison,
    Plan,
    Recipe,
    Release,
    Run,
    ValidationPoint,
    Verdict,
    content_id,
)
from inhouse.registry import Registry, to_json

STARTER = "smollm2-135m-instruct"
_PLAN = Plan(STARTER, 8, 16, 0.0, 1e-3, 0.1, 1, 2048, 8, 400, 1.0, 0.0, 3, 2, "float32", 0)


def write_release(project: Path, model: Path) -> Path:
    """Promotes a fine-tuned contender with a random adapter; the project's folder."""
    project.mkdir(parents=True, exist_ok=True)
    drawn = random_adapter(model, project.parent / "drawn", 1)
    with Registry.open(project) as registry:
        registry.remember("files", "current", {"path": str(project)}, seconds=0.0)
        registry.save_dataset("d1", b"{}\n")
        sha = registry.put_folder({p.name: p.read_bytes() for p in drawn.iterdir()})
        adapter = Adapter(sha, str(registry.path(sha)), STARTER, 1)
        points = (ValidationPoint(1, 1.0, 2.0),)
        registry.save_run(Run("r1", "d1", _PLAN, adapter, 1, 1.0, (1.0,), points, 1, False, ()))
        verdict = Verdict("yes", "fine_tuned", "for a benchmark", "high", None)
        registry.save_comparison(Comparison("c1", "d1", "r1", "none", 0, 0, (), (), (), verdict))
        _promote(registry, sha)
    return project


def _promote(registry: Registry, adapter: str) -> None:
    recipe = Recipe(
        contender="fine_tuned",
        task="answer",
        system="You answer questions for a dental practice.",
        shots=(),
        chunks=(),
        sources={},
        n_chunks=3,
        vectors=None,
        max_tokens=48,
        context_length=2048,
        base_model=STARTER,
        embedding_model="all-minilm-l6-v2",
        adapter=adapter,
    )
    releases = registry.serving.releases
    sha = releases.put_recipe(recipe)
    key = content_id("c1", to_json(recipe))
    releases.save(Release(key, "fine_tuned", "c1", "r1", "d1", STARTER, sha, "none", None))
    releases.promote(key, channel="champion", reason="benchmark")
