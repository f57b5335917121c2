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
    """One way in: when it was last tried, when a drill last came through, and why the last one did not (a code).

    `muted` is until when the council had closed it when it was last tried: then the drill saw that this is said there.
    """

    way: str
    tried: datetime
    heard: datetime | None = None
    wrong: str = ""
    muted: datetime | None = None

    def muted_at(self, at: datetime) -> datetime | None:
        """Until when the way is muted; None where it is open."""
        return self.muted if self.muted is not None and at < self.muted else None

    def silent(self, at: datetime) -> bool:
        """Whether somebody has to look: the last drill did not come through, or none has for too long.

        A way that is muted is not silent: nothing is expected to come by it, and it is tried again once it is open.
        """
        known = [one for one in (self.heard, self.muted) if one is not None]
        return bool(self.wrong) or not known or at - max(known) >= PATIENCE


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
    return any(way not in known or at >= _next(known[way]) for way in ways)


def _next(beat: Beat) -> datetime:
    usual = beat.tried + (SOON if beat.wrong else PERIOD)
    return usual if beat.muted is None or beat.muted <= beat.tried else min(usual, beat.muted)


__all__ = ["PATIENCE", "PERIOD", "SOON", "Beat", "Beats", "due", "silent"]
