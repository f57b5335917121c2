# SPDX-License-Identifier: Apache-2.0
"""Whether every way in still leads to the council: when a drill last came through, and which ways are silent.

A form once failed for months and nobody knew. So each way is tried on a schedule; what is kept of a try is its instant
and a code of what went wrong, never a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

PERIOD = timedelta(hours=1)
"""The time from one drill to the next."""
SOON = timedelta(minutes=5)
"""After a drill that did not come through the way is tried again sooner."""
PATIENCE = timedelta(hours=3)
"""A way by which nothing came through for so long is silent, also where nobody tries it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One way in: when it was last tried, when a drill last came through, and why the last one did not (a code)."""

    way: str
    tried: datetime
    heard: datetime | None = None
    wrong: str = ""

    def silent(self, at: datetime) -> bool:
        """Whether somebody has to look: the last drill did not come through, or none has for too long."""
        return bool(self.wrong) or self.heard is None or at - self.heard >= PATIENCE


class Beats(Protocol):
    """What is kept of drills."""

    def last(self) -> tuple[Beat, ...]:
        """The last beat of each way; none where no drill was ever made."""

    def keep(self, beats: Sequence[Beat]) -> None:
        """Keep these in place of the former ones."""


def silent(beats: Iterable[Beat], at: datetime) -> tuple[Beat, ...]:
    """The ways that somebody has to look at."""
    return tuple(beat for beat in beats if beat.silent(at))


def due(beats: Sequence[Beat], ways: Iterable[str], at: datetime) -> bool:
    """Whether it is time for the next drill: a way was never tried, or not for long enough."""
    known = {beat.way: beat for beat in beats}
    return any(way not in known or at >= known[way].tried + (SOON if known[way].wrong else PERIOD) for way in ways)


__all__ = ["PATIENCE", "PERIOD", "SOON", "Beat", "Beats", "due", "silent"]
