# SPDX-License-Identifier: Apache-2.0
"""What was told, as bytes: how a delivery waits, and how it travels to another worker. ASCII whatever was written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from comity.desk.watch.message import Edited, Message, Removed, Told

_MESSAGE = tuple(one.name for one in fields(Message))
_REMOVED = tuple(one.name for one in fields(Removed))


def packed(told: Iterable[Told]) -> bytes:
    """What was told, as bytes. A lone surrogate, which JSON allows and UTF-8 does not, survives."""
    return json.dumps([_row(one) for one in told], ensure_ascii=True, separators=(",", ":")).encode("ascii")


def unpacked(body: bytes) -> tuple[Told, ...]:
    """What was told. Raises `ValueError` where the bytes are none of `packed`."""
    return tuple(_told(row) for row in json.loads(body))


def _row(told: Told) -> list[Any]:
    match told:
        case Message():
            return ["m", *(_plain(getattr(told, name)) for name in _MESSAGE)]
        case Edited():
            return ["e", *(_plain(getattr(told.message, name)) for name in _MESSAGE)]
        case Removed():
            return ["r", *(_plain(getattr(told, name)) for name in _REMOVED)]


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _told(row: list[Any]) -> Told:
    kind = row[0]
    if kind not in ("m", "e", "r"):
        raise ValueError("no message, no edit and no removal")
    values = dict(zip(_REMOVED if kind == "r" else _MESSAGE, row[1:], strict=True))
    values["at"] = datetime.fromisoformat(values["at"])
    if kind == "r":
        return Removed(**values)
    return Message(**values) if kind == "m" else Edited(message=Message(**values))


def conversation(told: Told) -> str:
    """The conversation in which something was told."""
    return told.message.conversation if isinstance(told, Edited) else told.conversation


def space(told: Told) -> str:
    """The space in which something was told."""
    return told.message.space if isinstance(told, Edited) else told.space


def instant(told: Told) -> datetime:
    """When it was told, as its platform says."""
    return told.message.at if isinstance(told, Edited) else told.at


__all__ = ["conversation", "instant", "packed", "space", "unpacked"]
