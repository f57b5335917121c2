# SPDX-License-Identifier: Apache-2.0
"""The cases of a read model that exist for one person, newest first: the others leave no trace and no gap (P10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.desk import casefile
from comity.desk.casefile import Casefile
from comity.desk.handle import Desk
from comity.desk.ports import Row, Sought

STEP = 50
"""Rows that are read at a time; their cases are read together."""


def seen(
    desk: Desk, table: str, person: str, *, past: tuple[str, str] | None = None, step: int = STEP
) -> Iterator[Casefile]:
    """Each case of the table that exists for `person`, newest first; with `past`, those after that sort and key."""
    at = desk.clock.now()
    for rows in _rows(desk, table, person, past, step):
        files = casefile.read_each(desk, tuple(row.key for row in rows), at)
        yield from (file for file in files if file.visible_to(person))


def _rows(desk: Desk, table: str, person: str, past: tuple[str, str] | None, step: int) -> Iterator[Sequence[Row]]:
    """The rows that bear the mark of the person, in which the case may exist for them, so many at a time."""
    sought = Sought(marks={"person": (person,)})
    while True:
        with desk.store.reading() as unit:
            rows = unit.rows.list(table, sought=sought, newest_first=True, limit=step, past=past)
        yield rows
        if len(rows) < step:
            return
        past = (rows[-1].sort, rows[-1].key)


__all__ = ["STEP", "seen"]
