# SPDX-License-Identifier: Apache-2.0
"""The read model of signals: one row for each that is not forgotten, sought by its conversation or its space."""

from __future__ import annotations

from comity.core.watch.signal import Signal
from comity.desk.canonical import instant
from comity.desk.ports import Row, Rows
from comity.desk.room import Change

SIGNALS = "signals"
CONVERSATION, SPACE = "conversation", "space"


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


__all__ = ["CONVERSATION", "SIGNALS", "SPACE", "shelve"]
