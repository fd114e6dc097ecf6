"""What every engine promises: each of the table, and the example of docs/extending.md."""

import itertools
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from engine_house import docs_example, install, opened, tiny_weights

import inhouse.models.engines as table
from inhouse.errors import BrokenInvariant, ConfigFault, ModelUnavailable
from inhouse.models.engines import (
    BASE,
    BUILT_IN,
    EngineSpec,
    Sampling,
    as_served,
    engine_spec,
    engine_specs,
)
from inhouse.models.engines.asking import Gathering, answer_each, ask, gather_prompts
from inhouse.models.engines.engine import ChatEngine
from inhouse.models.engines.opening import EngineSettings, open_engine
from inhouse.records import Message
from serving_models import one_processor

pytestmark = pytest.mark.usefixtures("one_thread")
NAMES = [*(spec.name for spec in BUILT_IN), "parrot"]
# As the comparison asks it, prompts in batches.
GATHERING = "torch, gathering"
GOING_ON = {"ignore_stops": True}


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """The package of the docs, on the path."""
    folder = tmp_path_factory.mktemp("site-packages")
    install(folder, *docs_example())
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))
    sys.modules.pop("parrot_engine", None)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return tiny_weights(tmp_path_factory.mktemp("engines"))


@pytest.fixture(scope="module", params=[*NAMES, GATHERING])
def house(request, weights, others):
    with pytest.MonkeyPatch.context() as patch:
        one_processor(patch)
        with opened(request.param.partition(",")[0], weights) as open_house:
            if request.param == GATHERING:
                open_house = replace(open_house, engine=gather_prompts(open_house.engine))
                assert isinstance(open_house.engine, Gathering)
            yield open_house


def skip_if_lacking(house, name):
    if name in house.spec.lacks:
        pytest.skip(f"{house.spec.name} lacks {name}, and says so")


def test_the_open_engine_is_what_its_row_says(house):
    facts = house.engine.facts
    assert (facts.name, facts.lacks) == (house.spec.name, house.spec.lacks)
    assert BASE in facts.variants and facts.parallel >= 1
    assert (facts.reads == "messages") == isinstance(house.engine, ChatEngine)


@pytest.mark.parametrize("n", [1, 7])
def test_an_answer_has_at_most_max_tokens_and_its_last_piece_alone_says_why_it_ended(house, n):
    for prompt in house.prompts:
        pieces = house.pieces(prompt, Sampling(n, **GOING_ON))
        assert sum(piece.n_tokens for piece in pieces) == n
        reasons = [piece.finish_reason for piece in pieces]
        assert reasons == [None] * (len(pieces) - 1) + ["length"]


def test_an_answer_that_the_model_ends_says_stop(house):
    if "response_format" not in house.spec.lacks:
        sampling = Sampling(60, schema=json.dumps({"enum": ["a"]}))
    elif "logit_bias" not in house.spec.lacks:
        ends = dict.fromkeys(house.renderer.stop_ids, 100.0)
        sampling = Sampling(60, logit_bias=ends)
    else:
        sampling = Sampling(1000)
    pieces = house.pieces(house.prompts[0], sampling)
    assert pieces[-1].finish_reason == "stop"
    assert sum(piece.n_tokens for piece in pieces) < sampling.max_tokens


def test_a_variant_answers_as_itself_whoever_else_is_asked(house):
    if len(house.variants) == 1:
        pytest.skip(f"{house.spec.name} has one variant")
    prompts = itertools.product(house.prompts, house.variants)
    asked = list(prompts) * 3
    alone = {one: house.text(one[0], Sampling(12, **GOING_ON), one[1]) for one in set(asked)}
    for prompt in house.prompts:
        assert len({alone[prompt, variant] for variant in house.variants}) == len(house.variants)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda one: house.text(one[0], Sampling(12, **GOING_ON), one[1]), asked)
        assert list(found) == [alone[one] for one in asked]


@pytest.mark.parametrize("variant", ["", "another", "BASE"])
def test_an_unknown_variant_is_refused(house, variant):
    with pytest.raises(BrokenInvariant, match="answers as"):
        house.pieces(house.prompts[0], Sampling(4), variant)


def test_an_empty_prompt_is_refused(house):
    empty = house.engine.chat if isinstance(house.engine, ChatEngine) else house.engine.generate
    with pytest.raises(BrokenInvariant, match="empty"):
        list(empty((), Sampling(4), variant=BASE))


def test_a_prompt_of_the_other_kind_is_refused(house):
    other = (5, 6) if house.engine.facts.reads == "messages" else (Message("user", "Hello?"),)
    with pytest.raises(BrokenInvariant, match="messages"):
        list(ask(house.engine, other, Sampling(4), variant=BASE))


def test_closing_an_answer_frees_its_place(house):
    whole = house.text(house.prompts[1], Sampling(12, **GOING_ON))
    for _ in range(3 * house.engine.facts.parallel):
        going = ask(house.engine, house.prompts[0], Sampling(400, **GOING_ON), variant=BASE)
        next(going)
        going.close()
    with ThreadPoolExecutor(4) as pool:
        asked = [house.prompts[1]] * 4
        found = pool.map(lambda prompt: house.text(prompt, Sampling(12, **GOING_ON)), asked)
        assert list(found) == [whole] * 4


def test_an_answer_that_is_begun_and_left_open_keeps_nobody_waiting(house):
    going = ask(house.engine, house.prompts[0], Sampling(400, **GOING_ON), variant=BASE)
    next(going)
    assert house.text(house.prompts[1], Sampling(4, **GOING_ON))
    going.close()


def test_no_logprobs_asked_for_are_none(house):
    pieces = house.pieces(house.prompts[0], Sampling(8, **GOING_ON))
    assert all(piece.likely is None and not piece.alternatives for piece in pieces)


def test_logprobs_of_the_chosen_tokens_alone(house):
    skip_if_lacking(house, "logprobs")
    for prompt in house.prompts:
        pieces = house.pieces(prompt, Sampling(8, n_logprobs=0, **GOING_ON))
        assert all(piece.likely for piece in pieces if piece.text)
        assert all(piece.likely.logprob <= 0 for piece in pieces if piece.likely)
        assert not any(piece.alternatives for piece in pieces)


def test_logprobs_are_those_of_the_next_token_and_not_of_the_draw(house):
    skip_if_lacking(house, "logprobs")
    skip_if_lacking(house, "ignore_stops")  # then nothing says that it is a model at all
    for seed in range(3):
        drawn = Sampling(1, temperature=5.0, seed=seed, n_logprobs=0, **GOING_ON)
        cold = Sampling(1, n_logprobs=0, **GOING_ON)
        for prompt in house.prompts:
            one, best = house.pieces(prompt, drawn)[0].likely, house.pieces(prompt, cold)[0].likely
            if one and best:
                assert one.logprob <= best.logprob + 1e-3
                assert one.token != best.token or one.logprob == pytest.approx(
                    best.logprob, abs=1e-2
                )


def test_alternatives_are_as_many_as_asked_for_the_likeliest_first(house):
    skip_if_lacking(house, "top_logprobs")
    pieces = house.pieces(house.prompts[0], Sampling(6, n_logprobs=2, **GOING_ON))
    told = [[one.logprob for one in piece.alternatives] for piece in pieces if piece.likely]
    assert told and all(len(one) == 2 and one == sorted(one, reverse=True) for one in told)


@pytest.mark.parametrize("at_once", [None, 1, 3])
def test_many_prompts_are_answered_as_they_are_served(house, at_once):
    sampling = Sampling(10)
    prompts = house.prompts * 3
    found = list(answer_each(house.engine, prompts, sampling, BASE, at_once=at_once))
    assert sorted(one.index for one in found) == list(range(len(prompts)))
    for one in found:
        pieces = house.pieces(prompts[one.index], sampling)
        assert one.text == "".join(p.text for p in as_served(iter(pieces), sampling))
        assert one.n_tokens == sum(piece.n_tokens for piece in pieces)
        assert one.finished == (pieces[-1].finish_reason == "stop")
        assert one.logprobs is None and one.failure is None
        assert at_once is None or one.seconds > 0


def test_many_prompts_have_their_own_logprobs(house):
    skip_if_lacking(house, "logprobs")
    sampling = Sampling(6, n_logprobs=0)
    for one in answer_each(house.engine, house.prompts, sampling, BASE):
        pieces = house.pieces(house.prompts[one.index], sampling)
        alone = [piece.likely.logprob for piece in pieces if piece.likely]
        assert one.logprobs == pytest.approx(alone, abs=1e-3)


def test_many_prompts_left_half_way_are_answered_when_asked_again(house):
    sampling = Sampling(12, **GOING_ON)
    whole = [house.text(prompt, sampling).strip() for prompt in house.prompts]
    for _ in range(3):
        going = answer_each(house.engine, house.prompts * 20, sampling, BASE)
        next(going)
        going.close()
    found = {one.index: one for one in answer_each(house.engine, house.prompts, sampling, BASE)}
    assert [found[i].text for i in range(len(whole))] == whole


def test_no_prompts_have_no_answers(house):
    assert not list(answer_each(house.engine, [], Sampling(4), BASE))


def test_an_unknown_variant_of_many_prompts_is_refused(house):
    with pytest.raises(BrokenInvariant, match="answers as"):
        list(answer_each(house.engine, house.prompts, Sampling(4), "another"))


@pytest.mark.parametrize("name", NAMES)
def test_an_engine_is_closed_twice_without_harm(name, weights, others):
    with opened(name, weights) as one:
        one.engine.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_row_refuses_more_releases_than_it_takes_and_names_one_that_takes_them(
    name, weights, others
):
    spec = engine_spec(name)
    if spec.max_adapters is None:
        pytest.skip(f"{name} takes any number")
    many = {str(n): weights.adapters["a"] for n in range(spec.max_adapters + 1)}
    settings = EngineSettings(name, (*spec.precisions, "f16")[0], 1, 512)
    with pytest.raises(ModelUnavailable, match=r"serve\.engine=llama\.cpp"):
        open_engine(replace(weights, adapters=many), settings)


def test_an_engine_of_another_package_is_one_file_and_one_entry_point(others):
    code, points = docs_example()
    assert points == {"parrot": "parrot_engine:SPEC"}
    assert len(code.strip().splitlines()) <= 30
    assert [spec.name for spec in engine_specs()] == NAMES


def test_an_engine_of_the_table_is_one_file_and_one_row(weights, tmp_path, monkeypatch):
    """With the file on the path and the row in the table, nothing else is changed."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "parrot_engine.py").write_text(docs_example()[0], encoding="utf-8")
    row = EngineSpec("own", "parrot_engine:Parrot", max_adapters=0)
    monkeypatch.setattr(table, "BUILT_IN", (*BUILT_IN, row))
    engine = open_engine(replace(weights, adapters={}), EngineSettings("own", "f16", 1, 512))
    assert list(engine.generate((5, 6), Sampling(4), variant=BASE))[-1].finish_reason == "stop"


@pytest.mark.parametrize("module", ["opening", "choosing", "asking", "engine"])
def test_whatever_opens_chooses_and_asks_names_no_engine(module):
    text = Path(table.__file__).with_name(f"{module}.py").read_text(encoding="utf-8").lower()
    files = [spec.opener.partition(":")[0].rpartition(".")[2] for spec in BUILT_IN]
    named = {*(spec.name for spec in BUILT_IN), *files} - {"endpoint"}
    assert not [name for name in named if name in text]


def test_a_name_that_is_nearly_right_is_suggested():
    with pytest.raises(ConfigFault, match=r"Did you mean 'llama\.cpp'"):
        engine_spec("llamacpp")


@pytest.mark.parametrize("place", ["json:dumps", "parrot_engine:LACKS"])
def test_an_entry_point_that_is_no_row_is_a_sentence(place, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, docs_example()[0], {"broken": place})
    with pytest.raises(ConfigFault, match="should name an EngineSpec"):
        engine_spec("broken")
