"""Serving side by side: our HTTP API, llama.cpp's own server, PyTorch; adapters mixed; first token.

One model file, one machine, one process for the engines; every system is asked the same prompts in
turn, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import openai
import uvicorn
from house import QUESTIONS, drain, random_adapter

from inhouse.contenders import Assistant, Limits
from inhouse.models.embed import load_embedder
from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.opening import EngineSettings, Weights, open_engine
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.load import load
from inhouse.models.shared_embedder import SharedEmbedder
from inhouse.records import Message
from inhouse.registry import Registry
from inhouse.rendering import open_renderer
from inhouse.server import Services, create_app

# Far enough apart that answers tell adapters from each other; at 0.02 many begin alike.
_APART = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--precision", default="f16")
    options = parser.parse_args()
    size = {"tokens": 24, "rounds": 1, "adapters": 3, "mixed": 24, "words": 150}
    if not options.quick:
        size = {"tokens": 64, "rounds": 3, "adapters": 20, "mixed": 500, "words": 400}
    with tempfile.TemporaryDirectory() as held:
        found = asyncio.run(_measured(Path(held), options.precision, size))
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, value in found.items():
        sys.stdout.write(f"{name}: {value}\n")


async def _measured(held: Path, precision: str, size: dict[str, int]) -> dict[str, object]:
    folder = drain(fetch("smollm2-135m-instruct"))
    renderer = open_renderer(folder)
    adapters = {
        f"a{i}": random_adapter(folder, held / f"a{i}", i, size=_APART)
        for i in range(size["adapters"])
    }
    weights = Weights(folder, adapters, held / "gguf", renderer.stop_ids)
    engine = open_engine(weights, EngineSettings("llama.cpp", precision, 8, 2048))
    reference = TorchServing(load(folder), adapters, renderer.stop_ids)
    limits = Limits(size["tokens"], 2048)
    names = {name: name for name in (BASE, *adapters)}
    made = {n: Assistant(n, None, None, renderer, engine, v, limits) for n, v in names.items()}
    made["torch"] = Assistant("torch", None, None, renderer, reference, BASE, limits)
    embedder = SharedEmbedder(load_embedder(drain(fetch("all-minilm-l6-v2"))))
    with Registry.open(held) as registry:
        services = Services(registry, made, embedder, "all-minilm-l6-v2", request_log="off")
        with _running(create_app(services)) as url:
            found = await _all(url, engine, (renderer, reference, list(names)), size)
    return {"precision": precision, **size, **found}


async def _all(url: str, engine: object, parts: tuple, size: dict[str, int]) -> dict[str, object]:
    found: dict[str, object] = {}
    async with openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="x", timeout=600) as ours:
        server = engine._server
        theirs = openai.AsyncOpenAI(
            base_url=f"{server.listening_address}/v1", api_key=engine.secret, timeout=600
        )
        single: dict[str, list[float]] = {"ours": [], "llama.cpp": [], "torch": []}
        eight: dict[str, list[float]] = {"ours": [], "llama.cpp": []}
        for turn in range(size["rounds"]):
            asks = QUESTIONS(9 * (turn + 1))[-9:]
            single["ours"].append(await _rate(ours, BASE, asks[:1], size["tokens"]))
            single["llama.cpp"].append(await _rate(theirs, BASE, asks[:1], size["tokens"]))
            single["torch"].append(await _rate(ours, "torch", asks[:1], size["tokens"]))
            eight["ours"].append(await _rate(ours, BASE, asks[1:], size["tokens"]))
            eight["llama.cpp"].append(await _rate(theirs, BASE, asks[1:], size["tokens"]))
        await theirs.close()
        found["single_stream_tokens_per_second"] = {k: _middle(v) for k, v in single.items()}
        found["eight_stream_tokens_per_second"] = {k: _middle(v) for k, v in eight.items()}
        found["first_token_seconds"] = await _first_tokens(ours, size["words"])
        found["mixed"] = await _mixed(ours, parts, size)
    return found


def _middle(values: list[float]) -> float:
    return round(statistics.median(values), 2)


async def _rate(client: openai.AsyncOpenAI, model: str, asks: list[str], n: int) -> float:
    """Tokens a second over all streams, from first token to last (single) or in all (several)."""
    started = time.perf_counter()
    rows = await asyncio.gather(*(_stream(client, model, ask, n) for ask in asks))
    if len(rows) == 1:
        first, last, count = rows[0]
        return (count - 1) / (last - first)
    return sum(count for _, _, count in rows) / (time.perf_counter() - started)


async def _stream(
    client: openai.AsyncOpenAI, model: str, ask: str, n: int
) -> tuple[float, float, int]:
    first, last, count = 0.0, 0.0, 0
    stream = await client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": ask}],
        max_tokens=n,
        temperature=0,
        stream=True,
        stream_options={"include_usage": True},
    )
    async for event in stream:
        if event.choices and event.choices[0].delta.content:
            last = time.perf_counter()
            first = first or last
        if event.usage:
            count = event.usage.completion_tokens
    return first, last, count


async def _first_tokens(client: openai.AsyncOpenAI, words: int) -> dict[str, float]:
    """Seconds to the first token with a system prompt nobody sent before, and again with it."""
    rows: dict[str, list[float]] = {"cold": [], "warm": []}
    for turn in range(3):
        system = f"You are assistant {turn}. " + " ".join(f"rule{turn}{i}" for i in range(words))
        for which in ("cold", "warm"):
            started = time.perf_counter()
            await client.chat.completions.create(
                model=BASE,
                messages=[
                    {"role": "system", "content": system[: 6 * words]},
                    {"role": "user", "content": f"What about {which}?"},
                ],
                max_tokens=1,
            )
            rows[which].append(time.perf_counter() - started)
    return {which: _middle(values) for which, values in rows.items()}


async def _mixed(
    client: openai.AsyncOpenAI, parts: tuple, size: dict[str, int]
) -> dict[str, object]:
    """Throughput of one adapter and of all mixed; each answer beside PyTorch's of the same name."""
    renderer, reference, names = parts
    adapters = [name for name in names if name != BASE]
    asks = QUESTIONS(8)
    n = 12

    async def run(models: list[str]) -> tuple[float, list[str]]:
        started = time.perf_counter()
        gate = asyncio.Semaphore(64)

        async def one(i: int, model: str) -> tuple[str, int]:
            async with gate:
                made = await client.chat.completions.create(
                    model=model,
                    messages=[{"role": "user", "content": asks[i % len(asks)]}],
                    max_tokens=n,
                )
            return made.choices[0].message.content, made.usage.completion_tokens

        rows = await asyncio.gather(*(one(i, model) for i, model in enumerate(models)))
        rate = sum(count for _, count in rows) / (time.perf_counter() - started)
        return rate, [text for text, _ in rows]

    n_asked = size["mixed"]
    alone, _ = await run([adapters[0]] * (n_asked // 4))
    mixture = [adapters[i // len(asks) % len(adapters)] for i in range(n_asked)]
    rate, texts = await run(mixture)
    wanted = {
        (model, ask): _text(renderer, reference, model, ask, n)
        for model in adapters
        for ask in asks
    }
    asked = [(asks[i % len(asks)], model) for i, model in enumerate(mixture)]
    nearest = [_nearest(wanted, ask, text) for (ask, _), text in zip(asked, texts, strict=True)]
    equal = sum(text == wanted[model, ask] for (ask, model), text in zip(asked, texts, strict=True))
    found = zip(nearest, asked, strict=True)
    named, tied = 0, 0
    for near, (_, model) in found:
        named += near == {model}
        tied += model in near and len(near) > 1
    return {
        "one_adapter_tokens_per_second": round(alone, 2),
        "mixed_tokens_per_second": round(rate, 2),
        "asked": n_asked,
        "different_answers_of_pytorch": round(len({*wanted.values()}) / len(wanted), 3),
        "equal_to_pytorch": equal,
        "nearest_is_the_adapter_named": named,
        "as_near_to_another": tied,
        "nearest_is_another": n_asked - named - tied,
    }


def _text(renderer: object, engine: TorchServing, model: str, ask: str, n: int) -> str:
    ids = renderer.prompt((Message("user", ask),))
    return "".join(p.text for p in engine.generate(ids, Sampling(n), variant=model)).strip()


def _nearest(wanted: dict[tuple[str, str], str], ask: str, text: str) -> set[str]:
    """The adapters whose answer to this question begins most like this one."""
    rows = {model: _alike(other, text) for (model, asked), other in wanted.items() if asked == ask}
    return {model for model, length in rows.items() if length == max(rows.values())}


def _alike(one: str, other: str) -> int:
    """Characters before the first difference."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


@contextlib.contextmanager
def _running(app: object):  # noqa: ANN202
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


if __name__ == "__main__":
    main()
