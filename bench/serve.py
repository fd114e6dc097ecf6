"""Serving side by side: our HTTP API, llama.cpp's own server, OpenVINO GenAI, PyTorch; adapters
mixed; first token.

One model file in a process of its own. Our API and llama.cpp's server lead to one engine and are
asked by the same client; with OpenVINO installed our API leads to it too, and OpenVINO alone is
given prompts in that process, without any server. All take turns and change who is first, and no
two requests share a question, for the second one would find its prompt read already.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai
import psutil
from house import QUESTIONS, adapters_with_words, drain

from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.load import load
from inhouse.records import Message
from inhouse.rendering import open_renderer

_MIXED_TOKENS = 12
_numbers = itertools.count(100)

Way = Callable[[list[str], int], Awaitable[int]]
"""Questions and the most tokens of an answer, to the tokens of all answers."""


@dataclass(frozen=True)
class Served:
    """The process that serves, and what it said of itself."""

    process: subprocess.Popen[str]
    told: dict[str, Any]

    def seconds(self) -> float:
        """Processor time used so far, by the process of OpenVINO too."""
        own = psutil.Process(self.process.pid)
        every = [own, *own.children(recursive=True)]
        return sum(sum(process.cpu_times()[:2]) for process in every)

    async def alone(self, asks: list[str], tokens: int) -> int:
        """OpenVINO GenAI answers, without a server."""
        self.process.stdin.write(json.dumps({"asks": asks, "tokens": tokens}) + "\n")
        self.process.stdin.flush()
        return json.loads(await asyncio.to_thread(self.process.stdout.readline))["tokens"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute; without mixed adapters")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--precision", default="f16")
    parser.add_argument("--only", choices=("streams", "mixed"), help="leave the others out")
    options = parser.parse_args()
    size = {"tokens": 16, "rounds": 1, "adapters": 2, "mixed": 16, "words": 60}
    if options.quick:
        options.only = options.only or "streams"
    else:
        size = {"tokens": 64, "rounds": 6, "adapters": 20, "mixed": 500, "words": 400}
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held) / "adapters"
        model = drain(fetch("smollm2-135m-instruct"))
        adapters = adapters_with_words(model, folder, size["adapters"])
        with _server(folder, options.precision) as server:
            found = asyncio.run(_asked(server, (list(adapters), size, options.only)))
        if "texts" in found:
            found |= _checked(found.pop("texts"), model, adapters)
    found = {"precision": options.precision, **size, **found}
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, value in found.items():
        sys.stdout.write(f"{name}: {value}\n")


@contextlib.contextmanager
def _server(folder: Path, precision: str) -> Iterator[Served]:
    command = [sys.executable, str(Path(__file__).with_name("served.py")), str(folder)]
    process = subprocess.Popen(
        [*command, "--precision", precision],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit("the server ended")
        yield Served(process, json.loads(line))
    finally:
        process.stdin.close()
        process.wait(60)


async def _asked(
    server: Served, what: tuple[list[str], dict[str, int], str | None]
) -> dict[str, object]:
    adapters, size, only = what
    found: dict[str, object] = {}
    told = server.told
    ours = openai.AsyncOpenAI(base_url=told["ours"], api_key="x", timeout=600, max_retries=0)
    theirs = openai.AsyncOpenAI(
        base_url=told["llama.cpp"], api_key=told["secret"], timeout=600, max_retries=0
    )
    async with ours, theirs:
        if only != "mixed":
            ways = {"ours": _http(ours, BASE), "llama.cpp": _http(theirs, BASE)}
            if told["openvino"]:
                ways |= {"ours, OpenVINO": _http(ours, "openvino"), "OpenVINO": server.alone}
            alone = {name: _http(ours, name) for name in ("PyTorch", "PyTorch, float32")}
            found |= await _streams(server, ways, alone, size)
            found["first_token_seconds"] = await _first_tokens(ours, size["words"])
        if only != "streams":
            found |= await _mixed(ours, adapters, size["mixed"])
    return found


async def _streams(
    server: Served, ways: Mapping[str, Way], alone: Mapping[str, Way], size: dict[str, int]
) -> dict[str, object]:
    """Tokens a second of one stream and of eight, and processor time of the server a token.

    Those in `alone` answer one question at a time.
    """
    rows: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for way in ways.values():  # what is computed once only is computed before
        await _rate(server, way, 8, 8)
    for turn in range(size["rounds"]):
        sides = list(ways)[:: 1 if turn % 2 else -1]
        for side, n in itertools.product(sides, (8, 1)):
            measured = await _rate(server, ways[side], n, size["tokens"])
            rows.setdefault((side, n), []).append(measured)
        for side, way in alone.items():
            measured = await _rate(server, way, 1, size["tokens"] // 2)
            rows.setdefault((side, 1), []).append(measured)
    found: dict[str, object] = {}
    for n, name in ((1, "single_stream"), (8, "eight_streams")):
        middle = {
            side: [_middle([row[i] for row in measured]) for i in (0, 1)]
            for (side, streams), measured in rows.items()
            if streams == n
        }
        found[f"{name}_tokens_per_second"] = {side: rate for side, (rate, _) in middle.items()}
        found[f"{name}_processor_ms_per_token"] = {side: cpu for side, (_, cpu) in middle.items()}
        ours = max(rate for side, (rate, _) in middle.items() if side.startswith("ours"))
        found[f"{name}_ratio"] = round(middle["ours"][0] / middle["llama.cpp"][0], 3)
        others = [rate for side, (rate, _) in middle.items() if side in ("llama.cpp", "OpenVINO")]
        found[f"{name}_best_ratio"] = round(ours / max(others), 3)
    return found


def _middle(values: list[float]) -> float:
    return round(statistics.median(values), 3)


async def _rate(server: Served, way: Way, streams: int, tokens: int) -> tuple[float, float]:
    """Tokens a second over all streams, processor milliseconds of the server a token."""
    number = next(_numbers)
    asks = [f"Request {number}. {ask}" for ask in QUESTIONS(streams)]
    before, started = server.seconds(), time.perf_counter()
    count = await way(asks, tokens)
    seconds = time.perf_counter() - started
    return count / seconds, 1000 * (server.seconds() - before) / count


def _http(client: openai.AsyncOpenAI, model: str) -> Way:
    """Questions asked at once by the API, answers streamed."""

    async def asked(asks: list[str], tokens: int) -> int:
        return sum(await asyncio.gather(*(_stream(client, model, ask, tokens) for ask in asks)))

    return asked


async def _stream(client: openai.AsyncOpenAI, model: str, ask: str, tokens: int) -> int:
    """Tokens of a streamed answer; only its last events are taken apart, for the client shares the
    processor with the server."""
    async with client.chat.completions.with_streaming_response.create(
        model=model,
        messages=[{"role": "user", "content": ask}],
        max_tokens=tokens,
        temperature=0,
        stream=True,
        stream_options={"include_usage": True},
    ) as response:
        text = b"".join([chunk async for chunk in response.iter_bytes()]).decode()
    events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    return int(
        next(event["usage"] for event in reversed(events) if event.get("usage"))[
            "completion_tokens"
        ]
    )


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
    client: openai.AsyncOpenAI, adapters: list[str], n_asked: int
) -> dict[str, object]:
    """Throughput of one adapter and of all mixed, every request sent at once; then the texts."""
    asks = QUESTIONS(8)

    async def one(ask: str, model: str) -> tuple[int, tuple[str, str, str]]:
        made = await client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": ask}], max_tokens=_MIXED_TOKENS
        )
        text = made.choices[0].message.content
        return made.usage.completion_tokens, (ask, model, text)

    async def run(rows: list[tuple[str, str]]) -> tuple[float, list[tuple[str, str, str]]]:
        started = time.perf_counter()
        made = await asyncio.gather(*(one(ask, model) for ask, model in rows))
        seconds = time.perf_counter() - started
        return sum(count for count, _ in made) / seconds, [row for _, row in made]

    def unlike(models: list[str]) -> list[tuple[str, str]]:
        return [(f"Request {next(_numbers)}. {asks[i % 8]}", m) for i, m in enumerate(models)]

    some = n_asked // 2
    alone, _ = await run(unlike([adapters[0]] * some))
    rate, _ = await run(unlike([adapters[i % len(adapters)] for i in range(some)]))
    # Eight questions only, for each is asked of PyTorch too, under every name.
    models = [adapters[i // 8 % len(adapters)] for i in range(n_asked)]
    _, texts = await run([(asks[i % 8], model) for i, model in enumerate(models)])
    return {
        "one_adapter_tokens_per_second": round(alone, 2),
        "mixed_tokens_per_second": round(rate, 2),
        "mixed_ratio": round(rate / alone, 3),
        "texts": texts,
    }


def _checked(
    texts: list[tuple[str, str, str]], model: Path, adapters: dict[str, Path]
) -> dict[str, object]:
    """How many answers are PyTorch's of the adapter named, and how many are another's."""
    renderer = open_renderer(model)
    engine = TorchServing(load(model, dtype="float32"), adapters, renderer.stop_ids)
    wanted = {}
    for ask, name in sorted({(ask, name) for ask, name, _ in texts}):
        ids = renderer.prompt((Message("user", ask),))
        pieces = engine.generate(ids, Sampling(_MIXED_TOKENS), variant=name)
        wanted[ask, name] = "".join(piece.text for piece in pieces).strip()
    of_others = [
        any(wanted.get((ask, other)) == text for other in adapters if other != name)
        for ask, name, text in texts
    ]
    return {
        "asked": len(texts),
        "answers_that_pytorch_gives_under_two_names": len(wanted)
        - len({(ask, text) for (ask, _), text in wanted.items()}),
        "equal_to_pytorch": sum(wanted[ask, name] == text for ask, name, text in texts),
        "equal_to_another_adapters": sum(of_others),
    }


if __name__ == "__main__":
    main()
