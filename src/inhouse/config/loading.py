"""From files and `--set` to one resolved configuration: defaults < inhouse.toml < `--set`."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from inhouse.config.checking import Misfit, checked
from inhouse.config.places import placed
from inhouse.config.schema import Config, Value, build, knobs, sections
from inhouse.errors import ConfigFault

__all__ = ["FILE", "defaults_text", "load"]

FILE = "inhouse.toml"
DEFAULTS = "defaults"
SET = "--set"
SHOWN_FAULTS = 5
_MODEL = "base_model"


def load(project: Path, *, overrides: Sequence[str] = ()) -> Config:
    """The project's configuration, every knob resolved.

    Args:
        project: the folder that may hold an inhouse.toml.
        overrides: `key=value` or `section.key=value`; the value is TOML, or plain text.

    Raises:
        ConfigFault: a file that is no TOML, a key nobody reads, a value that does not fit.
    """
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for origin, folder, given in (
        (DEFAULTS, project, flatten(parse(defaults_text(), "defaults.toml"))),
        (FILE, project, flatten(_read_file(project / FILE))),
        (SET, Path.cwd(), dict(_override(text) for text in overrides)),
    ):
        _refuse_unknown(given, origin)
        given = {k: placed(v, folder) if k == _MODEL else v for k, v in given.items()}
        values |= given
        origins |= dict.fromkeys(given, origin)
    return build(_fitted(values, origins), origins)


@cache
def defaults_text() -> str:
    """The commented defaults, as written."""
    return resources.files("inhouse.config").joinpath("defaults.toml").read_text("utf-8")


def parse(text: str, name: str) -> dict[str, object]:
    """The TOML in `text`; `name` is the file a fault speaks of."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, reason = _place(str(error), text)
        raise ConfigFault(
            f"{name} should be TOML.",
            f"Line {line} is not: {reason}: {text.splitlines()[line - 1 : line] or ['']}.",
            f'Correct line {line} of {name}; texts need quotes, as in task = "answer".',
        ) from None


def _place(message: str, text: str) -> tuple[int, str]:
    found = re.search(r"^(.*?) \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if found is None:
        return 1, message
    last = max(len(text.splitlines()), 1)
    return (int(found[2]) if found[2] else last), found[1]


def _read_file(path: Path) -> dict[str, object]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ConfigFault(
            f"{path} should be text in UTF-8.",
            f"Line {line} holds a byte that is not.",
            "Save the file again as UTF-8.",
        ) from None
    except OSError as error:
        raise ConfigFault(
            f"{path} should be a file that can be read.",
            f"The system says: {error.strerror}.",
            "Correct its permissions, or remove it to use the defaults.",
        ) from None
    return parse(text.replace("\r\n", "\n"), str(path))


def flatten(tables: Mapping[str, object]) -> dict[str, object]:
    """Dotted key to value; only a section's table is opened."""
    return dict(_flatten(tables))


def _flatten(tables: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in tables.items():
        if isinstance(value, dict) and name not in knobs():
            if not value and name not in sections():
                yield name, value
            for key, inner in value.items():
                yield f"{name}.{key}", inner
        else:
            yield name, value


def _override(text: str) -> tuple[str, object]:
    key, equals, raw = text.partition("=")
    if not equals or not key.strip():
        raise ConfigFault(
            "--set takes key=value.",
            f"Found {text!r}.",
            "For instance --set training.num_train_epochs=3.",
        )
    return key.strip(), _loose_value(raw.strip())


def _loose_value(raw: str) -> object:
    """TOML where it is exactly one TOML value; else the text itself, so quotes are optional."""
    try:
        parsed = tomllib.loads(f"value = {raw}")
    except tomllib.TOMLDecodeError:
        return raw
    return parsed["value"] if len(parsed) == 1 else raw


def _refuse_unknown(given: Mapping[str, object], origin: str) -> None:
    faults = [_unknown(key) for key in given if key not in knobs()]
    _refuse(faults, f"{origin} should hold only keys that Inhouse reads.")


def _unknown(key: str) -> str:
    if key in sections():
        return f"'{key}' is a section: write [{key}] and its keys below it."
    suggestion = _nearest(key)
    return f"'{key}' is none of them" + (f"; did you mean '{suggestion}'?" if suggestion else ".")


def _nearest(key: str) -> str | None:
    leaf = key.rpartition(".")[2]
    by_leaf = {known.rpartition(".")[2]: known for known in knobs()}
    if leaf in by_leaf:
        return by_leaf[leaf]
    close = difflib.get_close_matches(key, list(knobs()), 1, 0.75)
    if close:
        return close[0]
    close = difflib.get_close_matches(leaf, list(by_leaf), 1, 0.6)
    return by_leaf[close[0]] if close else None


def _fitted(values: Mapping[str, object], origins: Mapping[str, str]) -> dict[str, Value]:
    fitted: dict[str, Value] = {}
    faults: list[str] = []
    for key, annotation in knobs().items():
        try:
            fitted[key] = checked(values[key], annotation)
        except Misfit as wanted:
            faults.append(f"{key} should be {wanted}; {origins[key]} has {values[key]!r}.")
    if not faults:
        faults = _contradictions(fitted)
    _refuse(faults, "Every setting should fit what it sets.")
    return fitted


def _contradictions(values: Mapping[str, Value]) -> list[str]:
    test, validation = values["curation.test_share"], values["curation.validation_share"]
    if isinstance(test, float) and isinstance(validation, float) and test + validation >= 1:
        return [
            "curation.test_share and curation.validation_share should leave examples to learn "
            f"from; together they are {test + validation:g}."
        ]
    return []


def _refuse(faults: Sequence[str], expected: str) -> None:
    if not faults:
        return
    shown = " ".join(faults[:SHOWN_FAULTS])
    if len(faults) > SHOWN_FAULTS:
        shown += f" And {len(faults) - SHOWN_FAULTS} more, {len(faults)} in all."
    raise ConfigFault(expected, shown, f"Correct {FILE} or the --set option; see docs/config.md.")
