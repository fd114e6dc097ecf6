"""A model that was fine-tuned in full, served beside base and adapters, or as one file."""

import shutil

import pytest
import torch

from finishing import finish
from inhouse.errors import ModelUnavailable
from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.choosing import open_fastest
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.exports.checking import Answering, Check
from inhouse.models.exports.gguf import export_gguf
from inhouse.models.full import FullWeights
from inhouse.models.gguf_files import write_model as write_gguf
from inhouse.models.learner import learned_files
from inhouse.models.load import load
from inhouse.records import Message
from inhouse.rendering import open_renderer
from serving_models import write_adapter, write_model

pytestmark = pytest.mark.usefixtures("one_thread")
SETTINGS = EngineSettings("llama.cpp", "f32", 2, 256)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Base, an adapter on it, and a model with every weight moved."""
    root = tmp_path_factory.mktemp("whole")
    base = write_model(root / "base")
    adapter = write_adapter(root / "adapter", base, seed=1)
    learner = FullWeights(load(base, dtype="float32").model)
    generator = torch.Generator().manual_seed(3)
    state = {
        name: tensor + torch.randn(tensor.shape, generator=generator) * 0.05
        for name, tensor in learner.state().items()
    }
    whole = root / "whole"
    whole.mkdir()
    for name, content in learned_files(learner, state, ("tiny", base)).items():
        (whole / name).write_bytes(content)
    return base, adapter, whole


def prompt(base):
    return open_renderer(base).prompt((Message("user", "What does a check-up cost?"),))


def ids(engine, variant, base):
    sampling = Sampling(8, n_logprobs=0)
    pieces = engine.generate(prompt(base), sampling, variant=variant)
    return [
        (piece.likely.token, round(piece.likely.logprob, 4)) for piece in pieces if piece.likely
    ]


def serving(folder, adapters):
    stops = open_renderer(folder).stop_ids
    return TorchServing(load(folder, dtype="float32"), adapters, stops)


def test_base_adapter_and_whole_model_take_turns_in_one_process(house):
    base, adapter, whole = house
    all_three = serving(base, {"adapter": adapter, "whole": whole})
    alone = {
        BASE: ids(serving(base, {}), BASE, base),
        "adapter": ids(serving(base, {"adapter": adapter}), "adapter", base),
        "whole": ids(serving(whole, {}), BASE, base),
    }
    assert len({str(said) for said in alone.values()}) == 3
    for variant in ("whole", BASE, "adapter", "whole", "adapter", BASE):
        assert ids(all_three, variant, base) == alone[variant]


def test_one_whole_model_is_served_as_one_file(house, tmp_path):
    base, _, whole = house
    engine = open_engine(Weights(base, {"w": whole}, tmp_path, frozenset()), SETTINGS)
    try:
        made = "".join(p.text for p in engine.generate(prompt(base), Sampling(1), variant="w"))
    finally:
        engine.close()
    torch_engine = serving(base, {"w": whole})
    said = torch_engine.generate(prompt(base), Sampling(1), variant="w")
    assert made == "".join(piece.text for piece in said)
    assert len(list(tmp_path.glob("model-*.gguf"))) == 1


def test_two_releases_of_which_one_is_whole_are_left_to_pytorch(house, tmp_path):
    base, adapter, whole = house
    weights = Weights(base, {"a": adapter, "w": whole}, tmp_path, frozenset())
    with pytest.raises(ModelUnavailable, match=r"fine-tuned in full.*serve.engine=torch"):
        open_engine(weights, SETTINGS)
    settings = EngineSettings("auto", "f32", 2, 256)
    assert finish(open_fastest(weights, settings)).facts.variants == (BASE, "a", "w")


def test_weights_that_are_gone_are_a_sentence(house, tmp_path):
    base, _, whole = house
    broken = tmp_path / "broken"
    shutil.copytree(whole, broken)
    (broken / "model.safetensors").unlink()
    with pytest.raises(ModelUnavailable):
        serving(base, {"b": broken})


def test_a_whole_model_is_exported_as_one_file_that_answers_as_it_does(house, tmp_path):
    base, _, whole = house
    check = Check([prompt(base)], open_renderer(base).stop_ids, 1)
    work = export_gguf(Answering(base, whole), tmp_path / "out.gguf", "f32", check)
    assert finish(work).equal_share == 1
    alone = tmp_path / "alone.gguf"
    write_gguf(whole, alone, precision="f32", adapter=None)
    assert alone.read_bytes() == (tmp_path / "out.gguf").read_bytes()
