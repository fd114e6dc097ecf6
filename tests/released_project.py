"""A project with a promoted release, written without training: for tests of serving."""

from inhouse.curation import dataset_to_jsonl
from inhouse.models.lora import LoraSettings, adapter_files, attach
from inhouse.records import (
    Adapter,
    Chunk,
    Comparison,
    Dataset,
    Example,
    Message,
    Plan,
    Recipe,
    Release,
    Run,
    Source,
    Split,
    ValidationPoint,
    Verdict,
    content_id,
)
from inhouse.registry import Registry, to_json

STARTER = "smollm2-135m-instruct"
PLAN = Plan(STARTER, 8, 16, 0.0, 1e-3, 0.1, 1, 2048, 8, 400, 1.0, 0.0, 3, 2, "bfloat16", 0)
PRICES = "A check-up costs $85.50. Children under 6 pay nothing. We open at 8:00 am."
TALKS = [
    ("What does a check-up cost?", "A check-up costs $85.50."),
    ("What do children pay?", "Children under 6 pay nothing."),
    ("When do you open?", "We open at 8:00 am."),
    ("What is it for a child of 4?", "Nothing: children under 6 pay nothing."),
    ("Are you open at 7 am?", "No, we open at 8:00 am."),
    ("How much is a check-up?", "It is $85.50."),
]


def dataset():
    """Two examples to learn from, four held out, each in a document of its own."""
    examples = tuple(
        Example(
            f"e{i}",
            (Message("user", q), Message("assistant", a)),
            Source("faq.csv", row=i),
            f"d{i}",
        )
        for i, (q, a) in enumerate(TALKS)
    )
    ids = tuple(e.id for e in examples)
    return Dataset("d1", "answer", examples, Split(ids[:2], (), ids[2:]), {i: i for i in ids})


def write_project(
    folder, model_folder, contenders=("few_shot", "fine_tuned_with_retrieval"), *, size=0.003
):
    """The project; of its contenders the last is the champion.

    Args:
        folder: of the project.
        model_folder: of the base model.
        contenders: promoted one after the other.
        size: how far the adapter moves each output; small ones change little.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with Registry.open(folder) as registry:
        registry.remember("files", "current", {"path": str(folder)}, seconds=0.0)
        registry.save_dataset("d1", dataset_to_jsonl(dataset()))
        sha = registry.put_folder(_adapter(model_folder, size))
        adapter = Adapter(sha, str(registry.path(sha)), STARTER, 1)
        points = (ValidationPoint(1, 1.0, 2.0),)
        registry.save_run(Run("r1", "d1", PLAN, adapter, 1, 1.0, (1.0,), points, 1, False, ()))
        verdict = Verdict("yes", "fine_tuned_with_retrieval", "for a test", "high", None)
        registry.save_comparison(
            Comparison("c1", "d1", "r1", "answer_quality", 3, 3, (), (), (), verdict)
        )
        for contender in contenders:
            _promote(registry, _recipe(contender, sha))
    return folder


def _adapter(model_folder, size):
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype=torch.bfloat16)
    lora = attach(model, LoraSettings(8, 16), seed=1)
    state = {k: v + size if "lora_B" in k else v for k, v in lora.state().items()}
    return adapter_files(lora, state, base_model=STARTER)


def _recipe(contender, sha):
    retrieves = "retrieval" in contender
    return Recipe(
        contender=contender,
        task="answer",
        system="You answer questions for Bright Dental.",
        shots=dataset().part("train") if contender == "few_shot" else (),
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
