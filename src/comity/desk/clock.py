# SPDX-License-Identifier: Apache-2.0
"""The wall clock, and the clock that a replay sets by hand."""

from __future__ import annotations

from datetime import UTC, datetime


class WallClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was set: for replays and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at


__all__ = ["SetClock", "WallClock"]
