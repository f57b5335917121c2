# SPDX-License-Identifier: Apache-2.0
"""What the first screen says about one's own key: that there is none yet, or that its words wait to be tried."""

from __future__ import annotations

from comity.core.council import Council
from comity.edge.web.door import Court

MAKE, DRILL = "make", "drill"


def reminder(court: Court, person: str) -> str:
    """`MAKE` where `person` could have a key and has none; `DRILL` where its words were not tried in this season."""
    if not court.keys.keeps(person):
        return ""
    own = court.keys.own(person)
    if own is None:
        return MAKE
    rung = court.keys.ring().keys[own.id]
    season: Council | None = court.desk.state(court.council()).state if court.council() else None
    since = max(filter(None, (rung.since, season.starts if season else None)))
    tried = rung.drilled is not None and rung.drilled >= since
    return "" if tried else DRILL


__all__ = ["DRILL", "MAKE", "reminder"]
