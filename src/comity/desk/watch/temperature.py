# SPDX-License-Identifier: Apache-2.0
"""The temperature of a conversation, for people and programs: one scale for the desk's pages and the interface.

It runs from 0 to 100 by the log-odds of the risk that the model sees. It belongs to the conversation; nobody has one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SPEAKS, CALM, HOTTEST = 60, 15, 100
"""The temperatures at which the watch speaks, where nothing was heard yet, and above which none is told."""
CUTS = (25, 42, SPEAKS)
"""Where a band ends: at ease, brisk, warm, and heated beyond."""
_USUAL = 600
"""The risk from which the watch speaks, in thousandths, where it is not known."""
_NARROW = 0.6
"""The least that there is, in log-odds, from where nothing was heard to where the watch speaks."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The temperatures of one conversation, by the risk from which the watch speaks there and that where nothing was
    heard, in thousandths; 0 where it is not known."""

    limit: int
    calm: int

    def temperature(self, risk: int) -> int:
        """Of a risk in thousandths."""
        return max(0, min(HOTTEST, round(SPEAKS + self._one * (_odds(risk) - _odds(self.limit or _USUAL)))))

    def moved(self, tenths: int) -> int:
        """By how many degrees so many tenths of log-odds move it; what moved it at all, by one at least."""
        return round(tenths * self._one / 10) or (tenths > 0) - (tenths < 0)

    @property
    def _one(self) -> float:
        """How many degrees one unit of log-odds is."""
        far = _odds(self.limit or _USUAL) - _odds(self.calm) if self.calm else 0
        return (SPEAKS - CALM) / max(_NARROW, far)


def _odds(thousandths: int) -> float:
    risk = min(999, max(1, thousandths)) / 1000
    return math.log(risk / (1 - risk))


__all__ = ["CALM", "CUTS", "HOTTEST", "SPEAKS", "Scale"]
