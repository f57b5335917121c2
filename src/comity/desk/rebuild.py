# SPDX-License-Identifier: Apache-2.0
"""Work the read models out again from the history (P25)."""

from __future__ import annotations

from comity.desk.canonical import parse_instant
from comity.desk.consequences import project
from comity.desk.handle import Desk
from comity.desk.page import decider_of, events_of, folded
from comity.desk.ports import Row, Unit
from comity.desk.room import Change

SHELVED = "shelved"
"""The table whose one row says how the others were written."""
ROWS = "rows"
AS = 1
"""Raised whenever the rows of a read model say more, so that those of before are worked out again."""


def stale(desk: Desk) -> bool:
    """Whether the read models were written by a version whose rows say less than today's."""
    with desk.store.reading() as unit:
        found = unit.rows.find(SHELVED, ROWS)
    return found is None or found.fields["as"] != AS


def rebuild(desk: Desk) -> int:
    """Empty every read model and the deadlines, and fill them from the history in one transaction.

    How many streams.
    """
    with desk.store.transaction() as unit:
        unit.deadlines.clear()
        for table in sorted({table for room in desk.rooms.values() for table in room.tables}):
            unit.rows.clear(table)
        streams = unit.history.streams()
        for stream in streams:
            _again(desk, unit, stream)
        unit.rows.put(SHELVED, Row(key=ROWS, sort="", fields={"as": AS}))
        return len(streams)


def _again(desk: Desk, unit: Unit, stream: str) -> None:
    now = folded(unit, desk.rooms, stream)
    decider = decider_of(unit, desk.rooms, stream, now.first)
    events = events_of(unit, desk.rooms, stream, after=0, upto=now.version)
    last = now.last or parse_instant("1970-01-01T00:00:00Z")
    change = Change(
        stream=stream,
        version=now.version,
        events=events,
        state=now.state,
        at=last,
        due=decider.due(now.state),
    )
    project(unit, desk.room(stream), change, before=None)


__all__ = ["rebuild", "stale"]
