# SPDX-License-Identifier: Apache-2.0
"""What waits for one person, whichever door it lies behind: how much, and until when. Never what it is.

Letters and calendars say this and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.edge.web.door import Court
from comity.edge.web.doors import DOORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How many things wait, the instants by which some of them are due, earliest first."""

    many: int
    instants: tuple[datetime, ...]

    @property
    def first(self) -> datetime | None:
        """The earliest."""
        return self.instants[0] if self.instants else None


def waits(court: Court, person: str) -> Waits:
    """What waits for `person`."""
    found = [due for front in DOORS if front.open_to(court, person) for due in front.waits(court, person)]
    return Waits(many=len(found), instants=tuple(sorted(due for due in found if due is not None)))


__all__ = ["Waits", "waits"]
