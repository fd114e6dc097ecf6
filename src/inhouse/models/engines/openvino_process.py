"""The process OpenVINO GenAI runs in, asked by `openvino.py` over its standard input and output.

A step of OpenVINO's holds Python's lock until it is done, and a server in the same process would
stand still as long. Each line is one JSON object. In come {"ask": number, "ids": prompt, "how":
settings} and {"drop": number}; the end of the input ends the process. Out go {"ready": true} or
{"failed": why, "missing": whether it is not installed} once, then {"news": [[number, [[token,
log p or null], …], end]]} after each step, where end is null while more will come, "" at the end
and a sentence where it went wrong.
"""

from __future__ import annotations

import itertools
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

__all__ = ["opened"]

_TOO_LONG = "the prompt is longer than its cache"
_BLOCK = 32
"""Tokens in one block of the cache, on a processor."""


def opened(model: str, *, threads: int, parallel: int, context_length: int) -> tuple[Any, Any]:
    """OpenVINO GenAI, and its pipeline over a GGUF file.

    Args:
        model: the file.
        threads: processor threads.
        parallel: answers made at once.
        context_length: tokens of one conversation at most.

    Raises:
        ImportError: it is not installed.
        RuntimeError: it cannot open the file.
    """
    import openvino_genai

    scheduler = openvino_genai.SchedulerConfig()
    scheduler.enable_prefix_caching = True
    scheduler.max_num_seqs = parallel
    scheduler.num_kv_blocks = parallel * -(-context_length // _BLOCK) + 1
    # Its own defaults work in bf16 where a processor has that, and keep the cache in 8 bits.
    exact = {
        "INFERENCE_PRECISION_HINT": "f32",
        "KV_CACHE_PRECISION": "f16",
        "INFERENCE_NUM_THREADS": threads,
    }
    pipeline = openvino_genai.ContinuousBatchingPipeline(model, scheduler, "CPU", exact)
    return openvino_genai, pipeline


class _Answers:
    """Takes steps while anything is asked; waits where nothing is."""

    def __init__(self, genai: Any, pipeline: Any, asked: queue.Queue[Any], out: TextIO) -> None:
        self._genai, self._pipeline = genai, pipeline
        self._asked, self._out = asked, out
        self._handles: dict[int, Any] = {}

    def run(self) -> None:
        """Until None is asked."""
        while True:
            for order in self._orders(wait=not self._handles):
                if order is None:
                    return
                if "drop" in order:
                    handle = self._handles.pop(order["drop"], None)
                    if handle is not None:
                        handle.cancel()
                else:
                    self._begin(order)
            try:
                if self._pipeline.has_non_finished_requests():
                    self._pipeline.step()
                news = [self._news(number) for number in list(self._handles)]
            except Exception as error:
                news = [[number, [], str(error)] for number in self._handles]
            self._tell([one for one in news if one is not None])

    def _orders(self, *, wait: bool) -> Iterator[Any]:
        if wait:
            yield self._asked.get()
        while True:
            try:
                yield self._asked.get_nowait()
            except queue.Empty:
                return

    def _begin(self, order: Mapping[str, Any]) -> None:
        import numpy as np
        import openvino

        number = order["ask"]
        try:
            ids = openvino.Tensor(np.array([order["ids"]], dtype=np.int64))
            config = _config(self._genai, order["how"])
            self._handles[number] = self._pipeline.add_request(number, ids, config)
        except Exception as error:
            self._tell([[number, [], str(error)]])

    def _news(self, number: int) -> list[Any] | None:
        """An answer's new tokens, and whether more will come."""
        handle = self._handles[number]
        tokens: list[tuple[int, float | None]] = []
        if handle.can_read():
            for output in handle.read().values():
                likely = output.generated_log_probs
                tokens += itertools.zip_longest(output.generated_ids, likely)
        status, known = handle.get_status(), self._genai.GenerationStatus
        if status == known.RUNNING:
            return [number, tokens, None] if tokens else None
        return [number, tokens, _TOO_LONG if status == known.IGNORED else ""]

    def _tell(self, news: list[list[Any]]) -> None:
        for number, _, end in news:
            if end is not None:
                self._handles.pop(number, None)
        if news:
            _say(self._out, {"news": news})


def _config(genai: Any, how: Mapping[str, Any]) -> Any:
    """The request; what of OpenVINO's defaults changes an answer is switched off."""
    config = genai.GenerationConfig()
    config.max_new_tokens = how["max_tokens"]
    config.do_sample = how["temperature"] > 0
    if config.do_sample:
        config.temperature, config.top_p = how["temperature"], how["top_p"]
    config.presence_penalty = how["presence_penalty"]
    config.frequency_penalty = how["frequency_penalty"]
    if how["log_probs"]:
        config.logprobs = 1
    if how["seed"] is not None:
        config.rng_seed = how["seed"] % 2**32
    if how["stop_ids"]:
        config.eos_token_id = min(how["stop_ids"])
        config.stop_token_ids = set(how["stop_ids"])
    else:
        config.ignore_eos = True
    if how["schema"] is not None:
        structured = genai.StructuredOutputConfig()
        structured.json_schema = how["schema"]
        config.structured_output_config = structured
    return config


def _say(out: TextIO, told: Mapping[str, Any]) -> None:
    out.write(json.dumps(told) + "\n")
    out.flush()


def _listen(asked: queue.Queue[Any]) -> None:
    for line in sys.stdin:
        asked.put(json.loads(line))
    asked.put(None)


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides when this ends
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # libraries may print
    settings = json.loads(sys.argv[1])
    try:
        genai, pipeline = opened(settings.pop("model"), **settings)
    except (ImportError, RuntimeError) as error:
        _say(out, {"failed": str(error), "missing": isinstance(error, ImportError)})
        return
    asked: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    _say(out, {"ready": True})
    _Answers(genai, pipeline, asked, out).run()


if __name__ == "__main__":
    _main()
