"""Asks the models about examples, piece by piece; what was asked once is kept in the project.

A piece holds the examples whose ids begin alike, so one changed example costs one piece, and a
command that was stopped goes on with the piece it was at.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inhouse.curation import Measure, Measured, Need
from inhouse.curation.comparing.pairing_signals import strangers
from inhouse.models.likelihood import token_nats
from inhouse.records import Example, Message, Progress, Rendered, Work, content_id
from inhouse.rendering import Renderer
from inhouse.steps.project import Project
from inhouse.steps.workbench import Workbench

__all__ = ["measuring", "models_were_asked"]

_LARGE = 5_000
_PROMPT_TOKENS, _ANSWER_TOKENS = 128, 96
_STRANGE = 300
_BATCH = 16
_ASKED = ("models", "asked")
Arrays = dict[str, NDArray[np.float32]]


def measuring(project: Project, bench: Workbench) -> Measure:
    """What `run_checks` calls when a check needs a model; from then on `curate` asks them too."""

    def measure(rows: Sequence[Example], so_far: Measured, need: Need) -> Work[Measured]:
        project.registry.remember(*_ASKED, {"asked": True}, seconds=0.0)
        if need == "meaning":
            found = yield from _meaning(project, bench, rows)
            return replace(so_far, questions=found[0], answers=found[1])
        own = {e.id: {"given": e.question, "alone": ""} for e in rows}
        told = yield from _likelihood(project, bench, rows, own)
        # Apart from the others, for who is whose stranger hangs on all the rows.
        partner = strangers(len(rows))
        few = rows[:_STRANGE]
        foreign = {e.id: rows[int(partner[i])] for i, e in enumerate(few)}
        other = {i: {"strange": stranger.question} for i, stranger in foreign.items()}
        strange = yield from _likelihood(project, bench, few, other)
        return replace(
            so_far,
            answer_nats=told["given"],
            answer_nats_alone=told["alone"],
            answer_nats_strange=strange["strange"],
            strangers={i: stranger.id for i, stranger in foreign.items()},
        )

    return measure


def models_were_asked(project: Project) -> bool:
    """Whether the models were asked about this project's examples once."""
    return project.registry.recall(*_ASKED) is not None


def _meaning(
    project: Project, bench: Workbench, rows: Sequence[Example]
) -> Work[tuple[Arrays, Arrays]]:
    questions: Arrays = {}
    answers: Arrays = {}
    done = 0
    for piece in _pieces(rows):
        key = content_id("meaning", project.config.embedding_model, *_texts(piece))
        stored = _load(project, "meaning", key)
        if stored is None:
            started = time.monotonic()
            embedder = yield from bench.embedder()
            vectors = []
            texts = [t for e in piece for t in (e.question, e.answer)]
            for at in range(0, len(texts), 4 * _BATCH):
                now = done + at / 2
                yield Progress("Reading for meaning", now, len(rows), "examples")
                vectors.append(embedder.embed(texts[at : at + 4 * _BATCH]))
            stored = {"vectors": np.concatenate(vectors)}
            _keep(project, "meaning", key, stored, time.monotonic() - started)
        for i, e in enumerate(piece):
            questions[e.id] = stored["vectors"][2 * i]
            answers[e.id] = stored["vectors"][2 * i + 1]
        done += len(piece)
    return questions, answers


def _likelihood(
    project: Project,
    bench: Workbench,
    rows: Sequence[Example],
    prompts: Mapping[str, Mapping[str, str]],
) -> Work[dict[str, Arrays]]:
    """By kind of prompt, the nats of each answer after it.

    Args:
        project: keeps them.
        bench: opens the model.
        rows: the examples.
        prompts: example id to kind to the question that its answer is read after.
    """
    found: dict[str, Arrays] = {}
    done = 0
    for piece in _pieces(rows):
        asked = [prompt for e in piece for prompt in prompts[e.id].values()]
        key = content_id("likelihood", project.base_key, *_texts(piece), *asked)
        stored = _load(project, "likelihood", key)
        if stored is None:
            started = time.monotonic()
            stored = {}
            for at in range(0, len(piece), _BATCH):
                yield Progress("Reading for likelihood", done + at, len(rows), "examples")
                some = piece[at : at + _BATCH]
                stored |= yield from _nats(bench, some, [prompts[e.id] for e in some], at)
            _keep(project, "likelihood", key, stored, time.monotonic() - started)
        for i, e in enumerate(piece):
            for kind in prompts[e.id]:
                found.setdefault(kind, {})[e.id] = stored[f"{kind} {i}"]
        done += len(piece)
    return found


def _nats(
    bench: Workbench, rows: Sequence[Example], prompts: Sequence[Mapping[str, str]], first: int
) -> Work[Arrays]:
    renderer = yield from bench.renderer()
    loaded = yield from bench.base()
    texts = {
        f"{kind} {first + i}": _rendered(renderer, prompt, e)
        for i, e in enumerate(rows)
        for kind, prompt in prompts[i].items()
    }
    return dict(zip(texts, token_nats(loaded.model, list(texts.values())), strict=True))


def _rendered(renderer: Renderer, question: str, example: Example) -> Rendered:
    """The end of the question and the beginning of the answer, as tokens."""
    asked = renderer.neutralize(question) or "…"
    answer = renderer.neutralize(example.answer)
    row = renderer.example((Message("user", asked), Message("assistant", answer)))
    start = row.loss_mask.index(True)
    kept = slice(max(0, start - _PROMPT_TOKENS), start + _ANSWER_TOKENS)
    return Rendered(row.ids[kept], row.loss_mask[kept])


def _pieces(rows: Sequence[Example]) -> Iterator[list[Example]]:
    digits = 1 if len(rows) < _LARGE else 2
    held: dict[str, list[Example]] = {}
    for e in rows:
        held.setdefault(e.id[:digits], []).append(e)
    yield from (held[name] for name in sorted(held))


def _texts(rows: Sequence[Example]) -> list[str]:
    return [t for e in rows for t in (e.id, e.question, e.answer)]


def _load(project: Project, need: Need, key: str) -> Arrays | None:
    known = project.registry.recall(f"measured {need}", key)
    if known is None:
        return None
    content = project.registry.get_bytes(str(known["artifact"]))
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _keep(
    project: Project, need: Need, key: str, arrays: Mapping[str, NDArray[np.float32]], took: float
) -> None:
    content = io.BytesIO()
    named: dict[str, Any] = dict(arrays)
    np.savez(content, allow_pickle=False, **named)
    sha = project.registry.put_bytes(content.getvalue())
    project.registry.remember(f"measured {need}", key, {"artifact": sha}, took)
