# SPDX-License-Identifier: Apache-2.0
"""One value, one text: JSON as RFC 8785 writes it, without floats, and instants as RFC 3339 in UTC.

Everything that is hashed, signed or compared byte for byte goes through here (P25).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

EXACT = 2**53 - 1
"""The largest whole number that every JSON reader reads exactly; larger ones are written as decimal text."""


def canonical(value: object) -> str:
    """The one text of a JSON value: keys sorted by UTF-16 code units, no blanks, no floats, numbers exact.

    Raises TypeError for what JSON without floats cannot say, ValueError for a whole number beyond 2**53 - 1
    and for text that is not Unicode (a lone surrogate).
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError as wrong:
        raise ValueError("a text that is not Unicode cannot be kept") from wrong
    return text


def key_order(key: str) -> bytes:
    """What RFC 8785 sorts the members of an object by."""
    return key.encode("utf-16-be", "surrogatepass")


def _ordered(value: object) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int():
            return _exact(value)
        case Mapping():
            return {key: _ordered(value[key]) for key in sorted(_keys(value), key=key_order)}
        case list() | tuple():
            return [_ordered(item) for item in value]
        case _:
            raise TypeError(f"a {type(value).__name__} has no canonical text")


def _keys(value: Mapping[Any, object]) -> list[str]:
    if wrong := [key for key in value if not isinstance(key, str)]:
        raise TypeError(f"a member's name is text, not {wrong[0]!r}")
    return list(value)


def _exact(number: int) -> int:
    if abs(number) > EXACT:
        raise ValueError("a whole number beyond 2**53 - 1 is written as text")
    return number


def instant(at: datetime) -> str:
    """`at` as RFC 3339 in UTC with `Z`;

    a fraction only where there is one. Raises ValueError without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def parse_instant(text: str) -> datetime:
    """The instant that `instant` wrote. Raises ValueError for any other text."""
    if not text.endswith("Z"):
        raise ValueError("an instant is written in UTC and ends with Z")
    at = datetime.fromisoformat(text)
    if instant(at) != text:
        raise ValueError("an instant is written as year-month-dayThour:minute:secondZ")
    return at


__all__ = ["EXACT", "canonical", "instant", "key_order", "parse_instant"]
