"""Exports are read back; a file that answers otherwise is refused and removed."""

import pytest

from inhouse.errors import GateRefused
from inhouse.models.engines import Sampling
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.exporting import export_adapter, export_gguf, refuse_unmeasured
from inhouse.models.load import load
from inhouse.models.lora import read_adapter
from inhouse.records import Message
from inhouse.rendering import open_renderer
from serving_models import write_adapter, write_model

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    root = tmp_path_factory.mktemp("export")
    model = write_model(root / "model")
    return model, write_adapter(root / "a", model, seed=1)


def run(work):
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value


def checks(house):
    """Three prompts that the adapter answers in whole characters: engines show halves apart."""
    model, adapter = house
    renderer = open_renderer(model)
    engine = TorchServing(load(model, dtype="float32"), {"a": adapter}, renderer.stop_ids)
    asked = [f"{i} {w}" for i in range(12) for w in ("front", "desk", "card", "days")]
    prompts = [renderer.prompt((Message("user", a),)) for a in asked]
    clean = [p for p in prompts if _is_clean(engine, p)]
    assert len(clean) >= 3
    return clean[:3], renderer.stop_ids, 2


def _is_clean(engine, prompt):
    text = "".join(p.text for p in engine.generate(prompt, Sampling(2), variant="a"))
    return bool(text.strip()) and text.isprintable() and not set(text) & set("\ufffd<|")


def test_an_adapter_is_copied_whole(house, tmp_path):
    export_adapter(house[1], tmp_path / "out")
    assert read_adapter(tmp_path / "out")[0] == read_adapter(house[1])[0]


def test_a_merged_file_agrees_with_pytorch(house, tmp_path):
    last = run(export_gguf(house, tmp_path / "m.gguf", "f32", checks(house)))
    assert (last.n, last.equal_share) == (3, 1.0)
    assert (tmp_path / "m.gguf").is_file()


def test_a_file_that_answers_otherwise_is_refused_and_removed(house, tmp_path, monkeypatch):
    from inhouse.models import exporting

    def without_the_adapter(folder, target, *, precision, adapter):
        write(folder, target, precision=precision, adapter=None)

    write = exporting.write_model
    monkeypatch.setattr(exporting, "write_model", without_the_adapter)
    with pytest.raises(GateRefused, match="should equal PyTorch"):
        run(export_gguf(house, tmp_path / "m.gguf", "f32", checks(house)))
    assert not (tmp_path / "m.gguf").exists()


def test_a_quantized_file_nobody_measured_is_refused():
    with pytest.raises(GateRefused, match="--force"):
        refuse_unmeasured("q8_0", force=False)
    refuse_unmeasured("q8_0", force=True)
    refuse_unmeasured("f16", force=False)
