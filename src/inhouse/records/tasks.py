"""What a task is, for people and for the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["MetricWording", "TaskFacts", "TaskWording"]

_HEADLINES = {
    "yes": "Yes, fine-tuning was worth it.",
    "no": "No, fine-tuning was not worth it here.",
    "cannot tell": "There is not enough evidence to tell.",
}


@dataclass(frozen=True, slots=True)
class MetricWording:
    """A metric in a table.

    Args:
        name: of the scorer.
        title: of its column.
        explanation: what it measures, without a full stop; empty for none.
    """

    name: str
    title: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class TaskWording:
    """What verdicts and reports say about a task's work. The defaults fit any task.

    Args:
        question: what is asked, as a noun: "question".
        questions: the same, of many.
        answer: what is given back: "answer".
        answers: the same, of many.
        headlines: of the verdict, by whether fine-tuning was worth it.
        metrics: how the scorers are shown, in the order of the table.
        wanting: how to get a verdict where there are too few examples, a sentence.
        more: how to add examples, inside a sentence.
        trusted: mean score (0-1) below which the verdict warns.
        distrust: what follows where even the best scores below it; continues "Even the best scored
            0.40 of 1, ".
        watched: a scorer whose mean is warned about on its own; empty for none.
        watched_below: what is said where it is below `trusted`: sentences with {n}, the answers
            that have such a score, {contender} and its {score}.
        caveats: what the report cannot tell, in sentences.
    """

    question: str = "example"
    questions: str = "examples"
    answer: str = "answer"
    answers: str = "answers"
    headlines: Mapping[str, str] = field(default_factory=lambda: dict(_HEADLINES))
    metrics: tuple[MetricWording, ...] = ()
    wanting: str = "Add more examples, 50 to 100 well-chosen ones are a good start"
    more: str = "add more examples"
    trusted: float = 0.7
    distrust: str = "so it is often wrong. Let a person check what it says."
    watched: str = ""
    watched_below: str = ""
    caveats: str = (
        "The score is computed, not a person's opinion: read what was answered before you decide."
        " It speaks of examples like those in your files, not of others."
    )

    def metric(self, name: str) -> MetricWording:
        """How a metric is shown; by its bare name where the task says nothing of it."""
        return next((m for m in self.metrics if m.name == name), MetricWording(name, name))


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What a task brings, beside the shape of its prompts.

    Args:
        name: as settings and results call it.
        scorers: names of those that judge an answer; the first one decides, declared before
            training.
        contenders: who answers where the settings name nobody.
        wording: what verdicts and reports say.
        learned_pair: whose likelihoods show that training took: the trained contender, then
            untrained ones; empty where no likelihood is measured.
        floors: contenders that look things up as a user would without us; exams always ask them.
        shortest: tokens that any answer may have.
        longest: tokens that no answer may exceed.
    """

    name: str
    scorers: tuple[str, ...]
    contenders: tuple[str, ...]
    wording: TaskWording
    learned_pair: tuple[str, ...] = ()
    floors: tuple[str, ...] = ()
    shortest: int = 48
    longest: int = 512

    @property
    def primary_metric(self) -> str:
        """The scorer that decides."""
        return self.scorers[0]
