"""Merged weights are opened with transformers and answer as base and adapter do in PyTorch."""

import json

import pytest
import torch
from transformers import AutoModelForCausalLM

from finishing import finish
from inhouse.errors import GateRefused, ModelUnavailable
from inhouse.models.exports import merged
from inhouse.models.exports.checking import Answering

pytestmark = pytest.mark.usefixtures("one_thread")


def opened(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


@pytest.mark.parametrize("method", ["lora", "rslora", "dora"])
def test_the_folder_answers_as_base_and_adapter(house, tmp_path, method):
    target = tmp_path / "out"
    work = merged.export_merged(house.answering(method), target, "f32", house.check(method))
    assert finish(work).equal_share == 1.0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing:FutureWarning")
@pytest.mark.parametrize("method", ["lora", "rslora", "dora"])
def test_its_logits_are_pefts(house, tmp_path, method):
    from peft import PeftModel

    merged.write_merged(house.answering(method), tmp_path / "out", "f32")
    ids = torch.tensor([house.check(method).prompts[0]])
    theirs = PeftModel.from_pretrained(opened(house.folder), house.adapters[method])
    with torch.inference_mode():
        difference = opened(tmp_path / "out")(ids).logits - theirs(ids).logits
    assert difference.abs().max() < 1e-4


def test_both_names_of_the_rotary_base_are_written(house, tmp_path):
    merged.write_merged(house.answering(None), tmp_path / "out", "bf16")
    config = json.loads((tmp_path / "out" / "config.json").read_text())
    theta = config["rope_parameters"]["rope_theta"]
    assert config["rope_theta"] == theta and config["dtype"] == config["torch_dtype"] == "bfloat16"


def test_an_old_configuration_gets_the_new_name_and_a_scaled_one_keeps_its_scale():
    old = merged._readable({"rope_theta": 5e5, "rope_scaling": {"rope_type": "llama3"}}, "f16")
    assert old["rope_parameters"] == {"rope_theta": 5e5, "rope_type": "llama3"}
    assert old["rope_scaling"] == {"rope_type": "llama3"}
    kinds = {"full_attention": {"rope_theta": 1e6}, "sliding_attention": {"rope_theta": 1e4}}
    layered = merged._readable({"rope_parameters": kinds}, "f16")
    assert (layered["rope_theta"], layered["rope_local_base_freq"]) == (1e6, 1e4)


def test_what_lies_in_the_target_under_other_names_stays(house, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    finish(merged.export_merged(house.answering(), tmp_path, "f32", house.check()))
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_folder_that_answers_otherwise_is_refused_and_removed(house, tmp_path, monkeypatch):
    write = merged.write_merged
    monkeypatch.setattr(
        merged, "write_merged", lambda m, f, p: write(Answering(m.folder, None), f, p)
    )
    with pytest.raises(GateRefused, match="should equal PyTorch"):
        finish(merged.export_merged(house.answering(), tmp_path / "out", "f32", house.check()))
    assert not list(tmp_path.iterdir())


def test_an_adapter_of_another_model_is_refused(house, tmp_path):
    from serving_models import write_adapter, write_model

    other = write_model(tmp_path / "other", n_layers=3)
    adapter = write_adapter(tmp_path / "a", other, seed=1)
    with pytest.raises(ModelUnavailable, match=r"layers\.2"):
        merged.write_merged(Answering(house.folder, adapter), tmp_path / "out", "f32")
