# SPDX-License-Identifier: Apache-2.0
"""The ways in as those who sit see them: when an invented report last came through each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from comity.edge.web.door import Court
from comity.edge.web.names import plainly

NAMES: Mapping[str, object] = {
    "report": gettext_lazy("The form for a report"),
    "tear": gettext_lazy("The door for a small tear"),
    "support": gettext_lazy("The door for support"),
    "api": gettext_lazy("The interface for programs"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """One way: its name, when it last led to the council, and whether it is silent."""

    name: str
    heard: datetime | None
    silent: bool


def called(way: str) -> str:
    """What a way in is called."""
    return str(NAMES.get(way, plainly(way)))


def ways_in(court: Court) -> tuple[WayIn, ...]:
    """Every way that was tried."""
    now = court.desk.clock.now()
    return tuple(WayIn(name=called(b.way), heard=b.heard, silent=b.silent(now)) for b in court.beats.last())


__all__ = ["NAMES", "WayIn", "called", "ways_in"]
