"""From files to losses: whoever moves code moves neither examples, nor splits, nor training."""

import hashlib
import json
from dataclasses import replace

import pytest

from finishing import finish
from inhouse.config import load
from inhouse.curation import dataset_to_jsonl
from inhouse.models.learner import attach_learner
from inhouse.models.load import load as load_model
from inhouse.registry import Registry
from inhouse.steps.curate import curate
from inhouse.steps.ingest import ingest
from inhouse.steps.material import material_of
from inhouse.steps.project import Project
from inhouse.tasks import build as build_task
from inhouse.training import train
from quiet_bench import Bench
from released_project import PLAN
from serving_models import write_model

# As at commit 5fa64d0, before readers, engines, contenders and tasks were moved.
N_EXAMPLES, EXAMPLES = 40, "3f974210f39a76c9"
DATASET = ("66d9bf895bb3b09d", "ab04fd2a3fa9b498")
SPLIT = "5b12225b64f715db"
TRAINED_ROWS = "9b70c2852339e1a0"
TRAIN_LOSS = (7.17592, 6.803876, 6.844212, 6.952173)
VALIDATION_LOSS = (6.997173, 6.860522)

FIXES = ("a flat tyre", "a bent wheel", "a torn saddle", "a slack chain", "a seized pedal")
PARTS = ("Bell", "Lamp", "Pump", "Lock", "Basket", "Mirror", "Stand", "Helmet")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@pytest.fixture
def project(tmp_path):
    """Rows, a page of questions, chats, notes; a row twice and one that is damaged."""
    files = tmp_path / "bicycle-repairs"
    files.mkdir()
    rows = [
        f'"Can you mend {fix} on {day}?",'
        f'"Yes, {fix} takes {20 + 5 * i + j} minutes, bring it by noon."'
        for i, fix in enumerate(FIXES)
        for j, day in enumerate(DAYS)
    ]  # fmt: skip
    damaged = '"What does it cost?","Itâ€™s about twelve dollars for a visit."'
    table = ["question,answer", *rows, rows[0], damaged]
    (files / "faq.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    page = "# Rentals\n\n" + "".join(
        f"## May I rent a {part.lower()} too?\n\n"
        f"Yes, a {part.lower()} is {2 + i} dollars a day.\n\n"
        for i, part in enumerate(PARTS)
    )
    (files / "rentals.md").write_text(page, encoding="utf-8")
    chats = [
        {"messages": [
            {"role": "user", "content": f"Hello, is my {part.lower()} ready?"},
            {"role": "assistant", "content": f"It will be on {day}, we close at six."},
        ]}
        for part, day in zip(PARTS, DAYS, strict=False)
    ]  # fmt: skip
    lines = "".join(json.dumps(chat) + "\n" for chat in chats)
    (files / "chats.jsonl").write_text(lines, encoding="utf-8")
    (files / "notes.txt").write_text("We share the yard with the bakery.\n", encoding="utf-8")
    settings = ("curation.redact=none", "base_model=smollm2-135m-instruct")
    with Registry.open(files) as registry:
        yield Project(files, files, load(files, overrides=settings), registry)


def short_hash(value):
    data = value if isinstance(value, bytes) else repr(value).encode()
    return hashlib.sha256(data).hexdigest()[:16]


def test_files_give_the_examples_the_dataset_the_split_and_the_losses_they_always_gave(
    project, tmp_path, one_thread
):
    ingested = finish(ingest(project))
    texts = [[(m.role, m.content) for m in e.messages] for e in ingested.examples]
    assert (len(texts), short_hash(texts)) == (N_EXAMPLES, EXAMPLES)

    dataset = finish(curate(project, ingested, Bench())).dataset
    split = dataset.split
    assert (dataset.id, short_hash(dataset_to_jsonl(dataset))) == DATASET
    assert short_hash((split.train, split.validation, split.test)) == SPLIT

    (system, *_) = build_task("answer").system_prompts(project.firm, [])
    renderer = finish(Bench().renderer())
    material = material_of(project, dataset, ingested.documents, system, renderer)
    assert short_hash([(row.ids, row.loss_mask) for row in material.train]) == TRAINED_ROWS

    model = load_model(write_model(tmp_path / "model"), dtype="float32").model
    plan = replace(PLAN, dtype="float32", num_train_epochs=1, evaluations_per_epoch=1, seed=3)
    learner = attach_learner(model, plan)
    trained = finish(train(model, learner, (material.train, material.validation), plan))
    assert trained.train_loss[:4] == pytest.approx(TRAIN_LOSS, abs=1e-4)
    losses = [point.loss for point in trained.validation_loss]
    assert losses == pytest.approx(VALIDATION_LOSS, abs=1e-4)
