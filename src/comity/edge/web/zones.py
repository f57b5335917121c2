# SPDX-License-Identifier: Apache-2.0
"""The zone in which somebody types an hour. A page cannot know where its reader is: it asks, and begins with UTC.

With script the zone of the browser is chosen beforehand (`scripts/zone.ts`). What is kept and shown is always UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

_WEST = (720, 660, 600, 570, 540, 480, 420, 360, 300, 240, 210, 180, 120, 60)
_EAST = (
    60, 120, 180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 825,
    840,
)  # fmt: skip
"""The minutes by which clocks anywhere stand apart from UTC."""


def _named(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


HERE = {_named(minutes): minutes for minutes in (*(-m for m in _WEST), 0, *_EAST)}
"""Every zone that a page offers: how far it is from UTC, as it is sent, and in minutes."""
OFFERED = tuple((zone, f"UTC{zone}" if minutes else "UTC") for zone, minutes in HERE.items())
"""What is sent, and what is read."""


def in_utc(typed: str, zone: str) -> datetime:
    """A typed date and hour of that zone, which is UTC where none is named, in UTC.

    Raises `ValueError` where it is no date and hour, or none that UTC can say. `zone` is empty or one of `HERE`.
    """
    here = timezone(timedelta(minutes=HERE[zone] if zone else 0))
    try:
        return datetime.strptime(typed, "%Y-%m-%dT%H:%M").replace(tzinfo=here).astimezone(UTC)
    except OverflowError as wrong:
        raise ValueError(typed) from wrong


__all__ = ["HERE", "OFFERED", "in_utc"]
