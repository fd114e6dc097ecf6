"""Every engine of the table, open over one tiny model, and what a test asks it."""

import importlib.util
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chat_server import chat_server, streamed
from inhouse.models.engines import BASE, Engine, EngineSpec, engine_spec
from inhouse.models.engines.asking import ask
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.records import Message
from inhouse.rendering import Renderer, open_renderer
from serving_models import write_adapter, write_model

DOCS = Path(__file__).parents[2] / "docs" / "extending.md"
MODULES = {"openvino": "openvino_genai"}
QUESTIONS = ("Do you take walk-ins?", "What does a check-up cost?", "Saturday 9:30", "Please bring")


@dataclass(frozen=True)
class House:
    """An open engine, its row, and prompts of the kind it reads."""

    spec: EngineSpec
    engine: Engine
    prompts: list[Any]
    renderer: Renderer
    server: Any

    @property
    def variants(self):
        return self.engine.facts.variants

    def pieces(self, prompt, sampling, variant=BASE):
        return list(ask(self.engine, prompt, sampling, variant=variant))

    def text(self, prompt, sampling, variant=BASE):
        return "".join(piece.text for piece in self.pieces(prompt, sampling, variant))


def docs_example():
    """The engine of docs/extending.md: its file, and its entry point."""
    text = DOCS.read_text(encoding="utf-8").partition("## An engine")[2].partition("\n## ")[0]
    code = text.partition("```python\n")[2].partition("```")[0]
    points = tomllib.loads(text.partition("```toml\n")[2].partition("```")[0])
    return code, points["project"]["entry-points"]["inhouse.engines"]


def install(folder, code, points):
    """The package of the example, as pip would leave it in a folder of the path."""
    (folder / "parrot_engine.py").write_text(code, encoding="utf-8")
    about = folder / "parrot-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: parrot\nVersion: 1.0\n")
    rows = "".join(f"{name} = {place}\n" for name, place in points.items())
    (about / "entry_points.txt").write_text(f"[inhouse.engines]\n{rows}")


def tiny_weights(root):
    """A model with one release."""
    folder = write_model(root / "model")
    adapters = {"a": write_adapter(root / "a", folder, seed=1)}
    return Weights(folder, adapters, root / "gguf", open_renderer(folder).stop_ids)


@contextmanager
def opened(name, weights):
    """The engine called `name`, with all that its row allows."""
    spec = engine_spec(name)
    if name in MODULES and importlib.util.find_spec(MODULES[name]) is None:
        pytest.skip(f"needs {spec.package}")
    adapters = weights.adapters if spec.max_adapters != 0 else {}
    weights = Weights(weights.folder, adapters, weights.cache, weights.stop_ids)
    renderer = open_renderer(weights.folder)
    with chat_server() as server:
        server.lines = _short_where_held_to_a_schema
        precision = (*spec.precisions, "f16")[0]
        settings = EngineSettings(name, precision, 2, 512, server.url, "big")
        engine = open_engine(weights, settings)
        talks = [(Message("user", question),) for question in QUESTIONS]
        reads = engine.facts.reads
        prompts = talks if reads == "messages" else [renderer.prompt(talk) for talk in talks]
        try:
            yield House(spec, engine, prompts, renderer, server)
        finally:
            engine.close()


def _short_where_held_to_a_schema(asked):
    return streamed(asked, lambda _: ['"a"']) if "response_format" in asked else streamed(asked)
