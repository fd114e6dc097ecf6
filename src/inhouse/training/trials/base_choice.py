"""Which base model a time budget allows: pure arithmetic over what a pilot measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["BaseCandidate", "BaseChoice", "Speed", "Workload", "choose_base", "run_seconds"]


@dataclass(frozen=True, slots=True)
class BaseCandidate:
    """A model that could be fine-tuned.

    Args:
        name: as in the catalogue.
        parameters: how many.
        is_here: whether it is fetched already.
    """

    name: str
    parameters: int
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Workload:
    """Tokens of a whole run, counted with one model's tokenizer.

    Args:
        trained: learned from, over all epochs.
        looked: read for the validation loss, over all looks.
        read: of the prompts that all contenders answer.
        written: of their answers.
    """

    trained: int
    looked: int
    read: int
    written: int


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second of one model on one machine, by a pilot.

    Args:
        trained: in training steps, forward and backward.
        looked: while the validation loss is measured.
        read: of prompts.
        written: of answers, several at once.
        peak_bytes: the most memory the process held meanwhile; None where the system does not say.
    """

    trained: float
    looked: float
    read: float
    written: float
    peak_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class BaseChoice:
    """The base model to take, or to measure next.

    Args:
        name: of the model.
        seconds: its whole run would take; None when nothing was measured.
        is_measured: whether a pilot measured it, so that the choice is final.
        fits: whether that is within the budget, as far as is known.
        reasons: sentences for people, what the next larger one would cost among them.
    """

    name: str
    seconds: float | None
    is_measured: bool
    fits: bool
    reasons: tuple[str, ...]


def run_seconds(work: Workload, speed: Speed) -> float:
    """What a whole run would take: training, validation, and every contender's answers."""
    return (
        work.trained / speed.trained
        + work.looked / speed.looked
        + work.read / speed.read
        + work.written / speed.written
    )


def choose_base(
    candidates: Sequence[BaseCandidate], measured: Mapping[str, float], budget_seconds: float
) -> BaseChoice:
    """The largest candidate whose whole run fits the budget; the smallest where none does.

    What was not measured is estimated from the measured candidate nearest in size, in proportion
    to the parameters. Such a choice is to be measured before it counts. Of equal sizes the one
    that is here already is taken, then the one listed first.

    Args:
        candidates: at least one.
        measured: name to the seconds of a whole run.
        budget_seconds: for a whole run.
    """
    ordered = sorted(candidates, key=lambda c: (c.parameters, not c.is_here))
    if not measured:
        reason = f"{ordered[0].name} is measured first, as the smallest."
        return BaseChoice(ordered[0].name, None, False, False, (reason,))
    known = [c for c in ordered if c.name in measured]
    seconds = {c.name: _estimate(c, known, measured) for c in ordered}
    fitting = [c for c in ordered if seconds[c.name] <= budget_seconds]
    most = max((c.parameters for c in fitting), default=0)
    chosen = next((c for c in fitting if c.parameters == most), ordered[0])
    return BaseChoice(
        name=chosen.name,
        seconds=seconds[chosen.name],
        is_measured=chosen.name in measured,
        fits=bool(fitting),
        reasons=tuple(_reasons(chosen, ordered, (seconds, measured), budget_seconds)),
    )


def _estimate(
    candidate: BaseCandidate, known: Sequence[BaseCandidate], measured: Mapping[str, float]
) -> float:
    if candidate.name in measured:
        return measured[candidate.name]
    nearest = min(known, key=lambda c: abs(c.parameters - candidate.parameters))
    return measured[nearest.name] * candidate.parameters / nearest.parameters


def _reasons(
    chosen: BaseCandidate,
    ordered: Sequence[BaseCandidate],
    times: tuple[Mapping[str, float], Mapping[str, float]],
    budget_seconds: float,
) -> Iterator[str]:
    """What a run takes with the chosen model, and with the next larger one."""
    seconds, measured = times

    def told(name: str) -> str:
        how = "measured" if name in measured else "estimated from a smaller one by size"
        return f"about {_minutes(seconds[name])} ({how})"

    budget = f"the budget is {_minutes(budget_seconds)}"
    if seconds[chosen.name] <= budget_seconds:
        yield f"{chosen.name} is the largest that fits: a run takes {told(chosen.name)}, {budget}."
    else:
        yield f"None fits: even {chosen.name}, the smallest, takes {told(chosen.name)}; {budget}."
    larger = [c for c in ordered if c.parameters > chosen.parameters]
    if larger:
        yield f"{larger[0].name}, the next larger one, would take {told(larger[0].name)}."


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
