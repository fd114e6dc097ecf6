"""Has a larger model answer prompts; what it said about a prompt is asked for once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from inhouse.config import GenerateConfig
from inhouse.records import Notice, Progress, Work
from inhouse.sources.generating import EndpointWriter, Judged, LocalWriter, Prompt, Writer
from inhouse.steps.project import Project
from inhouse.steps.workbench import Workbench

__all__ = ["ask", "known_answer", "writer_name"]

_AT_ONCE = 8


def writer_name(config: GenerateConfig) -> str:
    """The model that writes, as it is told to people."""
    if config.has_endpoint:
        return EndpointWriter(config.endpoint, config.model).name
    return config.model


def known_answer(project: Project, prompt: Prompt) -> Judged | None:
    """What was kept of what a model wrote to this prompt, or None where it was not asked."""
    known = project.registry.recall("generated", prompt.key)
    if known is None:
        return None
    kept = cast("list[list[str]]", known["kept"])
    return Judged(tuple((q, a) for q, a in kept), cast("Mapping[str, int]", known["dropped"]))


def ask(project: Project, prompts: Sequence[Prompt]) -> Work[int]:
    """Has the prompts answered and remembers each answer as it comes."""
    if not prompts:
        return 0
    writer = yield from _writer(project, len(prompts))
    for start in range(0, len(prompts), _AT_ONCE):
        yield Progress("Writing", start, len(prompts), "prompts")
        some = prompts[start : start + _AT_ONCE]
        longest = max(prompt.max_tokens for prompt in some)
        for index, text in writer.write([prompt.words for prompt in some], longest):
            judged = some[index].judge(text)
            result = {"kept": judged.kept, "dropped": dict(judged.dropped)}
            project.registry.remember("generated", some[index].key, result, seconds=0.0)
    return len(prompts)


def _writer(project: Project, n_prompts: int) -> Work[Writer]:
    config = project.config.generate
    if config.has_endpoint:
        key = os.environ.get(config.api_key_variable, "") if config.api_key_variable else ""
        endpoint = EndpointWriter(config.endpoint, config.model, key)
        if endpoint.leaves_the_machine:
            sent = f"{n_prompts} passages and questions of your files are sent to {endpoint.host}."
            yield Notice(sent, warning=True)
        return endpoint
    chosen = replace(project, config=replace(project.config, base_model=config.model), costs=[])
    bench = Workbench(chosen)
    renderer = yield from bench.renderer()
    engine = yield from bench.base_engine()
    return LocalWriter(config.model, renderer, engine)
