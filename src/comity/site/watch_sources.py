# SPDX-License-Identifier: Apache-2.0
"""The platforms that this installation is connected to: `<home>/watch.toml`, one table a source.

    [forum]
    platform = "discourse"
    url = "https://forum.example.org"
    key = "env:FORUM_KEY"

Every value is text; what it means is the platform's own. `env:NAME` stands for what the environment says, so that no
key needs to lie in a file. Nothing of this file is in the history. Read when a process begins.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.desk.watch.ports import Connection, Hook, Spaces

FILE = "watch.toml"
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_PLATFORMS = "comity.edge.platforms"


def read(home: Path, environment: Mapping[str, str] = os.environ) -> dict[str, dict[str, str]]:
    """The settings of every source by its name; none where there is no file. Raises `Malformed`."""
    path = home / FILE
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8") if path.is_file() else "")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        text = f"cannot be read: {type(wrong).__name__}"
        raise _malformed(FILE, "a TOML file", text, '[forum]\nplatform = "discourse"') from None  # it may quote a key
    return {name: _source(name, table, environment) for name, table in tables.items()}


def _source(name: str, table: object, environment: Mapping[str, str]) -> dict[str, str]:
    where = f"{FILE}: {name[:40]}"
    if not NAME.fullmatch(name) or not isinstance(table, dict):
        rule = "a table by the name of the source: small letters, digits and -, at most 40"
        raise _malformed(where, rule, "is no source", "[forum]")
    settings = {key: _value(f"{where}.{key}", value, environment) for key, value in table.items()}
    if not settings.get("platform"):
        raise _malformed(f"{where}.platform", "the name of a platform", "is missing", 'platform = "discourse"')
    return settings


def _value(where: str, value: object, environment: Mapping[str, str]) -> str:
    if not isinstance(value, str):
        raise _malformed(where, "text between quotation marks", "is no text", 'key = "env:FORUM_KEY"')
    if not value.startswith("env:"):
        return value
    found = environment.get(value.removeprefix("env:"), "")
    if not found:
        raise _malformed(where, "a variable of the environment that is set", "is not set", "set it, or write the value")
    return found


def connect(name: str, settings: Mapping[str, str], spaces: Spaces) -> Connection:
    """One source, connected. Raises `Malformed`: no such platform, or a setting that is wrong for it."""
    platform = settings["platform"]
    known = NAME.fullmatch(platform) and find_spec(f"{_PLATFORMS}.{platform.replace('-', '_')}")
    made = getattr(import_module(f"{_PLATFORMS}.{platform.replace('-', '_')}"), "connect", None) if known else None
    if made is None:
        raise _malformed(f"{FILE}: {name}.platform", "a platform that Comity knows", "is not known", "discourse")
    rest = {key: value for key, value in settings.items() if key != "platform"}
    connection: Connection = made(name, rest, of_source(name, spaces))
    return connection


def of_source(name: str, spaces: Spaces) -> Spaces:
    """The spaces of one source: a space is named by its source, a slash and what the platform calls it."""
    return lambda: {space: since for space, since in spaces().items() if space.startswith(f"{name}/")}


def connections(home: Path, spaces: Spaces) -> dict[str, Connection]:
    """Every source of this installation. Raises `Malformed`."""
    return {name: connect(name, settings, spaces) for name, settings in read(home).items()}


@cache
def _here() -> dict[str, Connection]:
    from django.conf import settings

    from comity.site.watch_live import spaces

    return connections(settings.COMITY.home, spaces())


def hook(source: str) -> Hook | None:
    """The hook of a source of this site; None where there is no such source or it has none. Raises `Malformed`."""
    found = _here().get(source)
    return None if found is None else found.hook


def hears(platform: str, source: str) -> Hook | None:
    """The same, where the source is of that platform: the address of a hook says both."""
    from django.conf import settings

    of = read(settings.COMITY.home).get(source, {}).get("platform", "")
    return hook(source) if of == platform else None


def here() -> Mapping[str, Connection]:
    """The sources of this site, connected once in this process. Raises `Malformed`."""
    return _here()


def _malformed(field: str, rule: str, text: str, way_out: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text, way_out=way_out)])


__all__ = ["FILE", "connect", "connections", "hears", "here", "hook", "of_source", "read"]
