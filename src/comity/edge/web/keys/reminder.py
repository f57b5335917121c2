# SPDX-License-Identifier: Apache-2.0
"""What the first screen says about one's own key: a share is asked for, there is none, its words wait to be tried."""

from __future__ import annotations

from comity.core.council import Council
from comity.edge.web.door import Court

MAKE, DRILL, SHARE = "make", "drill", "share"


def reminder(court: Court, person: str) -> str:
    """`SHARE` where somebody asks for theirs; `MAKE` where `person` has no key and could; `DRILL` where its words were
    not tried in this season.
    """
    waiting = court.succession.asking(court.desk.clock.now())
    if waiting is not None and person not in waiting.answers and court.succession.holds(person):
        return SHARE
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


__all__ = ["DRILL", "MAKE", "SHARE", "reminder"]
