"""llama.cpp inside this process: continuous batching, cached prompts, an adapter a request."""

from __future__ import annotations

import dataclasses
import json
import queue
import secrets
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    adapter_file,
    model_file,
    processor_threads,
)
from inhouse.models.gguf_files import architecture_of
from inhouse.models.learned_files import is_whole_model

__all__ = ["LlamaServing", "LlamaSettings", "open_llama"]

_SILENT = -1


@dataclass(frozen=True, slots=True)
class LlamaSettings:
    """How llama.cpp runs.

    Args:
        threads: processor threads.
        parallel: answers made at once, each with its own place in the cache.
        context_length: tokens of one conversation at most.
        precision: of the file, for people.
        merged: the variant the file itself is, when an adapter was merged into it.
    """

    threads: int
    parallel: int
    context_length: int
    precision: str
    merged: str = BASE


def open_llama(weights: Weights, settings: EngineSettings) -> Engine:
    """llama.cpp over one merged file, or over the base model with several adapters.

    Raises:
        ModelUnavailable: it is not installed, or cannot open this model.
    """
    architecture_of(weights.folder)
    weights.cache.mkdir(parents=True, exist_ok=True)
    chosen = LlamaSettings(
        threads=processor_threads(),
        parallel=settings.parallel,
        context_length=settings.context_length,
        precision=settings.precision,
    )

    def on_the_base(names: Iterable[str]) -> Engine:
        files = {name: adapter_file(weights, name) for name in names}
        return LlamaServing(model_file(weights, settings.precision, None), files, chosen)

    if len(weights.adapters) != 1:
        _refuse_whole_models(weights.adapters)
        return on_the_base(weights.adapters)
    (only,) = weights.adapters
    merged = model_file(weights, settings.precision, only)
    own = dataclasses.replace(chosen, merged=only)
    return MergedServing(LlamaServing(merged, {}, own), lambda: on_the_base(()))


def _refuse_whole_models(adapters: Mapping[str, Path]) -> None:
    if any(is_whole_model(folder) for folder in adapters.values()):
        raise ModelUnavailable(
            "llama.cpp answers with several adapters on one base model,",
            "but one of the releases is a model that was fine-tuned in full.",
            "Serve both with PyTorch: inhouse serve --set serve.engine=torch",
        )


class LlamaServing:
    """A GGUF file, and adapters on it that are chosen request by request.

    The server of the binding also listens on a port of this machine; a key nobody knows keeps
    everybody out.

    Args:
        model: the GGUF file.
        adapters: variant name to GGUF adapter.
        settings: how it runs.

    Attributes:
        secret: the key of the binding's own port.

    Raises:
        ModelUnavailable: llama.cpp is not installed, or cannot open the file.
    """

    def __init__(self, model: Path, adapters: Mapping[str, Path], settings: LlamaSettings) -> None:
        self._order = tuple(adapters)
        self._merged = settings.merged
        self.secret = secrets.token_hex(32)
        self._server = _opened(model, list(adapters.values()), settings, self.secret)
        self._pool = ThreadPoolExecutor(settings.parallel, thread_name_prefix="llama")
        self.facts = EngineFacts(
            name="llama.cpp",
            precision=settings.precision,
            variants=(settings.merged, *self._order),
            parallel=settings.parallel,
        )

    def generate(
        self, prompt: tuple[int, ...], sampling: Sampling, *, variant: str
    ) -> Iterator[Piece]:
        """The answer to a prompt of token ids, piece by piece."""
        refuse_unanswerable(self.facts, prompt, variant)
        body = {**_body(prompt, sampling), "lora": self._scales(variant)}
        told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        stopped = threading.Event()
        self._pool.submit(self._ask, body, told, stopped)
        counted = 0
        try:
            while (chunk := told.get()) is not None:
                piece = _piece(chunk, counted, sampling.n_logprobs)
                counted += piece.n_tokens
                yield piece
        finally:
            stopped.set()

    def close(self) -> None:
        """Stops llama.cpp."""
        self._pool.shutdown(wait=True)
        self._server = None

    def _scales(self, variant: str) -> list[dict[str, float]]:
        """Every adapter's strength, told each time: one left out would keep its last one."""
        return [
            {"id": number, "scale": 1.0 if name == variant else 0.0}
            for number, name in enumerate(self._order)
        ]

    def _ask(
        self, body: dict[str, Any], told: queue.SimpleQueue[Any], stopped: threading.Event
    ) -> None:
        def take(chunk: Any) -> bool:
            told.put(chunk)
            return stopped.is_set()

        try:
            self._server.handle_completions(body, take)
        except Exception as error:
            told.put({"error": {"message": str(error)}})
        finally:
            told.put(None)


def _body(prompt: tuple[int, ...], sampling: Sampling) -> dict[str, Any]:
    """The request; every default of llama.cpp that changes an answer is switched off."""
    penalized = sampling.presence_penalty or sampling.frequency_penalty
    body: dict[str, Any] = {
        "prompt": list(prompt),
        "max_tokens": sampling.max_tokens,
        "stream": True,
        "cache_prompt": True,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "top_k": 0,
        "min_p": 0.0,
        "typical_p": 1.0,
        "repeat_penalty": 1.0,
        "repeat_last_n": len(prompt) + sampling.max_tokens if penalized else 0,
        "presence_penalty": sampling.presence_penalty,
        "frequency_penalty": sampling.frequency_penalty,
        "logit_bias": [[token, bias] for token, bias in sampling.logit_bias.items()],
        "ignore_eos": sampling.ignore_stops,
        "seed": -1 if sampling.seed is None else sampling.seed % 2**32,
    }
    if sampling.n_logprobs is not None:
        body["logprobs"] = max(1, sampling.n_logprobs)
    if sampling.schema is not None:
        body["json_schema"] = json.loads(sampling.schema)
    return body


def _piece(chunk: Any, counted: int, n_alternatives: int | None) -> Piece:
    if "choices" not in chunk:
        said = chunk.get("error", chunk)
        raise BrokenInvariant("llama.cpp should answer,", f"but it says: {said}.")
    choice = chunk["choices"][0]
    likely, alternatives = _likely(choice.get("logprobs"))
    alternatives = alternatives[:n_alternatives]  # it is asked for one where none is wanted
    reason = choice["finish_reason"]
    if reason is None:
        return Piece(choice["text"], 1, likely, alternatives)
    # Tokens that end in the middle of a character come in no chunk of their own.
    made = chunk["usage"]["completion_tokens"]
    return Piece(choice["text"], max(0, made - counted), likely, alternatives, reason)


def _likely(told: Any) -> tuple[Likely | None, tuple[Likely, ...]]:
    if not told or not told.get("content"):
        return None, ()
    first = told["content"][0]
    return _one(first), tuple(_one(row) for row in first["top_logprobs"])


def _one(row: Mapping[str, Any]) -> Likely:
    return Likely(row["id"], row["token"], row["logprob"], bytes(row["bytes"]))


def _opened(model: Path, adapters: list[Path], settings: LlamaSettings, secret: str) -> Any:
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelUnavailable(
            "llama.cpp should be installed,",
            f"but it is not: {error}.",
            "Install it: pip install xllamacpp; or serve with --set serve.engine=torch",
        ) from error
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx = settings.context_length * settings.parallel
    params.n_parallel = settings.parallel
    params.cpuparams.n_threads = settings.threads
    params.cpuparams_batch.n_threads = settings.threads
    params.api_keys = [secret]
    params.verbosity = _SILENT
    params.fit_params = False
    params.n_gpu_layers = 0
    # A second cache of prompts does not know which adapter read them.
    params.cache_ram_mib = 0
    if settings.precision == "f32":  # the reference; else the cache is in 16 bits, as is usual
        params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
        params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.lora_init_without_apply = True
    params.lora_adapters = [_adapter(xllamacpp, path) for path in adapters]
    return _with_our_signals(lambda: _started(xllamacpp, params, model))


def _adapter(xllamacpp: Any, path: Path) -> Any:
    info = xllamacpp.CommonAdapterLoraInfo()
    info.path, info.scale = str(path), 0.0
    return info


def _started(xllamacpp: Any, params: Any, model: Path) -> Any:
    try:
        server = xllamacpp.Server(params)
        # A server whose loop has not begun misses being told to end, and its end is waited for
        # forever, also where nobody closes it. One that answers has begun.
        server.handle_completions({"prompt": [0], "max_tokens": 1}, lambda _: False)
        return server
    except RuntimeError as error:
        raise ModelUnavailable(
            f"llama.cpp should open {model},",
            f"but it does not: {error}.",
            "Serve with PyTorch: inhouse serve --set serve.engine=torch",
        ) from error


def _with_our_signals(work: Callable[[], Any]) -> Any:
    """Does the work and puts Ctrl-C back to whom it belonged: llama.cpp takes it for itself."""
    if threading.current_thread() is not threading.main_thread():
        return work()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return work()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
