"""OpenVINO answers as PyTorch does: the base model, a merged release, many at once."""

import concurrent.futures
import dataclasses
import gc
import json

import psutil
import pytest

from inhouse.errors import BrokenInvariant, ModelUnavailable
from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.opening import EngineSettings, Weights, begin, open_engine
from inhouse.models.engines.openvino import OpenVinoProcess, OpenVinoSettings
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.load import load
from inhouse.records import Message
from inhouse.rendering import open_renderer
from serving_models import write_adapter, write_model

pytest.importorskip("openvino_genai", reason="needs pip install 'inhouse[openvino]'")
pytestmark = pytest.mark.usefixtures("one_thread")
QUESTIONS = ["Do you take walk-ins?", "What does a check-up cost?", "Saturday 9:30", "Zażółć gęślą"]
SETTINGS = EngineSettings("openvino", "f16", 4, 512)


@pytest.fixture(scope="module", params=[True, False], ids=["tied", "untied"])
def house(request, tmp_path_factory):
    """Weights with one release, PyTorch and OpenVINO over them, and prompts."""
    root = tmp_path_factory.mktemp("openvino")
    folder = write_model(root / "model", tied=request.param)
    adapters = {"a": write_adapter(root / "a", folder, seed=1)}
    renderer = open_renderer(folder)
    weights = Weights(folder, adapters, root / "gguf", renderer.stop_ids)
    reference = TorchServing(load(folder, dtype="float32"), adapters, renderer.stop_ids)
    engine = open_engine(weights, SETTINGS)
    prompts = [renderer.prompt((Message("user", question),)) for question in QUESTIONS]
    yield weights, reference, engine, prompts
    engine.close()


def pieces(engine, ids, variant, n=16, **options):
    return list(engine.generate(ids, Sampling(n, **options), variant=variant))


def told(engine, ids, variant, **options):
    found = pieces(engine, ids, variant, **options)
    return "".join(p.text for p in found), sum(p.n_tokens for p in found), found[-1].finish_reason


@pytest.mark.parametrize("variant", [BASE, "a"])
def test_greedy_answers_are_pytorchs(house, variant):
    _, reference, engine, prompts = house
    for ids in prompts:
        assert told(engine, ids, variant) == told(reference, ids, variant)


def test_many_at_once_are_answered_as_alone(house):
    _, reference, engine, prompts = house
    asked = [(prompts[i % 4], (BASE, "a")[i % 2]) for i in range(24)]
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda one: told(engine, *one), asked))
    assert found == [told(reference, *one) for one in asked]


def test_an_answer_nobody_waits_for_is_dropped_and_the_next_is_whole(house):
    _, reference, engine, prompts = house
    for _ in range(5):
        going = engine.generate(prompts[0], Sampling(400, ignore_stops=True), variant="a")
        next(going)
        going.close()
    assert told(engine, prompts[1], "a") == told(reference, prompts[1], "a")


def test_probabilities_are_pytorchs_and_stops_can_be_ignored(house):
    _, reference, engine, prompts = house
    options = {"n_logprobs": 0, "ignore_stops": True}
    own = [p.likely for p in pieces(engine, prompts[0], "a", **options)]
    other = [p.likely for p in pieces(reference, prompts[0], "a", **options)]
    assert len(own) == 16
    assert [p.token for p in own] == [p.token for p in other]
    assert [p.logprob for p in own] == pytest.approx([p.logprob for p in other], abs=0.03)


def test_draws_repeat_with_their_seed(house):
    _, _, engine, prompts = house
    drawn = [told(engine, prompts[0], "a", temperature=1.0, seed=s) for s in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_an_answer_fits_its_schema(house):
    _, _, engine, prompts = house
    schema = {"type": "object", "properties": {"open": {"type": "boolean"}},
              "required": ["open"], "additionalProperties": False}  # fmt: skip
    text, _, reason = told(engine, prompts[0], "a", n=60, schema=json.dumps(schema))
    assert reason == "stop"
    assert isinstance(json.loads(text)["open"], bool)


def test_what_it_cannot_do_is_refused(house):
    weights, _, engine, prompts = house
    two = Weights(weights.folder, {**weights.adapters, "b": weights.folder}, weights.cache,
                  weights.stop_ids)  # fmt: skip
    with pytest.raises(ModelUnavailable, match=r"serve\.engine=llama\.cpp"):
        open_engine(two, SETTINGS)
    with pytest.raises(ModelUnavailable, match="f16, q8_0 or q4_0"):
        open_engine(weights, EngineSettings("openvino", "f32", 4, 512))
    with pytest.raises(BrokenInvariant):
        pieces(engine, prompts[0], "another")
    assert engine.facts.lacks == {"logit_bias", "top_logprobs"}


def test_an_engine_that_was_closed_says_so(house):
    weights, _, _, prompts = house
    engine = open_engine(weights, SETTINGS)
    engine.close()
    with pytest.raises(BrokenInvariant, match="ended"):
        pieces(engine, prompts[0], "a")


def test_an_engine_nobody_holds_ends_its_process_and_no_answer_that_is_going_on(house):
    weights, _, _, prompts = house
    engine = open_engine(Weights(weights.folder, {}, weights.cache, weights.stop_ids), SETTINGS)
    process = engine._process
    going = engine.generate(prompts[0], Sampling(40, ignore_stops=True), variant=BASE)
    next(going)
    del engine
    gc.collect()
    assert len(list(going)) == 39
    del going
    gc.collect()
    assert process.wait(10) == 0


def test_answers_are_told_when_its_process_is_killed(house):
    weights, _, _, prompts = house
    engine = open_engine(Weights(weights.folder, {}, weights.cache, weights.stop_ids), SETTINGS)
    going = engine.generate(prompts[0], Sampling(400, ignore_stops=True), variant=BASE)
    next(going)
    engine._process.kill()
    with pytest.raises(BrokenInvariant, match="ended"):
        list(going)
    engine.close()


def test_a_prompt_longer_than_its_cache_is_refused_and_the_next_is_answered(house):
    _, reference, engine, prompts = house
    with pytest.raises(BrokenInvariant, match="longer than its cache"):
        pieces(engine, tuple(range(5, 25)) * 200, "a")
    assert told(engine, prompts[0], "a") == told(reference, prompts[0], "a")


def test_a_file_it_cannot_open_is_told_with_what_to_do(tmp_path):
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"GGUF nothing")
    with pytest.raises(ModelUnavailable, match=r"serve\.engine=llama\.cpp"):
        OpenVinoProcess(bad, OpenVinoSettings(1, 1, 64, "f16", BASE)).wait()


def test_what_was_begun_goes_on_when_the_engine_is_opened(house):
    weights, reference, _, prompts = house
    begun = begin(dataclasses.replace(weights, stop_ids=frozenset()), SETTINGS)
    engine = open_engine(weights, SETTINGS, begun)
    assert engine.facts.variants == ("a", BASE)
    assert told(engine, prompts[0], "a") == told(reference, prompts[0], "a")
    engine.close()
    assert not begun.process.end.alive


def test_what_was_begun_and_never_opened_ends(house):
    weights, *_ = house
    before = set(psutil.Process().children())
    begun = begin(weights, SETTINGS)
    (process,) = set(psutil.Process().children()) - before
    del begun
    gc.collect()
    process.wait(30)
