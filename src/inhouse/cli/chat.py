"""`inhouse chat`: ask the model."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from inhouse.cli.options import AsJson, ProjectDir, Settings, open_existing, print_json

if TYPE_CHECKING:
    from inhouse.contenders import Answered
    from inhouse.records import Message
    from inhouse.steps.chat import Chat

__all__ = ["chat"]


def chat(
    question: Annotated[
        str | None, typer.Argument(help="One question; without it, a talk.")
    ] = None,
    contender: Annotated[
        str | None,
        typer.Option(help="Who answers (default: what is served, or else what the verdict chose)."),
    ] = None,
    project: ProjectDir = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Ask the model of the project a question, or talk with it.

    Example: inhouse chat "Do you take Saturday appointments?"
    """
    from inhouse.cli.drawing import draw
    from inhouse.steps.chat import open_chat

    with open_existing(project, settings) as opened:
        talk = draw(open_chat(opened, contender))
        if question is not None:
            made = _answer(talk, (), question, quiet=as_json)
            if as_json:
                print_json(
                    {
                        "contender": talk.contender.spec.name,
                        "answer": made.text,
                        "outcome": made.outcome,
                        "confidence": made.confidence,
                    }
                )
            return
        sys.stderr.write(f"Answering as {talk.contender.spec.name}. An empty line ends.\n")
        _talk(talk)


def _talk(talk: Chat) -> None:
    from inhouse.records import Message

    history: tuple[Message, ...] = ()
    while True:
        try:
            question = input("> ").strip()
        except EOFError:
            return
        if not question:
            return
        answer = _answer(talk, history, question, quiet=False).text
        history = (*history, Message("user", question), Message("assistant", answer))


def _answer(talk: Chat, history: tuple[Message, ...], question: str, *, quiet: bool) -> Answered:
    answering = talk.answer(history, question)
    while True:
        try:
            piece = next(answering)
        except StopIteration as end:
            answered: Answered = end.value
            break
        if not quiet:
            sys.stdout.write(piece.text)
            sys.stdout.flush()
    if not quiet:
        sys.stdout.write("\n")
    return answered
