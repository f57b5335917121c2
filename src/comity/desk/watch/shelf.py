# SPDX-License-Identifier: Apache-2.0
"""The read model of signals: one row for each that is not forgotten, sought by its conversation or its space."""

from __future__ import annotations

from comity.core.watch import Mode
from comity.core.watch.signal import Signal
from comity.desk.canonical import instant
from comity.desk.handle import Desk
from comity.desk.ports import Row, Rows
from comity.desk.room import Change
from comity.desk.rows import Sought

SIGNALS = "signals"
CONVERSATION, SPACE = "conversation", "space"
MOST = 200
"""Signals that are listed at once. A clause allows a few a week, and each is forgotten after weeks."""


def shelve(change: Change, rows: Rows) -> None:
    """Where each signal stands, and nothing of what was said."""
    now: Signal = change.state
    if now.raised is None:
        return
    if not now.open and now.word is None:
        rows.drop(SIGNALS, change.stream)
        return
    fields = {"mode": now.mode.value, "space": now.space, "waits": now.waits, "open": now.open}
    marks = ((CONVERSATION, now.conversation), (SPACE, now.space), ("mode", now.mode.value))
    rows.put(SIGNALS, Row(key=change.stream, sort=instant(now.raised), fields=fields, marks=marks))


def streams(desk: Desk, mode: Mode) -> tuple[str, ...]:
    """The streams of the signals of one mode that are not forgotten, newest first."""
    sought = Sought(marks={"mode": (mode.value,)})
    with desk.store.reading() as unit:
        return tuple(row.key for row in unit.rows.list(SIGNALS, sought=sought, newest_first=True, limit=MOST))


def mark_of(id: str) -> str:
    """The shelf mark of a signal."""
    return f"N-{id[:4]}"


__all__ = ["CONVERSATION", "MOST", "SIGNALS", "SPACE", "mark_of", "shelve", "streams"]
