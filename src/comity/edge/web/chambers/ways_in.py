# SPDX-License-Identifier: Apache-2.0
"""The ways in as those who sit see them: when an invented report last came through each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.edge.web.door import Court
from comity.edge.web.muted import called


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """One way: its name, when it last led to the council, whether it is silent, and until when it is muted."""

    name: str
    heard: datetime | None
    silent: bool
    muted: datetime | None


def ways_in(court: Court) -> tuple[WayIn, ...]:
    """Every way that was tried."""
    now = court.desk.clock.now()
    return tuple(
        WayIn(name=called(b.way), heard=b.heard, silent=b.silent(now), muted=b.muted_at(now))
        for b in court.beats.last()
    )


__all__ = ["WayIn", "called", "ways_in"]
