"""The engine that answers fastest on this machine is opened, and measured once."""

import json

import pytest

from finishing import finish
from inhouse.models.engines import BASE, choosing
from inhouse.models.engines.choosing import open_fastest, tokens_per_second
from inhouse.models.engines.opening import EngineSettings, Weights
from inhouse.records import Notice, Progress
from serving_models import one_processor, write_adapter, write_model

pytestmark = pytest.mark.usefixtures("one_thread")
AUTO = EngineSettings("auto", "f32", 2, 512)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    root = tmp_path_factory.mktemp("chosen")
    model = write_model(root / "model")
    return model, write_adapter(root / "a", model, seed=1)


@pytest.fixture
def weights(house, tmp_path, monkeypatch):
    one_processor(monkeypatch)
    model, adapter = house
    return Weights(model, {"a": adapter}, tmp_path / "gguf", frozenset({1}))


def rated(**rates):
    """A measurement that says these numbers, and remembers whom it measured."""
    by_name = {name.replace("_", "."): rate for name, rate in rates.items()}

    def measure(engine, weights):
        measure.measured.append(engine.facts.name)
        return by_name[engine.facts.name]

    measure.measured = []
    return measure


@pytest.mark.parametrize(
    ("llama_cpp", "torch", "chosen"),
    [(50.0, 10.0, "llama.cpp"), (10.0, 50.0, "torch"), (50.0, 52.0, "llama.cpp")],
    ids=["faster", "slower", "as good as equal"],
)
def test_the_fastest_engine_answers(weights, llama_cpp, torch, chosen):
    measure = rated(llama_cpp=llama_cpp, torch=torch)
    engine = finish(open_fastest(weights, AUTO, measure))
    assert engine.facts.name == chosen
    assert set(engine.facts.variants) == {"a", BASE}
    engine.close()


def test_the_choice_is_measured_once_and_told(weights):
    measure = rated(llama_cpp=10.0, torch=50.0)
    events = list(open_fastest(weights, AUTO, measure))
    assert any(isinstance(event, Progress) for event in events)
    (notice,) = (event for event in events if isinstance(event, Notice))
    assert "llama.cpp 10, torch 50" in notice.text
    again = finish(open_fastest(weights, AUTO, measure))
    assert (again.facts.name, measure.measured) == ("torch", ["llama.cpp", "torch"])


def test_a_kept_choice_that_cannot_be_read_is_measured_again(weights):
    measure = rated(llama_cpp=10.0, torch=50.0)
    finish(open_fastest(weights, AUTO, measure)).close()
    (kept,) = weights.cache.glob("engine-*.json")
    kept.write_text("{")
    finish(open_fastest(weights, AUTO, measure)).close()
    assert len(measure.measured) == 4
    assert json.loads(kept.read_text())["engine"] == "torch"


def test_other_weights_are_measured_again(house, weights):
    measure = rated(llama_cpp=50.0, torch=10.0)
    finish(open_fastest(weights, AUTO, measure)).close()
    bare = Weights(weights.folder, {}, weights.cache, weights.stop_ids)
    finish(open_fastest(bare, AUTO, measure)).close()
    assert len(measure.measured) == 4


def test_who_names_an_engine_is_asked_nothing(weights):
    measure = rated()
    engine = finish(open_fastest(weights, EngineSettings("torch", "f32", 2, 512), measure))
    assert (engine.facts.name, measure.measured) == ("torch", [])
    assert engine.facts.precision == "float32"


def test_pytorch_is_not_opened_where_memory_is_short(weights, monkeypatch):
    monkeypatch.setattr(choosing, "_has_room", lambda _: False)
    measure = rated(llama_cpp=1.0)
    engine = finish(open_fastest(weights, AUTO, measure))
    assert (engine.facts.name, measure.measured) == ("llama.cpp", ["llama.cpp"])
    assert not list(weights.cache.glob("engine-*.json"))
    engine.close()


def test_a_real_measurement_takes_seconds_and_finds_a_rate(weights, monkeypatch):
    monkeypatch.setattr(choosing, "_SECONDS", 0.3)
    engine = finish(open_fastest(weights, EngineSettings("llama.cpp", "f32", 2, 512)))
    assert tokens_per_second(engine, weights) > 0
    engine.close()
