# SPDX-License-Identifier: Apache-2.0
"""When measures begin and end: their instants are fixed once, and then time alone carries them out."""

from __future__ import annotations

from datetime import datetime

from comity.core import sanction
from comity.core.docket.clocks import beyond, over
from comity.core.docket.instants import Almanac, Open
from comity.core.docket.motion import Motion
from comity.core.procedure.model import Measure
from comity.core.procedure.terms import aims_at_calendar
from comity.core.procedure.words import Kind
from comity.core.sanction import Life, Term


def term_due(m: Motion, term: Term) -> None:
    """A term begins or ends at its instant."""
    if term.life is Life.WAITING:
        _begin(m, term)
    else:
        m.say(Kind.MEASURE, term.measure, "ended", about=term.about, until=m.at)


def _begin(m: Motion, term: Term) -> None:
    """In force from now; the interim measures that it serves end with its beginning."""
    for served in m.law.measures[term.measure].serves:
        interim = m.case.terms.get(sanction.key(served, term.about))
        if interim is not None and interim.live:
            m.move(interim, "ended")
    m.say(Kind.MEASURE, term.measure, "begun", about=term.about)


def time_terms(m: Motion) -> bool:
    """Fix the instant of one beginning or end that is known by now."""
    return any(_time_term(m, term) for term in m.case.terms.values())


def _time_term(m: Motion, term: Term) -> bool:
    measure = m.law.measures[term.measure]
    if term.life is Life.WAITING and term.begins is None:
        return _time_beginning(m, term, measure)
    if term.life is Life.IN_FORCE and over(m, measure.ends, term.about):
        m.say(Kind.MEASURE, term.measure, "ended", about=term.about, until=m.at)
        return True
    if term.life is Life.IN_FORCE and term.ends is None:
        return _time_end(m, term, measure)
    return False


def _time_beginning(m: Motion, term: Term, measure: Measure) -> bool:
    if measure.begins is None:
        _begin(m, term)
        return True
    return _timed(m, term, "begins", Almanac(m.law, m.calendar, m.case, now=m.at, about=term.about).fix(measure.begins))


def _time_end(m: Motion, term: Term, measure: Measure) -> bool:
    found = Almanac(m.law, m.calendar, m.case, now=m.at, about=term.about).fix(measure.ends)
    if isinstance(found, datetime) and not aims_at_calendar(measure.ends):
        found = max(m.at, found - sanction.credit(m.case.terms, measure.serves, term.about, m.at))
    return _timed(m, term, "ends", found)


def _timed(m: Motion, term: Term, which: str, found: datetime | Open) -> bool:
    if isinstance(found, datetime):
        m.say(Kind.MEASURE, term.measure, "timed", about=term.about, until=found, value={"which": which})
        return True
    return found is Open.BEYOND and beyond(m, sanction.key(term.measure, term.about))


__all__ = ["term_due", "time_terms"]
