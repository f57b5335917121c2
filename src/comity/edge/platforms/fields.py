# SPDX-License-Identifier: Apache-2.0
"""A body in JSON, read field by field: what is not as it should be is refused by its name and the rule (P26)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from comity.desk.watch.ports import Refused

LARGEST_NUMBER = 2**63 - 1
LONGEST_NAME = 300
_NAME = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]*")


class Fields:
    """One object of a body. `where` is how it is called when something in it is wrong."""

    def __init__(self, found: object, where: str) -> None:
        """Raises `Refused` where it is no object."""
        if not isinstance(found, Mapping):
            raise Refused(where or "body", "an object")
        self._found, self.where = found, where

    def __contains__(self, name: str) -> bool:
        return self._found.get(name) is not None

    def name(self, name: str) -> str:
        """How a field is called."""
        return f"{self.where}.{name}" if self.where else name

    def text(self, name: str, default: str | None = None) -> str:
        """Text of any length; `default` where it is absent."""
        told = self._found.get(name)
        if told is None and default is not None:
            return default
        if not isinstance(told, str):
            raise Refused(self.name(name), "text")
        return told

    def mark(self, name: str, default: str | None = None) -> str:
        """A short name without control characters."""
        told = self.text(name, default)
        if len(told) > LONGEST_NAME or not _NAME.fullmatch(told):
            raise Refused(self.name(name), f"at most {LONGEST_NAME} letters, none of them a control character")
        return told

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number, also one in digits of text; `default` where it is absent."""
        told = self._found.get(name)
        if told is None and default is not None:
            return default
        if isinstance(told, str) and told.isascii() and told.isdigit() and len(told) < 20:
            told = int(told)
        if not isinstance(told, int) or isinstance(told, bool) or abs(told) > LARGEST_NUMBER:
            raise Refused(self.name(name), "a whole number")
        return told

    def truth(self, name: str, default: bool | None = None) -> bool:
        """True or false; `default` where it is absent."""
        told = self._found.get(name)
        if told is None and default is not None:
            return default
        if not isinstance(told, bool):
            raise Refused(self.name(name), "true or false")
        return told

    def instant(self, name: str) -> datetime:
        """An instant with its offset, as UTC."""
        told = self.text(name)
        try:
            at = datetime.fromisoformat(told)
            if at.tzinfo is None:
                raise ValueError
            return at.astimezone(UTC)
        except (ValueError, OverflowError) as wrong:
            raise Refused(self.name(name), "an instant with its offset, like 2026-01-31T09:30:00Z") from wrong

    def fields(self, name: str) -> Fields:
        """An object inside."""
        return Fields(self._found.get(name), self.name(name))

    def each(self, name: str) -> Iterator[Fields]:
        """The objects of a list."""
        told = self._found.get(name)
        if not isinstance(told, list):
            raise Refused(self.name(name), "a list")
        return (Fields(one, f"{self.name(name)}[{place}]") for place, one in enumerate(told))


def read(body: bytes) -> Fields:
    """The object that is a whole body. Raises `Refused`."""
    try:
        found: object = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise Refused("body", "JSON in UTF-8") from wrong
    return Fields(found, "")


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


__all__ = ["Fields", "read"]
