# SPDX-License-Identifier: Apache-2.0
"""What each of the three doors promises of time, in the words of the procedure in force; and the signposts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from django.conf import settings
from django.utils.translation import gettext as _

from comity.core.clause import Clause
from comity.core.procedure.model import Clock, Procedure
from comity.desk import figures
from comity.edge.web.door import Court
from comity.edge.web.instants import length
from comity.edge.web.languages import aloud

AGAIN = timedelta(minutes=10)
"""After how long the figure is counted anew."""
SEASONS = 3
"""How many seasons back a figure is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One promise: a sentence and the clause on which it rests; `open` says whether there is such a door."""

    text: str
    clause: Clause | None = None
    open: bool = True


def lines(law: Procedure) -> Mapping[str, Line]:
    """The promise of each door."""
    quiet = _quiet(law)
    return {"tear": quiet, "support": quiet, "report": _answered(law)}


def _quiet(law: Procedure) -> Line:
    if law.tears is None:
        return Line(text=_("Not opened by the procedure in force."), open=False)
    text = _("Nobody has to do anything: it ends by itself after %(time)s.") % {"time": aloud(law.tears.expires)}
    return Line(text=text, clause=Clause(document=law.id, id=law.tears.clause))


def _answered(law: Procedure) -> Line:
    clock = first_clock(law)
    if clock is None:
        return Line(text=_("Heard under %(procedure)s.") % {"procedure": law.id})
    return Line(text=_("The first clock: %(time)s") % {"time": clock.text}, clause=law.cite(clock.id))


def first_clock(law: Procedure) -> Clock | None:
    """The first clock that runs when a report has come in; None where the procedure sets none."""
    starts = next((i.starts for i in law.intakes.values() if i.starts), ())
    clocks = [law.clocks[c] for phase in starts for c in law.phases[phase].clocks]
    return next(iter(clocks), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast half of those who were answered were answered, in minutes, and in which season."""

    season: str
    minutes: int

    @property
    def within(self) -> str:
        """The time in words."""
        return length(timedelta(minutes=self.minutes))


_COUNTED: WeakKeyDictionary[Court, tuple[datetime, Speed | None]] = WeakKeyDictionary()
"""What was counted last, and when: this is the page that most people open."""


def speed(court: Court) -> Speed | None:
    """The newest season of which it can be told without pointing at anybody; None where there is none (P2, P18)."""
    now = court.desk.clock.now()
    counted = _COUNTED.get(court)
    if counted is None or not timedelta() <= now - counted[0] < AGAIN:
        counted = (now, _speed(court))
        _COUNTED[court] = counted
    return counted[1]


def _speed(court: Court) -> Speed | None:
    for ref, _name in figures.known(court)[:SEASONS]:
        found = figures.answers(court, ref)
        if found is not None and found.middle is not None:
            return Speed(season=ref, minutes=found.middle)
    return None


def signposts() -> Mapping[str, str]:
    """What this house says of danger, and of what must not be sent to it; empty where the page's own words stand."""
    return {"emergency": settings.COMITY_EMERGENCY, "not_here": settings.COMITY_NOT_HERE}


__all__ = ["Line", "Speed", "first_clock", "lines", "signposts", "speed"]
