# SPDX-License-Identifier: Apache-2.0
"""The clocks of the open phases: set once, paused and resumed, met, or passed where they run until something happens.

Each step tells at most what one clock brings about, and says whether it told anything.
"""

from __future__ import annotations

from datetime import datetime

from comity.core.docket.guards import instant
from comity.core.docket.instants import Almanac, Open
from comity.core.docket.motion import Motion
from comity.core.docket.state import Running, Ticking
from comity.core.procedure.terms import Deadline, Either, Until, aims_at_calendar
from comity.core.procedure.words import Kind


def paused(m: Motion) -> frozenset[str]:
    """The phases and clocks that rest because a phase that pauses them is open."""
    return frozenset(p for id in m.case.phases for p in m.law.phases[id].pauses)


def _rests(m: Motion) -> frozenset[str]:
    resting = paused(m)
    return resting | {c for p in resting if p in m.law.phases for c in m.law.phases[p].clocks}


def pause_clocks(m: Motion) -> bool:
    """Let one clock rest, or run again."""
    resting = _rests(m)
    for id, clock in m.case.clocks.items():
        if clock.state is Ticking.RUNNING and id in resting:
            m.say(Kind.CLOCK, id, "paused")
            return True
        if clock.state is Ticking.PAUSED and id not in resting:
            m.say(Kind.CLOCK, id, "resumed", until=_resumed(m, id, clock))
            return True
    return False


def _resumed(m: Motion, id: str, clock: Running) -> datetime | None:
    """A length shifts by the pause; a calendar point that has passed meanwhile is aimed at anew."""
    if clock.due is None or clock.paused is None:
        return clock.due
    deadline = m.law.clocks[id].due
    if not aims_at_calendar(deadline):
        return clock.due + (m.at - clock.paused)
    if clock.due > m.at:
        return clock.due
    found = Almanac(m.law, m.calendar, m.case, now=m.at, floor=m.at).fix(deadline)
    return found if isinstance(found, datetime) else clock.due


def set_clocks(m: Motion) -> bool:
    """Set one clock of an open phase whose deadline is known."""
    resting = _rests(m)
    for phase in m.case.phases:
        for id in m.law.phases[phase].clocks:
            if id not in m.case.clocks and id not in resting and _set_clock(m, id):
                return True
    return False


def _set_clock(m: Motion, id: str) -> bool:
    found = Almanac(m.law, m.calendar, m.case, now=m.at).fix(m.law.clocks[id].due)
    if isinstance(found, datetime):
        m.say(Kind.CLOCK, id, "set", until=found)
        return True
    if found is Open.UNTIL:
        m.say(Kind.CLOCK, id, "set")
        return True
    return found is Open.BEYOND and beyond(m, id)


def beyond(m: Motion, id: str) -> bool:
    """The calendar does not reach: the case says that it waits for it, and a named human is asked."""
    if id in m.case.waits and id in m.case.asks:
        return False
    if id not in m.case.waits:
        m.say(Kind.CASE, "case", "waits", value={"thing": id})
    m.ask(m.named_human(), id)
    return True


def stop_clocks(m: Motion) -> bool:
    """Stop one running clock: what it waited for was done, or what it ran until has happened."""
    for id, clock in m.case.clocks.items():
        if clock.state is not Ticking.RUNNING:
            continue
        if m.holds(m.law.clocks[id].stops):
            m.say(Kind.CLOCK, id, "met", until=clock.due)
            return True
        if _until_came(m, id, clock):
            return True
    return False


def _until_came(m: Motion, id: str, clock: Running) -> bool:
    """What the clock ran until has happened: it passes now, or at the later instant that is known from now on."""
    deadline = m.law.clocks[id].due
    found = Almanac(m.law, m.calendar, m.case, now=m.at).fix(deadline) if clock.due is None else None
    if over(m, deadline) or (isinstance(found, datetime) and found <= m.at):
        m.say(Kind.CLOCK, id, "passed")
        m.do(m.law.clocks[id].late)
        return True
    if isinstance(found, datetime):
        m.say(Kind.CLOCK, id, "set", until=found)
        return True
    return False


def over(m: Motion, deadline: Deadline, about: str = "") -> bool:
    """Whether an `until` has come about that ends the deadline, whatever instant stands beside it."""
    match deadline:
        case Until(anchor):
            return instant(m.law, m.case, anchor, about) is not None
        case Either(earlier, left, right):
            return (any if earlier else all)(over(m, part, about) for part in (left, right))
        case _:
            return False


__all__ = ["beyond", "over", "pause_clocks", "paused", "set_clocks", "stop_clocks"]
