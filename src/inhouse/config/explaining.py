"""The configuration for people: what every knob is, where its value came from, how to write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from inhouse.config.loading import defaults_text, flatten, parse
from inhouse.config.schema import Config, Value, flat, sections

__all__ = ["Knob", "comments", "explain", "reference", "starter_toml", "to_toml", "to_toml_value"]


class Knob(NamedTuple):
    """One setting: dotted key, value, "defaults", "inhouse.toml" or "--set", and its meaning."""

    key: str
    value: Value
    origin: str
    comment: str


def explain(config: Config) -> list[Knob]:
    """Every knob in the order of the file."""
    meanings = comments()
    return [
        Knob(key, value, config.origins.get(key, ""), meanings[key])
        for key, value in flat(config).items()
    ]


@cache
def comments() -> Mapping[str, str]:
    """Dotted key to the comment right above it in defaults.toml; a section's under its name."""
    found: dict[str, str] = {}
    section, pending = "", list[str]()
    for line in defaults_text().splitlines():
        if line.startswith("#"):
            pending.append(line.removeprefix("#").strip())
            continue
        if line.startswith("["):
            name = line.strip("[] ")
            section = f"{name}."
            found[name] = " ".join(pending)
        elif "=" in line:
            found[section + line.partition("=")[0].strip()] = " ".join(pending)
        pending = []
    return found


def to_toml(config: Config) -> str:
    """The resolved configuration as an inhouse.toml that loads to the same one."""
    return _written(flat(config))


def _written(values: Mapping[str, Value]) -> str:
    lines = [f"{key} = {to_toml_value(value)}" for key, value in values.items() if "." not in key]
    for section in sections():
        lines += ["", f"[{section}]"]
        lines += [
            f"{key.partition('.')[2]} = {to_toml_value(value)}"
            for key, value in values.items()
            if key.startswith(f"{section}.")
        ]
    return "\n".join(lines) + "\n"


def to_toml_value(value: object) -> str:
    """A checked value as TOML."""
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(to_toml_value(item) for item in value)}]"
    # Checked texts are printable, so JSON's escapes are TOML's.
    return json.dumps(value, ensure_ascii=False)


def starter_toml(title: str) -> str:
    """A new project's inhouse.toml: every knob with its comment, all commented out.

    The [section] lines stay live, so that one line uncommented means what it says.
    """
    name = " ".join(title.split())
    head = [
        f"# {name}" if name else "# Inhouse",
        "# Every key is optional: remove the '# ' before a line to change it.",
        "",
    ]
    body = [
        line if not line or line.startswith(("#", "[")) else f"# {line}"
        for line in _without_head(defaults_text())
    ]
    return "\n".join(head + body) + "\n"


def _without_head(text: str) -> list[str]:
    lines = text.splitlines()
    return lines[lines.index("") + 1 :]


def reference() -> str:
    """docs/config.md, made from defaults.toml."""
    defaults = flatten(parse(defaults_text(), "defaults.toml"))
    lines = [
        "# Configuration",
        "",
        "Generated from `src/inhouse/config/defaults.toml`; a test keeps them equal.",
        "",
        "A project may hold an `inhouse.toml`; every key is optional. What counts: the defaults,",
        "then `inhouse.toml`, then `--set key=value` (`--set training.num_train_epochs=3`).",
        "Unknown keys are refused. The resolved configuration is saved with every run.",
        "",
    ]
    lines += _table("", "Top level", defaults)
    for section in sections():
        lines += _table(f"{section}.", f"[{section}]", defaults)
    return "\n".join(lines)


def _table(start: str, title: str, defaults: Mapping[str, object]) -> list[str]:
    rows = [
        f"| `{key.removeprefix(start)}` | `{to_toml_value(value)}` | {comments()[key]} |"
        for key, value in defaults.items()
        if (key.startswith(start) if start else "." not in key)
    ]
    about = comments().get(start.rstrip("."), "")
    lead = [about, ""] if about else []
    return [
        f"## {title}",
        "",
        *lead,
        "| key | default | what it does |",
        "|---|---|---|",
        *rows,
        "",
    ]
