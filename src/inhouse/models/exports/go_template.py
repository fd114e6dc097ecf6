"""A chat template as Ollama wants it, in Go's template language, and reading one back.

The pieces are found by rendering a conversation with the model's own template and looking at what
stands around the words. Reading back understands what is written here and no more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.errors import BrokenInvariant, ModelUnavailable
from inhouse.records import Conversation, Message
from inhouse.rendering import Renderer

__all__ = ["go_rendered", "go_template"]

_WORDS = ("The instruction", "The first question", "The first answer", "The second question")
_TALK: Conversation = (
    Message("system", _WORDS[0]),
    Message("user", _WORDS[1]),
    Message("assistant", _WORDS[2]),
    Message("user", _WORDS[3]),
)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What stands before and behind the words of one role."""

    before: str
    behind: str


def go_template(renderer: Renderer) -> str:
    """The template for conversations that begin with a system message.

    Raises:
        ModelUnavailable: the model's own template cannot be said this way.
    """
    first, after_system, after_user, after_answer, last = _around(renderer)
    closing = renderer.end_of_turn_text
    system, user = _split(after_system, closing)
    answer_end, user_again = _split(after_answer, closing)
    user_end, answer = _split(after_user, closing)
    if user != user_again or not last.startswith(user_end):
        raise _not_said()
    begun = last.removeprefix(user_end)
    turns = {
        "system": _Turn(first, system),
        "user": _Turn(user, user_end),
        "assistant": _Turn(answer, answer_end),
    }
    if any(
        "{{" in text or "}}" in text for t in turns.values() for text in (t.before, t.behind, begun)
    ):
        raise _not_said()
    branches = "{{ else ".join(
        f'if eq .Role "{role}" }}}}{turn.before}{{{{ .Content }}}}{turn.behind}'
        for role, turn in turns.items()
    )
    return f"{{{{ range .Messages }}}}{{{{ {branches}{{{{ end }}}}{{{{ end }}}}{begun}"


def _around(renderer: Renderer) -> list[str]:
    """What the model's template writes before, between and behind the words of a conversation."""
    text = renderer.text(_TALK, for_generation=True)
    found = re.fullmatch("(.*)".join(["", *map(re.escape, _WORDS), ""]), text, re.DOTALL)
    if found is None:
        raise _not_said()
    return list(found.groups())


def _split(between: str, closing: str) -> tuple[str, str]:
    """The end of a turn and the beginning of the next."""
    at = between.find(closing)
    if at < 0:
        raise _not_said()
    at += len(closing)
    while at < len(between) and between[at].isspace():
        at += 1
    return between[:at], between[at:]


def _not_said() -> ModelUnavailable:
    return ModelUnavailable(
        "Ollama's template can say a chat template that treats every turn of a role alike,",
        "but this model's does not.",
        "Export the model alone: inhouse export --format gguf OUT.gguf",
    )


_CODE = re.compile(r"\{\{ (.*?) \}\}", re.DOTALL)
_BRANCH = re.compile(r'(else )?if eq \.Role "(\w+)"')


def go_rendered(template: str, messages: Sequence[Message]) -> str:
    """What Go makes of a template that `go_template` wrote.

    Raises:
        BrokenInvariant: it holds something else.
    """
    # Texts stand at even places, code between them at odd ones.
    parts = _CODE.split(template)
    if parts[1:2] != ["range .Messages"] or parts.count("end") != 2 or parts[-2] != "end":
        raise BrokenInvariant("A template should be one loop over the messages,", f"not {template}")
    said = "".join(_turn(parts[3:-4], message) for message in messages)
    return f"{parts[0]}{said}{parts[-1]}"


def _turn(parts: Sequence[str], message: Message) -> str:
    """One message through the branches inside the loop; `parts` are code and text in turn."""
    said, mine = "", False
    for code, text in zip(parts[::2], parts[1::2], strict=True):
        branch = _BRANCH.fullmatch(code)
        if branch is not None:
            mine = branch[2] == message.role
        elif code != ".Content":
            raise BrokenInvariant("A template should hold roles and contents,", f"not {code!r}.")
        said += f"{'' if branch else message.content}{text}" if mine else ""
    return said
