"""A tiny model, adapters of each method on it, and questions they answer in whole characters."""

import itertools

import pytest

from inhouse.models.engines import Sampling
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.exports.checking import Answering, Check
from inhouse.models.exports.prompting import Expected, Prompting
from inhouse.models.load import load
from inhouse.records import Message
from inhouse.rendering import open_renderer
from serving_models import one_processor, write_adapter, write_model

BEFORE = (
    Message("system", 'You answer for "Bright Dental" & sons.\nBe brief: {{ no }} jargon.'),
    Message("user", "Do you take cards?"),
    Message("assistant", "Yes, all of them."),
)


class House:
    """The tiny model with one adapter of each method."""

    def __init__(self, root):
        self.folder = write_model(root / "model")
        self.renderer = open_renderer(self.folder)
        self.adapters = {
            method: write_adapter(root / method, self.folder, seed=i, method=method)
            for i, method in enumerate(("lora", "rslora", "dora"), start=1)
        }

    def answering(self, method="lora"):
        return Answering(self.folder, self.adapters[method] if method else None)

    def check(self, method="lora", n=3):
        """Prompts answered in whole characters: engines show halves apart."""
        adapters = {"a": self.adapters[method]} if method else {}
        engine = TorchServing(load(self.folder, dtype="float32"), adapters, self.renderer.stop_ids)
        asked = [f"{i} {w}" for i in range(12) for w in ("front", "desk", "card", "days")]
        prompts = (self.renderer.prompt((Message("user", a),)) for a in asked)
        clean = (p for p in prompts if _is_clean(engine, p, "a" if method else "base"))
        chosen = tuple(itertools.islice(clean, n))
        assert len(chosen) == n
        return Check(chosen, self.renderer.stop_ids, 2)

    def prompting(self, renderer=None):
        renderer = renderer or self.renderer
        return Prompting(renderer, BEFORE, 64, 512, "Owner/Model: Apache-2.0", expected(renderer))


def _is_clean(engine, prompt, variant):
    text = "".join(p.text for p in engine.generate(prompt, Sampling(2), variant=variant))
    return bool(text.strip()) and text.isprintable() and not set(text) & set("\ufffd<|")


def expected(renderer, before=BEFORE):
    """One turn, three turns, and a client with a system message of its own."""
    one = (Message("user", "What does it cost?"),)
    three = (*one, Message("assistant", "$85.50.\n\n1. now"), Message("user", "Thanks"),
             Message("assistant", "Welcome."), Message("user", "Bye"))  # fmt: skip
    told = Message("system", f"{before[0].content}\n\nIn one word.")
    client = (Message("system", "In one word."), *one)
    rows = {one: (*before, *one), three: (*before, *three), client: (told, *before[1:], *one)}
    return [Expected(t, renderer.text(full, for_generation=True)) for t, full in rows.items()]


@pytest.fixture(autouse=True)
def _one_processor(monkeypatch):
    one_processor(monkeypatch)


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    return House(tmp_path_factory.mktemp("exports"))
