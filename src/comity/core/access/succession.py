# SPDX-License-Identifier: Apache-2.0
"""What the key for successors opens, to whom, and who hears of it (P13).

It gets a wrap of every paper of an open case and reads nothing: no page is opened to it. When a case closes that wrap
goes; who sits later gets a closed case by a clause of its own procedure only, where the case is taken up again.
"""

from __future__ import annotations

from collections.abc import Iterable

from comity.core.access.linking import Under, reads_for_council
from comity.core.access.screening import DECIDES
from comity.core.access.standing import standings
from comity.core.clause import Clause, Refusal, promise
from comity.core.docket import CASES, Case
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PARTIES

SUCCESSION = "succession:"
"""The name under which that key's wraps are kept; nobody can bear it."""


def kept_for_successors(case: Case) -> frozenset[str]:
    """The key for successors, as long as the case is open."""
    return frozenset({SUCCESSION}) if case.open else frozenset()


def successors(law: Procedure, case: Case) -> tuple[str, ...]:
    """To whom an open case can be opened by that key: who sits in it now, is no party and has not stepped aside."""
    if not case.open:
        return ()
    seated = {p for role in law.roles.values() if not role.weighted for p in case.bench.of(role.id)}
    free = (p for p in seated - set(case.bench.parties) if not case.bench.aside(p))
    return tuple(sorted(p for p in free if standings(law, case, p) & DECIDES))


def taken_up(case: Case) -> str:
    """The earlier case that an open one takes up again; else empty. See `reopens` for whether it opens to anybody."""
    return case.earlier if case.open and case.earlier.startswith(CASES) else ""


def reopens(law: Procedure, case: Case) -> Clause | None:
    """The clause under which a case opens to who sits in a later one that takes it up; None where there is none.

    A closed one does by a clause of its own procedure only. By no other way does it come to who sits down later.
    """
    if case.open:
        return promise(13)
    said = law.succession
    return Clause(document=law.id, id=said.clause) if case.opened and said is not None and said.reopens else None


def takes_up(one: Under, other: Under | None, person: str) -> None:
    """Whether `person` says that the open case `one` takes up `other`: who screens or decides in it, and by a clause.

    Raises `Refusal`. What is not there, what may not be taken up, and what is kept from this person look alike.
    """
    if not reads_for_council(*one, person):
        raise Refusal(NOT_THE_READER, clause=promise(10), field="other")
    kept_from = other is None or person in other[1].bench.parties or other[1].bench.aside(person)
    if other is None or kept_from or other[1].open or reopens(*other) is None:
        raise Refusal(NOT_TAKEN_UP, clause=promise(13), field="other")


NOT_OPEN = "The key for successors opens open cases only."
NOT_FREE = "A successor sits in the case now, is no party to it and has not stepped aside."
NOT_THE_READER = "who reads a new case for the council says which earlier one it takes up"
NOT_TAKEN_UP = "no closed case of that name can be taken up by you: only one whose own procedure has a clause for it"
REASONS: tuple[str, ...] = (NOT_OPEN, NOT_FREE, NOT_THE_READER, NOT_TAKEN_UP)


def may_be_asked(cases: Iterable[tuple[Procedure, Case] | None], named: Iterable[str]) -> None:
    """Whether these cases (None: there is no such) may be opened to these successors, each in one at least.

    Raises `Refusal`; a case that is closed and one that never was look alike.
    """
    found = list(cases)
    if any(one is None or not one[1].open for one in found):
        raise Refusal(NOT_OPEN, clause=promise(13), field="cases")
    free = {person for one in found if one is not None for person in successors(*one)}
    if not set(named) <= free:
        raise Refusal(NOT_FREE, clause=promise(10), field="successors")


def to_be_told(law: Procedure, case: Case) -> tuple[str, ...]:
    """The parties who hear that the case was opened so: whoever reported, and who was told of the case (P4)."""
    known = (p.person for p in case.bench.parties.values() if p.known)
    return tuple(sorted(p for p in known if standings(law, case, p) & PARTIES))


__all__ = [
    "REASONS",
    "SUCCESSION",
    "kept_for_successors",
    "may_be_asked",
    "reopens",
    "successors",
    "taken_up",
    "takes_up",
    "to_be_told",
]
