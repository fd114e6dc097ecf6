"""A project with a promoted release, written without training: for tests of serving."""

from inhouse.models.lora import LoraSettings, adapter_files, attach
from inhouse.records import (
    Adapter,
    Chunk,
    Comparison,
    Plan,
    Recipe,
    Release,
    Run,
    Source,
    ValidationPoint,
    Verdict,
    content_id,
)
from inhouse.registry import Registry, to_json

STARTER = "smollm2-135m-instruct"
PLAN = Plan(STARTER, 8, 16, 0.0, 1e-3, 0.1, 1, 2048, 8, 400, 1.0, 0.0, 3, 2, "bfloat16", 0)
PRICES = "A check-up costs $85.50. Children under 6 pay nothing. We open at 8:00 am."


def write_project(folder, model_folder):
    """The project: retrieval with an adapter that changes little is the champion."""
    folder.mkdir(parents=True, exist_ok=True)
    with Registry.open(folder) as registry:
        registry.remember("files", "current", {"path": str(folder)}, seconds=0.0)
        registry.save_dataset("d1", b"{}\n")
        sha = registry.put_folder(_adapter(model_folder))
        adapter = Adapter(sha, str(registry.path(sha)), STARTER, 1)
        points = (ValidationPoint(1, 1.0, 2.0),)
        registry.save_run(Run("r1", "d1", PLAN, adapter, 1, 1.0, (1.0,), points, 1, False, ()))
        verdict = Verdict("yes", "fine_tuned_with_retrieval", "for a test", "high", None)
        registry.save_comparison(
            Comparison("c1", "d1", "r1", "answer_quality", 3, 3, (), (), (), verdict)
        )
        for contender in ("few_shot", "fine_tuned_with_retrieval"):
            _promote(registry, _recipe(contender, sha))
    return folder


def _adapter(model_folder):
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.bfloat16)
    lora = attach(model, LoraSettings(8, 16), seed=1)
    state = {k: v + 0.003 if "lora_B" in k else v for k, v in lora.state().items()}
    return adapter_files(lora, state, base_model=STARTER)


def _recipe(contender, sha):
    retrieves = "retrieval" in contender
    return Recipe(
        contender=contender,
        task="answer",
        system="You answer questions for Bright Dental.",
        shots=(),
        chunks=(Chunk("c1", "doc1", PRICES, 0, len(PRICES)),) if retrieves else (),
        sources={"doc1": Source("prices.md")} if retrieves else {},
        n_chunks=1,
        vectors=None,
        max_tokens=24,
        context_length=8192,
        base_model=STARTER,
        embedding_model="all-minilm-l6-v2",
        adapter=sha if contender.startswith("fine_tuned") else None,
    )


def _promote(registry, recipe):
    releases = registry.serving.releases
    made = Release(
        id=content_id("c1", to_json(recipe)),
        contender=recipe.contender,
        comparison="c1",
        run="r1",
        dataset="d1",
        base_model=STARTER,
        recipe=releases.put_recipe(recipe),
        primary_metric="answer_quality",
        score=0.4,
    )
    releases.save(made)
    releases.promote(made.id, channel="champion", reason="test")
