# SPDX-License-Identifier: Apache-2.0
"""Every state that a case can come to under a procedure, and what happened on the ways there.

The real docket is driven, not a model of it. Two states count as one when they agree on everything that can still
make a difference (`felt`). The walk is bounded; a bound that was reached is said, never hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from comity.core.calendar import Calendar
from comity.core.decider import fold
from comity.core.docket import IDLE, Case, Fact, Ticking
from comity.core.docket.guards import holds
from comity.core.docket.settle import MOST
from comity.core.lint.felt import Felt, felt, residue
from comity.core.lint.moves import BEAT, Stage, Step, at_rest
from comity.core.lint.worlds import World, abstract, worlds
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import Atom, Guard
from comity.core.procedure.words import Kind, Standing
from comity.core.recusal import entitled

BOUND = 2_500
"""States after which a walk stops and says that it is unfinished."""
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)

Key: TypeAlias = Hashable


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One state of the walk: the case, the setting, and by which step it was first reached from where."""

    number: int
    case: Case
    world: World
    came: int | None
    label: str

    @property
    def human(self) -> bool:
        """Whether somebody whom the procedure names is asked; the fail-safe of the engine does not count."""
        return any(a.thing != IDLE for a in self.case.asks.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One step of the walk: from where (-1: from nothing) to where."""

    start: int
    end: int
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The whole walk: `offered` are the acts that were ever open to somebody; from `left` states it went on."""

    law: Procedure
    calendar: Calendar
    places: tuple[Place, ...]
    ways: tuple[Way, ...]
    offered: frozenset[str]
    left: int

    @property
    def finished(self) -> bool:
        """Whether nothing is missing."""
        return self.left == len(self.places)

    def before(self, way: Way) -> Case:
        """The case before a step; the first step of a setting starts from nothing."""
        return self.places[way.start].case if way.start >= 0 else Case()

    def path(self, number: int) -> tuple[str, ...]:
        """How a state was first reached: the labels of the steps, from the setting on."""
        place = self.places[number]
        before = () if place.came is None else self.path(place.came)
        return (*before, place.label)

    def witness(self, number: int) -> str:
        """The same in one line."""
        return "; ".join(self.path(number))

    def facts(self) -> Iterator[tuple[int, Fact]]:
        """Every fact that was said on the walk, with the state after it."""
        for way in self.ways:
            for fact in way.step.facts:
                yield way.end, fact


class _Walker:
    """The worksheet of one walk."""

    def __init__(self, law: Procedure, calendar: Calendar, bound: int) -> None:
        self.stage = Stage(abstract(law), calendar)
        self.law, self.bound = self.stage.law, bound
        self.start = _beginning(calendar)
        self.places: list[Place] = []
        self.ways: list[Way] = []
        self.known: dict[Key, int] = {}
        self.felt: dict[tuple[frozenset[str], frozenset[str]], Felt] = {}
        self.residues: dict[Hashable, tuple[tuple[Guard | bool, ...], tuple[Atom, ...]]] = {}
        self.offered: set[str] = set()
        self.restless: set[int] = set()
        self.left = 0

    def walk(self) -> None:
        for world in worlds(self.law):
            opened = self._open(world)
            self._arrive(world, None, opened)
        while self.left < min(len(self.places), self.bound):
            self._leave(self.places[self.left])
            self.left += 1

    def _open(self, world: World) -> Step:
        docket = self.stage.docket
        aside = [
            Fact(kind=Kind.CONFLICT, thing=p, moment="declared", at=self.start, who=p, about=p)
            for p in sorted(world.aside)
        ]
        before = fold(docket, aside)
        facts = tuple(docket.decide(before, world.opening, self.start + BEAT))
        return Step(label=world.name, silent=False, case=at_rest(fold(docket, facts, before)), facts=facts)

    def _arrive(self, world: World, came: int | None, step: Step) -> int:
        key = (world.name if world.aside else "", self._key(step.case))
        number = self.known.get(key)
        if number is None:
            number = len(self.places)
            self.known[key] = number
            self.places.append(Place(number=number, case=step.case, world=world, came=came, label=step.label))
        if len(step.facts) >= MOST:
            self.restless.add(number)
        self.ways.append(Way(start=-1 if came is None else came, end=number, step=step))
        return number

    def _leave(self, place: Place) -> None:
        offered = self.stage.offered(place.case)
        self.offered.update(o.act.id for o in offered)
        if place.case.closed is not None or place.number in self.restless:
            return
        for step in self.stage.steps(place.case, self._felt(place.case), offered):
            self._arrive(place.world, place.number, step)

    def _felt(self, case: Case) -> Felt:
        phases = frozenset((*case.phases, *case.held))
        pending = frozenset(a.thing for a in case.asks.values())
        if (phases, pending) not in self.felt:
            self.felt[phases, pending] = felt(self.law, phases, pending)
        return self.felt[phases, pending]

    def _key(self, case: Case) -> Key:
        known = self._felt(case)
        return (
            *_course(case), *_matters(case, known), _bench(self.law, case, known), _told(self.law, case, known),
            *self._terms(case, known),
        )  # fmt: skip

    def _terms(self, case: Case, known: Felt) -> tuple[Hashable, ...]:
        """What the terms ahead come to, now that some of their atoms can change no more; and the truth of the rest."""
        fixed = tuple(holds(self.law, case, a) for a in known.fixed)
        place = (known.guards, fixed)
        if place not in self.residues:
            self.residues[place] = residue(known, fixed)
        rest, live = self.residues[place]
        return rest, tuple(holds(self.law, case, a) for a in live)


def _course(case: Case) -> tuple[Hashable, ...]:
    clocks = frozenset(
        (k, c.state, c.due is None) for k, c in case.clocks.items() if c.state in (Ticking.RUNNING, Ticking.PAUSED)
    )
    beside = frozenset(s for s in case.stayed if s.partition("/")[0] in case.phases)
    return (
        frozenset(case.phases), case.held, beside, clocks, frozenset(case.asks), case.waits, case.outcome,
        case.closed is not None,
    )  # fmt: skip


def _matters(case: Case, known: Felt) -> tuple[Hashable, ...]:
    boxes = frozenset((k, b.open, b.role, tuple(sorted(b.numbers.items()))) for k, b in case.boxes.items() if b.open)
    answers = frozenset((k, v) for k, v in case.answers.items() if k[0] in known.questions)
    terms = frozenset((k, t.life) for k, t in case.terms.items() if t.measure in known.measures)
    return boxes, answers, terms


def _bench(law: Procedure, case: Case, known: Felt) -> Hashable:
    people = frozenset((p.person, p.kind) for p in case.bench.parties.values())
    return people, tuple(_speaks(law, case, role) for role in known.roles)


def _speaks(law: Procedure, case: Case, role: str) -> tuple[str, bool]:
    found = entitled(law.roles, case.bench, role)
    return found.role, bool(found.persons)


def _told(law: Procedure, case: Case, known: Felt) -> tuple[Hashable, ...]:
    """Who has done what they may do only once, who has something to read, who was told, who was heard."""
    done = frozenset((k, m.who) for k, marks in case.trace.items() if k[0] in known.once for m in marks)
    unread = frozenset(k for k, n in case.notices.items() if k[0] in known.notices and n.read is None)
    reporters = frozenset(law.stands(Standing.REPORTER))
    told = frozenset(p for _, p in case.notices if p in case.bench.parties and p not in reporters)
    return done, unread, told, frozenset(case.heard)


def _beginning(calendar: Calendar) -> datetime:
    """An instant at which every kind of period of the calendar has begun, so that deadlines find their points."""
    starts = [periods[0].starts for periods in calendar.periods.values() if periods]
    return max(starts, default=_EPOCH) + timedelta(minutes=1)


def walk(law: Procedure, calendar: Calendar, *, bound: int = BOUND) -> Walk:
    """Walk through every state that a case can come to, in at most `bound` states."""
    walker = _Walker(law, calendar, bound)
    walker.walk()
    return Walk(
        law=walker.law, calendar=calendar, places=tuple(walker.places), ways=tuple(walker.ways),
        offered=frozenset(walker.offered), left=walker.left,
    )  # fmt: skip


__all__ = ["BOUND", "Place", "Walk", "Way", "walk"]
