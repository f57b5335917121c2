# SPDX-License-Identifier: Apache-2.0
"""What the law of keeping says to each wish, and what time brings about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from comity.core.calendar import Calendar
from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, promise
from comity.core.decider import fold
from comity.core.evidence import Paper, is_digest
from comity.core.keeping.events import (
    ClosedKept,
    Command,
    Destroy,
    Destroyed,
    Event,
    HoldEnded,
    HoldLifted,
    HoldSet,
    KeepClosed,
    Keeping,
    Kept,
    LiftHold,
    SetHold,
    ThingKept,
)
from comity.core.procedure.frame import Keep as Term
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import CONTACTS, PaperKind

STILL_OPEN = "Nothing of a case is destroyed while it is open."
NOT_KEPT = "Nothing of that name is kept here."
GONE = "This was destroyed before."
UNDER_HOLD = "A hold is in force until {until}; nothing is destroyed before it ends."
NO_SUCH_HOLD = "No such hold is in force."
REASONS: tuple[str, ...] = (STILL_OPEN, NOT_KEPT, GONE, UNDER_HOLD, NO_SUCH_HOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingRules:
    """What one version says: its terms, its calendar and its name."""

    document: str
    calendar: Calendar
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingDecider:
    """The law of keeping for one case."""

    rules: KeepingRules

    @property
    def initial(self) -> Keeping:
        """Nothing is kept yet, because the case is open."""
        return Keeping()

    def due(self, state: Keeping) -> datetime | None:
        """The end of the next hold; where none is in force the next thing's time."""
        if state.holds:
            return min(state.holds.values())
        return max(state.waiting[0][1], state.free or state.waiting[0][1]) if state.waiting else None

    def advance(self, state: Keeping, at: datetime) -> tuple[Event, ...]:
        """Holds end by themselves; what is due and held up by none is destroyed at its instant."""
        made: list[Event] = []
        while (due := self.due(state)) is not None and due <= at:
            event = self._next(state, due)
            made.append(event)
            state = self.evolve(state, event)
        return tuple(made)

    def _next(self, state: Keeping, at: datetime) -> Event:
        if state.holds:
            held = min((until, ground) for ground, until in state.holds.items())[1]
            return HoldEnded(at=at, held=held)
        what = state.waiting[0][0]
        one = state.things[what]
        return Destroyed(at=at, what=what, kind=one.kind, clause=one.clause, by="", ground="")

    def decide(self, state: Keeping, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about, and what is due by it. Raises `Refusal`, `Malformed`."""
        made = self._decided(state, command, at)
        return (*made, *self.advance(fold(self, made, state), at))

    def _decided(self, state: Keeping, command: Command, at: datetime) -> tuple[Event, ...]:
        match command:
            case KeepClosed():
                return self._closed(state, command, at)
            case SetHold(by=by, ground=ground, until=until):
                _papers(ground=ground)
                if until <= at:
                    raise Malformed([Fault(field="until", rule="keeping.until", text="a hold ends in the future")])
                return (HoldSet(at=at, by=by, ground=ground, until=until),)
            case LiftHold(by=by, held=held, ground=ground):
                _papers(ground=ground)
                if held not in state.holds:
                    raise Refusal(NO_SUCH_HOLD, clause=promise(17), field="held")
                return (HoldLifted(at=at, by=by, held=held, ground=ground),)
            case Destroy():
                return self._destroyed(state, command, at)
            case _:
                assert_never(command)

    def _closed(self, state: Keeping, command: KeepClosed, at: datetime) -> tuple[Event, ...]:
        """What is new is kept from now on; the time of a paper that came after the closing runs from its coming."""
        first = state.closed is None
        since = command.closed if first else at
        begun: tuple[Event, ...] = (ClosedKept(at=at, closed=command.closed, ending=command.ending),) if first else ()
        things = {**({CONTACTS: CONTACTS} if first else {}), **dict(sorted(command.papers.items()))}
        new = (self._kept(what, kind, command.ending, since, at) for what, kind in things.items())
        return (*begun, *(one for one in new if one.what not in state.things))

    def _kept(self, what: str, kind: str, ending: str, since: datetime, at: datetime) -> ThingKept:
        term = self.term(kind, ending)
        if term is None:
            return ThingKept(at=at, what=what, kind=kind, until=None, clause="")
        count, _, unit = term.after.partition(" ")
        until = self.rules.calendar.shift(since, int(count), unit if unit.endswith("s") else f"{unit}s")
        return ThingKept(at=at, what=what, kind=kind, until=until, clause=term.clause)

    def term(self, kind: str, ending: str) -> Term | None:
        """The term for a kind after an ending: one that names the ending, else one for all; None: nothing says."""
        fits = [t for t in self.rules.terms if kind in t.what and (not t.endings or ending in t.endings)]
        return min(fits, key=lambda t: not t.endings, default=None)

    def _destroyed(self, state: Keeping, command: Destroy, at: datetime) -> tuple[Event, ...]:
        _papers(ground=command.ground)
        if state.closed is None:
            raise Refusal(STILL_OPEN, clause=promise(17), field="what")
        one = state.things.get(command.what)
        if one is None:
            raise Refusal(NOT_KEPT, clause=promise(17), field="what")
        clause = self._clause(one)
        if one.gone is not None:
            raise Refusal(GONE, clause=clause, field="what")
        if state.holds:
            until = max(state.holds.values()).isoformat()
            way = Possible(act="LiftHold", until=until)
            raise Refusal(UNDER_HOLD, clause=clause, field="what", about={"until": until}, possible=(way,))
        named = one.clause
        return (Destroyed(at=at, what=command.what, kind=one.kind, clause=named, by=command.by, ground=command.ground),)

    def _clause(self, one: Kept) -> Clause:
        return Clause(document=self.rules.document, id=one.clause) if one.clause else promise(17)

    def evolve(self, state: Keeping, event: Event) -> Keeping:
        """The state after `event`."""
        match event:
            case ClosedKept(closed=closed, ending=ending):
                return replace(state, closed=closed, ending=ending)
            case ThingKept(what=what, kind=kind, until=until, clause=clause):
                return replace(_with(state, what, Kept(kind=kind, until=until, clause=clause)), free=event.at)
            case Destroyed(what=what, at=at, ground=ground):
                return _with(state, what, replace(state.things[what], gone=at, ground=ground))
            case HoldSet(ground=ground, until=until):
                return replace(state, holds={**state.holds, ground: until})
            case HoldLifted(held=held, at=at) | HoldEnded(held=held, at=at):
                left = {ground: until for ground, until in state.holds.items() if ground != held}
                return replace(state, holds=left, free=at)
            case _:
                assert_never(event)


def _with(state: Keeping, what: str, one: Kept) -> Keeping:
    return replace(state, things={**state.things, what: one})


def _papers(**named: str) -> None:
    """Raises `Malformed` for whatever is no digest of a paper."""
    text = "a paper is named by its SHA-256 in hex"
    wrong = (name for name, value in named.items() if not is_digest(value))
    faults = [Fault(field=name, rule="paper.digest", text=text) for name in wrong]
    if faults:
        raise Malformed(faults)


def rules_of(law: Procedure, calendar: Calendar) -> KeepingRules:
    """What a version says about keeping."""
    return KeepingRules(document=law.id, calendar=calendar, terms=tuple(law.keeps.values()))


def closing(law: Procedure, papers: Iterable[Paper], *, closed: datetime, ending: str) -> KeepClosed | None:
    """What the clerk says when a case is closed, and again after each later paper; None where the law is silent."""
    if not law.keeps:
        return None
    return KeepClosed(closed=closed, ending=ending, papers={p.digest: _kept_as(law, p.kind) for p in papers})


def _kept_as(law: Procedure, kind: str) -> str:
    """As what a paper is kept: a reply as long as its report, where the file says nothing of replies."""
    own = any(kind in term.what for term in law.keeps.values())
    return PaperKind.REPORT.value if kind == PaperKind.REPLY and not own else kind


__all__ = ["REASONS", "KeepingDecider", "KeepingRules", "closing", "rules_of"]
