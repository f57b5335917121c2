# SPDX-License-Identifier: Apache-2.0
"""From a deadline to an instant, once, when it is set."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import TypeAlias

from comity.core.calendar import Calendar
from comity.core.docket.guards import instant
from comity.core.docket.state import Case
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import (
    Anchor,
    CalendarPoint,
    Deadline,
    Either,
    Never,
    Offset,
    PeriodPoint,
    Quantity,
    Until,
)

REACH = 200
"""How many calendar points are looked at before the calendar is said not to reach."""


class Open(Enum):
    """Why a deadline is no instant."""

    WAITS = auto()
    """Its anchor has not happened."""
    UNTIL = auto()
    """It runs until something happens."""
    NEVER = auto()
    """It has no end of its own."""
    BEYOND = auto()
    """The calendar does not reach so far: a human must extend it."""


When: TypeAlias = datetime | Open


class Almanac:
    """The calendar and the law together, for one case at one instant. `floor`: no result at or before it will do."""

    __slots__ = ("about", "calendar", "case", "floor", "law", "now")

    def __init__(
        self,
        law: Procedure,
        calendar: Calendar,
        case: Case,
        *,
        now: datetime,
        about: str = "",
        floor: datetime | None = None,
    ) -> None:
        self.law, self.calendar, self.case = law, calendar, case
        self.now, self.about, self.floor = now, about, floor

    def fix(self, deadline: Deadline) -> When:
        """The instant of a deadline, or why there is none yet."""
        match deadline:
            case Never():
                return Open.NEVER
            case Until(anchor):
                return Open.UNTIL if instant(self.law, self.case, anchor, self.about) is None else self.now
            case Either(earlier, left, right):
                return self._either(earlier, self.fix(left), self.fix(right))
            case Offset(point, quantity, backward):
                if not isinstance(point, Anchor):
                    return self._aim(point, quantity, backward)
                start = instant(self.law, self.case, point, self.about)
                return Open.WAITS if start is None else self._shift(start, quantity, backward)

    def _either(self, earlier: bool, left: When, right: When) -> When:
        if isinstance(left, datetime) and isinstance(right, datetime):
            return min(left, right) if earlier else max(left, right)
        if Open.BEYOND in (left, right) or Open.WAITS in (left, right):
            return Open.BEYOND if Open.BEYOND in (left, right) else Open.WAITS
        if earlier:
            return left if isinstance(left, datetime) else right
        return right if isinstance(left, datetime) else left

    def _shift(self, start: datetime, quantity: Quantity | None, backward: bool) -> When:
        if quantity is None:
            return start
        found = self.calendar.shift(start, quantity.count, quantity.unit, backward=backward)
        return Open.BEYOND if found is None else found

    def _aim(self, point: CalendarPoint | PeriodPoint, quantity: Quantity | None, backward: bool) -> When:
        """The first occurrence whose result lies after the floor, from the one that the sentence names on."""
        for further in range(REACH):
            at = self._occurrence(point, further)
            if isinstance(at, Open):
                return at
            found = self._shift(at, quantity, backward)
            floor = self._slide(point)
            if isinstance(found, Open) or floor is None or found > floor:
                return found
        return Open.BEYOND

    def _slide(self, point: CalendarPoint | PeriodPoint) -> datetime | None:
        """Without an anchor a backward clock slides to the first occurrence whose result is not past."""
        return self.floor if point.after is not None else max(filter(None, (self.floor, self.now)))

    def _occurrence(self, point: CalendarPoint | PeriodPoint, further: int) -> When:
        if isinstance(point, PeriodPoint):
            return self._period_point(point, further)
        start = self.now if point.after is None else instant(self.law, self.case, point.after, self.about)
        if start is None:
            return Open.WAITS
        least = self._shift(start, point.least, False) if point.least else start
        if isinstance(least, Open):
            return least
        found = self.calendar.next_point(point.period, point.point, least, nth=point.nth + further)
        if point.least and point.nth == 1 and further == 0 and self._falls_on(point, least):
            return least
        return Open.BEYOND if found is None else found

    def _falls_on(self, point: CalendarPoint, at: datetime) -> bool:
        """A point exactly `least` away is at least so far away, though it is not strictly after."""
        return self.calendar.next_point(point.period, point.point, at - _MOMENT) == at

    def _period_point(self, point: PeriodPoint, further: int) -> When:
        start = instant(self.law, self.case, point.after, self.about)
        if start is None:
            return Open.WAITS
        found = self.calendar.point_of(point.period, point.point, start, nth=point.nth + further)
        return Open.BEYOND if found is None else found


_MOMENT = datetime.resolution

__all__ = ["Almanac", "Open", "REACH", "When"]
