# SPDX-License-Identifier: Apache-2.0
"""The life of a case as a track: which phases were open when, on which clocks, where it rested. Read from its facts.

This is what the picture, its table and the list on a phone are all made from; `plan` turns it into coordinates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comity.core.clause import Clause
from comity.core.docket import Fact
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind
from comity.edge.web.casefile import Casefile
from comity.edge.web.names import plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One clock of one round: until when it ran, and how it ended (`running`, `paused`, `met`, `passed`, `left`)."""

    clock: str
    text: str
    clause: Clause
    set: datetime
    due: datetime | None
    state: str
    ended: datetime | None = None
    moved: int = 0
    rests: tuple[tuple[datetime, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One phase in one round. `ended` is None while it is open; `idle` says that nobody acts in it."""

    phase: str
    name: str
    text: str
    clause: Clause
    began: datetime
    ended: datetime | None
    idle: bool
    deadlines: tuple[Deadline, ...] = ()

    @property
    def due(self) -> datetime | None:
        """The next deadline of the phase."""
        return min((d.due for d in self.deadlines if d.state == "running" and d.due is not None), default=None)

    @property
    def paused(self) -> bool:
        """Whether a clock of it rests now."""
        return any(d.state == "paused" for d in self.deadlines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Everything that the picture of one case shows."""

    spans: tuple[Span, ...]
    opened: datetime
    now: datetime
    closed: datetime | None

    @property
    def open_spans(self) -> tuple[Span, ...]:
        """The phases that are open now."""
        return tuple(s for s in self.spans if s.ended is None)

    @property
    def due(self) -> datetime | None:
        """The next deadline of the case."""
        return min((s.due for s in self.open_spans if s.due is not None), default=None)


def track(file: Casefile, person: str) -> Track:
    """The track of a case as `person` may see it."""
    drawn = _Drawing(file.law)
    for fact in file.facts_for(person):
        drawn.take(fact)
    opened = file.opened_for(person) or file.at
    return Track(spans=tuple(drawn.spans), opened=opened, now=file.at, closed=file.case.closed)


class _Drawing:
    """Takes the facts one by one."""

    def __init__(self, law: Procedure) -> None:
        self.law = law
        self.spans: list[Span] = []

    def take(self, fact: Fact) -> None:
        """Draw what this fact adds."""
        match fact.kind, fact.moment:
            case Kind.PHASE, "opened":
                self._open(fact)
            case Kind.PHASE, "closed":
                self._close(fact.thing, fact.at)
            case Kind.CASE, "closed":
                for span in [s for s in self.spans if s.ended is None]:
                    self._close(span.phase, fact.at)
            case Kind.CLOCK, _:
                self._clock(fact)
            case _:
                pass

    def _open(self, fact: Fact) -> None:
        phase = self.law.phases[fact.thing]
        acts = any(phase.id in act.phases for act in self.law.acts.values())
        span = Span(
            phase=phase.id,
            name=plainly(phase.id),
            text=phase.text,
            clause=self.law.cite(phase.id),
            began=fact.at,
            ended=None,
            idle=not acts and not phase.puts,
        )
        self.spans.append(span)

    def _close(self, phase: str, at: datetime) -> None:
        place = self._place(phase)
        if place is not None:
            span = self.spans[place]
            ended = tuple(_left(d, at) for d in span.deadlines)
            self.spans[place] = replace(span, ended=at, deadlines=ended)

    def _place(self, phase: str) -> int | None:
        """Where the latest round of a phase stands."""
        return next((n for n in reversed(range(len(self.spans))) if self.spans[n].phase == phase), None)

    def _clock(self, fact: Fact) -> None:
        place = self._place(self.law.clocks[fact.thing].phase)
        if place is None:
            return
        span = self.spans[place]
        if fact.moment == "set":
            new = self._deadline(fact)
            self.spans[place] = replace(span, deadlines=(*span.deadlines, new))
            return
        changed = tuple(_moved(d, fact) if d.clock == fact.thing else d for d in span.deadlines)
        self.spans[place] = replace(span, deadlines=changed)

    def _deadline(self, fact: Fact) -> Deadline:
        clock = self.law.clocks[fact.thing]
        return Deadline(
            clock=clock.id,
            text=clock.text,
            clause=self.law.cite(clock.id),
            set=fact.at,
            due=fact.until,
            state="running",
        )


def _moved(deadline: Deadline, fact: Fact) -> Deadline:
    match fact.moment:
        case "paused":
            return replace(deadline, state="paused", rests=(*deadline.rests, (fact.at, None)))
        case "resumed":
            began, _ = deadline.rests[-1] if deadline.rests else (fact.at, None)
            rests = (*deadline.rests[:-1], (began, fact.at))
            return replace(deadline, state="running", due=fact.until or deadline.due, rests=rests)
        case "extended":
            return replace(deadline, due=fact.until, moved=deadline.moved + 1)
        case _:
            return replace(deadline, state=fact.moment, ended=fact.at)


def _left(deadline: Deadline, at: datetime) -> Deadline:
    """A clock that was still running when its phase was left."""
    if deadline.state not in ("running", "paused"):
        return deadline
    rests = tuple((began, ended or at) for began, ended in deadline.rests)
    return replace(deadline, state="left", ended=at, rests=rests)


__all__ = ["Deadline", "Span", "Track", "track"]
