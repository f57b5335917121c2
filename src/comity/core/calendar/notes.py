# SPDX-License-Identifier: Apache-2.0
"""Reading single values of a calendar document, and noting what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from comity.core.calendar.dates import UNITS, add_months, from_wall, zone_of
from comity.core.clause import Fault

Table: TypeAlias = Mapping[str, object]
Length: TypeAlias = tuple[int, str]
"""A count and its unit in the plural."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LENGTH = re.compile(r"([0-9]{1,5}) (hour|day|week|month)s?")
_RESERVED = UNITS | {unit.removesuffix("s") for unit in UNITS}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Notes:
    """Collects the faults of one document while it is read, so that its author sees all of them at once."""

    faults: list[Fault] = field(default_factory=list)

    def fault(self, where: str, rule: str, text: str, way_out: str = "") -> None:
        """Note one fault at the dotted path `where`."""
        self.faults.append(Fault(field=where, rule=f"calendar.{rule}", text=text, way_out=way_out))

    def only(self, table: Table, keys: Sequence[str], where: str) -> None:
        """Note every key of the table that has no meaning there."""
        for key in table:
            if key not in keys:
                self.fault(f"{where}.{key}", "unknown", "this key means nothing here", ", ".join(keys))

    def text(self, table: Table, key: str, where: str) -> str:
        """The text under `key`, never empty in a faultless document."""
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.fault(f"{where}.{key}", "text", f"{key} must be a text")
        return ""

    def tables(self, name: str, value: object) -> Iterator[tuple[str, Table]]:
        """Each table of an array of tables, with its dotted path."""
        for n, table in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(table, dict):
                yield f"{name}[{n}]", table
            else:
                self.fault(name, "tables", f"{name} must be written as tables", f"write [[{name}]]")

    def kind(self, name: str, where: str) -> None:
        """Note a kind of period that is no name, or that is a unit of every calendar."""
        if not _NAME.fullmatch(name) or name in _RESERVED:
            self.fault(where, "kind", f"{name!r} cannot name a kind of period", "write cycle")

    def point_name(self, name: str, where: str) -> None:
        """Note a point that is no name."""
        if not _NAME.fullmatch(name):
            self.fault(where, "point", f"{name!r} cannot name a point", "write review-end")

    def instant(self, value: object, where: str, zone: str) -> datetime:
        """The instant of a TOML date-time, local date-time or date (its midnight)."""
        if isinstance(value, datetime):
            return self.at(value, where, zone)
        if isinstance(value, date):
            return self.at(datetime.combine(value, time()), where, zone)
        self.fault(where, "instant", "a date and time is expected", "write 2024-01-04T19:00:00Z")
        return _EPOCH

    def at(self, time_read: datetime, where: str, zone: str) -> datetime:
        """The instant in UTC of a time with an offset, or of a wall-clock time in `zone`."""
        try:
            return time_read.astimezone(UTC) if time_read.tzinfo else from_wall(time_read, zone_of(zone))
        except OverflowError:
            self.fault(where, "range", "this instant lies outside of the years 1 to 9999")
            return _EPOCH

    def length(self, value: object, where: str) -> Length:
        """A length such as `13 days`."""
        found = _LENGTH.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.fault(where, "length", "hours, days, weeks or months are expected", "write 13 days")
            return 0, "days"
        return int(found[1]), f"{found[2]}s"

    def moved(self, wall: datetime, by: Length, where: str) -> datetime:
        """The wall-clock time that lies `by` later."""
        count, unit = by
        hours = {"hours": 1, "days": 24, "weeks": 168}
        try:
            if unit == "months":
                return add_months(wall, count)
            return wall + timedelta(hours=count * hours[unit])
        except OverflowError:
            self.fault(where, "range", "this period lies outside of the years 1 to 9999")
            return wall


__all__ = ["Length", "Notes", "Table"]
