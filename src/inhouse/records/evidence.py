"""What was measured: replies, scores, comparison, verdict; exams, and each time one was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inhouse.records.data import Conversation
from inhouse.records.tasks import TaskWording

__all__ = [
    "AnswerOutcome",
    "Asking",
    "Comparison",
    "Confidence",
    "ContenderFacts",
    "ContenderResult",
    "Exam",
    "ExamOrigin",
    "ExamQuestion",
    "Expected",
    "Gate",
    "Interval",
    "Metric",
    "Pair",
    "Place",
    "Reply",
    "Score",
    "Verdict",
    "WorthIt",
]

WorthIt = Literal["yes", "no", "cannot tell"]
Confidence = Literal["high", "moderate", "low"]
AnswerOutcome = Literal["answered", "quoted", "handed_over"]
"""Written by a model, quoted word for word from the firm's files, or left to a person."""

Expected = Literal["answer", "hand_over", "urgent"]
"""Answer it, say that a person has to answer, or say what to do in an emergency."""

ExamOrigin = Literal["written", "kept_back"]
"""Written by somebody who saw the files only, or a customer's own, kept back from the files."""


@dataclass(frozen=True, slots=True)
class ContenderFacts:
    """What a contender is, for people and for the verdict.

    Args:
        name: as settings and results call it.
        title: in a table, "Best prompt".
        phrase: inside a sentence, "the best prompt".
        explanation: a sentence for those who read the report.
        upkeep: rank of the work it takes to keep; of equals, the verdict ships the lower one.
        fine_tuned: whether it answers with weights that were trained on the firm's data.
        needs: what it is made of: "model", "adapter", "shots", "knowledge", "policy".
        ships: False for one that is measured for information only.
    """

    name: str
    title: str
    phrase: str
    explanation: str
    upkeep: int
    fine_tuned: bool = False
    needs: tuple[str, ...] = ()
    ships: bool = True


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, both ends included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What a contender answered to one example.

    Args:
        example_id: which example.
        contender: which contender.
        text: the answer, parsed from the generated tokens.
        n_prompt_tokens: tokens read.
        n_tokens: tokens generated, the end-of-turn token included.
        latency_seconds: time from prompt to last token for this answer; None if not timed.
        finished: False when the answer was cut at the token limit.
        reference_nats: -log p(reference answer | this contender's prompt), in nats, summed over
            the learned tokens; None if not measured.
        error: why there is no answer (a timeout, a prompt too long), or None.
        outcome: written, quoted or handed over.
        confidence: that it is right, 0-1; None where the contender has none.
        passages: the words it rests on, the best first.
        spec: content_id of the spec of the contender as it was asked; empty in older rows.
    """

    example_id: str
    contender: str
    text: str
    n_prompt_tokens: int
    n_tokens: int
    latency_seconds: float | None
    finished: bool
    reference_nats: float | None = None
    error: str | None = None
    outcome: AnswerOutcome = "answered"
    confidence: float | None = None
    passages: tuple[str, ...] = ()
    spec: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One scorer's opinion of one reply. `value` is None when it could not be measured."""

    example_id: str
    contender: str
    scorer: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Metric:
    """A mean over `n` examples and its interval (None when fewer than two groups)."""

    value: float | None
    ci: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class ContenderResult:
    """One row of the table.

    Args:
        name: the contender.
        score: the primary metric.
        metrics: every metric by name, the primary one included.
        latency_seconds_p50: median seconds an answer, or None.
        tokens_per_answer: mean tokens generated an answer.
        n_failed: replies that could not be made; they are unscored, not wrong.
    """

    name: str
    score: Metric
    metrics: Mapping[str, Metric]
    latency_seconds_p50: float | None
    tokens_per_answer: float | None
    n_failed: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """The paired difference of the primary metric, a minus b.

    `p` is two-sided and adjusted by Holm's method over all the pairs reported.
    `ci` is the unadjusted 95 % interval.
    """

    a: str
    b: str
    difference: float
    ci: Interval
    p: float
    metric: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that had to hold."""

    name: str
    passed: bool
    value: float | None
    limit: float
    meaning: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Was fine-tuning worth it, and what should be shipped.

    Args:
        worth_it: about fine-tuning.
        ship: the simplest contender that is not worse than the best, or None.
        reason: plain words, with numbers.
        confidence: how sure.
        minimum_detectable_difference: the smallest true difference between fine-tuned and the
            best alternative this test set would have found four times in five; None if unknown.
        advice: what to do next, a sentence each.
    """

    worth_it: WorthIt
    ship: str | None
    reason: str
    confidence: Confidence
    minimum_detectable_difference: float | None
    advice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything `compare` found out.

    Args:
        entrants: what each contender is; empty in comparisons of older versions.
        wording: what is said about the task's work; what fits any task in those.
    """

    id: str
    dataset: str
    run: str
    primary_metric: str
    n_test: int
    n_groups: int
    contenders: tuple[ContenderResult, ...]
    pairs: tuple[Pair, ...]
    gates: tuple[Gate, ...]
    verdict: Verdict
    details: Mapping[str, str] = field(default_factory=dict)
    entrants: tuple[ContenderFacts, ...] = ()
    wording: TaskWording = field(default_factory=TaskWording)

    def title(self, name: str | None) -> str:
        """A contender's name in a table; its bare name where nothing is known of it."""
        return next((e.title for e in self.entrants if e.name == name), name or "nothing yet")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the firm's files state what an answer needs.

    Args:
        file: path relative to the folder of files, with forward slashes.
        place: the row, heading or line, as a person would say it.
    """

    file: str
    place: str


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """One question of an exam.

    Args:
        id: unique in the exam.
        kind: what is asked: "stated", "joins", "time" and the like.
        messages: the turns so far; the user's last.
        now: the customer's wall clock, ISO 8601 without a zone; None where it does not matter.
        expected: what is right.
        answer: the right answer; empty for "hand_over".
        places: where the files say it; empty for "hand_over".
    """

    id: str
    kind: str
    messages: Conversation
    now: str | None
    expected: Expected
    answer: str
    places: tuple[Place, ...]

    @property
    def question(self) -> str:
        """The last thing the user said."""
        return self.messages[-1].content

    @property
    def asked(self) -> str:
        """Everything the user said."""
        return "\n".join(m.content for m in self.messages if m.role == "user")


@dataclass(frozen=True, slots=True)
class Exam:
    """A stored version of an exam.

    Args:
        name: of the exam; its versions share it.
        version: 1 for the first; a corrected exam counts up.
        sha256: of the file, which is stored under this hash.
        origin: written, or kept back from the files.
        n_questions: in it.
        created: when it was stored, in UTC.
    """

    name: str
    version: int
    sha256: str
    origin: ExamOrigin
    n_questions: int
    created: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One time that an exam was asked.

    Args:
        number: counts up over all exams of the project.
        time: when it began, in UTC.
        actor: who asked.
        exam: the exam's name.
        version: its version.
        sha256: of that version.
        contenders: name to the id of what answered.
        asked_before: how often any version of this exam was asked before.
        is_finished: False while it runs, or where it was killed and can go on.
    """

    number: int
    time: str
    actor: str
    exam: str
    version: int
    sha256: str
    contenders: Mapping[str, str]
    asked_before: int
    is_finished: bool = False
