# SPDX-License-Identifier: Apache-2.0
"""From when on a party knows of a case, and what that party sees of the time before (P4, P18).

When a report came in says who may have been where: the minute of it is the reporter's. Every other party sees the case
from the own first notice on. What was open then began then, as far as they see; a deadline that counts from something
earlier is told where an act of theirs ends with it (P6), and to nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from comity.core.docket.state import Case, Fact
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import Anchor, Deadline, Either, Offset
from comity.core.procedure.words import Kind, Standing

_NEVER = datetime.max.replace(tzinfo=UTC)


def since(law: Procedure, case: Case, person: str) -> datetime | None:
    """The instant from which on `person` sees the case; None for who sees all of it.

    A reporter does, and who is no party. For a party that was sent nothing it has not come.
    """
    party = case.bench.parties.get(person)
    if party is None or set(party.roles) & set(law.stands(Standing.REPORTER)):
        return None
    return min((sent.sent for (_notice, to), sent in case.notices.items() if to == person), default=_NEVER)


def others_told(law: Procedure, case: Case) -> bool:
    """Whether anybody but who reports was sent anything: from then on there are two sides."""
    return any(since(law, case, to) is not None for _notice, to in case.notices if to in case.bench.parties)


def at_for(law: Procedure, case: Case, person: str, at: datetime) -> datetime:
    """An instant of the case as `person` is told it: nothing happened before they knew of it."""
    first = since(law, case, person)
    return at if first is None else max(at, first)


def opened_for(law: Procedure, case: Case, person: str) -> datetime | None:
    """Since when the case is open, as far as `person` is told; None where it was never opened."""
    return None if case.opened is None else at_for(law, case, person, case.opened)


def from_notice(law: Procedure, case: Case, facts: Iterable[Fact], person: str) -> Iterator[Fact | None]:
    """Each fact as `person` sees it, None in the place of one that is not theirs to know."""
    first = since(law, case, person)
    if first is None:
        yield from facts
        return
    told = tuple(facts)
    going_on = frozenset[int]() if first == _NEVER else _going_on(told, first)
    shown: set[str] = set()
    happened: dict[tuple[str, str], datetime] = {}
    for place, fact in enumerate(told):
        happened[fact.thing, fact.moment] = fact.at
        if fact.kind is Kind.PHASE and fact.moment == "opened":
            _mark(shown, fact.thing, fact.at >= first or place in going_on)
        if fact.kind is Kind.CLOCK and fact.moment == "set":
            counted = _counted_from(law.clocks[fact.thing].due, happened)
            known = min(counted, default=first) >= first or _acts_by(law, case, law.clocks[fact.thing].phase, person)
            _mark(shown, fact.thing, known and law.clocks[fact.thing].phase in shown)
        kept = fact.thing in shown if fact.kind in (Kind.PHASE, Kind.CLOCK) else fact.at >= first
        yield replace(fact, at=max(fact.at, first)) if kept else None


def _mark(shown: set[str], thing: str, known: bool) -> None:
    (shown.add if known else shown.discard)(thing)


def _going_on(facts: tuple[Fact, ...], first: datetime) -> frozenset[int]:
    """The places of the openings before `first` of phases that were still open then."""
    open_ones: dict[str, int] = {}
    for place, fact in enumerate(facts):
        if fact.kind is not Kind.PHASE or fact.at > first:
            continue
        if fact.moment == "opened":
            open_ones[fact.thing] = place
        elif fact.moment == "closed":
            open_ones.pop(fact.thing, None)
    return frozenset(open_ones.values())


def _counted_from(due: Deadline, happened: dict[tuple[str, str], datetime]) -> Iterator[datetime]:
    """The instants from which a deadline counts exactly. A day of the calendar tells nothing of what came before it."""
    match due:
        case Either(_earlier, left, right):
            yield from _counted_from(left, happened)
            yield from _counted_from(right, happened)
        case Offset(Anchor(thing, moment), _quantity, _backward):
            if (thing, moment) in happened:
                yield happened[thing, moment]
        case _:
            return


def _acts_by(law: Procedure, case: Case, phase: str, person: str) -> bool:
    """Whether an act of the party's must be done while the phase is open, so that they need to know its end."""
    roles = set(case.bench.parties[person].roles)
    return any(phase in act.phases and roles & set(act.by) for act in law.acts.values())


__all__ = ["at_for", "from_notice", "opened_for", "others_told", "since"]
