"""One JSON object to a conversation, in each of the shapes that fine-tuning data comes in.

OpenAI chat (`messages`, with `tools`, `weight`), preference pairs (`chosen` and `rejected`, or
OpenAI's `preferred_output`), ShareGPT (`conversations` with `from` and `value`), prompt and
completion as text or as messages, Alpaca (`instruction`, `input`, `output`), and named columns.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from inhouse.records import Message, Role
from inhouse.sources.columns import find_columns, normal
from inhouse.sources.readers.rows.cells import words_of

__all__ = ["BadRow", "Talk", "conversation_in", "talks_of"]

Row = Mapping[str, object]

_ROLES: Mapping[str, str] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "customer": "user",
    "prompter": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "model": "assistant",
    "bot": "assistant",
    "chatgpt": "assistant",
    "function_call": "call",
    "tool_call": "call",
    "tool": "result",
    "function": "result",
    "observation": "result",
    "function_response": "result",
}
_LISTS = ("messages", "conversations", "conversation", "dialog", "dialogue")
_CHOSEN = ("chosen", "preferred_output", "preferred")
_REJECTED = ("rejected", "non_preferred_output", "non_preferred", "dispreferred")
_WEIGHTS = (0, 1)


class BadRow(ValueError):
    """One object that is no conversation: `check` names the fault, the text says what was found."""

    def __init__(self, check: str, found: str, fix: str) -> None:
        super().__init__(found)
        self.check, self.found, self.fix = check, found, fix


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, and what a reader must tell about it.

    Args:
        messages: ends with the answer to learn, unless the data was wrong.
        rejected: the answer of a preference pair that was not wanted, or None.
        has_tools: tool calls or results were written out as text.
    """

    messages: tuple[Message, ...]
    rejected: str | None = None
    has_tools: bool = False


def talks_of(row: Row) -> tuple[Talk, ...]:
    """The conversations of one object; empty if it has none of the known shapes.

    Raises:
        BadRow: it has a known shape, and something in it is missing or of the wrong type.
    """
    preferred = _preference(row)
    if preferred is not None:
        return (preferred,)
    turns = next((row[name] for name in _LISTS if isinstance(row.get(name), list)), None)
    if turns is not None:
        return (_chat(row, cast("list[object]", turns)),)
    if isinstance(row.get("prompt"), list) or isinstance(row.get("completion"), list):
        said = [*_as_turns(row.get("prompt"), "user")]
        said += _as_turns(row.get("completion"), "assistant")
        return (_chat(row, said),)
    instances = row.get("instances")
    if isinstance(row.get("instruction"), str) and isinstance(instances, list):
        merged = [{**row, **entry} for entry in instances if isinstance(entry, dict)]
        return tuple(_columns({k: v for k, v in m.items() if k != "instances"}) for m in merged)
    names = list(row)
    return () if find_columns(names) is None else (_columns(row),)


def conversation_in(header: Sequence[str], cells: Sequence[str]) -> tuple[Message, ...]:
    """The conversation that a table's row holds as JSON in a column *messages*; else empty."""
    for name, cell in zip(header, cells, strict=False):
        if normal(name) == "messages" and cell.lstrip().startswith("["):
            with contextlib.suppress(ValueError):
                turns = json.loads(cell)
                return _chat({}, turns).messages if isinstance(turns, list) else ()
    return ()


def _preference(row: Row) -> Talk | None:
    chosen = next((row[name] for name in _CHOSEN if name in row), None)
    rejected = next((row[name] for name in _REJECTED if name in row), None)
    if chosen is None or rejected is None:
        return None
    given = row.get("input", row.get("prompt", row.get("question", row.get("instruction"))))
    outer: Row = given if isinstance(given, dict) else row
    start = _as_turns(given["messages"] if isinstance(given, dict) and "messages" in given else (
        None if isinstance(given, dict) else given), "user")  # fmt: skip
    good = _chat(outer, [*start, *_as_turns(chosen, "assistant")])
    bad = _chat(outer, [*start, *_as_turns(rejected, "assistant")])
    return Talk(good.messages, bad.messages[-1].content, good.has_tools or bad.has_tools)


def _as_turns(value: object, role: Role) -> list[object]:
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [{"role": role, "content": value}]


def _chat(row: Row, turns: Sequence[object]) -> Talk:
    messages: list[Message] = []
    weights: list[object] = []
    has_tools = False
    opening = row.get("system", row.get("system_prompt"))
    if isinstance(opening, str) and opening.strip():
        messages.append(Message("system", opening.strip()))
        weights.append(None)
    for number, turn in enumerate(turns, start=1):
        message, is_tool = _message(turn, number)
        has_tools |= is_tool
        if messages and messages[-1].role == message.role and is_tool:
            # Several results of one call: one turn, or the roles would not alternate.
            messages[-1] = Message(message.role, f"{messages[-1].content}\n{message.content}")
            continue
        messages.append(message)
        weights.append(turn.get("weight") if isinstance(turn, dict) else None)
    messages, weights = _learned_part(messages, weights)
    tools = row.get("tools", row.get("functions"))
    if tools and tools != "[]":
        messages, has_tools = _with_tools(messages, tools), True
    return Talk(tuple(messages), has_tools=has_tools)


def _message(turn: object, number: int) -> tuple[Message, bool]:
    """One turn, and whether it calls a tool or brings a tool's result."""
    if not isinstance(turn, dict):
        raise _broken(turn, number)
    named = turn.get("role", turn.get("from"))
    role = _ROLES.get(named.lower()) if isinstance(named, str) else None
    text = _text(turn.get("content", turn.get("value")))
    calls = list(_calls(turn))
    if role is None or not (text or (calls and role == "assistant")):
        raise _broken(turn, number)
    if role == "result":
        return Message("user", f"<tool_response>\n{text}\n</tool_response>"), True
    if role == "call":
        return Message("assistant", f"<tool_call>\n{text}\n</tool_call>"), True
    said = "\n".join(part for part in (text, *calls) if part)
    return Message(cast("Role", role), said), bool(calls)


def _broken(turn: object, number: int) -> BadRow:
    return BadRow(
        "broken_conversation",
        "expected messages with a role (system, user, assistant, tool) and content, found"
        f" {str(turn)[:60]!r} at turn {number}",
        "Correct or delete the line. It was left out, the others were kept.",
    )


def _text(content: object) -> str:
    """A message's words: a text, or OpenAI's list of parts. Empty if it is neither."""
    if isinstance(content, str):
        return content.strip()
    if not isinstance(content, list):
        return ""
    parts = [part.get("text") if isinstance(part, dict) else part for part in content]
    if not all(isinstance(part, str) for part in parts):
        return ""  # a picture or a sound: what was said about it alone would mislead
    return "\n".join(cast("list[str]", parts)).strip()


def _calls(turn: Mapping[str, object]) -> Iterable[str]:
    """Each tool call as `<tool_call>` and JSON: the text form Hermes, Qwen and SmolLM2 use."""
    listed = turn.get("tool_calls")
    old = turn.get("function_call")
    entries = listed if isinstance(listed, list) else []
    for entry in [*entries, *([{"function": old}] if isinstance(old, dict) else [])]:
        called = entry.get("function", entry) if isinstance(entry, dict) else {}
        if not isinstance(called, dict) or not isinstance(called.get("name"), str):
            continue
        arguments = called.get("arguments", {})
        if isinstance(arguments, str):
            # What is no JSON stays the text it is: the model should learn what the data says.
            with contextlib.suppress(json.JSONDecodeError):
                arguments = json.loads(arguments)
        body = json.dumps({"name": called["name"], "arguments": arguments}, ensure_ascii=False)
        yield f"<tool_call>\n{body}\n</tool_call>"


def _with_tools(messages: list[Message], tools: object) -> list[Message]:
    """The tools on offer, written into the system message."""
    listed = tools if isinstance(tools, str) else json.dumps(tools, ensure_ascii=False)
    offer = f"You may call these functions:\n<tools>\n{listed}\n</tools>"
    if messages and messages[0].role == "system":
        return [Message("system", f"{messages[0].content}\n\n{offer}"), *messages[1:]]
    return [Message("system", offer), *messages]


def _learned_part(
    messages: list[Message], weights: list[object]
) -> tuple[list[Message], list[object]]:
    """The conversation up to its last answer with weight 1.

    Every answer of an example is learned, so an answer with weight 0 before one with weight 1
    cannot be kept out; such a conversation is refused and not learned whole.
    """
    answers = [i for i, message in enumerate(messages) if message.role == "assistant"]
    stated = [weights[i] for i in answers if weights[i] is not None]
    if not stated:
        return messages, weights
    fix = "Use weight 0 or 1, and weight 0 only after the last answer to learn. It was left out."
    if any(weight not in _WEIGHTS for weight in stated):
        raise BadRow("weights", f"expected weight 0 or 1, found {stated}", fix)
    learned = [i for i in answers if weights[i] != 0]
    if not learned:
        raise BadRow("weights", "expected an answer with weight 1, found only weight 0", fix)
    if any(weights[i] == 0 for i in answers if i < learned[-1]):
        raise BadRow("weights", "expected weight 1 before it, found weight 0 on an answer", fix)
    return messages[: learned[-1] + 1], weights[: learned[-1] + 1]


def _columns(row: Row) -> Talk:
    names = list(row)
    columns = find_columns(names)
    if columns is None:
        return _missing_answer(names)
    pair: list[str] = []
    for name, at in (("question", columns.question), ("answer", columns.answer)):
        value = words_of(row[names[at]])
        if not isinstance(value, str) or not value.strip():
            raise BadRow(
                f"empty_{name}",
                f"expected text in '{names[at]}', found {str(value)[:30]!r}",
                "Fill it in, or delete the line. It was left out, the others were kept.",
            )
        pair.append(value.strip())
    more = row[names[columns.detail]] if columns.detail is not None else ""
    asked = f"{pair[0]}\n\n{more.strip()}" if isinstance(more, str) and more.strip() else pair[0]
    system = row.get("system")
    opening = [Message("system", system.strip())] if isinstance(system, str) and system else []
    earlier = _history(row.get("history"))
    return Talk((*opening, *earlier, Message("user", asked), Message("assistant", pair[1])))


def _history(turns: object) -> list[Message]:
    """Alpaca's earlier turns: pairs of what was asked and answered."""
    if not isinstance(turns, list) or not turns:
        return []
    said: list[Message] = []
    for turn in turns:
        if not (isinstance(turn, list) and len(turn) == 2 and all(map(_text, turn))):
            raise BadRow(
                "broken_conversation",
                "expected earlier turns as pairs of a question and an answer, found"
                f" {str(turn)[:60]!r} in 'history'",
                "Correct or delete the line. It was left out, the others were kept.",
            )
        said += [Message("user", _text(turn[0])), Message("assistant", _text(turn[1]))]
    return said


def _missing_answer(names: list[str]) -> Talk:
    raise BadRow(
        "columns",
        f"expected an instruction and an output, found {', '.join(names[:10])}",
        "Rename the keys. The line was left out, the others were kept.",
    )
