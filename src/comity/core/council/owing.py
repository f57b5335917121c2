# SPDX-License-Identifier: Apache-2.0
"""Which reports a season owes: the duties of the procedure, each at its point of every period that the season knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from comity.core.calendar import Calendar
from comity.core.calendar.dates import Period
from comity.core.council.events import Owed
from comity.core.council.state import Council, Kept, duties, holders
from comity.core.procedure.frame import Duty
from comity.core.procedure.model import Procedure


def owed_by(law: Procedure, calendar: Calendar, starts: datetime, ends: datetime) -> tuple[Owed, ...]:
    """What a season from `starts` to `ends` owes, in order of the instants. A point outside the season is not owed."""
    found = (owed for duty in law.duties.values() for owed in _of_duty(duty, calendar, starts, ends))
    return tuple(sorted(found, key=lambda one: (one.due, one.duty)))


def _of_duty(duty: Duty, calendar: Calendar, starts: datetime, ends: datetime) -> Iterator[Owed]:
    for period in calendar.periods.get(duty.period, ()):
        due = period.points.get(duty.point)
        if due is not None and starts < due <= ends:
            yield Owed(duty=duty.id, period=period.id, by=duty.by, due=due, clause=duty.clause, nil=duty.nil)


def period_of(law: Procedure, calendar: Calendar, owed: Owed) -> Period | None:
    """The period for which a report is owed, as the calendar has it; None where it knows none of that name."""
    duty = law.duties.get(owed.duty)
    kinds = (duty.period,) if duty is not None else tuple(calendar.periods)
    names = {owed.period, owed.period.rpartition(" ")[2]}
    return next((p for kind in kinds for p in calendar.periods.get(kind, ()) if p.id in names), None)


def owed_to_file(council: Council, person: str) -> tuple[tuple[Owed, Kept], ...]:
    """The reports that `person` may file now and that nobody has filed: those of the posts held, now or to the end."""
    seats: Mapping[str, tuple[str, ...]] = holders(council)
    open_ones = ((one, kept) for one, kept in duties(council) if kept.filed is None)
    return tuple(
        (one, kept)
        for one, kept in open_ones
        if person and person in (*seats.get(one.by, ()), *council.former.get(one.by, ()))
    )


__all__ = ["owed_by", "owed_to_file", "period_of"]
