# SPDX-License-Identifier: Apache-2.0
"""One case told from its facts: its track of phases, its deadlines, its measures, votes and open questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from comity.core.docket import Fact
from comity.core.procedure.model import Clock, Procedure
from comity.core.procedure.terms import ALWAYS, Happened, Not, atoms
from comity.core.procedure.words import Kind, PaperKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One round of one phase; `closed` is None while it is open."""

    phase: str
    opened: datetime
    closed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One clock of one round, as it was set, and what became of it.

    `granted`: somebody is to do something by then; otherwise it is a mere instant at which the case moves on.
    `state` is kept, missed, came (a mere instant), running, paused, or dropped (nobody waits for it any more).
    """

    clock: str
    clause: str
    phase: str
    set: datetime
    due: datetime | None
    granted: bool
    state: str = "running"
    at: datetime | None = None
    moved: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something that the law left open, and who said what follows."""

    ask: str
    role: str
    about: str
    clause: str
    since: datetime
    settled: datetime | None = None
    answer: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One measure: on whom, its kind and scope, its instants as they came about, and how it ended."""

    measure: str
    about: str
    kind: str
    scope: str
    clause: str
    imposed: datetime
    begun: datetime | None = None
    until: datetime | None = None
    ended: datetime | None = None
    life: str = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One count: votes or weight by answer, the number it was measured by, and what came of it."""

    question: str
    about: str
    clause: str
    at: datetime
    counts: Mapping[str, int]
    base: int
    outcome: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two instants of the procedure that cannot both be kept, found in this case.

    `at` comes before `runs_to`, and the procedure needs it the other way round.
    """

    text: str
    clauses: tuple[str, ...]
    at: datetime
    runs_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTold:
    """Everything that a replay tells of one case. No text of anybody stands in it."""

    stream: str
    procedure: str
    digest: str
    intake: str
    opened: datetime
    closed: datetime | None = None
    outcome: str = ""
    earlier: str = ""
    inherited: str = ""
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    track: tuple[Stay, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    asks: tuple[Ask, ...] = ()
    limits: tuple[Limit, ...] = ()
    counts: tuple[Count, ...] = ()
    entries: tuple[tuple[str, datetime], ...] = ()
    contacts: tuple[tuple[str, str, datetime], ...] = ()
    recorded: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    notices: int = 0

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases that are open at the end."""
        return tuple(stay.phase for stay in self.track if stay.closed is None and self.closed is None)

    @property
    def next_due(self) -> datetime | None:
        """The next instant that the case waits for at the end."""
        running = (d.due for d in self.deadlines if d.state == "running" and d.due is not None)
        return min(running, default=None)

    def of(self, state: str) -> tuple[Deadline, ...]:
        """The deadlines that were granted to somebody and stand like that."""
        return tuple(d for d in self.deadlines if d.granted and d.state == state)


def tell(law: Procedure, stream: str, facts: Sequence[Fact]) -> CaseTold:
    """The case of these facts; they begin with its opening."""
    first = facts[0]
    made = _Telling(law, stream, first)
    for fact in facts[1:]:
        made.take(fact)
    return made.told()


class _Telling:
    """Takes one fact after the other. Lives for one telling."""

    def __init__(self, law: Procedure, stream: str, first: Fact) -> None:
        self.law = law
        self.case = CaseTold(
            stream=stream,
            procedure=_text(first, "procedure"),
            digest=_text(first, "digest"),
            intake=_text(first, "intake"),
            opened=first.at,
            earlier=_text(first, "earlier"),
            inherited=_text(first, "inherited"),
        )
        self.stays: list[Stay] = []
        self.clocks: list[Deadline] = []
        self.asks: list[Ask] = []
        self.limits: list[Limit] = []
        self.counts: list[Count] = []
        self.clashes: list[Contradiction] = []

    def told(self) -> CaseTold:
        return replace(
            self.case, track=tuple(self.stays), deadlines=tuple(self.clocks), asks=tuple(self.asks),
            limits=tuple(self.limits), counts=tuple(self.counts), contradictions=tuple(self.clashes),
        )  # fmt: skip

    def take(self, fact: Fact) -> None:
        handler = _HANDLERS.get(fact.kind)
        if handler is not None:
            handler(self, fact)

    def on_case(self, fact: Fact) -> None:
        match fact.moment:
            case "closed":
                self.case = replace(self.case, closed=fact.at, outcome=_text(fact, "code"))
                self._drop(lambda clock: True)
                self.stays = [s if s.closed else replace(s, closed=fact.at) for s in self.stays]
            case "asked":
                ask = _text(fact, "ask")
                clause = str(self.law.cite(_text(fact, "thing")))
                self.asks.append(Ask(ask=ask, role=fact.who, about=fact.about, clause=clause, since=fact.at))
            case "settled":
                self._settled(fact)
            case "published":
                self.case = replace(self.case, entries=(*self.case.entries, (_text(fact, "entry"), fact.at)))
            case "recorded":
                self.case = replace(self.case, recorded=(*self.case.recorded, _text(fact, "code")))
            case _:
                pass

    def _settled(self, fact: Fact) -> None:
        wanted = _text(fact, "ask")
        self.asks = [
            replace(a, settled=fact.at, answer=_text(fact, "answer"), by=fact.who)
            if a.ask == wanted and a.settled is None
            else a
            for a in self.asks
        ]

    def on_party(self, fact: Fact) -> None:
        roles = fact.value.get("roles", ())
        if fact.moment in ("entered", "identified") and isinstance(roles, tuple | list):
            known = (*self.case.parties.get(fact.about, ()), *(str(r) for r in roles))
            parties = {**self.case.parties, fact.about: tuple(dict.fromkeys(known))}
            self.case = replace(self.case, parties=parties)

    def on_phase(self, fact: Fact) -> None:
        if fact.moment == "opened":
            self._drop(lambda clock: clock.phase == fact.thing)
            self.stays.append(Stay(phase=fact.thing, opened=fact.at))
        elif fact.moment == "closed":
            self._drop(lambda clock: clock.phase == fact.thing)
            open_one = next(s for s in reversed(self.stays) if s.phase == fact.thing)
            self.stays[self.stays.index(open_one)] = replace(open_one, closed=fact.at)

    def on_clock(self, fact: Fact) -> None:
        if fact.moment == "set":
            self._set(fact)
            return
        found = next((c for c in reversed(self.clocks) if c.clock == fact.thing), None)
        if found is not None:
            self.clocks[self.clocks.index(found)] = _moved(found, fact)

    def _set(self, fact: Fact) -> None:
        clock = self.law.clocks[fact.thing]
        made = Deadline(
            clock=clock.id, clause=str(self.law.cite(clock.id)), phase=clock.phase, set=fact.at, due=fact.until,
            granted=clock.stops != Not(ALWAYS) and not mere_right(self.law, clock),
        )  # fmt: skip
        self.clashes.extend(clashes(made, [c for c in self.clocks if c.phase == made.phase and c.state == "running"]))
        self.clocks.append(made)

    def _drop(self, which: Any) -> None:
        """Clocks that ran or rested and that nobody waits for any more."""
        self.clocks = [
            replace(c, state="dropped") if c.state in ("running", "paused") and which(c) else c for c in self.clocks
        ]

    def on_question(self, fact: Fact) -> None:
        if fact.moment == "counted":
            self.counts.append(self._count(fact))
        elif fact.moment == "answered":
            last = next((c for c in reversed(self.counts) if (c.question, c.about) == (fact.thing, fact.about)), None)
            if last is not None and not last.answer:
                self.counts[self.counts.index(last)] = replace(last, answer=_text(fact, "answer"))

    def _count(self, fact: Fact) -> Count:
        return Count(
            question=fact.thing,
            about=fact.about,
            clause=str(self.law.cite(fact.thing)),
            at=fact.at,
            counts=_numbers(fact, "counts"),
            base=_numbers(fact, "measure").get("base", 0),
            outcome=_text(fact, "outcome"),
        )

    def on_notice(self, fact: Fact) -> None:
        if fact.moment == "sent":
            self.case = replace(self.case, notices=self.case.notices + 1)

    def on_conflict(self, fact: Fact) -> None:
        if fact.moment in ("declared", "confirmed"):
            self.case = replace(self.case, aside=tuple(dict.fromkeys((*self.case.aside, fact.about))))

    def on_act(self, fact: Fact) -> None:
        if contact := _text(fact, "contact"):
            self.case = replace(self.case, contacts=(*self.case.contacts, (contact, fact.about, fact.at)))

    def on_measure(self, fact: Fact) -> None:
        if fact.moment == "imposed":
            kind, scope = _text(fact, "kind"), _text(fact, "scope")
            clause = str(self.law.cite(fact.thing))
            self.limits.append(
                Limit(measure=fact.thing, about=fact.about, kind=kind, scope=scope, clause=clause, imposed=fact.at)
            )
            return
        last = next((m for m in reversed(self.limits) if (m.measure, m.about) == (fact.thing, fact.about)), None)
        if last is not None:
            self.limits[self.limits.index(last)] = _lived(last, fact)


def mere_right(law: Procedure, clock: Clock) -> bool:
    """Whether the clock only says how long somebody may appeal: nobody fails who does not."""
    things = {a.anchor.thing for a in atoms(clock.stops) if isinstance(a, Happened)}
    return bool(things) and all(id in law.acts and law.acts[id].paper is PaperKind.APPEAL for id in things)


def clashes(new: Deadline, others: Iterable[Deadline]) -> list[Contradiction]:
    """What the new clock contradicts: itself where it was due before it could run, another of its phase otherwise.

    A phase that ends at an instant, and grants somebody time beyond that instant, cannot do both.
    """
    if new.due is None:
        return []
    found = []
    if new.due <= new.set:
        text = f"{new.clock} was due before it began to run"
        found.append(Contradiction(text=text, clauses=(new.clause,), at=new.due, runs_to=new.set))
    for other in others:
        ends, grants = (new, other) if other.granted else (other, new)
        if ends.granted or not grants.granted or ends.due is None or grants.due is None or ends.due >= grants.due:
            continue
        text = f"{ends.clock} comes while {grants.clock} still runs"
        clauses = (ends.clause, grants.clause)
        found.append(Contradiction(text=text, clauses=clauses, at=ends.due, runs_to=grants.due))
    return found


def _moved(clock: Deadline, fact: Fact) -> Deadline:
    match fact.moment:
        case "met":
            return replace(clock, state="kept", at=fact.at)
        case "passed":
            return replace(clock, state="missed" if clock.granted else "came", at=fact.at)
        case "paused":
            return replace(clock, state="paused")
        case _:
            due = fact.until or clock.due
            moved = clock.moved if due == clock.due or clock.due is None else (*clock.moved, clock.due)
            return replace(clock, state="running", due=due, moved=moved)


def _lived(limit: Limit, fact: Fact) -> Limit:
    match fact.moment:
        case "begun":
            return replace(limit, begun=fact.at, life="in force")
        case "timed":
            return limit if _text(fact, "which") == "begins" else replace(limit, until=fact.until)
        case "stayed":
            return replace(limit, life="stayed")
        case "released":
            return replace(limit, life="in force" if limit.begun else "waiting", until=fact.until or limit.until)
        case "ended" | "voided":
            return replace(limit, ended=fact.at, life=fact.moment)
        case _:
            return limit


def _text(fact: Fact, name: str) -> str:
    value = fact.value.get(name, "")
    return value if isinstance(value, str) else ""


def _numbers(fact: Fact, name: str) -> Mapping[str, int]:
    value = fact.value.get(name, {})
    return dict(value) if isinstance(value, Mapping) else {}


_HANDLERS = {
    Kind.CASE: _Telling.on_case,
    Kind.PARTY: _Telling.on_party,
    Kind.PHASE: _Telling.on_phase,
    Kind.CLOCK: _Telling.on_clock,
    Kind.QUESTION: _Telling.on_question,
    Kind.NOTICE: _Telling.on_notice,
    Kind.CONFLICT: _Telling.on_conflict,
    Kind.ACT: _Telling.on_act,
    Kind.MEASURE: _Telling.on_measure,
}

__all__ = [
    "Ask",
    "CaseTold",
    "Contradiction",
    "Count",
    "Deadline",
    "Limit",
    "Stay",
    "clashes",
    "tell",
]
