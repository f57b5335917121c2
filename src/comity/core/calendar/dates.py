# SPDX-License-Identifier: Apache-2.0
"""A calendar and its arithmetic. Every instant that goes in or comes out is an aware datetime in UTC."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

UNITS = frozenset({"hours", "days", "working days", "weeks", "months"})
"""The units that every calendar knows; the names of its periods come on top."""

LAST_YEAR = 9999
REACH = 100_000
"""A larger count lies beyond every calendar: eleven years in hours, and no day of this era in months."""

_SATURDAY = 5


def zone_of(name: str) -> tzinfo:
    """The zone with that IANA name. Raises KeyError, ValueError or OSError where there is none."""
    return UTC if name == "UTC" else ZoneInfo(name)


def from_wall(wall: datetime, zone: tzinfo) -> datetime:
    """The instant of a naive wall-clock time: a skipped one moves forward, of two the first is taken."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def add_months(wall: datetime, count: int) -> datetime:
    """The same day and time `count` months on (or back), or the last day of a month too short for it."""
    months = wall.year * 12 + wall.month - 1 + count
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= LAST_YEAR:
        raise OverflowError(year)
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return wall.replace(year=year, month=month, day=min(wall.day, last.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One cycle, season or release: from `starts` up to but not including `ends`.

    `points` names instants from `starts` to `ends`, both included; `start` and `end` always exist.
    """

    id: str
    starts: datetime
    ends: datetime
    points: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What a community calls its time: `zone` (an IANA name), `holidays`, and periods by kind, in order.

    Periods of one kind never overlap and have the same points; there may be gaps between them.
    """

    id: str
    zone: str
    holidays: frozenset[date]
    periods: Mapping[str, tuple[Period, ...]]

    def units(self) -> frozenset[str]:
        """Every unit of `shift`: the common ones in the plural, the kinds of period in the singular."""
        return UNITS | frozenset(self.periods)

    def has_point(self, period: str, point: str) -> bool:
        """Whether the periods of that kind have a point of that name."""
        return any(point in one.points for one in self.periods.get(period, ()))

    def period_at(self, period: str, at: datetime) -> Period | None:
        """The period of that kind that contains `at`; None in a gap and where the calendar does not reach."""
        index = self._begun(period, at)
        if index < 0 or at >= self.periods[period][index].ends:
            return None
        return self.periods[period][index]

    def known_until(self, period: str) -> datetime | None:
        """The end of the last period of that kind, or None where the calendar has no such kind."""
        known = self.periods.get(period, ())
        return known[-1].ends if known else None

    def next_point(self, period: str, point: str, after: datetime, *, nth: int = 1) -> datetime | None:
        """The `nth` occurrence of that point strictly after `after`: a point, whichever period it lies in."""
        _at_least(nth, 1)
        if not self.has_point(period, point):
            return None
        known = self.periods[period]
        index = bisect_right(known, after, key=lambda one: one.points[point]) + nth - 1
        return known[index].points[point] if index < len(known) else None

    def point_of(self, period: str, point: str, at: datetime, *, nth: int) -> datetime | None:
        """That point of the `nth` period after the one that contains `at` (1: the next period, 0: this one).

        In a gap no period contains `at`: 0 gives None there, and 1 the period that starts next.
        """
        _at_least(nth, 0)
        if nth == 0:
            inside = self.period_at(period, at)
            return inside.points.get(point) if inside else None
        known = self.periods.get(period, ())
        index = self._begun(period, at) + nth
        return known[index].points.get(point) if index < len(known) else None

    def shift(self, at: datetime, count: int, unit: str, *, backward: bool = False) -> datetime | None:
        """The instant `count` units after `at`, or before it.

        Hours are absolute. Days, weeks and months keep the wall-clock time of the calendar's zone; a month
        too short gives its last day. Working days: the `count`-th working date after (before) the date of
        `at`, at the same wall-clock time; the date of `at` itself is never counted, working day or not, so
        from a Saturday one working day forward is Monday and one back is Friday. A kind of period: the same
        distance from the start of the `count`-th later (earlier) period, at most its end; in a gap the
        distance is that from the start of the period that has ended. None where the calendar does not reach.
        """
        _at_least(count, 0)
        name = self._unit(unit)
        if count == 0:
            return at
        if count > REACH:
            return None
        signed = -count if backward else count
        try:
            if name in self.periods:
                return self._across(name, at, signed)
            return self._on_the_clock(name, at, signed)
        except OverflowError:
            return None

    def is_working_day(self, day: date) -> bool:
        """Whether that date, in the calendar's zone, is neither a Saturday, a Sunday nor a holiday."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def _unit(self, unit: str) -> str:
        plain = unit if unit in self.periods else unit.removesuffix("s")
        if plain in self.periods:
            return plain
        if f"{plain}s" not in UNITS:
            raise ValueError(f"{unit} is no unit of the calendar {self.id}")
        return f"{plain}s"

    def _begun(self, period: str, at: datetime) -> int:
        """The index of the latest period that has begun at `at`, or -1."""
        return bisect_right(self.periods.get(period, ()), at, key=lambda one: one.starts) - 1

    def _across(self, period: str, at: datetime, signed: int) -> datetime | None:
        known = self.periods[period]
        here = self._begun(period, at)
        if here < 0 or at > known[-1].ends or not 0 <= here + signed < len(known):
            return None
        there = known[here + signed]
        return min(there.starts + (at - known[here].starts), there.ends)

    def _on_the_clock(self, unit: str, at: datetime, signed: int) -> datetime:
        if unit == "hours":
            return at + timedelta(hours=signed)
        zone = zone_of(self.zone)
        wall = at.astimezone(zone).replace(tzinfo=None)
        if unit == "months":
            return from_wall(add_months(wall, signed), zone)
        if unit == "working days":
            return from_wall(self._working_days(wall, signed), zone)
        return from_wall(wall + timedelta(days=signed * (7 if unit == "weeks" else 1)), zone)

    def _working_days(self, wall: datetime, signed: int) -> datetime:
        step = timedelta(days=1 if signed > 0 else -1)
        left = abs(signed)
        while left:
            wall += step
            left -= self.is_working_day(wall.date())
        return wall


def _at_least(number: int, least: int) -> None:
    if number < least:
        raise ValueError(f"{number} is less than {least}")


__all__ = ["REACH", "UNITS", "Calendar", "Period", "add_months", "from_wall", "zone_of"]
