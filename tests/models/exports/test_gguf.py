"""A merged file is compared with PyTorch; one that answers otherwise is refused and removed."""

import pytest
from safetensors.torch import load_file, save_file

from finishing import finish
from inhouse.errors import GateRefused, ModelUnavailable
from inhouse.models.exports import gguf
from inhouse.models.exports.adapter import export_adapter
from inhouse.models.lora import read_adapter
from serving_models import write_model

pytestmark = pytest.mark.usefixtures("one_thread")


def test_an_adapter_is_copied_whole(house, tmp_path):
    export_adapter(house.adapters["lora"], tmp_path / "out")
    assert read_adapter(tmp_path / "out")[0] == read_adapter(house.adapters["lora"])[0]


@pytest.mark.parametrize("method", ["lora", "rslora", "dora", None])
def test_a_merged_file_agrees_with_pytorch(house, tmp_path, method):
    target = tmp_path / "m.gguf"
    last = finish(gguf.export_gguf(house.answering(method), target, "f32", house.check(method)))
    assert (last.n, last.equal_share) == (3, 1.0)
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]


def test_a_file_that_answers_otherwise_is_refused_and_removed(house, tmp_path, monkeypatch):
    def without_the_adapter(folder, target, *, precision, adapter):
        write(folder, target, precision=precision, adapter=None)

    write = gguf.write_model
    monkeypatch.setattr(gguf, "write_model", without_the_adapter)
    with pytest.raises(GateRefused, match="should equal PyTorch"):
        finish(gguf.export_gguf(house.answering(), tmp_path / "m.gguf", "f32", house.check()))
    assert not list(tmp_path.iterdir())


def test_a_weight_too_large_for_16_bits_is_refused_and_nothing_is_written(tmp_path):
    folder = write_model(tmp_path / "model")
    (file,) = folder.glob("*.safetensors")
    weights = load_file(file)
    weights["model.layers.0.mlp.up_proj.weight"][3, 4] = -70_000.0
    save_file(weights, file, {"format": "pt"})
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ModelUnavailable, match=r"up_proj.* larger"):
        gguf.write_model(folder, out / "m.gguf", precision="f16", adapter=None)
    assert not list(out.iterdir())
    gguf.write_model(folder, out / "m.gguf", precision="f32", adapter=None)
