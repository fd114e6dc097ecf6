"""OpenVINO GenAI: continuous batching and cached prompts over one GGUF file, without adapters.

Optional: `pip install 'inhouse[openvino]'`. Adapters are not opened through it: a release is served
merged. It runs in a process of its own, `openvino_process`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
import queue
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from inhouse.errors import BrokenInvariant, ModelUnavailable
from inhouse.models.engines.engine import (
    BASE,
    Engine,
    EngineFacts,
    Likely,
    Piece,
    Sampling,
    refuse_unanswerable,
)
from inhouse.models.engines.merged import MergedServing
from inhouse.models.engines.opening import (
    EngineSettings,
    Weights,
    model_file,
    processor_threads,
)
from inhouse.models.engines.text import Words
from inhouse.models.gguf_files import architecture_of

__all__ = [
    "BegunOpenVino",
    "OpenVinoProcess",
    "OpenVinoServing",
    "OpenVinoSettings",
    "begin_openvino",
    "open_openvino",
]

_PROCESS = "inhouse.models.engines.openvino_process"
_PATIENCE = 10.0
_News: TypeAlias = "tuple[list[tuple[int, float | None]], str | None]"


@dataclass(frozen=True, slots=True)
class OpenVinoSettings:
    """How OpenVINO runs.

    Args:
        threads: processor threads.
        parallel: answers made at once.
        context_length: tokens of one conversation at most.
        precision: of the file, for people.
        variant: what the file is.
    """

    threads: int
    parallel: int
    context_length: int
    precision: str
    variant: str


def open_openvino(weights: Weights, settings: EngineSettings) -> Engine:
    """OpenVINO over the one release and, once somebody asks it, over the base model.

    Raises:
        ModelUnavailable: it is not installed, or cannot open this model.
    """
    return begin_openvino(weights, settings).open(weights.stop_ids)


def begin_openvino(weights: Weights, settings: EngineSettings) -> BegunOpenVino:
    """The same, begun: its process starts at once."""
    variant = next(iter(weights.adapters), None)
    return BegunOpenVino(_process(weights, settings, variant), weights, settings)


def _process(weights: Weights, settings: EngineSettings, variant: str | None) -> OpenVinoProcess:
    architecture_of(weights.folder)
    weights.cache.mkdir(parents=True, exist_ok=True)
    how = OpenVinoSettings(
        threads=processor_threads(),
        parallel=settings.parallel,
        context_length=settings.context_length,
        precision=settings.precision,
        variant=variant or BASE,
    )
    return OpenVinoProcess(model_file(weights, settings.precision, variant), how)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class BegunOpenVino:
    """OpenVINO while its process reads the file; the process ends when nobody holds this."""

    process: OpenVinoProcess
    weights: Weights
    settings: EngineSettings

    def open(self, stop_ids: frozenset[int]) -> Engine:
        """The engine, once its process is ready."""
        from transformers import AutoTokenizer

        from inhouse.models.load import quiet_transformers

        with quiet_transformers():
            tokenizer = AutoTokenizer.from_pretrained(self.weights.folder, local_files_only=True)
        weights, settings = self.weights, self.settings
        engine = OpenVinoServing(self.process, tokenizer, stop_ids)
        if not weights.adapters:
            return engine
        return MergedServing(
            engine,
            lambda: OpenVinoServing(_process(weights, settings, None), tokenizer, stop_ids),
        )


@dataclass(slots=True)
class _Waiting:
    """Who waits for which answer, and whether the process has ended."""

    jobs: dict[int, queue.SimpleQueue[_News]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: bool = False


class OpenVinoProcess:
    """OpenVINO GenAI over a GGUF file in a process of its own, which begins at once.

    It ends when it is told to, or when nobody holds this.

    Args:
        model: the file.
        settings: how it runs.
    """

    def __init__(self, model: Path, settings: OpenVinoSettings) -> None:
        self.settings = settings
        self._model = model
        told = {
            "model": str(model),
            "threads": settings.threads,
            "parallel": settings.parallel,
            "context_length": settings.context_length,
        }
        # -P: the folder the server was started in may hold a file named like one of our modules.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _PROCESS, json.dumps(told)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="ascii",
        )
        self.end = weakref.finalize(self, _abandon, self._process)

    def wait(self) -> subprocess.Popen[str]:
        """The process, once it is ready.

        Raises:
            ModelUnavailable: OpenVINO GenAI is not installed, or cannot open the file.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        said: dict[str, Any] = (
            json.loads(line) if line else {"failed": "its process ended", "missing": False}
        )
        if "ready" in said:
            self.end.detach()
            self.end = weakref.finalize(self, _end, self._process)
            return self._process
        self.end()
        if said["missing"]:
            raise ModelUnavailable(
                "OpenVINO GenAI should be installed,",
                f"but it is not: {said['failed']}.",
                "Install it: pip install 'inhouse[openvino]'; or leave it: --set serve.engine=auto",
            )
        reason = (said["failed"].strip() or "no reason given").splitlines()[-1]
        raise ModelUnavailable(
            f"OpenVINO should open {self._model},",
            f"but it does not: {reason}.",
            "Serve with llama.cpp: inhouse serve --set serve.engine=llama.cpp",
        )


class OpenVinoServing:
    """One file, one variant; its process ends when it is closed, or when nobody holds it.

    Args:
        begun: the process, ready or not yet.
        tokenizer: the fast tokenizer of the model: text is made as everywhere else.
        stop_ids: tokens that end an answer.

    Raises:
        ModelUnavailable: OpenVINO GenAI is not installed, or cannot open the file.
    """

    def __init__(self, begun: OpenVinoProcess, tokenizer: Any, stop_ids: frozenset[int]) -> None:
        settings = begun.settings
        self._begun = begun
        self._process = begun.wait()
        self._tokenizer = tokenizer
        self._stop_ids = stop_ids
        self._numbers = itertools.count(1)
        self._waiting = _Waiting()
        self._writing = threading.Lock()
        self.facts = EngineFacts(
            name="openvino",
            precision=settings.precision,
            variants=(settings.variant,),
            parallel=settings.parallel,
            lacks=frozenset({"logit_bias", "top_logprobs"}),
        )
        # The thread must not hold the engine, or nobody could ever let go of it.
        self._thread = threading.Thread(
            target=_hear, args=(self._process, self._waiting), name="openvino", daemon=True
        )
        self._thread.start()

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, piece by piece."""
        refuse_unanswerable(self.facts, prompt, variant)
        number, news = self._ask(prompt, sampling)
        words, n, end = Words(self._tokenizer), 0, None
        try:
            while end is None:
                tokens, end = news.get()
                for token, logprob in tokens:
                    n += 1
                    if token in self._stop_ids and not sampling.ignore_stops:
                        yield Piece("", 1, finish_reason="stop")
                        return
                    likely = None
                    if sampling.n_logprobs is not None and logprob is not None:
                        likely = Likely(token, words.text([token]), logprob)
                    reason = "length" if n == sampling.max_tokens else None
                    yield Piece(words.add(token), 1, likely, (), reason)
                    if reason:
                        return
            if end:
                raise BrokenInvariant("OpenVINO should answer,", f"but it says: {end}.")
            yield Piece("", 0, finish_reason="stop")
        finally:
            self._forget(number, still_going=end is None)

    def close(self) -> None:
        """Ends the process."""
        self._begun.end()
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            self._process.kill()
            self._thread.join()

    def _ask(
        self, prompt: tuple[int, ...], sampling: Sampling
    ) -> tuple[int, queue.SimpleQueue[_News]]:
        news: queue.SimpleQueue[_News] = queue.SimpleQueue()
        how = {
            **dataclasses.asdict(dataclasses.replace(sampling, logit_bias={})),
            "log_probs": sampling.n_logprobs is not None,
            "stop_ids": [] if sampling.ignore_stops else sorted(self._stop_ids),
        }
        with self._waiting.lock:
            number = next(self._numbers)
            if self._waiting.ended:
                raise BrokenInvariant("OpenVINO should answer,", "but its process has ended.")
            self._waiting.jobs[number] = news
        self._send({"ask": number, "ids": prompt, "how": how})
        return number, news

    def _forget(self, number: int, *, still_going: bool) -> None:
        with self._waiting.lock:
            self._waiting.jobs.pop(number, None)
        if still_going:
            self._send({"drop": number})

    def _send(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with self._writing, contextlib.suppress(OSError, ValueError):  # `_hear` tells of its end
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()


def _hear(process: subprocess.Popen[str], waiting: _Waiting) -> None:
    """Hands the process's news to those who wait for them, until it ends."""
    assert process.stdout is not None
    for line in process.stdout:
        for number, tokens, end in json.loads(line)["news"]:
            with waiting.lock:
                job = waiting.jobs.get(number)
            if job is not None:
                job.put((tokens, end))
    with waiting.lock:
        waiting.ended = True
        for job in waiting.jobs.values():
            job.put(([], "its process has ended"))
    process.stdout.close()
    _end(process)
    process.wait()


def _abandon(process: subprocess.Popen[str]) -> None:
    """A process that nobody waited for."""
    process.kill()
    process.communicate()


def _end(process: subprocess.Popen[str]) -> None:
    """The end of its input is the end of the process."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
