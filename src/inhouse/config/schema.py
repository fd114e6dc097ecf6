"""The shape of `inhouse.toml`: every knob, its type and its range. Values live in defaults.toml."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeAlias, get_type_hints

__all__ = [
    "AssistantConfig",
    "CompareConfig",
    "Config",
    "CurationConfig",
    "GenerateConfig",
    "IngestConfig",
    "Range",
    "ReportConfig",
    "ServeConfig",
    "TrainingConfig",
    "build",
    "flat",
    "knobs",
    "sections",
]


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers a knob accepts: low to high, the ends left out when `open_ended`."""

    low: float
    high: float = math.inf
    open_ended: bool = False

    def holds(self, value: float) -> bool:
        """Whether `value` lies inside; never true of nan or infinity."""
        if not math.isfinite(value):
            return False
        if self.open_ended:
            return self.low < value < self.high
        return self.low <= value <= self.high

    def __str__(self) -> str:
        if self.high == math.inf:
            return f"above {self.low:g}" if self.open_ended else f"{self.low:g} or more"
        between = f"between {self.low:g} and {self.high:g}"
        return f"{between}, ends left out" if self.open_ended else between


Auto: TypeAlias = Literal["auto"]
Share: TypeAlias = Annotated[float, Range(0, 1)]
OpenShare: TypeAlias = Annotated[float, Range(0, 1, open_ended=True)]
Count: TypeAlias = Annotated[int, Range(1)]
Positive: TypeAlias = Annotated[float, Range(0, open_ended=True)]


@dataclass(frozen=True, slots=True)
class IngestConfig:
    """What is made of the files; the wording is in the project's inhouse-templates.toml."""

    makers: tuple[str, ...]
    max_table_examples: Count
    staff: str
    max_seconds: Count
    max_memory_megabytes: Annotated[int, Range(200)]
    max_unpacked_megabytes: Count


@dataclass(frozen=True, slots=True)
class GenerateConfig:
    """Who writes examples from the files, and how many."""

    endpoint: str
    model: str
    api_key_variable: str
    questions: Annotated[int, Range(0, 20)]
    paraphrases: Annotated[int, Range(0, 20)]
    max_prompts: Count

    @property
    def is_set(self) -> bool:
        """Whether somebody writes at all."""
        return self.has_endpoint or self.model != "none"

    @property
    def has_endpoint(self) -> bool:
        """Whether it is a model behind an address."""
        return self.endpoint != "none"


@dataclass(frozen=True, slots=True)
class CurationConfig:
    """What is kept of the data and how it is split."""

    test_share: OpenShare
    validation_share: OpenShare
    near_duplicate_questions: Share
    near_duplicate_answers: Share
    min_examples: Count
    keep: Annotated[int, Range(0)]
    redact: Literal["none", "certain", "all"]
    recognize_names: Literal["auto", "never"]
    phone_regions: tuple[str, ...]
    own_details: str
    max_file_megabytes: Count


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Hyper-parameters by their Hugging Face names; "auto" is resolved by the plan."""

    method: Literal["lora", "rslora", "dora", "full", "cpt", "dpo"]
    lora_r: Count | Auto
    lora_alpha: Count | Auto
    lora_dropout: Annotated[float, Range(0, 0.9)]
    learning_rate: Positive | Auto
    num_train_epochs: Count | Auto
    warmup_ratio: Share | Auto
    batch_tokens: Count | Auto
    max_batch_examples: Count | Auto
    max_length: Count | Auto
    frozen_share: Share | Auto
    dpo_beta: Positive
    replay_share: Annotated[float, Range(0, 0.9)]
    max_grad_norm: Positive
    weight_decay: Annotated[float, Range(0)]
    patience: Count
    evaluations_per_epoch: Count
    dtype: Literal["auto", "bfloat16", "float32", "nf4"]
    input_gradients: Literal["auto", "exact", "int8"]
    layer_outputs: Literal["auto", "exact", "int8"]


@dataclass(frozen=True, slots=True)
class CompareConfig:
    """Who answers the held-out questions, and how sure the verdict must be."""

    contenders: tuple[str, ...] | Auto
    few_shot_examples: Count
    retrieval_chunks: Count
    chunk_words: Annotated[int, Range(10)]
    max_test_examples: Count
    max_tokens: Count | Auto
    handed_over_worth: Share
    wrong_cost: Annotated[float, Range(0, 10)]
    margin: Share
    min_effect: Share
    n_resamples: Annotated[int, Range(100)]


@dataclass(frozen=True, slots=True)
class AssistantConfig:
    """When customers are answered, and what is said instead."""

    precision: OpenShare
    hand_over: str
    urgent: tuple[str, ...] | Auto


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """What the report shows."""

    n_side_by_side: Annotated[int, Range(0)]


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """Who answers over HTTP, how much at once, and what is kept of it."""

    engine: str
    precision: Literal["f32", "f16", "q8_0", "q4_0"]
    endpoint: str
    endpoint_model: str
    api_key_variable: str
    parallel: Annotated[int, Range(1, 64)]
    context_length: Annotated[int, Range(256)]
    max_waiting: Annotated[int, Range(0)]
    requests_per_minute: Count
    max_body_kilobytes: Count
    allowed_origins: tuple[str, ...] | Literal["none"]
    request_log: Literal["full", "redacted", "off"]
    request_log_days: Count


@dataclass(frozen=True, slots=True)
class Config:
    """A resolved configuration.

    Args:
        task: the task's name.
        base_model: catalogue name, hub id or place of the model that is fine-tuned; "auto" takes
            the largest that `time_budget_minutes` allows.
        time_budget_minutes: for a whole run, where the base model is "auto".
        embedding_model: catalogue name or hub id of the model that compares meanings.
        seed: of the split, initialisation, order and resampling.
        ingest: the section of that name.
        generate: the section of that name.
        curation: the section of that name.
        training: the section of that name.
        compare: the section of that name.
        assistant: the section of that name.
        report: the section of that name.
        serve: the section of that name.
        origins: dotted key to where its value came from; no part of equality.
    """

    task: str
    base_model: str
    time_budget_minutes: Annotated[float, Range(1)]
    embedding_model: str
    seed: Annotated[int, Range(0, 2**32 - 1)]
    ingest: IngestConfig
    generate: GenerateConfig
    curation: CurationConfig
    training: TrainingConfig
    compare: CompareConfig
    assistant: AssistantConfig
    report: ReportConfig
    serve: ServeConfig
    origins: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), compare=False, repr=False
    )


Value: TypeAlias = str | int | float | bool | tuple[str, ...]


@cache
def sections() -> Mapping[str, type[Any]]:
    """Section name to its dataclass, in the order of the file."""
    hints = get_type_hints(Config)
    return {n: kind for n, kind in hints.items() if isinstance(kind, type) and is_dataclass(kind)}


@cache
def knobs() -> Mapping[str, Any]:
    """Dotted key to its annotation, in the order of the file."""
    return dict(_knobs())


def _knobs() -> Iterator[tuple[str, Any]]:
    for name, kind in get_type_hints(Config, include_extras=True).items():
        if name in sections():
            for key, annotation in get_type_hints(kind, include_extras=True).items():
                yield f"{name}.{key}", annotation
        elif name != "origins":
            yield name, kind


def build(values: Mapping[str, Value], origins: Mapping[str, str]) -> Config:
    """The configuration with these checked values, one for every knob, by dotted key."""
    parts: dict[str, Any] = {key: value for key, value in values.items() if "." not in key}
    for name, kind in sections().items():
        start = f"{name}."
        parts[name] = kind(
            **{k.removeprefix(start): v for k, v in values.items() if k.startswith(start)}
        )
    return Config(**parts, origins=MappingProxyType(dict(origins)))


def flat(config: Config) -> dict[str, Value]:
    """Dotted key to value: what `build` was given."""
    values: dict[str, Value] = {}
    for key in knobs():
        section, _, leaf = key.rpartition(".")
        values[key] = getattr(getattr(config, section) if section else config, leaf)
    return values
