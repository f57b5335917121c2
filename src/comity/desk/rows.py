# SPDX-License-Identifier: Apache-2.0
"""Read models as the desk asks for them: tables of rows that are sought by mark, word and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a read model: its key, what it is sorted by, and its fields as JSON values.

    `marks` are (kind, value) pairs and `words` plain words (see `desk.words`) by which it can be sought; both go in
    and never come out again. Marks are only ever added to a row while it stays.
    """

    key: str
    sort: str
    fields: Mapping[str, Any]
    marks: tuple[tuple[str, str], ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which rows: those with one of the values of each kind of mark, with a word that begins as each of `words`,
    and with `since` <= sort < `until`. What is left empty narrows nothing."""

    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


EVERY = Sought()
"""Every row."""


class Rows(Protocol):
    """Read models: tables of rows that can be thrown away and worked out again from the history."""

    def put(self, table: str, row: Row) -> None:
        """Write a row, in place of the one that had its key."""

    def drop(self, table: str, key: str) -> None:
        """Take a row away; nothing happens where there is none."""

    def find(self, table: str, key: str) -> Row | None:
        """One row, or None."""

    def note(self, table: str, row: Row) -> None:
        """Write a row where its key has none yet; what was noted first stands."""

    def list(
        self,
        table: str,
        *,
        newest_first: bool = False,
        limit: int = 1000,
        offset: int = 0,
        sought: Sought = EVERY,
        past: tuple[str, str] | None = None,
    ) -> Sequence[Row]:
        """The rows in the order of `sort`, then key; with `past`, those after that sort and key in this order."""

    def count(self, table: str, *, sought: Sought = EVERY, most: int | None = None) -> int:
        """How many rows there are; `most` where there are as many or more, and the rest is not counted."""

    def tally(self, table: str, mark: str) -> Mapping[str, int]:
        """How many rows have each value of a kind of mark."""

    def state(self, table: str) -> int:
        """A number that changes whenever a row comes in under a new key: by it a reader knows a tally as still good."""

    def clear(self, table: str) -> None:
        """Empty a table, before it is worked out again."""


__all__ = ["EVERY", "Row", "Rows", "Sought"]
