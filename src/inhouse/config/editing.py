"""Changes one key of a project's inhouse.toml; its comments and everything else stay."""

from __future__ import annotations

from pathlib import Path

from inhouse.config.loading import FILE, load
from inhouse.config.schema import flat, knobs
from inhouse.errors import ConfigFault

__all__ = ["edited"]


def edited(project: Path, key: str, value: str | None) -> str:
    """What inhouse.toml becomes when `key` is set; writes nothing.

    Args:
        project: the folder that may hold an inhouse.toml.
        key: dotted key of a knob.
        value: as `--set` takes it: TOML, or plain text; None takes the key out, so that the
            default counts again.

    Raises:
        ConfigFault: there is no such key, the value does not fit, or the file does not.
    """
    import tomlkit
    from tomlkit.items import Table

    if key not in knobs():
        raise ConfigFault("A setting should be one that Inhouse reads.", f"{key!r} is none.")
    override = () if value is None else (f"{key}={value}",)
    fitted = flat(load(project, overrides=override))[key]
    path = project / FILE
    document = tomlkit.parse(path.read_bytes().decode("utf-8-sig") if path.exists() else "")
    section, _, leaf = key.rpartition(".")
    if section and section not in document:
        document[section] = tomlkit.table()
    table = document[section] if section else document
    assert isinstance(table, tomlkit.TOMLDocument | Table)  # `load` has checked it
    if value is not None:
        table[leaf] = list(fitted) if isinstance(fitted, tuple) else fitted
    elif leaf in table:
        del table[leaf]
    return tomlkit.dumps(document)
