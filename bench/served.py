"""The server that `bench/serve.py` asks, in a process of its own.

llama.cpp through our HTTP API and through its own server; OpenVINO GenAI through our HTTP API and,
for each line of its standard input, by itself. Prints one line of JSON: both addresses, the key of
llama.cpp's own server, whether there is OpenVINO; serves until its standard input ends.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("GOMP_SPINCOUNT", "2000")  # as the command line does

import numpy as np
import uvicorn
from house import drain
from numpy.typing import NDArray

from inhouse.contenders import Assistant, Index, Ingredients, Limits, Writer, build
from inhouse.errors import ModelUnavailable
from inhouse.models.engines import BASE
from inhouse.models.engines.opening import (
    EngineSettings,
    Weights,
    model_file,
    open_engine,
    processor_threads,
)
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.load import load
from inhouse.records import Message
from inhouse.registry import Registry
from inhouse.rendering import Renderer, open_renderer
from inhouse.server import Services, create_app
from inhouse.tasks import build as build_task

_CONTEXT = 2048


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder for each adapter; the rest goes beside")
    parser.add_argument("--precision", default="f16")
    parser.add_argument("--parallel", type=int, default=8)
    options = parser.parse_args()
    adapters = {path.name: path for path in sorted(options.folder.iterdir())}
    model = drain(fetch("smollm2-135m-instruct"))
    renderer = open_renderer(model)
    weights = Weights(model, adapters, options.folder.parent / "gguf", renderer.stop_ids)
    settings = EngineSettings("llama.cpp", options.precision, options.parallel, _CONTEXT)
    engine = open_engine(weights, settings)
    torch = {
        name: TorchServing(load(model, dtype=dtype), {}, renderer.stop_ids)
        for name, dtype in (("PyTorch", "auto"), ("PyTorch, float32", "float32"))
    }
    limits = Limits(64, _CONTEXT)
    made = {name: _assistant(name, Writer(renderer, engine, name, limits)) for name in adapters}
    made[BASE] = _assistant(BASE, Writer(renderer, engine, BASE, limits))
    for name, reference in torch.items():
        made[name] = _assistant(name, Writer(renderer, reference, BASE, limits))
    base = dataclasses.replace(weights, adapters={})
    alone = None
    try:
        vino = open_engine(base, dataclasses.replace(settings, engine="openvino"))
    except ModelUnavailable as error:
        sys.stderr.write(f"{error}\n")
    else:
        made["openvino"] = _assistant("openvino", Writer(renderer, vino, BASE, limits))
        alone = OpenVinoAlone(base, settings, renderer)
    with Registry.open(options.folder.parent) as registry:
        services = Services(registry, made, None, "", request_log="off", max_waiting=512)
        _serve(services, engine, alone)


class OpenVinoAlone:
    """OpenVINO GenAI as its own examples use it: prompts in, answers out, no server."""

    def __init__(self, weights: Weights, settings: EngineSettings, renderer: Renderer) -> None:
        import openvino

        from inhouse.models.engines.openvino_process import opened

        self._tensor = openvino.Tensor
        self._genai, self._pipeline = opened(
            str(model_file(weights, settings.precision, None)),
            threads=processor_threads(),
            parallel=settings.parallel,
            context_length=_CONTEXT,
        )
        self._renderer = renderer

    def answer(self, asks: list[str], tokens: int) -> int:
        """Answers all questions at once; how many tokens that took."""
        config = self._genai.GenerationConfig()
        config.max_new_tokens, config.do_sample = tokens, False
        config.eos_token_id = min(self._renderer.stop_ids)
        config.stop_token_ids = set(self._renderer.stop_ids)
        rows = [self._renderer.prompt((Message("user", ask),)) for ask in asks]
        prompts = [self._tensor(np.array([row], dtype=np.int64)) for row in rows]
        made = self._pipeline.generate(prompts, [config] * len(prompts))
        return sum(len(one.m_generation_ids[0]) for one in made)


def _assistant(name: str, writer: Writer) -> Assistant:
    """A model without a word of instruction."""
    bare = Ingredients(build_task("answer"), "", (), Index((), _Blind()), 1, writer=writer)
    return Assistant(name, None, build("base", bare), writer)


class _Blind:
    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 1), dtype=np.float32)


def _serve(services: Services, engine: object, alone: OpenVinoAlone | None) -> None:
    config = uvicorn.Config(create_app(services), port=0, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    told = {
        "ours": f"http://127.0.0.1:{port}/v1",
        "llama.cpp": f"{engine._server.listening_address}/v1",
        "secret": engine.secret,
        "openvino": alone is not None,
    }
    _tell(told)
    for line in sys.stdin:
        _tell({"tokens": alone.answer(**json.loads(line))})
    server.should_exit = True
    thread.join(10)


def _tell(told: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
