"""When the assistant answers: calibrated on the firm's own questions.

Reads: training examples and what is known. Makes: a policy. Refuses when: never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from inhouse.contenders import Index, passage_words
from inhouse.contenders.quoting import Calibration, Judged, Matcher, calibrate
from inhouse.records import AnswerPolicy, Chunk, Example, Progress, Work
from inhouse.scoring import Graded
from inhouse.scoring.facts import read_statement
from inhouse.scoring.judging import judge, shared_lines
from inhouse.steps.project import Project

__all__ = ["policy_of"]

_MOST_ASKED = 300


def policy_of(
    project: Project, knowledge: Index, examples: Sequence[Example]
) -> Work[AnswerPolicy]:
    """The policy of a firm: each of its own questions is asked without its own row.

    Args:
        project: says which precision is promised and what is said instead of an answer.
        knowledge: what the assistant quotes from; holds the examples.
        examples: that may be learned from, none of them held out.
    """
    config = project.config.assistant
    made = yield from _calibrated(knowledge, examples, config.precision)
    text = _hand_over(knowledge.chunks) if config.hand_over == "auto" else config.hand_over
    return AnswerPolicy(
        hand_over=text,
        slope=made.slope,
        offset=made.offset,
        threshold=made.threshold,
        n_calibrated=made.n,
        precision=made.precision,
        coverage=made.coverage,
        urgent=() if config.urgent == "auto" else config.urgent,
    )


def _calibrated(
    knowledge: Index, examples: Sequence[Example], precision: float
) -> Work[Calibration]:
    matcher = Matcher(knowledge)
    rows: dict[str, set[str]] = {}
    for chunk in knowledge.chunks:
        rows.setdefault(chunk.document_id, set()).add(chunk.id)
    closing = shared_lines(e.answer for e in examples)
    asked = examples[:: -(-len(examples) // _MOST_ASKED) or 1]
    judged: list[Judged] = []
    for i, example in enumerate(asked):
        if i % 10 == 0:
            yield Progress("Calibrating the assistant", i, len(asked), "questions")
        own = frozenset(rows.get(example.document_id, ()))
        for best in matcher.matches(example.question, 1, without=own):
            graded = Graded(
                example.id,
                example.question,
                example.answer,
                best.text,
                passages=(passage_words(best.chunk),),
                background=closing,
            )
            judged.append(Judged(best, judge(graded).outcome == "right"))
    return calibrate(judged, precision)


def _hand_over(chunks: Iterable[Chunk]) -> str:
    """The sentence that hands over, with the telephone number that the firm gives most often."""
    facts = (fact for chunk in chunks for fact in read_statement(chunk.text).facts)
    phones = Counter(fact.text for fact in facts if fact.kind == "phone")
    reach = f" Please call {phones.most_common(1)[0][0]}." if phones else ""
    return f"I am not sure about that, so I would rather have a colleague answer you.{reach}"
