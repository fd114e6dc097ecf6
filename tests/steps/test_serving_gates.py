"""What was promoted is what is served, whichever contender won; gates say no to what differs."""

import dataclasses

import pytest

from finishing import finish
from inhouse.contenders import Index, Ingredients, build, facts_of, names
from inhouse.errors import GateRefused
from inhouse.models.engines import BASE, EngineFacts, Sampling
from inhouse.models.engines.opening import open_engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.load import load
from inhouse.models.parity import Agreement
from inhouse.records import Chunk, Interval, Message
from inhouse.rendering import open_renderer
from inhouse.steps import promote as promoting
from inhouse.steps.releases import quantizing
from inhouse.steps.releases.parity import Parity, details_of, refuse_unlike, served_parity, unproven
from inhouse.steps.releases.quantizing import Loss, measured_loss, refuse_loss
from inhouse.steps.serve import open_services
from inhouse.tasks import build as build_task
from released_project import PRICES, dataset

pytestmark = pytest.mark.usefixtures("one_thread")
ASKED = (Message("user", "What does a check-up cost?"),)


def compared_contender(name, embedder):
    """The contender as the comparison builds it, not from the frozen recipe."""
    index = Index((Chunk("c1", "doc1", PRICES, 0, len(PRICES)),), embedder)
    shots = dataset().part("train")
    system = "You answer questions for Bright Dental."
    return build(name, Ingredients(build_task("answer"), system, shots, index, 1))


PROMPTS = [facts.name for facts in facts_of(names()) if "model" in facts.needs and facts.ships]


@pytest.mark.parametrize("name", PROMPTS)
def test_whichever_contender_was_promoted_is_served(released, tiny_model, name):
    project = released(name)
    services = finish(open_services(project))
    served = services.assistants["shop"]
    contender = compared_contender(name, services.embedder)
    renderer = open_renderer(tiny_model)
    ids = served.writer.read(served.contender.prepare(ASKED).messages, 6)
    assert ids == renderer.prompt(contender.prepare(ASKED).messages)
    recipe = project.registry.serving.releases.recipe(project.registry.serving.releases.current())
    adapters = {"own": project.registry.path(recipe.adapter)} if recipe.adapter else {}
    torch = TorchServing(load(tiny_model, dtype="float32"), adapters, renderer.stop_ids)
    options = Sampling(6, logit_bias=plain_letters(renderer))
    wanted = torch.generate(ids, options, variant="own" if adapters else BASE)
    found = served.writer.engine.generate(ids, options, variant=served.writer.variant)
    assert served.writer.engine.facts.name == "llama.cpp"
    assert "".join(p.text for p in found) == "".join(p.text for p in wanted)
    served.writer.engine.close()


def plain_letters(renderer):
    """Engines show control tokens and halves of characters apart."""
    texts = {i: renderer.parse([i]) for i in range(433)}
    return {i: -100.0 for i, t in texts.items() if not (t.isascii() and t.isalpha())}


@pytest.mark.parametrize("name", ["prompted", "fine_tuned_with_retrieval"])
def test_what_would_be_served_is_compared_with_pytorch(released, name):
    project = released(name)
    release = project.registry.serving.releases.current()
    parity = finish(served_parity(project, release, "champion"))
    assert (parity.engine, parity.precision, parity.agreement.n) == ("llama.cpp", "f32", 20)
    assert "of 20 answers equal PyTorch's" in str(parity)


def test_two_releases_served_together_are_compared_as_adapters_on_one_base(released):
    project = released("fine_tuned")
    releases = project.registry.serving.releases
    releases.promote(releases.current().id, channel="challenger", reason="test")
    parity = finish(served_parity(project, releases.current(), "champion"))
    assert parity.agreement.n == 20


def test_pytorch_is_not_compared_with_itself(released):
    project = released("prompted", settings=["serve.engine=torch"])
    release = project.registry.serving.releases.current()
    parity = finish(served_parity(project, release, "champion"))
    assert (parity.precision, parity.agreement) == ("float32", None)


def test_a_release_served_otherwise_than_it_was_compared_is_named(released):
    project = released("prompted")
    events = list(open_services(project))
    assert any("was not compared with PyTorch" in getattr(e, "text", "") for e in events)
    release = project.registry.serving.releases.current()
    facts = EngineFacts("llama.cpp", "f16", (BASE,), 1)
    proven = Parity("llama.cpp", "f16", Agreement(20, 1.0, 1.0, None))
    assert unproven(dataclasses.replace(release, details=details_of(proven)), facts) is None


def test_too_many_unlike_answers_are_refused_with_the_first():
    unlike = Parity("llama.cpp", "f16", Agreement(20, 0.85, 0.9, ("yes", "no")))
    with pytest.raises(GateRefused, match=r'85% of 20 do.*"yes", "no"'):
        refuse_unlike(unlike)
    refuse_unlike(dataclasses.replace(unlike, precision="q8_0"))
    refuse_unlike(Parity("llama.cpp", "f16", Agreement(20, 0.9, 0.9, ("yes", "no"))))


@pytest.fixture
def promotable(released, monkeypatch):
    """`promote` with its comparison given and its parity as the test says."""
    project = released("fine_tuned")
    kept = project.registry.serving.releases
    recipe, before = kept.recipe(kept.current()), kept.current()
    comparison = project.registry.load_comparison("c1")

    def given(value):
        def work(*_, **__):
            return value
            yield

        return work

    class Result:
        pass

    result = Result()
    result.comparison = comparison
    changed = dataclasses.replace(recipe, max_tokens=11)
    monkeypatch.setattr(promoting, "compared", given((None, None, result)))
    monkeypatch.setattr(promoting, "_chosen", lambda *_, **__: "fine_tuned")
    monkeypatch.setattr(promoting, "_recipe", given(changed))
    monkeypatch.setattr(
        promoting, "_release",
        lambda registry, recipe, _: dataclasses.replace(
            before, id="new", recipe=registry.serving.releases.put_recipe(recipe)
        ),
    )  # fmt: skip

    def with_parity(share):
        parity = Parity("llama.cpp", "f16", Agreement(20, share, share, ("yes", "no")))
        monkeypatch.setattr(promoting, "served_parity", given(parity))
        return project

    return with_parity


def test_what_agrees_is_promoted_and_the_release_says_how_far(promotable):
    project = promotable(0.95)
    finish(promoting.promote(project))
    current = project.registry.serving.releases.current()
    assert current.id == "new"
    assert current.details["parity"].startswith("95% of 20 answers equal PyTorch's")


def test_what_does_not_agree_is_not_promoted_unless_somebody_insists(promotable):
    project = promotable(0.5)
    with pytest.raises(GateRefused, match="--force"):
        finish(promoting.promote(project))
    releases = project.registry.serving.releases
    assert releases.current().id != "new"
    finish(promoting.promote(project, force=True))
    assert releases.current().details["parity"].startswith("50% of 20")


def loss(difference, low, high):
    return Loss("q8_0", "answer_quality", 40, difference, Interval(low, high), 0, "questions")


def test_a_loss_of_more_than_a_point_is_refused_and_so_is_one_that_may_be():
    refuse_loss(loss(-0.004, -0.009, 0.002), force=False)
    with pytest.raises(GateRefused, match="it loses more"):
        refuse_loss(loss(-0.02, -0.03, -0.012), force=False)
    with pytest.raises(GateRefused, match=r"cannot be excluded.*40 questions"):
        refuse_loss(loss(-0.001, -0.02, 0.018), force=False)
    with pytest.raises(GateRefused, match="not measurable"):
        refuse_loss(Loss("q8_0", "answer_quality", 1, 0.0, None), force=False)
    refuse_loss(loss(-0.02, -0.03, -0.012), force=True)
    few = loss(-0.001, -0.02, 0.018)
    with pytest.raises(GateRefused, match=r"f16\), or insist"):
        refuse_loss(few, force=False)
    with pytest.raises(GateRefused, match=r"--questions 100\)"):
        refuse_loss(dataclasses.replace(few, more=60), force=False)


def test_the_loss_is_measured_on_the_held_out_questions(released):
    project = released("few_shot")
    release = project.registry.serving.releases.current()
    measured = finish(measured_loss(project, release, "q4_0", 3))
    assert (measured.precision, measured.n) == ("q4_0", 3)
    assert measured.interval.low <= measured.difference <= measured.interval.high


@pytest.mark.parametrize("serves", ["llama.cpp", "openvino"])
def test_promote_measures_the_loss_through_the_engine_that_serves(promotable, monkeypatch, serves):
    asked = []

    def lossless(project, release, *served):
        asked.append(served)
        return loss(0.0, -0.001, 0.001)
        yield

    def parity(*_, **__):
        return Parity(serves, "q8_0", Agreement(20, 1.0, 1.0, None))
        yield

    project = promotable(1.0)
    monkeypatch.setattr(promoting, "measured_loss", lossless)
    monkeypatch.setattr(promoting, "served_parity", parity)
    finish(promoting.promote(project))
    assert asked == [("q8_0", project.config.compare.max_test_examples, serves)]


@pytest.mark.slow
def test_the_loss_is_measured_through_openvino_too(released, monkeypatch):
    pytest.importorskip("openvino_genai", reason="needs pip install 'inhouse[openvino]'")
    opened = []

    def watched(weights, settings):
        opened.append((settings.engine, settings.precision))
        return open_engine(weights, settings)

    monkeypatch.setattr(quantizing, "open_engine", watched)
    project = released("few_shot")
    release = project.registry.serving.releases.current()
    measured = finish(measured_loss(project, release, "q8_0", 3, "openvino"))
    assert (measured.n, opened) == (3, [("openvino", "f16"), ("openvino", "q8_0")])
