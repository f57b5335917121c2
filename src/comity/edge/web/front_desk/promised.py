# SPDX-License-Identifier: Apache-2.0
"""What each of the three doors promises of time, in the words of the procedure in force; and the signposts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from comity.core.clause import Clause
from comity.core.procedure.model import Clock, Procedure


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
    text = _("Nobody has to do anything: it ends by itself after %(time)s.") % {"time": law.tears.expires}
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


def signposts() -> Mapping[str, str]:
    """What this house says of danger, and of what must not be sent to it; empty where the page's own words stand."""
    return {"emergency": settings.COMITY_EMERGENCY, "not_here": settings.COMITY_NOT_HERE}


__all__ = ["Line", "first_clock", "lines", "signposts"]
