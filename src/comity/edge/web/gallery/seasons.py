# SPDX-License-Identifier: Apache-2.0
"""A season as a strip of cycles: what was received, what was told, which reports were owed and how they were kept.

The strip draws matters and never kinds, and small numbers are suppressed in the picture as in the table (P18). A count
of cases measures nothing (P19).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.calendar import Period
from comity.core.clause import Clause
from comity.core.council import Council, Kept, Owed, duties
from comity.core.procedure.model import Procedure
from comity.desk.canonical import parse_instant
from comity.desk.registers import CASES
from comity.edge.web.door import Court, Law
from comity.edge.web.gallery.entries import Entry, entries
from comity.edge.web.names import plainly

FEWEST = 3
"""Smaller numbers are written as `under 3`."""
BRICK = 170
MOST = 10_000
COUNCIL = "council:"


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


def known(court: Court) -> tuple[tuple[str, str], ...]:
    """Every season of the council: its reference in addresses and its name, newest first."""
    with court.desk.store.reading() as unit:
        streams = unit.history.streams(kind="council")
    return tuple((s.removeprefix(COUNCIL), _name(court.desk.state(s).state.season)) for s in reversed(streams))


def _name(season: str) -> str:
    return _("Season %(name)s") % {"name": season} if season.isdigit() else plainly(season)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Season:
    """All that its cycles are told from."""

    kind: str
    law: Procedure
    owed: tuple[tuple[Owed, Kept], ...]
    received: Counter[str]
    entries: dict[str, tuple[Entry, ...]]
    now: datetime


def strip(court: Court, stream: str) -> Strip | None:
    """One season; None where there is none of that name, or no calendar knows its cycles."""
    council: Council | None = court.desk.state(stream).state
    if council is None or council.starts is None or council.ends is None:
        return None
    law = _law(court, council.starts, council.ends)
    if law is None:
        return None
    kind = _kind(law)
    periods = [p for p in law.calendar.periods.get(kind, ()) if p.starts < council.ends and p.ends > council.starts]
    told = _Season(
        kind=kind,
        law=law.procedure,
        owed=duties(council),
        received=_received(court, periods),
        entries=_entries(court),
        now=court.desk.clock.now(),
    )
    cycles = tuple(_cycle(number, period, told) for number, period in enumerate(periods))
    return Strip(name=_name(council.season), kind=kind, starts=council.starts, ends=council.ends, cycles=cycles)


def _law(court: Court, *instants: datetime) -> Law | None:
    """The version in force at the first of the instants that knows one, or now."""
    found = (court.law(at) for at in (*instants, court.desk.clock.now()))
    return next((law for law in found if law is not None), None)


def _kind(law: Law) -> str:
    """The kind of period that the council's reports count by."""
    periods = (duty.period for duty in law.procedure.duties.values())
    return next(iter((*periods, *sorted(law.calendar.periods))), "")


def _received(court: Court, periods: Sequence[Period]) -> Counter[str]:
    """How many cases were opened in each period."""
    with court.desk.store.reading() as unit:
        rows = unit.rows.list(CASES, limit=MOST)
    opened = [parse_instant(row.fields["opened"]) for row in rows]
    return Counter(p.id for at in opened for p in periods if p.starts <= at < p.ends)


def _entries(court: Court) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for one in reversed(entries(court)):
        found[one.period] = (*found.get(one.period, ()), one)
    return found


def _cycle(number: int, period: Period, told: _Season) -> Cycle:
    name = f"{told.kind} {period.id}"
    received = told.received.get(period.id, 0)
    return Cycle(
        name=f"{plainly(told.kind)} {period.id}",
        starts=period.starts,
        ends=period.ends,
        received=None if 0 < received < FEWEST else received,
        reports=tuple(_report(told.law, o, k, told.now) for o, k in told.owed if o.period in (period.id, name)),
        entries=told.entries.get(name, ()),
        current=period.starts <= told.now < period.ends,
        x=1 + BRICK * number,
    )


def _report(law: Procedure, owed: Owed, kept: Kept, now: datetime) -> Report:
    duty = law.duties.get(owed.duty)
    return Report(
        text=duty.text if duty else plainly(owed.duty),
        state=_state(owed, kept, now),
        nil=kept.nil,
        figures=tuple((plainly(name), suppressed(n)) for name, n in kept.figures.items()),
        due=owed.due,
        filed=kept.filed,
        clause=Clause(document=law.id, id=owed.clause),
    )


def _state(owed: Owed, kept: Kept, now: datetime) -> str:
    if kept.filed is not None:
        text = _("nothing to report") if kept.nil else _("reported")
        return _("%(what)s, late") % {"what": text} if kept.late else text
    return _("not filed") if kept.missed or owed.due <= now else _("not due yet")


def suppressed(number: int) -> str:
    """A number, or `under 3` where it could point at somebody."""
    return _("under %(fewest)d") % {"fewest": FEWEST} if 0 < number < FEWEST else str(number)


__all__ = ["COUNCIL", "Cycle", "Report", "Strip", "known", "strip", "suppressed"]
