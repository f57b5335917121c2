# SPDX-License-Identifier: Apache-2.0
"""The procedures and calendars on this machine: read from folders, found by id and by digest.

`procedures/<community>/*.toml` is what ships; `<home>/procedures/` is what this site adopted or drafted. A version that
a case is pinned to must stay readable for as long as the case is kept, so adopting one puts its text into the home.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.core.calendar import Calendar, parse_calendar
from comity.core.clause import Fault, Malformed
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import calendar_id, parse_procedure
from comity.desk.ports import Missing

CALENDAR = "calendar.toml"
SHIPPED = Path(__file__).resolve().parents[3] / "procedures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One version: what it says, the calendar it counts by, and the file's text."""

    procedure: Procedure
    calendar: Calendar
    text: str


def no_calendar() -> Calendar:
    """The calendar of a procedure that names none: days and hours in UTC, no periods."""
    return parse_calendar('[calendar]\nid = "none"\n')


def read_law(path: Path) -> Law:
    """One procedure file with the calendar that it names. Raises `Malformed`, the file's name before each field."""
    text = _text(path)
    try:
        calendar = _calendar_for(path, calendar_id(text))
        return Law(procedure=parse_procedure(text, calendar), calendar=calendar, text=text)
    except Malformed as wrong:
        named = [
            Fault(field=f"{path.name}: {f.field}", rule=f.rule, text=f.text, way_out=f.way_out) for f in wrong.faults
        ]
        raise Malformed(named) from wrong


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise Malformed(
            [Fault(field=str(path), rule="file", text=f"cannot be read: {type(wrong).__name__}")]
        ) from wrong


def _calendar_for(path: Path, id: str) -> Calendar:
    if not id:
        return no_calendar()
    for folder in (path.parent, SHIPPED / id, SHIPPED / path.parent.name):
        beside = folder / CALENDAR
        if beside.is_file():
            found = parse_calendar(_text(beside))
            if found.id == id:
                return found
    raise Malformed([Fault(field="procedure.calendar", rule="calendar", text=f"there is no calendar '{id}'")])


class Folders:
    """The laws found in some folders. Files that cannot be read are told by `faults` and left out."""

    def __init__(self, folders: Iterable[Path] = (SHIPPED,)) -> None:
        self._by_digest: dict[str, Law] = {}
        self._by_id: dict[str, Law] = {}
        self._calendars: dict[str, Calendar] = {"none": no_calendar(), "": no_calendar()}
        self.faults: list[Fault] = []
        for path in _files(folders):
            self._add(path)

    def _add(self, path: Path) -> None:
        try:
            law = read_law(path)
        except Malformed as wrong:
            self.faults.extend(wrong.faults)
            return
        self._by_digest[law.procedure.digest] = law
        self._by_id[law.procedure.id] = law
        self._calendars[law.calendar.id] = law.calendar

    def add(self, law: Law) -> None:
        """Make one more version known to this process."""
        self._by_digest[law.procedure.digest] = law
        self._by_id[law.procedure.id] = law
        self._calendars[law.calendar.id] = law.calendar

    def procedure(self, digest: str) -> Procedure:
        """The version of that digest. Raises `Missing`."""
        return self.law(digest).procedure

    def calendar(self, name: str) -> Calendar:
        """The calendar of that id. Raises `Missing`."""
        if name not in self._calendars:
            raise Missing(name)
        return self._calendars[name]

    def law(self, digest: str) -> Law:
        """The version of that digest with its calendar. Raises `Missing`."""
        if digest not in self._by_digest:
            raise Missing(digest)
        return self._by_digest[digest]

    def named(self, id: str) -> Law:
        """The version of that id, `community/version`. Raises `Missing`."""
        if id not in self._by_id:
            raise Missing(id)
        return self._by_id[id]

    @property
    def ids(self) -> Mapping[str, Law]:
        """Every version by its id."""
        return dict(sorted(self._by_id.items()))


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(p for p in folder.glob("**/*.toml") if p.name != CALENDAR)


__all__ = ["CALENDAR", "Folders", "Law", "SHIPPED", "no_calendar", "read_law"]
