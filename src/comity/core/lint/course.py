# SPDX-License-Identifier: Apache-2.0
"""The course of a case in which everybody acts at the last lawful instant, computed for one instant of filing.

The phases are visited in the order of the phase graph, each through the first exit that leads to it. Every deadline is
fixed by the docket's own `Almanac` from the instants before it; only the acting in between is computed and not played,
so that thousands of filing hours take seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from comity.core.calendar import Calendar
from comity.core.docket import Case
from comity.core.docket.instants import Almanac
from comity.core.docket.state import Mark, Trace
from comity.core.lint.worlds import roster
from comity.core.party import Party
from comity.core.procedure.model import Clock, Count, Effect, Exit, Impose, Phase, Procedure, Tell
from comity.core.procedure.terms import (
    Always,
    Anchor,
    Answered,
    Both,
    Guard,
    Happened,
    OneOf,
    anchors,
    atoms,
)
from comity.core.procedure.words import PARTIES, Kind
from comity.core.recusal import Bench


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One phase on the course: since when it is open, when each of its clocks was set and is due, and its certain end.

    `ends` is the instant at which the phase is left at the latest, whatever anybody does, or None.
    """

    phase: Phase
    opened: datetime
    set: Mapping[str, datetime]
    due: Mapping[str, datetime]
    trace: Trace = field(repr=False)
    ends: datetime | None = None

    def last(self, law: Procedure, guard: Guard) -> datetime:
        """The last lawful instant at which a guard comes true here; the opening where nothing bounds it."""
        match guard:
            case Both(parts):
                return max(self.last(law, g) for g in parts)
            case OneOf(parts):
                return max(self.last(law, g) for g in parts)
            case Happened(anchor):
                return self._happens(law, anchor)
            case Answered(question):
                return self._bound(law, question)
            case _:
                return self.opened

    def _happens(self, law: Procedure, anchor: Anchor) -> datetime:
        if anchor.thing in self.due and anchor.moment in ("passed", "met"):
            return max(self.opened, self.due[anchor.thing])
        if anchor.thing == self.phase.id and anchor.moment == "answered":
            return max((self._bound(law, q) for q in self.phase.puts), default=self.opened)
        if law.kind(anchor.thing) in (Kind.ACT, Kind.QUESTION):
            return self._bound(law, anchor.thing)
        return self.opened

    def _bound(self, law: Procedure, thing: str) -> datetime:
        """By when an act is done, or a question answered: the first clock here that waits for it or counts it."""
        dues = (self.due[c] for c in self.due if _waits_for(law, law.clocks[c], thing))
        return max(self.opened, min(dues, default=self.opened))

    def certain(self, law: Procedure, guard: Guard) -> datetime | None:
        """The instant at which a guard comes true though nobody acts any more, or None where that is not certain."""
        match guard:
            case Always():
                return self.opened
            case Both(parts):
                found = [self.certain(law, g) for g in parts]
                return None if None in found else max(t for t in found if t is not None)
            case OneOf(parts):
                return min((t for t in (self.certain(law, g) for g in parts) if t is not None), default=None)
            case Happened(anchor) if anchor.moment == "passed" and anchor.thing in self.due:
                return max(self.opened, self.due[anchor.thing])
            case _:
                return None


def _waits_for(law: Procedure, clock: Clock, thing: str) -> bool:
    for atom in atoms(clock.stops):
        if isinstance(atom, Happened) and atom.anchor.thing == thing:
            return True
        if isinstance(atom, Answered) and atom.question == thing:
            return True
    return any(isinstance(e, Count) and e.question == thing for e in clock.late)


class Course:
    """The compiled course of one law: who is there, and through which exit each phase is reached."""

    __slots__ = ("base", "calendar", "law", "order", "people")

    def __init__(self, law: Procedure, calendar: Calendar) -> None:
        self.law, self.calendar = law, calendar
        parties = {r.id: Party(person=r.id, roles=(r.id,)) for r in law.roles.values() if r.stands in PARTIES}
        self.base = Case(bench=Bench(holders=roster(law), parties=parties))
        self.people = {r: self.base.bench.of(r) for r in law.roles}
        self.order = tuple(_tree(law))

    def stays(self, filed: datetime) -> tuple[Stay, ...]:
        """Every phase of the course, in its order, for a case filed at that instant."""
        opened = _marked({}, "case", "opened", filed)
        found: dict[str, Stay] = {}
        for phase, before, way in self.order:
            if before is None or way is None:
                found[phase.id] = self._stay(phase, filed, opened)
            elif before in found:
                at, trace = self._left(found[before], way)
                found[phase.id] = self._stay(phase, at, trace)
        return tuple(found.values())

    def _left(self, stay: Stay, way: Exit) -> tuple[datetime, Trace]:
        """When this exit is taken, and the trace of what was done on the way to it."""
        at = stay.last(self.law, way.when)
        if stay.ends is not None and not way.stay:
            at = min(at, stay.ends)
        trace = stay.trace
        for atom in atoms(way.when):
            if isinstance(atom, Happened):
                trace = self._did(trace, atom.anchor, min(at, stay.last(self.law, atom)))
        trace = _marked(trace, stay.phase.id, "beside" if way.stay else "closed", at)
        return at, self._effects(trace, way.does, at)

    def _stay(self, phase: Phase, at: datetime, trace: Trace) -> Stay:
        trace = self._effects(_marked(trace, phase.id, "opened", at), phase.does, at)
        stay = Stay(phase=phase, opened=at, set={}, due={}, trace=trace)
        for id in (*phase.clocks, *phase.clocks):
            if id not in stay.due:
                stay = self._clock(stay, self.law.clocks[id])
        ends = [stay.certain(self.law, w.when) for w in phase.exits if not w.stay]
        return replace(stay, ends=min((e for e in ends if e is not None), default=None))

    def _clock(self, stay: Stay, clock: Clock) -> Stay:
        """Set one clock; what it waits for and is done in this phase is done at its last lawful instant."""
        trace, set_at = stay.trace, stay.opened
        for anchor in anchors(clock.due):
            done_here = self.law.kind(anchor.thing) in (Kind.ACT, Kind.QUESTION)
            if done_here and (anchor.thing, anchor.moment) not in trace:
                set_at = max(set_at, stay.last(self.law, Happened(anchor)))
                trace = self._did(trace, anchor, set_at)
        found = Almanac(self.law, self.calendar, replace(self.base, trace=trace), now=set_at).fix(clock.due)
        if not isinstance(found, datetime):
            return stay
        return replace(stay, trace=trace, set={**stay.set, clock.id: set_at}, due={**stay.due, clock.id: found})

    def _did(self, trace: Trace, anchor: Anchor, at: datetime) -> Trace:
        """The trace with this fact in it, by everybody who may bring it about."""
        act = self.law.acts.get(anchor.thing)
        who = tuple(p for r in (act.by if act is not None else ()) for p in self.people[r])
        return _marked(trace, anchor.thing, anchor.moment, at, who)

    def _effects(self, trace: Trace, effects: tuple[Effect, ...], at: datetime) -> Trace:
        for effect in effects:
            if isinstance(effect, Tell):
                who = tuple(p for r in self.law.notices[effect.notice].to for p in self.people[r])
                trace = _marked(trace, effect.notice, "sent", at, who)
            elif isinstance(effect, Impose):
                for moment in ("imposed", "begun"):
                    trace = _marked(trace, effect.measure, moment, at)
        return trace


def _tree(law: Procedure) -> Iterator[tuple[Phase, str | None, Exit | None]]:
    """Each phase once, with the first exit (in the order of phases and of the file) through which it is reached."""
    starts = dict.fromkeys(s for i in law.intakes.values() for s in i.starts)
    waiting: list[tuple[str, str | None, Exit | None]] = [(s, None, None) for s in starts]
    seen: set[str] = set()
    while waiting:
        id, before, way = waiting.pop(0)
        if id not in seen:
            seen.add(id)
            yield law.phases[id], before, way
            waiting += [(then, id, w) for w in law.phases[id].exits for then in w.then]


def _marked(trace: Trace, thing: str, moment: str, at: datetime, who: tuple[str, ...] = ()) -> Trace:
    marks = tuple(Mark(at=at, who=p, about="") for p in who or ("",))
    return {**trace, (thing, moment): marks}


__all__ = ["Course", "Stay"]
