# SPDX-License-Identifier: Apache-2.0
"""A season as a strip of cycles: what was received, what was told, which reports were owed and how they were kept.

The strip draws matters and never kinds, and small numbers are suppressed in the picture as in the table (P18). A count
of cases measures nothing (P19).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.calendar import Calendar, Period
from comity.core.clause import Clause
from comity.core.council import Council, Kept, Owed, duties
from comity.core.procedure.model import Procedure
from comity.desk.canonical import parse_instant
from comity.desk.registers import CASES
from comity.edge.web.door import Court
from comity.edge.web.gallery.entries import Entry, entries
from comity.edge.web.names import plainly

FEWEST = 3
"""Smaller numbers are written as `under 3`."""
BRICK = 170
MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report that was owed for a cycle."""

    text: str
    state: str
    nil: bool
    figures: tuple[tuple[str, str], ...]
    due: datetime
    filed: datetime | None
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One cycle: its dates, how much came in (0, or None for `under 3`), its reports, what was published in it."""

    name: str
    starts: datetime
    ends: datetime
    received: int | None
    reports: tuple[Report, ...]
    entries: tuple[Entry, ...]
    current: bool
    x: int

    @property
    def sheets(self) -> tuple[int, ...]:
        """Where the sheets are drawn, one a matter; none where the number is suppressed."""
        return tuple(self.x + 10 + 14 * n for n in range(min(self.received or 0, 10)))

    @property
    def text_x(self) -> int:
        """Where words begin."""
        return self.x + 10

    @property
    def quiet(self) -> bool:
        """Whether the council reported that there was nothing to report."""
        return any(r.nil for r in self.reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One season."""

    name: str
    kind: str
    starts: datetime
    ends: datetime
    cycles: tuple[Cycle, ...]

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return BRICK * len(self.cycles) + 2


def strip(court: Court) -> Strip | None:
    """The newest season of the council; None where there is none, or no calendar knows its cycles."""
    stream = court.council()
    if not stream:
        return None
    council: Council = court.desk.state(stream).state
    if council is None or council.starts is None or council.ends is None:
        return None
    owed = duties(council)
    law, calendar, kind = _law(court, council, owed)
    periods = _periods(calendar, kind, council.starts, council.ends)
    received, told = _received(court, periods), _told(court)
    now = court.desk.clock.now()
    return Strip(
        name=_("Season %(name)s") % {"name": council.season} if council.season.isdigit() else plainly(council.season),
        kind=kind,
        starts=council.starts,
        ends=council.ends,
        cycles=tuple(
            _cycle(n, p, kind, law, received.get(p.id, 0), _owed(owed, kind, p), told, now) for n, p in enumerate(periods)
        ),
    )


def _law(
    court: Court, council: Council, owed: tuple[tuple[Owed, Kept], ...]
) -> tuple[Procedure | None, Calendar, str]:
    """The version whose duties the season owes, its calendar, and the kind of period that its reports count by."""
    names = {one.duty for one, _kept in owed}
    laws = [law for law in court.laws.ids.values() if names and names <= law.procedure.duties.keys()]
    at = council.starts or court.desk.clock.now()
    here = court.law(council.ends or at) or court.law(at) or court.law(court.desk.clock.now())
    found = next((law for law in laws if here and law.procedure.community == here.procedure.community), here)
    if found is None:
        raise LookupError("no procedure is in force")
    duty = next((d for d in found.procedure.duties.values()), None)
    kind = duty.period if duty else next(iter(sorted(found.calendar.periods)), "")
    return found.procedure, found.calendar, kind


def _periods(calendar: Calendar, kind: str, starts: datetime, ends: datetime) -> tuple[Period, ...]:
    return tuple(p for p in calendar.periods.get(kind, ()) if p.starts < ends and p.ends > starts)


def _received(court: Court, periods: tuple[Period, ...]) -> Counter[str]:
    """How many cases were opened in each period."""
    with court.desk.store.reading() as unit:
        rows = unit.rows.list(CASES, limit=MOST)
    opened = [parse_instant(row.fields["opened"]) for row in rows]
    return Counter(p.id for at in opened for p in periods if p.starts <= at < p.ends)


def _told(court: Court) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for one in reversed(entries(court)):
        found[one.period] = (*found.get(one.period, ()), one)
    return found


def _owed(owed: tuple[tuple[Owed, Kept], ...], kind: str, period: Period) -> tuple[tuple[Owed, Kept], ...]:
    return tuple((o, k) for o, k in owed if o.period in (period.id, f"{kind} {period.id}"))


def _cycle(
    number: int, period: Period, kind: str, law: Procedure | None, received: int,
    owed: tuple[tuple[Owed, Kept], ...], told: dict[str, tuple[Entry, ...]], now: datetime,
) -> Cycle:  # fmt: skip
    return Cycle(
        name=f"{plainly(kind)} {period.id}",
        starts=period.starts,
        ends=period.ends,
        received=None if 0 < received < FEWEST else received,
        reports=tuple(_report(law, o, k, now) for o, k in owed),
        entries=told.get(f"{kind} {period.id}", ()),
        current=period.starts <= now < period.ends,
        x=1 + BRICK * number,
    )


def _report(law: Procedure | None, owed: Owed, kept: Kept, now: datetime) -> Report:
    duty = law.duties.get(owed.duty) if law else None
    return Report(
        text=duty.text if duty else plainly(owed.duty),
        state=_state(owed, kept, now),
        nil=kept.nil,
        figures=tuple((plainly(name), suppressed(n)) for name, n in kept.figures.items()),
        due=owed.due,
        filed=kept.filed,
        clause=Clause(document=law.id if law else "", id=owed.clause),
    )


def _state(owed: Owed, kept: Kept, now: datetime) -> str:
    if kept.filed is not None:
        text = _("nothing to report") if kept.nil else _("reported")
        return _("%(what)s, late") % {"what": text} if kept.late else text
    return _("not filed") if kept.missed or owed.due <= now else _("not due yet")


def suppressed(number: int) -> str:
    """A number, or `under 3` where it could point at somebody."""
    return _("under %(fewest)d") % {"fewest": FEWEST} if 0 < number < FEWEST else str(number)


__all__ = ["Cycle", "Report", "Strip", "strip", "suppressed"]
