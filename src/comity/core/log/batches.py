# SPDX-License-Identifier: Apache-2.0
"""When leaves are published, and in which sizes: at fixed instants of the day, and never just as many as came (P1).

A batch is filled up with leaves that look like any other sealed one, at least one batch at every instant. Neither the
size of the log nor the hour at which it grew says whether somebody told something.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

BATCH = 16
"""Leaves in the smallest batch; every batch is a multiple."""
MARGIN = timedelta(minutes=5)
"""A leaf that comes closer to an instant than this is promised for the one after: its act may not be written yet."""
USUAL = timedelta(hours=6)
"""The time from one checkpoint to the next where nobody says otherwise."""
_DAY = timedelta(days=1)


def whole(every: timedelta) -> timedelta:
    """`every`, where a day is a multiple of it. Raises ValueError where it is not: the instants would wander."""
    if every <= timedelta() or _DAY % every:
        raise ValueError("a day must be a multiple of the time between two checkpoints")
    return every


def last_instant(at: datetime, every: timedelta) -> datetime:
    """The fixed instant at or before `at`, counted from midnight UTC."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (at - midnight) // whole(every) * every


def promised(at: datetime, every: timedelta) -> datetime:
    """The instant by which a leaf that comes `at` will be published."""
    return last_instant(at + MARGIN, every) + every


def filled(count: int) -> int:
    """How many leaves a batch has in which `count` are meant to be."""
    return max(1, -(-count // BATCH)) * BATCH


__all__ = ["BATCH", "MARGIN", "USUAL", "filled", "last_instant", "promised", "whole"]
