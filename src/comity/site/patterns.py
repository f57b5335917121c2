# SPDX-License-Identifier: Apache-2.0
"""The pattern library on this machine: `patterns/*.md` as shipped, `patterns/<language>/*.md` their translations."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from comity.core.clause import Malformed
from comity.desk.watch.patterns import Pattern, Told, parse, parse_told
from comity.desk.watch.trace import Library

SHIPPED = Path(__file__).resolve().parents[3] / "patterns"


@cache
def patterns(folder: Path = SHIPPED) -> tuple[Pattern, ...]:
    """Every pattern of a folder, by id. Raises `Malformed`, `OSError`."""
    found = [parse(path.read_text(encoding="utf-8"), name=path.name) for path in sorted(folder.glob("*.md"))]
    return tuple(sorted(found, key=lambda one: one.id))


def told(id: str, language: str, folder: Path = SHIPPED) -> Told | None:
    """The text of a pattern in another language; None where there is no translation."""
    return _translations(folder).get((language, id))


@cache
def _translations(folder: Path) -> dict[tuple[str, str], Told]:
    found = {}
    for path in sorted(folder.glob("*/*.md")):
        try:
            found[(path.parent.name, path.stem)] = parse_told(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, Malformed):
            continue
    return found


@cache
def source(id: str, folder: Path = SHIPPED) -> str:
    """The file of a shipped pattern; empty where there is none of that name."""
    path = next((path for path in folder.glob("*.md") if path.stem == id), None)
    return "" if path is None else path.read_text(encoding="utf-8")


@cache
def library(folder: Path = SHIPPED) -> Library:
    """The shipped patterns, ready for a fold."""
    return Library(patterns(folder))


__all__ = ["SHIPPED", "library", "patterns", "source", "told"]
