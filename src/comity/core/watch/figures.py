# SPDX-License-Identifier: Apache-2.0
"""How often the watch was right, and how much of its week is spent: told to everybody concerned, never from few (P18).

These say how far a signal can be trusted. They measure no liaison and no season: more of them is not better (P19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.core.suppression import ENOUGH, told
from comity.core.watch.rules import WatchRules
from comity.core.watch.state import Tally, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is told of the last verdicts. None: so few that it is kept back.

    `judged` of the last signals were judged, `useful` of these were worth a look, `hundredths` is their share.
    `spent` of the `budget` of these seven days were shown.
    """

    judged: int | None
    useful: int | None
    hundredths: int | None
    unneeded: int | None
    spent: int
    budget: int


def figures(rules: WatchRules, watch: Watch, at: datetime) -> Figures:
    """The figures at an instant."""
    tally = Tally()
    for _id, verdict in watch.last:
        tally = tally.counted(verdict, 1)
    useful, unneeded = told(tally.useful), told(tally.judged - tally.useful)
    whole = tally.judged >= ENOUGH and useful is not None and unneeded is not None
    return Figures(
        judged=tally.judged if tally.judged >= ENOUGH or not tally.judged else None,
        useful=useful if whole else None,
        hundredths=100 * tally.useful // tally.judged if whole else None,
        unneeded=unneeded if whole else None,
        spent=watch.spent(at),
        budget=rules.budget,
    )


__all__ = ["Figures", "figures"]
