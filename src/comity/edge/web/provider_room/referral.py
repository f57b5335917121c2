# SPDX-License-Identifier: Apache-2.0
"""A referral as who leads its talk may see it: reference, sides, clause, deadlines, the talk itself. Nothing else.

Which talk it is, who leads it and what opens when, the law says (`core/mediation`, `core/access`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from comity.core.access import exists_for
from comity.core.clause import Clause
from comity.core.docket import to_declare
from comity.core.docket.state import Ticking
from comity.core.mediation import Talk, referral, talks
from comity.core.procedure.words import Kind, Verb
from comity.desk.registers import CASES
from comity.desk.rows import Sought
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.forms import Form, forms
from comity.edge.web.names import called, plainly

MOST = 200
"""How many referrals are listed, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One clock of the talk."""

    text: str
    due: datetime | None
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side: its part in the case, how many people, and what each has agreed to, by their trees' names."""

    role: str
    many: int
    said: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One referral. `asked` says that a declaration comes first; then neither words nor papers are open."""

    file: Casefile
    talk: Talk
    text: str
    clause: Clause
    open: bool
    asked: bool
    known: bool
    sides: tuple[Side, ...]
    deadlines: tuple[Deadline, ...]
    counts: tuple[tuple[str, int], ...]
    outcome: str
    forms: tuple[Form, ...]

    @property
    def due(self) -> datetime | None:
        """The earliest deadline of the talk."""
        return min((d.due for d in self.deadlines if d.due is not None), default=None)


def leads(file: Casefile, person: str) -> Talk | None:
    """The talk of this case that `person` leads: the open one before any other; None where there is none."""
    mine = [t for t in talks(file.law) if any(person in file.case.bench.of(role) for role in t.leads)]
    if not person or file.case.bench.aside(person) or not exists_for(file.law, file.case, person):
        return None
    running = [t for t in mine if t.phase in file.case.phases]
    return next(iter((*running, *mine)), None)


def of_person(court: Court, person: str) -> Iterator[Referral]:
    """Every referral of `person`, newest first."""
    with court.desk.store.reading() as unit:
        sought = Sought(marks={"leads": (person,)})
        rows = unit.rows.list(CASES, newest_first=True, limit=MOST, sought=sought)
    at = court.desk.clock.now()
    for row in rows:
        file = read_case(court.desk, row.key, at)
        found = None if file is None else read(file, person)
        if found is not None:
            yield found


def stands_open(court: Court, person: str) -> bool:
    """Whether the provider room stands open to `person`: who leads a talk of any case, or does so by a seat."""
    law = court.law(court.desk.clock.now())
    seats = set() if law is None else {role for talk in talks(law.procedure) for role in talk.leads}
    if any(person in people for role, people in court.roster().items() if role in seats):
        return True
    return next(of_person(court, person), None) is not None


def read(file: Casefile, person: str) -> Referral | None:
    """The referral of this case to `person`; None where it is none of theirs."""
    talk = leads(file, person)
    if talk is None:
        return None
    phase = file.law.phases[talk.phase]
    told = referral(file.law, file.mark, file.case.bench.parties)
    asked = bool(to_declare(file.law, file.case, person))
    return Referral(
        file=file,
        talk=talk,
        text=phase.text,
        clause=file.law.cite(phase.id),
        open=talk.phase in file.case.phases,
        asked=asked,
        known=told.all_known,
        sides=tuple(_side(file, talk, role, many) for role, many in told.sides.items()),
        deadlines=_deadlines(file, talk),
        counts=() if asked else _counts(file, talk),
        outcome=_outcome(file, talk),
        forms=tuple(f for f in forms(file, person) if not asked or f.verb == Verb.DECLARE.value),
    )


def _side(file: Casefile, talk: Talk, role: str, many: int) -> Side:
    people = [p.person for p in file.case.bench.parties.values() if role in p.roles]
    said = tuple(answer for person in people for answer in _said(file, talk, person))
    return Side(role=plainly(role), many=many, said=said)


def _said(file: Casefile, talk: Talk, person: str) -> Iterator[tuple[str, str, bool]]:
    """What a person agreed to in this talk, or did not: the name, the words of the act, yes or no."""
    for act in (file.law.acts[a] for a in file.law.phases[talk.phase].acts):
        if act.verb is Verb.CONSENT:
            for moment, yes in (("done", True), ("declined", False)):
                if any(m.who == person for m in file.case.trace.get((act.id, moment), ())):
                    yield called(file, person), act.text or plainly(act.id), yes


def _deadlines(file: Casefile, talk: Talk) -> tuple[Deadline, ...]:
    clocks = (c for c in file.law.phases[talk.phase].clocks if c in file.case.clocks)
    running = ((c, file.case.clocks[c]) for c in clocks)
    return tuple(
        Deadline(text=file.law.clocks[c].text or plainly(c), due=clock.due, clause=file.law.cite(c))
        for c, clock in running
        if clock.state is Ticking.RUNNING
    )


def _counts(file: Casefile, talk: Talk) -> tuple[tuple[str, int], ...]:
    """How often each thing that the leader notes was noted: sessions that were met and not met, never what was said."""
    acts = [file.law.acts[a] for a in file.law.phases[talk.phase].acts]
    noted = {a.id: a for a in acts if a.verb is Verb.NOTE and a.choices and set(a.by) & set(talk.leads)}
    done = Counter(
        (f.thing, str(f.value.get("choice", "")))
        for f in file.facts
        if f.kind is Kind.ACT and f.moment == "done" and f.thing in noted
    )
    return tuple((plainly(choice), done[a.id, choice]) for a in noted.values() for choice in a.choices)


def _outcome(file: Casefile, talk: Talk) -> str:
    """The code with which the case ended in this talk; empty while it goes on, or ended elsewhere."""
    ended = {way.close for way in file.law.phases[talk.phase].exits if way.close}
    return plainly(file.case.outcome) if file.case.closed is not None and file.case.outcome in ended else ""


__all__ = ["Deadline", "Referral", "Side", "leads", "of_person", "read", "stands_open"]
