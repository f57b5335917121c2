# SPDX-License-Identifier: Apache-2.0
"""What is told anew while a case goes on, such as that somebody is made to pay for it, and whom it exists for (P4).

A file may let such a telling open a phase of its own. Whoever told sees that it goes on; for the other parties it does
not exist before the file lets them act in it or sends them a notice of it. Those who decide see all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from comity.core.docket.since import from_notice
from comity.core.docket.state import Case, Fact
from comity.core.procedure.effects import Tell
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import Happened, atoms
from comity.core.procedure.words import Kind, PaperKind


def facts_for(law: Procedure, case: Case, facts: Iterable[Fact], person: str) -> tuple[Fact, ...]:
    """The facts, in their order, as this person sees them.

    For a party without the phases and clocks that somebody else's telling opened, and from the own notice on. That
    other cases are linked is told to nobody here: who reads both finds it by `access.links_seen` (P10).
    """
    return tuple(s for _, s in _seen(law, case, facts, person) if s is not None and s.kind is not Kind.LINK)


def clocks_for(law: Procedure, case: Case, facts: Iterable[Fact], person: str) -> tuple[str, ...]:
    """The clocks of the live rounds that exist for this person, running or not."""
    told = {f.thing: seen for f, seen in _seen(law, case, facts, person) if (f.kind, f.moment) == (Kind.CLOCK, "set")}
    return tuple(id for id in case.clocks if told.get(id) is not None)


def _seen(law: Procedure, case: Case, facts: Iterable[Fact], person: str) -> Iterator[tuple[Fact, Fact | None]]:
    """Each fact, and beside it what this person sees of it."""
    told = tuple(facts)
    later = from_notice(law, case, told, person)
    for (fact, hidden), seen in zip(_sorted_out(law, case, told, person), later, strict=True):
        yield fact, None if _phase(law, fact) in hidden else seen


def apart_from(law: Procedure, case: Case, facts: Iterable[Fact], person: str) -> frozenset[str]:
    """The phases that stand as somebody else's telling left them: for this party they are not open."""
    return next((hidden for _, hidden in reversed(list(_sorted_out(law, case, facts, person)))), frozenset())


def _sorted_out(
    law: Procedure, case: Case, facts: Iterable[Fact], person: str
) -> Iterator[tuple[Fact, frozenset[str]]]:
    """Each fact with the phases that do not exist for this person when it happens."""
    teller, hidden = "", frozenset[str]()
    party = person in case.bench.parties
    for fact in facts:
        if fact.kind is Kind.ACT and fact.thing in law.acts and law.acts[fact.thing].paper is PaperKind.REPORT:
            teller = fact.who
        if party and fact.kind is Kind.PHASE and fact.moment == "opened":
            kept = not _tells(law, fact.thing) or teller == person or _concerns(law, case, fact.thing, person)
            hidden = hidden - {fact.thing} if kept else hidden | {fact.thing}
        yield fact, hidden


def _tells(law: Procedure, phase: str) -> frozenset[str]:
    """The acts of telling that open the phase."""
    ways = (way for one in law.phases.values() for way in one.exits if phase in way.then)
    waited = (atom.anchor.thing for way in ways for atom in atoms(way.when) if isinstance(atom, Happened))
    return frozenset(id for id in waited if id in law.acts and law.acts[id].paper is PaperKind.REPORT)


def _concerns(law: Procedure, case: Case, phase: str, person: str) -> bool:
    """Whether the party may act in the phase, or is sent a notice when it opens."""
    roles = set(case.bench.parties[person].roles)
    told = (law.notices[does.notice].to for does in law.phases[phase].does if isinstance(does, Tell))
    acts = (law.acts[id].by for id in law.phases[phase].acts)
    return any(roles & set(to) for to in (*told, *acts))


def _phase(law: Procedure, fact: Fact) -> str:
    """The phase that a fact is about; empty where it is about none."""
    if fact.kind is Kind.PHASE:
        return fact.thing
    return law.clocks[fact.thing].phase if fact.kind is Kind.CLOCK and fact.thing in law.clocks else ""


__all__ = ["apart_from", "clocks_for", "facts_for"]
