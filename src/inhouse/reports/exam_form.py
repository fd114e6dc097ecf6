"""An exam's result for other programs, and every answer for reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inhouse.scoring.exams import ContenderAnswers, ExamResult, Share, Tally, tally

__all__ = ["exam_answers", "exam_json"]


def exam_json(result: ExamResult) -> dict[str, object]:
    """The result without the answers; JSON's types only."""
    return {
        "exam": result.exam.name,
        "version": result.exam.version,
        "sha256": result.exam.sha256,
        "asked_before": result.asking.asked_before,
        "contenders": {one.name: _contender(one) for one in result.contenders},
    }


def _contender(one: ContenderAnswers) -> dict[str, object]:
    tallies = tally(one.answers)
    return {
        **_tally(tallies.pop("")),
        "floor": one.is_floor,
        "recipe": one.recipe or None,
        "known_questions": one.n_known,
        "by_kind": {kind: _tally(own) for kind, own in tallies.items()},
    }


def _tally(own: Tally) -> dict[str, object]:
    return {
        **{str(outcome): count for outcome, count in own.counts.items()},
        "n": own.n,
        "unscored": own.unscored,
        "ci": {outcome: _interval(own.share(outcome)) for outcome in own.counts},
    }


def _interval(share: Share) -> list[float] | None:
    return None if share.ci is None else [round(share.ci.low, 4), round(share.ci.high, 4)]


def exam_answers(result: ExamResult) -> Iterator[Mapping[str, object]]:
    """Every answer of everybody, in the order of the contenders and the exam; JSON's types."""
    for one in result.contenders:
        for marked in one.answers:
            question, reply = marked.question, marked.reply
            yield {
                "id": question.id,
                "kind": question.kind,
                "contender": one.name,
                "messages": [{"role": m.role, "content": m.content} for m in question.messages],
                "now": question.now,
                "expected": question.expected,
                "reference": question.answer,
                "answer": reply.text,
                "answered_as": reply.outcome,
                "outcome": marked.mark.outcome if marked.mark is not None else None,
                "reasons": list(marked.mark.reasons) if marked.mark is not None else [],
                "error": reply.error,
                "confidence": reply.confidence,
                "seconds": reply.latency_seconds,
                "sources": [one.sources[p] for p in reply.passages if p in one.sources],
            }
