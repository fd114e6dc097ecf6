"""`inhouse review`: one case after the other, one key each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

if TYPE_CHECKING:
    from inhouse.curation import Item
    from inhouse.steps.project import Project
    from inhouse.steps.review import Queue

__all__ = ["review"]

_WORDS = {
    "accept": "y yes, as proposed (a: all of this check)",
    "keep": "k keep as it is",
    "drop": "d leave out",
    "only": "1-9 keep only that one",
    "write": "w write the answer",
}
_ALWAYS = "s skip, u undo, q stop"


def review(
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Decide what the checks could not: one key a case, kept at once; stop at any time.

    Example: inhouse review --project examples/dental-practice
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.review import waiting
    from inhouse.steps.run import settled
    from inhouse.steps.workbench import Workbench

    with open_existing(project, settings) as opened:
        opened = draw(settled(opened))
        queue = draw(waiting(opened, Workbench(opened)))
        if as_json:
            print_json(_json(queue))
            return
        decided = _ask_all(opened, queue, typer.prompt, _key)
    sys.stdout.write(f"\n{decided} decided now; {len(queue.waiting) - decided} wait.\n")
    sys.stdout.write(f"Next: inhouse curate {opened.files}\n")


def _json(queue: Queue) -> dict[str, object]:
    from inhouse.steps.review import choices

    return {
        "decided": queue.decided,
        "waiting": [
            {
                "key": item.key,
                "check": item.finding.check,
                "severity": item.finding.severity,
                "evidence": item.case.evidence,
                "fix": item.finding.fix,
                "choices": list(choices(item)),
                "examples": [
                    {
                        "id": e.id,
                        "source": str(e.source),
                        "question": e.question,
                        "answer": e.answer,
                    }
                    for e in item.examples
                ],
            }
            for item in queue.waiting
        ],
    }


def _key() -> str:
    """One key from the terminal, or one line's first sign where there is none."""
    if sys.stdin.isatty():
        import click

        return click.getchar().lower()
    line = sys.stdin.readline()
    return line.strip().lower()[:1] if line else "q"


def _ask_all(
    project: Project, queue: Queue, prompt: Callable[..., str], key: Callable[[], str]
) -> int:
    """Goes through the queue; how many cases are decided more than before."""
    from inhouse.steps.review import undo

    done: list[int] = []
    skipped: set[int] = set()
    while (at := _next(len(queue.waiting), {*done, *skipped})) is not None:
        item = queue.waiting[at]
        _show(item, at + 1, len(queue.waiting))
        pressed = key()
        if pressed in ("q", "\x1b"):
            break
        if pressed == "u" and done and undo(project) is not None:
            skipped = {i for i in skipped if i < done[-1]}
            done.pop()
        elif pressed == "s":
            skipped.add(at)
        elif pressed == "a":
            done += _all_alike(project, queue, at, {*done})
        elif _decided(project, item, pressed, prompt):
            done.append(at)
    return len(done)


def _next(n: int, passed: set[int]) -> int | None:
    return next((at for at in range(n) if at not in passed), None)


def _all_alike(project: Project, queue: Queue, at: int, closed: set[int]) -> list[int]:
    """Says yes to this case and all others of its check; which ones."""
    from inhouse.steps.review import choices, decide

    check = queue.waiting[at].finding.check
    alike = [
        i
        for i, item in enumerate(queue.waiting)
        if i not in closed and item.finding.check == check and "accept" in choices(item)
    ]
    for i in alike:
        decide(project, queue.waiting[i], "accept")
    return alike


def _decided(project: Project, item: Item, pressed: str, prompt: Callable[..., str]) -> bool:
    """Whether the key meant a decision about this case, and it is kept."""
    from inhouse.steps.review import choices, decide

    plain = {"y": "accept", "k": "keep", "d": "drop"}
    for sign, choice in plain.items():
        if pressed == sign and choice in choices(item):
            decide(project, item, choice)
            return True
    if pressed.isdigit() and "only" in choices(item) and 0 < int(pressed) <= len(item.examples):
        decide(project, item, "only", example=item.examples[int(pressed) - 1].id)
        return True
    if pressed == "w":
        answer = prompt("The answer").strip()
        if answer:
            decide(project, item, "write", example=item.examples[0].id, answer=answer)
        return bool(answer)
    return False


def _show(item: Item, number: int, total: int) -> None:
    from rich.console import Console
    from rich.text import Text

    from inhouse.steps.review import choices

    console = Console(highlight=False)
    console.print(Text(f"\n{number} of {total}  {item.finding.check.replace('_', ' ')}", "bold"))
    console.print(Text(item.case.evidence))
    edits = {edit.example: edit for edit in item.case.edits}
    for i, example in enumerate(item.examples, start=1):
        console.print(Text(f"  {i}. {example.source}", "bright_black"))
        for label, words in (("Q", example.question), ("A", example.answer)):
            shown = Text(f"     {label}: {words}")
            for mark in item.case.marks.get(example.id, ()):
                shown.highlight_words([mark], "black on yellow")
            console.print(shown)
        edit = edits.get(example.id)
        if edit is not None and edit.messages is None:
            console.print(Text("     proposed: leave it out", "yellow"))
        elif edit is not None and edit.messages is not None:
            users = [m.content for m in edit.messages if m.role == "user"]
            console.print(Text(f"     proposed Q: {users[-1] if users else ''}", "green"))
            console.print(Text(f"     proposed A: {edit.messages[-1].content}", "green"))
    keys = ", ".join(_WORDS[choice] for choice in choices(item))
    console.print(Text(f"  {keys}, {_ALWAYS}", "bright_black"))
