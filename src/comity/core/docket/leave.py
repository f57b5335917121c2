# SPDX-License-Identifier: Apache-2.0
"""Whether somebody may do an act now; if not, which clause says so and what is possible instead (P7).

The same checks serve the refusal of an act and the list of options, so that no page can offer what the law refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comity.core.clause import Clause, Refusal, promise
from comity.core.docket.guards import holds
from comity.core.docket.state import Case, Fact, Ticking
from comity.core.party import is_pseudonym
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.terms import Anchor, Happened
from comity.core.procedure.words import PARTIES, Kind, Standing, Verb
from comity.core.recusal import Conflict, entitled, in_conflict, takes_over

CLERK = "clerk"
"""The keeper of the record, who brings the numbers of a window that the house held here. No person has this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """Why an act is not possible now: a reason with places, what fills them, and the clause."""

    reason: str
    clause: Clause
    about: tuple[tuple[str, str], ...] = ()
    facts: tuple[Fact, ...] = ()


def why_not(law: Procedure, case: Case, act: Act, person: str, at: datetime) -> No | None:
    """The first reason against `person` doing `act` now, or None. Whom or what it is about is not weighed here."""
    return (
        _case_stands(law, case, act)
        or _phase_stands(law, case, act)
        or _person_stands(law, case, act, person, at)
        or _once(law, case, act, person)
        or _guard(law, case, act)
    )


def refuse(no: No) -> Refusal:
    """The refusal that a `No` becomes."""
    return Refusal(no.reason, clause=no.clause, about=dict(no.about), facts=no.facts)


def is_person(name: str) -> bool:
    """Whether this can be the pseudonym of a person, and is not the name of the clerk."""
    return is_pseudonym(name) and name != CLERK


def _no(law: Procedure, act: Act, reason: str, **about: str) -> No:
    return No(reason=reason, clause=law.cite(act.id), about=(("act", act.id), *about.items()))


def _case_stands(law: Procedure, case: Case, act: Act) -> No | None:
    if case.opened is None:
        return _no(law, act, "this case was never opened")
    if case.closed is not None and not act.afterwards:
        return _no(law, act, "the case is closed, and '{act}' is not possible afterwards")
    return None


def active(law: Procedure, case: Case) -> tuple[str, ...]:
    """The open phases that no other open phase makes rest."""
    resting = {p for id in case.phases for p in law.phases[id].pauses}
    return tuple(id for id in case.phases if id not in resting)


def _phase_stands(law: Procedure, case: Case, act: Act) -> No | None:
    if not act.phases or (act.afterwards and case.closed is not None):
        return None
    here = {p for p in act.phases if p in case.phases}
    if not here:
        return _no(law, act, "'{act}' belongs to '{phase}', which is not open", phase=act.phases[0])
    if here.isdisjoint(active(law, case)):
        return _no(law, act, "'{phase}' rests while another phase is open", phase=act.phases[0])
    return None


def standing_roles(law: Procedure, case: Case, act: Act, person: str) -> tuple[str, ...]:
    """The roles of the act under which `person` may do it, conflicts and roles that take over weighed."""
    return tuple(role for role in act.by if _under(law, case, act, role, person))


def _under(law: Procedure, case: Case, act: Act, role: str, person: str) -> bool:
    known = law.roles[role]
    if known.stands is Standing.PUBLIC:
        return bool(person)
    if act.verb is Verb.TALLY and person == CLERK:
        return True
    if known.stands in PARTIES:
        return person in case.bench.of(role) and (known.stands is Standing.REPORTER or was_told(case, person))
    found = entitled(law.roles, case.bench, role)
    return person in found.persons and (found.role == role or not act.alone)


def was_told(case: Case, person: str) -> bool:
    """P4: before a notice was sent to a party other than the reporter, the case does not exist for that party."""
    return any(to == person for _, to in case.notices)


def _person_stands(law: Procedure, case: Case, act: Act, person: str, at: datetime) -> No | None:
    if act.verb is Verb.DECLARE:
        return _may_declare(law, case, act, person)
    if standing_roles(law, case, act, person):
        return None
    no = _no(law, act, "'{act}' is for {roles}", roles=", ".join(act.by))
    if not any(_blocked(law, case, act, role, person) for role in act.by):
        return no
    attempt = Fact(kind=Kind.CONFLICT, thing=act.id, moment="attempted", at=at, who=person, about=person)
    if knows_nothing(law, case, person):
        return replace(no, facts=(attempt,))
    return No(
        reason="you stepped aside from this case, or are a party to it; '{act}' is for those who are free of conflict",
        clause=promise(10), about=(("act", act.id),), facts=(attempt,),
    )  # fmt: skip


def _blocked(law: Procedure, case: Case, act: Act, role: str, person: str) -> bool:
    """Whether the person would act for the role, or for one that takes over, and is in conflict."""
    chain = (role,) if act.alone else takes_over(law.roles, role)
    return any(person in case.bench.of(r) and in_conflict(law.roles[r], case.bench, person) for r in chain)


def knows_nothing(law: Procedure, case: Case, person: str) -> bool:
    """P4: a party who was not told yet, other than a reporter, does not learn from a refusal that there is a case."""
    party = case.bench.parties.get(person)
    if party is None or was_told(case, person):
        return False
    return not set(party.roles) & set(law.stands(Standing.REPORTER))


def _may_declare(law: Procedure, case: Case, act: Act, person: str) -> No | None:
    if case.bench.conflicts.get(person) in (Conflict.DECLARED, Conflict.CONFIRMED):
        return _no(law, act, "you have stepped aside already")
    sits = any(person in case.bench.of(role) or _under(law, case, act, role, person) for role in act.by)
    if sits and person not in case.bench.parties:
        return None
    return _no(law, act, "'{act}' is for {roles}", roles=", ".join(act.by))


def _once(law: Procedure, case: Case, act: Act, person: str) -> No | None:
    if not act.once or act.verb in (Verb.VOTE, Verb.ANSWER, Verb.READ):
        return None
    marks = (*case.trace.get((act.id, "done"), ()), *case.trace.get((act.id, "declined"), ()))
    if any(m.who == person for m in marks):
        return _no(law, act, "you have done '{act}' already")
    return None


def _guard(law: Procedure, case: Case, act: Act) -> No | None:
    if holds(law, case, act.when):
        return None
    if isinstance(act.when, Happened):
        return _no(law, act, "'{act}' waits for {what}", what=_shown(act.when.anchor))
    return _no(law, act, "what '{act}' waits for has not come about")


def _shown(anchor: Anchor) -> str:
    return f"{anchor.thing}.{anchor.moment}"


def until(law: Procedure, case: Case, act: Act) -> datetime | None:
    """By when the act must be done: the earliest running clock of the open phases it belongs to."""
    clocks = [c for p in act.phases if p in case.phases for c in law.phases[p].clocks if c in case.clocks]
    dues = (case.clocks[c].due for c in clocks if case.clocks[c].state is Ticking.RUNNING)
    return min((d for d in dues if d is not None), default=None)


__all__ = [
    "CLERK",
    "No",
    "active",
    "is_person",
    "knows_nothing",
    "refuse",
    "standing_roles",
    "until",
    "was_told",
    "why_not",
]
