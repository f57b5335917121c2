# SPDX-License-Identifier: Apache-2.0
"""The temperature that people and programs see of a conversation, out of the log-odds that a model sees.

It runs from 0 to 100. At 60 the watch speaks at that place, 15 is where nothing was heard yet, and between them it is a
straight line. Beyond either it bends and never quite arrives, so that the course of a conversation can be seen
however hot it is and however near to calm the watch was told to speak.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SPEAKS, USUAL, HOTTEST = 60, 15, 100
"""The temperatures at which the watch speaks, where nothing was heard yet, and that none reaches."""
CUTS = (25, 42, SPEAKS)
"""Where a band ends and the next one begins."""
_RISKY = 600
"""The risk from which the watch speaks, in thousandths, where it is not known."""
_NARROW = 0.25
"""The least that there is, in log-odds, from where nothing was heard to where the watch speaks."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The temperatures at one place. `limit`: the log-odds from which the watch speaks there; `calm`: those where
    nothing was heard."""

    limit: float
    calm: float

    def temperature(self, odds: float) -> int:
        """Of log-odds, from 0 to 100."""
        return round(self._warmth(odds))

    def degrees(self, odds: float) -> float:
        """How many degrees one unit of log-odds is in a conversation so warm: the words that brought it from where
        nothing was heard to where it is add up to the difference of both temperatures."""
        way = odds - self._usual
        return (self._warmth(odds) - USUAL) / way if abs(way) > 1e-6 else self._steep

    @property
    def _steep(self) -> float:
        return (SPEAKS - USUAL) / max(_NARROW, self.limit - self.calm)

    @property
    def _usual(self) -> float:
        return self.limit - (SPEAKS - USUAL) / self._steep

    def _warmth(self, odds: float) -> float:
        straight = SPEAKS + self._steep * (odds - self.limit)
        if straight > SPEAKS:
            return SPEAKS + _bent(straight - SPEAKS, HOTTEST - SPEAKS)
        return straight if straight >= USUAL else USUAL - _bent(USUAL - straight, USUAL)


def band(degrees: int) -> int:
    """In which band a temperature lies, from 0."""
    return sum(degrees >= cut for cut in CUTS)


@dataclass(frozen=True, slots=True)
class Kept:
    """The same out of what evidence keeps: the risk from which the watch speaks and that where nothing was heard, in
    thousandths, and 0 where one is not known."""

    limit: int
    calm: int

    def temperature(self, risk: int) -> int:
        """Of a risk in thousandths."""
        return self._scale.temperature(_odds(risk))

    def moved(self, tenths: int, risk: int) -> int:
        """By how many degrees so many tenths of log-odds moved a conversation of that risk; what moved it at all, by
        one at least."""
        return round(tenths * self._scale.degrees(_odds(risk)) / 10) or (tenths > 0) - (tenths < 0)

    @property
    def _scale(self) -> Scale:
        limit = _odds(self.limit or _RISKY)
        return Scale(limit, _odds(self.calm) if self.calm else limit)


def _odds(thousandths: int) -> float:
    risk = min(999, max(1, thousandths)) / 1000
    return math.log(risk / (1 - risk))


def _bent(far: float, room: float) -> float:
    """As far as that at first, and never more than the room that there is."""
    return room * far / (room + far)


__all__ = ["CUTS", "HOTTEST", "SPEAKS", "USUAL", "Kept", "Scale", "band"]
