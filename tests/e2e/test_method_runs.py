"""Every method by the real command line, on a tiny model of a local folder."""

import json
from pathlib import Path

import pytest

from inhouse.models.learned_files import is_whole_model
from inhouse.registry import Registry
from method_shop import FAST, inhouse, shop, stop_at_checkpoint, trained
from serving_models import write_model

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "tiny")


@pytest.mark.parametrize("method", ["lora", "full", "cpt", "dpo"])
def test_a_method_trains_and_its_result_is_kept(method, base, tmp_path):
    folder = shop(tmp_path / "shop", pairs=method == "dpo")
    made = trained(folder, base, method)
    assert made["train_loss"]
    assert made["base_model"] == str(base)
    kept = Path(made["adapter"])
    assert is_whole_model(kept) is (method == "full")
    assert (kept / "adapter_config.json").is_file() is (method != "full")
    if method == "dpo":
        assert made["validation_loss"][0] == pytest.approx(0.693, abs=1e-3)


@pytest.mark.parametrize("method", ["lora", "dpo"])
def test_the_losses_of_each_training_example_are_kept_for_check(method, base, tmp_path):
    from inhouse.config import load
    from inhouse.steps.dynamics import dynamics_of
    from inhouse.steps.project import Project

    folder = shop(tmp_path / "shop", pairs=method == "dpo")
    trained(folder, base, method)
    with Registry.open(folder) as registry:
        losses = dynamics_of(Project(folder, folder, load(folder), registry))
        known = registry.recall("ingest", "current")
        ids = {e.id for e in registry.load_ingest(str(known["ingest"])).examples}
    assert losses.keys() <= ids and len(losses) >= 15
    assert {len(own) for own in losses.values()} == {2}


@pytest.mark.parametrize("method", ["full", "dpo"])
def test_stopped_in_the_middle_a_run_goes_on_to_the_same_bytes(method, base, tmp_path, monkeypatch):
    folders = [shop(tmp_path / n / "shop", pairs=method == "dpo") for n in ("whole", "stopped")]
    whole = trained(folders[0], base, method)
    with monkeypatch.context() as patched:
        stop_at_checkpoint(patched, 2)
        trained(folders[1], base, method, code=130)
    resumed = trained(folders[1], base, method)
    assert resumed["train_loss"] == whole["train_loss"]
    assert resumed["adapter_sha256"] == whole["adapter_sha256"]


def test_rates_and_frozen_layers_are_tried_once_where_the_run_is_long(base, tmp_path, monkeypatch):
    folder = shop(tmp_path / "shop")
    inhouse("ingest", folder)
    options = ["--project", folder, "--set", f"base_model={base}", "--json"]
    options += ["--set", "training.frozen_share=auto", "--set", "training.max_batch_examples=1"]

    def plan(epochs):
        done = inhouse("plan", *options, "--set", f"training.num_train_epochs={epochs}")
        return json.loads(done.stdout)["plan"]

    short = plan(2)
    assert short["notes"] == [
        "learning rates and frozen layers not tried out: that would take more than a tenth of the"
        " run"
    ]
    tried = plan(100)
    assert "learning rate" in tried["notes"][0]
    assert tried["learning_rate"] in (0.0037, 0.0074, 0.015)
    assert tried["frozen_layers"] in (0, 1)
    monkeypatch.setattr("inhouse.steps.tuning.tried", None)  # what was tried is kept
    assert plan(100) == tried


@pytest.mark.parametrize("method", ["full", "cpt", "dpo"])
def test_what_a_method_will_take_is_told_before_it_starts(method, base, tmp_path):
    folder = shop(tmp_path / "shop", pairs=method == "dpo")
    inhouse("ingest", folder)
    options = ["--set", f"base_model={base}", "--set", f"training.method={method}", *FAST]
    told = json.loads(inhouse("plan", "--project", folder, *options, "--json").stdout)
    assert told["plan"]["method"] == method
    made = trained(folder, base, method)
    assert told["estimate"]["n_steps"] == len(made["train_loss"])
    assert told["estimate"]["n_tokens"] == made["n_train_tokens"]


def test_preference_tuning_without_pairs_is_refused_with_a_sentence(base, tmp_path):
    folder = shop(tmp_path / "shop")
    with pytest.raises(Exception, match="prompt, chosen and rejected") as refused:
        trained(folder, base, "dpo")
    assert "training.method=lora" in str(refused.value)


def test_examples_over_the_longest_length_are_left_out_and_all_of_them_is_refused(base, tmp_path):
    folder = shop(tmp_path / "shop")
    with pytest.raises(Exception, match=r"max_length = 8 tokens"):
        trained(folder, base, "lora", "--set", "training.max_length=8")


def test_documents_with_held_out_answers_and_private_words_are_not_learned_from(base, tmp_path):
    from finishing import finish
    from inhouse.config import load
    from inhouse.rendering import open_renderer
    from inhouse.steps.curate import curate
    from inhouse.steps.ingest import ingest
    from inhouse.steps.material import material_of
    from inhouse.steps.project import Project
    from inhouse.steps.workbench import Workbench

    folder = shop(tmp_path / "shop")
    (folder / "note.md").write_text("# Note\n\nThe card is 4539 1488 0343 6467 of the boss.\n")
    inhouse("ingest", folder)
    settings = [f"base_model={base}", "training.method=cpt"]
    with Registry.open(folder) as registry:
        project = Project(folder, folder, load(folder, overrides=settings), registry)
        ingested = finish(ingest(project))
        dataset = finish(curate(project, ingested, Workbench(project))).dataset
        renderer = open_renderer(base)
        material = material_of(project, dataset, ingested.documents, "", renderer)
    text = "".join(renderer._decode(row.ids) for row in (*material.train, *material.validation))
    held = [e.answer for e in (*dataset.part("test"), *dataset.part("validation"))]
    assert held
    assert not [answer for answer in held if answer in text]
    assert all(example.answer in text for example in dataset.part("train"))
    assert "since 1910" in text
    assert "card is" in text
    assert "4539" not in text
    assert all(all(row.loss_mask[1:]) for row in material.train)
