# SPDX-License-Identifier: Apache-2.0
"""The procedures and calendars on this machine: read from folders, found by id and by digest.

`procedures/<community>/*.toml` is what ships; `<home>/procedures/` is what this site drafts. A version that a case is
pinned to must stay readable for as long as the case is kept, whatever becomes of the file it came from: adopting one
puts its text and its calendar into `<home>/adopted/<digest>/` (P6).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from comity.core.calendar import Calendar, parse_calendar
from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import calendar_id, parse_procedure
from comity.desk.ports import Missing

CALENDAR = "calendar.toml"
VERSION = "version.toml"
SHIPPED = Path(__file__).resolve().parents[3] / "procedures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One version: what it says, the calendar it counts by, and the texts of both files (no dates: no calendar)."""

    procedure: Procedure
    calendar: Calendar
    text: str
    dates: str = ""


def no_calendar() -> Calendar:
    """The calendar of a procedure that names none: days and hours in UTC, no periods."""
    return parse_calendar('[calendar]\nid = "none"\n')


def read_law(path: Path) -> Law:
    """One procedure file with the calendar that it names. Raises `Malformed`, the file's name before each field."""
    text = _text(path)
    try:
        calendar, dates = _calendar_for(path, calendar_id(text))
        return Law(procedure=parse_procedure(text, calendar), calendar=calendar, text=text, dates=dates)
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


def _calendar_for(path: Path, id: str) -> tuple[Calendar, str]:
    if not id:
        return no_calendar(), ""
    for folder in (path.parent, SHIPPED / id, SHIPPED / path.parent.name):
        beside = folder / CALENDAR
        if beside.is_file():
            dates = _text(beside)
            found = parse_calendar(dates)
            if found.id == id:
                return found, dates
    raise Malformed([Fault(field="procedure.calendar", rule="calendar", text=f"there is no calendar '{id}'")])


class Folders:
    """The laws found in some folders. Files that cannot be read are told by `faults` and left out."""

    def __init__(self, folders: Iterable[Path] = (SHIPPED,), *, adopted: Path | None = None) -> None:
        self._by_digest: dict[str, Law] = {}
        self._by_id: dict[str, Law] = {}
        self._calendars: dict[str, Calendar] = {"none": no_calendar(), "": no_calendar()}
        self._adopted = adopted
        self._folders = (*([adopted] if adopted else []), *folders)
        self.faults: list[Fault] = []
        self._look()

    def _look(self) -> None:
        """Read every file; what stands in a later folder comes before the same in an earlier one."""
        self.faults = []
        for path in _files(self._folders):
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

    def keep(self, digest: str) -> None:
        """Keep the text of a version that is being adopted, once, where there is a place for it. Raises `Refusal`."""
        try:
            law = self.law(digest)
        except Missing:
            raise Refusal(
                "there is no text of the version {digest} here to be adopted",
                clause=promise(6),
                about={"digest": digest[:12]},
                field="digest",
            ) from None
        if self._adopted is not None and not (self._adopted / digest / VERSION).is_file():
            _keep(self._adopted / digest, law)

    def procedure(self, digest: str) -> Procedure:
        """The version of that digest. Raises `Missing`."""
        return self.law(digest).procedure

    def calendar(self, name: str) -> Calendar:
        """The calendar of that id. Raises `Missing`."""
        if name not in self._calendars:
            raise Missing(name)
        return self._calendars[name]

    def law(self, digest: str) -> Law:
        """The version of that digest, with its calendar as it is known today. Raises `Missing`.

        A version that another process brought since is looked for once more.
        """
        if digest not in self._by_digest:
            self._look()
        if digest not in self._by_digest:
            raise Missing(digest)
        found = self._by_digest[digest]
        return replace(found, calendar=self._calendars[found.calendar.id])

    def named(self, id: str) -> Law:
        """The version of that id, `community/version`. Raises `Missing`."""
        if id not in self._by_id:
            raise Missing(id)
        return self._by_id[id]

    @property
    def ids(self) -> Mapping[str, Law]:
        """Every version by its id."""
        return dict(sorted(self._by_id.items()))


def _keep(folder: Path, law: Law) -> None:
    """The calendar first and the version last, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ((CALENDAR, law.dates), (VERSION, law.text)):
        if text:
            fresh = folder / f"{name}.{os.getpid()}"
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(folder / name)


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(p for p in folder.glob("**/*.toml") if p.name != CALENDAR)


__all__ = ["CALENDAR", "Folders", "Law", "SHIPPED", "no_calendar", "read_law"]
