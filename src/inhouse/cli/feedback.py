"""`inhouse feedback`: what people said about answers, and what becomes of it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from inhouse.cli.options import AsJson, ProjectDir, open_serving, print_json

if TYPE_CHECKING:
    from inhouse.steps.feedback import Summary

__all__ = ["feedback"]


def feedback(project: ProjectDir = None, as_json: AsJson = False) -> None:
    """Count what people said about answers: thumbs, corrections, comments; and what waits.

    Example: inhouse feedback --project examples/dental-practice
    """
    from inhouse.steps.feedback import summary

    with open_serving(project, None) as opened:
        found = summary(opened)
    if as_json:
        print_json(asdict(found))
        return
    _print(found)


def _print(found: Summary) -> None:
    say = sys.stdout.write
    said = found.said
    say(f"Feedback on {found.n_answers} answers: {said['up']} thumbs up, {said['down']} down, ")
    say(f"{said['correction']} corrections, {said['comment']} comments.\n")
    say(f"{found.n_waiting} wait for you; {found.n_examples} became examples.\n")
    for reason, n in found.unusable.items():
        say(f"  {n} cannot become examples: {reason}.\n")
    say("Next: inhouse review\n" if found.n_waiting else "Next: inhouse run FOLDER\n")
