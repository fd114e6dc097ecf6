"""A folder for Ollama: the merged model, and a Modelfile that prompts it as it was compared."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from pathlib import Path

from inhouse.errors import BrokenInvariant, UserFault
from inhouse.models.exports.checking import Answering, Check
from inhouse.models.exports.gguf import export_gguf
from inhouse.models.exports.go_template import go_rendered, go_template
from inhouse.models.exports.placing import placed
from inhouse.models.exports.prompting import Expected, Prompting
from inhouse.models.parity import Agreement
from inhouse.records import Conversation, Message

__all__ = ["export_ollama", "modelfile", "refuse_other_prompts"]

_MODEL, _MODELFILE = "model.gguf", "Modelfile"
_CONTEXT = 4096


def export_ollama(
    model: Answering, target: Path, precision: str, parts: tuple[Prompting, Check]
) -> Generator[Agreement, None, Agreement]:
    """Writes model.gguf and Modelfile; reads both back.

    Yields the agreement with PyTorch so far; returns the last one.

    Args:
        model: what answers.
        target: the folder.
        precision: of the model's matrices.
        parts: what stands before a question, and what is asked of the model.

    Raises:
        GateRefused: too few answers are equal.
        UserFault: a Modelfile cannot hold the words.
    """
    prompting, check = parts
    text = modelfile(prompting)
    refuse_other_prompts(text, prompting.expected)
    with placed(target) as held:
        last = yield from export_gguf(model, held / _MODEL, precision, check)
        (held / _MODELFILE).write_text(text, encoding="utf-8")
    return last


def modelfile(prompting: Prompting) -> str:
    """The Modelfile.

    Temperature 0 and a repeat penalty of 1 are how the contenders were compared; Ollama's own
    defaults (0.8 and 1.1) would answer otherwise.
    """
    renderer = prompting.renderer
    values = {
        "num_ctx": min(prompting.context_length, _CONTEXT),
        "num_predict": prompting.max_tokens,
        "temperature": 0,
        "repeat_penalty": 1.0,
    }
    lines = [f"FROM ./{_MODEL}", f"TEMPLATE {_quoted(go_template(renderer))}"]
    for message in prompting.before:
        command = "SYSTEM" if message.role == "system" else f"MESSAGE {message.role}"
        lines.append(f"{command} {_quoted(message.content.strip())}")
    lines += [f'PARAMETER stop "{stop}"' for stop in renderer.stop_texts]
    lines += [f"PARAMETER {name} {value}" for name, value in values.items()]
    return "\n".join([*lines, f"LICENSE {_quoted(prompting.licence)}", ""])


def _quoted(text: str) -> str:
    # Ollama drops what Go does not count as printable, a no-break space for example.
    odd = {c for c in text if not c.isprintable() and c not in "\n\t"}
    if '"""' in text or odd:
        what = "three quotation marks" if '"""' in text else f"the character {min(odd)!r}"
        raise UserFault(
            "The words of the prompt should be ones that a Modelfile can hold,",
            f"but they hold {what}.",
            "Export the model alone: inhouse export --format gguf OUT.gguf",
        )
    return f'"""{text}"""'


def refuse_other_prompts(text: str, expected: Sequence[Expected]) -> None:
    """Reads the Modelfile and prompts with it as Ollama does.

    Raises:
        BrokenInvariant: the model would read something else than it was compared with.
    """
    template, before = _read(text)
    for one in expected:
        if one.talk[0].role == "system":  # Ollama takes it in place of the Modelfile's
            continue
        found = go_rendered(template, (*before, *one.talk))
        if found != one.text:
            raise BrokenInvariant(
                "The Modelfile should prompt as the model was compared,",
                f"but it gives {found!r} where {one.text!r} is right.",
            )


def _read(text: str) -> tuple[str, Conversation]:
    """The template, and the messages that Ollama puts before a conversation."""
    found = re.findall(r'^(TEMPLATE|SYSTEM|MESSAGE \w+) "{3}(.*?)"{3}$', text, re.M | re.S)
    template = next(words for name, words in found if name == "TEMPLATE")
    system = [Message("system", words) for name, words in found if name == "SYSTEM"]
    shown = [
        Message("user" if name == "MESSAGE user" else "assistant", words)
        for name, words in found
        if name.startswith("MESSAGE")
    ]
    return template, (*system, *shown)
