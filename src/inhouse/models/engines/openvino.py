"""OpenVINO GenAI: continuous batching and cached prompts over one GGUF file, without adapters.

Optional: `pip install 'inhouse[openvino]'`. Adapters are not opened through it: a release is served
merged.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inhouse.errors import BrokenInvariant, ModelUnavailable
from inhouse.models.engines.engine import EngineFacts, Likely, Piece, Sampling
from inhouse.models.engines.text import Words

__all__ = ["PRECISIONS", "OpenVinoServing", "OpenVinoSettings"]

PRECISIONS = ("f16", "q8_0", "q4_0")
_BLOCK = 32
"""Tokens in one block of the cache, on a processor."""


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


@dataclass(slots=True)
class _Job:
    """A request on its way: what is asked, and where its tokens go."""

    prompt: tuple[int, ...]
    config: Any
    told: queue.SimpleQueue[Any]
    stopped: threading.Event
    handle: Any = None


class OpenVinoServing:
    """One file, one variant; a thread of its own takes every step.

    Args:
        model: the GGUF file.
        tokenizer: the fast tokenizer of the model: text is made as everywhere else.
        stop_ids: tokens that end an answer.
        settings: how it runs.

    Raises:
        ModelUnavailable: OpenVINO GenAI is not installed, or cannot open the file.
    """

    def __init__(
        self, model: Path, tokenizer: Any, stop_ids: frozenset[int], settings: OpenVinoSettings
    ) -> None:
        self._genai, self._pipeline = _opened(model, settings)
        self._tokenizer = tokenizer
        self._stop_ids = stop_ids
        self._new: queue.Queue[_Job | None] = queue.Queue()
        self.facts = EngineFacts(
            name="openvino",
            precision=settings.precision,
            variants=(settings.variant,),
            parallel=settings.parallel,
            lacks=frozenset({"logit_bias", "top_logprobs"}),
        )
        self._thread = threading.Thread(target=self._run, name="openvino", daemon=True)
        self._thread.start()

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, piece by piece."""
        if variant not in self.facts.variants:
            raise BrokenInvariant(f"This engine answers as {self.facts.variants}, not {variant}.")
        if not self._thread.is_alive():
            raise BrokenInvariant("An engine that was closed answers nothing.")
        config = _config(self._genai, sampling, self._stop_ids)
        job = _Job(prompt, config, queue.SimpleQueue(), threading.Event())
        self._new.put(job)
        words, n = Words(self._tokenizer), 0
        try:
            while (token := job.told.get()) is not None:
                if isinstance(token, Exception):
                    raise BrokenInvariant("OpenVINO should answer,", f"but it says: {token}.")
                n += 1
                number, logprob = token
                if number in self._stop_ids and not sampling.ignore_stops:
                    yield Piece("", 1, finish_reason="stop")
                    return
                text = words.add(number)
                likely = None
                if sampling.n_logprobs is not None:
                    likely = Likely(number, words.text([number]), logprob)
                reason = "length" if n == sampling.max_tokens else None
                yield Piece(text, 1, likely, (), reason)
                if reason:
                    return
            yield Piece("", 0, finish_reason="stop")
        finally:
            job.stopped.set()

    def close(self) -> None:
        """Ends the thread and frees the model."""
        self._new.put(None)
        self._thread.join()
        self._pipeline = None

    def _run(self) -> None:
        """Takes steps while anything is asked; waits where nothing is."""
        jobs: list[_Job] = []
        number = 0
        while True:
            for job in self._waiting(wait=not jobs):
                if job is None:
                    for left in jobs:
                        left.told.put(None)
                    return
                number += 1
                if self._begun(job, number):
                    jobs.append(job)
            try:
                if self._pipeline.has_non_finished_requests():
                    self._pipeline.step()
                jobs = [job for job in jobs if self._goes_on(job)]
            except Exception as error:
                for job in jobs:
                    job.told.put(error)
                jobs = []

    def _waiting(self, *, wait: bool) -> Iterator[_Job | None]:
        if wait:
            yield self._new.get()
        while True:
            try:
                yield self._new.get_nowait()
            except queue.Empty:
                return

    def _begun(self, job: _Job, number: int) -> bool:
        import numpy as np
        import openvino

        ids = openvino.Tensor(np.array([job.prompt], dtype=np.int64))
        try:
            job.handle = self._pipeline.add_request(number, ids, job.config)
        except RuntimeError as error:
            job.told.put(error)
        return job.handle is not None

    def _goes_on(self, job: _Job) -> bool:
        """Tells a job's new tokens; whether more will come."""
        if job.stopped.is_set():
            job.handle.cancel()
            return False
        if job.handle.can_read():
            for output in job.handle.read().values():
                likely = output.generated_log_probs
                for token in itertools.zip_longest(output.generated_ids, likely):
                    job.told.put(token)
        status, known = job.handle.get_status(), self._genai.GenerationStatus
        if status == known.RUNNING:
            return True
        too_long = RuntimeError("the prompt is longer than its cache")
        job.told.put(too_long if status == known.IGNORED else None)
        return False


def _config(genai: Any, sampling: Sampling, stop_ids: frozenset[int]) -> Any:
    """The request; what of OpenVINO's defaults changes an answer is switched off."""
    config = genai.GenerationConfig()
    config.max_new_tokens = sampling.max_tokens
    config.do_sample = sampling.temperature > 0
    if config.do_sample:
        config.temperature, config.top_p = sampling.temperature, sampling.top_p
    config.presence_penalty = sampling.presence_penalty
    config.frequency_penalty = sampling.frequency_penalty
    if sampling.n_logprobs is not None:
        config.logprobs = 1
    if sampling.seed is not None:
        config.rng_seed = sampling.seed % 2**32
    if sampling.ignore_stops:
        config.ignore_eos = True
    else:
        config.eos_token_id = min(stop_ids)
        config.stop_token_ids = set(stop_ids)
    if sampling.schema is not None:
        structured = genai.StructuredOutputConfig()
        structured.json_schema = sampling.schema
        config.structured_output_config = structured
    return config


def _opened(model: Path, settings: OpenVinoSettings) -> tuple[Any, Any]:
    try:
        import openvino_genai
    except ImportError as error:
        raise ModelUnavailable(
            "OpenVINO GenAI should be installed,",
            f"but it is not: {error}.",
            "Install it: pip install 'inhouse[openvino]'; or leave it: --set serve.engine=auto",
        ) from error
    scheduler = openvino_genai.SchedulerConfig()
    scheduler.enable_prefix_caching = True
    scheduler.max_num_seqs = settings.parallel
    scheduler.num_kv_blocks = settings.parallel * -(-settings.context_length // _BLOCK) + 1
    # Its own defaults work in bf16 where a processor has that, and keep the cache in 8 bits.
    exact = {
        "INFERENCE_PRECISION_HINT": "f32",
        "KV_CACHE_PRECISION": "f16",
        "INFERENCE_NUM_THREADS": settings.threads,
    }
    try:
        pipeline = openvino_genai.ContinuousBatchingPipeline(str(model), scheduler, "CPU", exact)
    except RuntimeError as error:
        raise ModelUnavailable(
            f"OpenVINO should open {model},",
            f"but it does not: {str(error).strip().splitlines()[-1]}.",
            "Serve with llama.cpp: inhouse serve --set serve.engine=llama.cpp",
        ) from error
    return openvino_genai, pipeline
