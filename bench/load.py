"""Many clients at once, for minutes; then a kill under load: what is lost, how soon it is back.

`python bench/load.py --clients 200 --minutes 10` starts `inhouse serve` in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

import openai
import psutil
from house import QUESTIONS, drain
from released import STARTER, write_release

from inhouse.models.fetch import fetch
from inhouse.registry import Registry

_INHOUSE = [sys.executable, "-c", "from inhouse.cli import main; main()"]
_SAMPLED_SECONDS = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--quick", action="store_true", help="8 clients, 12 seconds")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.clients, options.minutes = 8, 0.2
    with tempfile.TemporaryDirectory() as held:
        project = write_release(Path(held) / "shop", drain(fetch(STARTER)))
        found = asyncio.run(_measured(project, options))
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, value in found.items():
        sys.stdout.write(f"{name}: {value}\n")


class Server:
    """`inhouse serve` in a process of its own; waits until it is healthy."""

    def __init__(self, project: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        started = time.monotonic()
        command = [*_INHOUSE, "serve", "--project", str(project), "--port", str(self.port)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while not self._is_healthy():
            if self.process.poll() is not None:
                raise SystemExit("the server ended")
            time.sleep(0.05)
        self.start_seconds = time.monotonic() - started

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz"):
                return True
        except OSError:
            return False

    def memory_bytes(self) -> int:
        """What the process and those of its engine hold now."""
        own = psutil.Process(self.process.pid)
        return sum(process.memory_info().rss for process in (own, *own.children(recursive=True)))

    def kill(self, number: int) -> None:
        """Sends the signal and waits for the end."""
        os.kill(self.process.pid, number)
        self.process.wait(60)


async def _measured(project: Path, options: argparse.Namespace) -> dict[str, object]:
    server = Server(project)
    load = Load(server.port, options.tokens)
    first_start = server.start_seconds
    samples = await _under(load, options.clients, options.minutes * 60, server)
    server.kill(signal.SIGKILL)
    await load.stop()
    restarted = Server(project)
    with Registry.open(project) as registry:
        kept = registry.serving.traces
        lost = sum(kept.get(answer) is None for answer in load.acknowledged)
    restarted.kill(signal.SIGINT)
    third = max(1, len(samples) // 3)
    waits = sorted(load.seconds) or [0.0]
    return {
        "clients": options.clients,
        "minutes": options.minutes,
        "answered": len(load.acknowledged),
        "errors_before_the_kill": dict(load.errors),
        "tokens_per_second": round(load.tokens / (60 * options.minutes), 1),
        "seconds_p50": round(statistics.median(waits), 2),
        "seconds_p95": round(waits[int(0.95 * (len(waits) - 1))], 2),
        "memory_megabytes_first_third": round(statistics.median(samples[:third]) / 1e6, 1),
        "memory_megabytes_last_third": round(statistics.median(samples[-third:]) / 1e6, 1),
        "acknowledged_but_lost": lost,
        "start_seconds": round(first_start, 2),
        "restart_seconds_after_kill": round(restarted.start_seconds, 2),
    }


class Load:
    """Clients that ask one question after the other.

    Args:
        port: of the server on this machine.
        tokens: of each answer at most.
    """

    def __init__(self, port: int, tokens: int) -> None:
        self._base_url = f"http://127.0.0.1:{port}/v1"
        self._max_tokens = tokens
        self._tasks: list[asyncio.Task[None]] = []
        self._counting = True
        self.acknowledged: list[str] = []
        self.seconds: list[float] = []
        self.tokens = 0
        self.errors: Counter[str] = Counter()

    def start(self, n: int) -> None:
        """Lets `n` clients begin."""
        self._tasks = [asyncio.create_task(self._client(i)) for i in range(n)]

    def stop_counting(self) -> None:
        """Errors from now on are those of the kill."""
        self._counting = False

    async def stop(self) -> None:
        """Ends the clients."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _client(self, number: int) -> None:
        asks = QUESTIONS(200)
        async with openai.AsyncOpenAI(
            base_url=self._base_url, api_key="x", max_retries=0, timeout=600
        ) as client:
            for turn in range(number, 10**9, 7):
                await self._ask(client, asks[turn % len(asks)])

    async def _ask(self, client: openai.AsyncOpenAI, ask: str) -> None:
        started = time.perf_counter()
        talk = [{"role": "user", "content": ask}]
        try:
            made = await client.chat.completions.create(
                model="shop", messages=talk, max_tokens=self._max_tokens
            )
        except openai.APIStatusError as error:
            self._count(str(error.status_code))
            await asyncio.sleep(float(error.response.headers.get("retry-after", "1")))
        except openai.APIConnectionError as error:
            self._count(type(error).__name__)
            await asyncio.sleep(1)
        else:
            self.acknowledged.append(made.id)
            self.seconds.append(time.perf_counter() - started)
            self.tokens += made.usage.completion_tokens

    def _count(self, what: str) -> None:
        if self._counting:
            self.errors[what] += 1


async def _under(load: Load, n: int, seconds: float, server: Server) -> list[int]:
    """The memory the server holds, again and again, while the clients ask."""
    load.start(n)
    until = time.monotonic() + seconds
    samples = []
    while time.monotonic() < until:
        await asyncio.sleep(_SAMPLED_SECONDS)
        samples.append(server.memory_bytes())
    load.stop_counting()
    return samples


if __name__ == "__main__":
    main()
