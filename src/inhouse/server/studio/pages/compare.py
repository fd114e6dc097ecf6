"""Compare: the verdict, answers side by side, and which people prefer without knowing whose."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

from fastapi import Request
from fastapi.responses import Response

from inhouse.errors import NothingThere
from inhouse.records import Comparison, Example, Vote, VoteChoice
from inhouse.server.api.answering import services_of
from inhouse.server.desk import Compared
from inhouse.server.studio.gate.gate import studio_router
from inhouse.server.studio.templating import back_to, desk_of, page

__all__ = ["router"]

router = studio_router()
_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Ballot:
    """Two answers to one question; whose they are is not shown.

    Args:
        example: the question with the firm's own answer.
        left: the answer shown first.
        right: the answer shown second.
        sides: whose they are.
    """

    example: Example
    left: str
    right: str
    sides: tuple[str, str]


@router.get("/compare")
async def compare(request: Request) -> Response:
    """The verdict with its picture, the answers, the votes."""
    desk = desk_of(request)
    found = await asyncio.to_thread(desk.compared)
    if found is None:
        return page(request, "compare.html", found=None)
    votes = services_of(request).registry.studio.votes.of(found.comparison.id)
    return page(
        request,
        "compare.html",
        found=found,
        chart=desk.score_chart(found.comparison),
        name=desk.contender_name,
        tally=_tally(votes),
        n_ballots=len(_ballots(found, votes)),
        pair=_pair(found.comparison),
    )


@router.get("/compare/report")
async def report(request: Request) -> Response:
    """The report as it was written; it holds its own styles and no script."""
    found = await asyncio.to_thread(desk_of(request).report)
    if found is None:
        raise NothingThere("There should be a report.", "Nothing was compared yet.", "Train first.")
    headers = {"Content-Security-Policy": _REPORT_POLICY}
    return Response(found, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/compare/vote")
async def ballot(request: Request) -> Response:
    """The next two answers to choose from."""
    found = await _compared(request)
    votes = services_of(request).registry.studio.votes.of(found.comparison.id)
    left = _ballots(found, votes)
    next_one = left[0] if left else None
    return page(request, "vote.html", ballot=next_one, n_left=len(left), n_voted=len(votes))


@router.post("/compare/vote")
async def vote(request: Request) -> Response:
    """Keeps which answer was preferred."""
    found = await _compared(request)
    votes = services_of(request).registry.studio.votes
    form = await request.form()
    example, choice = str(form.get("example", "")), str(form.get("choice", ""))
    asked = next(
        (b for b in _ballots(found, votes.of(found.comparison.id)) if b.example.id == example), None
    )
    if asked is not None and choice in get_args(VoteChoice):
        await asyncio.to_thread(
            votes.add,
            found.comparison.id,
            example,
            asked.sides,
            choice=cast(VoteChoice, choice),
            actor=request.state.visitor.name,
        )
    return back_to(request, "/compare/vote")


async def _compared(request: Request) -> Compared:
    found = await asyncio.to_thread(desk_of(request).compared)
    if found is None:
        raise NothingThere(
            "There should be answers to choose from.", "Nothing was compared yet.", "Train first."
        )
    return found


def _pair(comparison: Comparison) -> tuple[str, str] | None:
    """The two that are voted on: who is to be shipped, or the best, and the best of the others."""
    ranked = sorted(comparison.contenders, key=lambda c: -(c.score.value or 0.0))
    names = [contender.name for contender in ranked]
    first = comparison.verdict.ship or (names[0] if names else None)
    others = [name for name in names if name != first]
    return (first, others[0]) if first is not None and others else None


def _ballots(found: Compared, votes: Sequence[Vote]) -> list[Ballot]:
    """What is not voted on yet: where the two said different things."""
    pair = _pair(found.comparison)
    if pair is None:
        return []
    told = {(r.contender, r.example_id): r.text for r in found.replies if r.error is None}
    voted = {vote.example for vote in votes}
    ballots = []
    for key, example in found.examples.items():
        answers = [told.get((name, key)) for name in pair]
        if key in voted or None in answers or answers[0] == answers[1]:
            continue
        sides = pair if _first_is_left(found.comparison.id, key) else (pair[1], pair[0])
        ballots.append(Ballot(example, told[(sides[0], key)], told[(sides[1], key)], sides))
    return ballots


def _first_is_left(comparison: str, example: str) -> bool:
    """A coin for each question that falls the same way each time."""
    return hashlib.sha256(f"{comparison} {example}".encode()).digest()[0] % 2 == 0


def _tally(votes: Sequence[Vote]) -> dict[str, int]:
    """How often each was preferred; "" is neither."""
    counts: dict[str, int] = {}
    for one in votes:
        for name in (one.left, one.right, ""):
            counts.setdefault(name, 0)
        counts[one.preferred or ""] += 1
    return counts
