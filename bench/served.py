"""The server that `bench/serve.py` asks, in a process of its own: one engine, two ways in.

Prints one line of JSON: both addresses, the key of llama.cpp's own server, the names of the
adapters; then serves until its standard input ends.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import uvicorn
from house import drain

from inhouse.contenders import Assistant, Limits
from inhouse.models.engines import BASE
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.load import load
from inhouse.registry import Registry
from inhouse.rendering import open_renderer
from inhouse.server import Services, create_app

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
    reference = TorchServing(load(model), {}, renderer.stop_ids)
    limits = Limits(64, _CONTEXT)
    made = {
        name: Assistant(name, None, None, renderer, engine, name, limits)
        for name in (BASE, *adapters)
    }
    made["torch"] = Assistant("torch", None, None, renderer, reference, BASE, limits)
    with Registry.open(options.folder.parent) as registry:
        services = Services(registry, made, None, "", request_log="off", max_waiting=512)
        _serve(services, engine)


def _serve(services: Services, engine: object) -> None:
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
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.should_exit = True
    thread.join(10)


if __name__ == "__main__":
    main()
