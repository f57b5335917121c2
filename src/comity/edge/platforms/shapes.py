# SPDX-License-Identifier: Apache-2.0
"""What another server sent, taken for what it should be: where it is something else, it is taken for empty.

For answers in which a part may be missing and nothing depends on it. What must be there is asked for by its field, so
that a server that answers with something else is not taken for one where nobody speaks.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from comity.desk.watch.ports import Refused
from comity.edge.platforms.asking import Json

SHORT = 32
"""Hexadecimal digits by which a sign's words are known again."""


def table(value: Json) -> dict[str, Json]:
    """An object."""
    return value if isinstance(value, dict) else {}


def rows(value: Json) -> list[dict[str, Json]]:
    """The objects of a list."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def objects(value: Json, field: str) -> list[dict[str, Json]]:
    """A list that must be there; what in it is no object is left out. Raises `Refused`."""
    if not isinstance(value, list):
        raise Refused(field, "a list")
    return rows(value)


def word(value: Json, field: str) -> str:
    """Text that must be there. Raises `Refused`."""
    if not isinstance(value, str) or not value:
        raise Refused(field, "text")
    return text(value)


def text(value: Json) -> str:
    """Text; without halves of pairs of code units, which nothing here could write down."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def whole(value: Json) -> int:
    """A whole number; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def instant(milliseconds: int) -> datetime | None:
    """An instant by its milliseconds since 1970; None where no calendar has it."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def digest(words: str) -> str:
    """By which a sign's words are known again, whatever white space a platform makes of theirs."""
    return sha256(" ".join(words.split()).encode("utf-8", "replace")).hexdigest()[:SHORT]


__all__ = ["digest", "instant", "objects", "rows", "table", "text", "whole", "word"]
