# SPDX-License-Identifier: Apache-2.0
"""The settings of one connection, as an operator wrote them (P23): what is missing or wrong is named with a way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from comity.core.clause import Fault, Malformed
from comity.edge.platforms.asking import Asking


class Settings:
    """The table of one source. Every error names `source.key`; none repeats a value, which may be a secret."""

    def __init__(self, source: str, given: Mapping[str, str], known: tuple[str, ...]) -> None:
        """Raises `Malformed` for a key that the platform does not know."""
        self._source, self._given = source, given
        for key in given:
            if key not in (*known, "platform"):
                self.wrong(key, f"one of {', '.join(known)}", "is no setting of this platform")

    def needed(self, key: str, example: str) -> str:
        """A setting that must be there."""
        value = self._given.get(key, "").strip()
        if not value:
            self.wrong(key, "text", "is missing", example)
        if not value.isascii() or not value.isprintable():
            self.wrong(key, "letters, digits and signs on one line", "has other characters", example)
        return value

    def words(self, key: str) -> frozenset[str]:
        """A setting of names with spaces between; may be absent."""
        return frozenset(self._given.get(key, "").split())

    def asking(self, key: str, default: str, headers: Mapping[str, str]) -> Asking:
        """The server whose address is a setting. Raises `Malformed`."""
        base = self._given.get(key, "").strip() or default
        try:
            return Asking(base, headers)
        except ValueError as wrong:
            self.wrong(key, "address of a server", str(wrong), "https://chat.example.org")

    def wrong(self, key: str, rule: str, says: str, way_out: str = "take it out") -> NoReturn:
        """Raise `Malformed` for one setting."""
        raise Malformed([Fault(field=f"{self._source}.{key}", rule=rule, text=says, way_out=way_out)])


__all__ = ["Settings"]
