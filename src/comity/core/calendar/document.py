# SPDX-License-Identifier: Apache-2.0
"""A calendar as its community writes it, in TOML.

    [calendar]      id, zone (an IANA name, UTC where it is left out), holidays
    [[cycle]]       one period of the kind "cycle": id, start, end, and any further points
    [[every]]       many periods alike: period, first, count, start, lasts, every, points

A time without an offset is wall-clock time in the calendar's zone, a date its midnight. In `[[every]]`,
`lasts` is the length of each period, `every` the way from one start to the next (left out: each period ends
where the next one starts), and `points` gives each point's distance from its period's start; `first` ends in
a number, which counts up.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from types import MappingProxyType

from comity.core.calendar.dates import Calendar, Period, zone_of
from comity.core.calendar.notes import Length, Notes, Table
from comity.core.clause import Fault, Malformed

MOST = 2_000
"""A calendar lists at most so many periods of one kind."""

_COUNTED = re.compile(r"(.*?)([0-9]{1,9})", re.DOTALL)
_EVERY_KEYS = ("period", "first", "count", "start", "lasts", "every", "points")
_NOWHERE = datetime.min.replace(tzinfo=UTC)


def parse_calendar(text: str) -> Calendar:
    """The calendar that `text` describes. Raises `Malformed` with every fault that was found."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed([Fault(field="", rule="calendar.toml", text=f"this is not TOML: {error}")]) from None
    reader = _Reader()
    calendar = reader.calendar(document)
    if reader.faults:
        raise Malformed(reader.faults)
    return calendar


@dataclass(frozen=True, slots=True)
class _Reader(Notes):
    """Reads a whole document."""

    def calendar(self, document: Table) -> Calendar:
        head = document.get("calendar")
        if not isinstance(head, dict):
            self.fault("calendar", "head", "the table [calendar] is missing")
            head = {}
        self.only(head, ("id", "zone", "holidays"), "calendar")
        zone = self._zone(head)
        periods = self._every(document, zone, self._listed(document, zone))
        return Calendar(
            id=self.text(head, "id", "calendar"),
            zone=zone,
            holidays=self._holidays(head),
            periods=MappingProxyType({kind: self._ordered(kind, found) for kind, found in periods.items()}),
        )

    def _zone(self, head: Table) -> str:
        name = self.text(head, "zone", "calendar") if "zone" in head else "UTC"
        try:
            zone_of(name)
        except (KeyError, ValueError, OSError):
            self.fault("calendar.zone", "zone", f"{name!r} is no time zone", "write Europe/Vienna")
            return "UTC"
        return name

    def _holidays(self, head: Table) -> frozenset[date]:
        listed = head.get("holidays", [])
        days = listed if isinstance(listed, list) else [listed]
        for n, day in enumerate(days):
            if not isinstance(day, date) or isinstance(day, datetime):
                self.fault(f"calendar.holidays[{n}]", "date", "a holiday is a date", "write 2024-01-01")
        return frozenset(day for day in days if isinstance(day, date))

    def _listed(self, document: Table, zone: str) -> dict[str, list[Period]]:
        """The periods that are written out, by kind."""
        found: dict[str, list[Period]] = {}
        for kind, tables in document.items():
            if kind in ("calendar", "every"):
                continue
            self.kind(kind, kind)
            found[kind] = []
            for where, table in self.tables(kind, tables):
                found[kind].append(self._period(table, where, zone))
        return found

    def _period(self, table: Table, where: str, zone: str) -> Period:
        points = {}
        for name, value in table.items():
            if name == "id":
                continue
            self.point_name(name, f"{where}.{name}")
            points[name] = self.instant(value, f"{where}.{name}", zone)
        for name in ("start", "end"):
            if name not in points:
                self.fault(f"{where}.{name}", "period", f"a period needs its {name}")
                points[name] = _NOWHERE
        return self._made(self.text(table, "id", where), points, where)

    def _every(self, document: Table, zone: str, found: dict[str, list[Period]]) -> dict[str, list[Period]]:
        """What was listed, and the periods that an [[every]] table generates."""
        for where, table in self.tables("every", document.get("every", [])):
            self.only(table, _EVERY_KEYS, where)
            kind = self.text(table, "period", where)
            self.kind(kind, f"{where}.period")
            found.setdefault(kind, []).extend(self._generated(table, where, zone))
        return found

    def _generated(self, table: Table, where: str, zone: str) -> list[Period]:
        first, number = self._first(table, where)
        lasts = self.length(table.get("lasts"), f"{where}.lasts")
        step = self.length(table["every"], f"{where}.every") if "every" in table else lasts
        start = self.instant(table.get("start"), f"{where}.start", zone).astimezone(zone_of(zone))
        offsets = self._offsets(table, where)
        made = []
        for n in range(self._count(table, where)):
            base, after = (self.moved(start.replace(tzinfo=None), (step[0] * k, step[1]), where) for k in (n, n + 1))
            walls = {"start": base, **{name: self.moved(base, by, where) for name, by in offsets.items()}}
            walls["end"] = self.moved(base, lasts, where) if "every" in table else after
            points = {name: self.at(wall, where, zone) for name, wall in walls.items()}
            made.append(self._made(f"{first}{int(number) + n:0{len(number)}}", points, where))
        return made

    def _first(self, table: Table, where: str) -> tuple[str, str]:
        """The id of the first generated period, as what stays and the number that counts up."""
        counted = _COUNTED.fullmatch(self.text(table, "first", where))
        if counted is None:
            self.fault(f"{where}.first", "first", "first must end in a number", 'write first = "17"')
            return "", "0"
        return counted[1], counted[2]

    def _count(self, table: Table, where: str) -> int:
        count = table.get("count")
        if isinstance(count, int) and not isinstance(count, bool) and 1 <= count <= MOST:
            return count
        self.fault(f"{where}.count", "count", f"the count must be a whole number from 1 to {MOST}")
        return 0

    def _offsets(self, table: Table, where: str) -> dict[str, Length]:
        points = table.get("points", {})
        if not isinstance(points, dict):
            self.fault(f"{where}.points", "points", "points is a table of name and distance")
            return {}
        for name in points:
            self.point_name(name, f"{where}.points.{name}")
            if name in ("start", "end"):
                self.fault(f"{where}.points.{name}", "points", "start and lasts give this point")
        return {name: self.length(by, f"{where}.points.{name}") for name, by in points.items()}

    def _made(self, name: str, points: dict[str, datetime], where: str) -> Period:
        start, end = points["start"], points["end"]
        if not start < end:
            self.fault(f"{where}.end", "order", f"the period {name} must end after it starts")
        for point, at in points.items():
            if start < end and not start <= at <= end:
                self.fault(f"{where}.{point}", "within", f"{point} lies outside of {name}")
        return Period(id=name, starts=start, ends=end, points=MappingProxyType(points))

    def _ordered(self, kind: str, found: Sequence[Period]) -> tuple[Period, ...]:
        """The periods of one kind in order: no two overlap or share an id, and all have the same points."""
        known = tuple(sorted(found, key=lambda one: (one.starts, one.id)))
        for one, other in pairwise(known):
            if other.starts < one.ends:
                self.fault(kind, "overlap", f"the periods {one.id} and {other.id} overlap")
            if one.points.keys() != other.points.keys():
                differ = ", ".join(sorted(one.points.keys() ^ other.points.keys()))
                self.fault(kind, "same-points", f"{one.id} and {other.id} differ in {differ}")
        for name in (name for name, times in Counter(one.id for one in known).items() if times > 1):
            self.fault(kind, "ids", f"two periods are called {name}")
        if len(known) > MOST:
            self.fault(kind, "count", f"a calendar lists at most {MOST} periods of a kind")
        return known


__all__ = ["MOST", "parse_calendar"]
