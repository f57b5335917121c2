# SPDX-License-Identifier: Apache-2.0
"""What the key for successors opens, to whom, and who hears of it (P13).

It gets a wrap of every paper of an open case and reads nothing: no page is opened to it. When a case closes that wrap
goes; who sits later gets a closed case by its own procedure only, where the case is taken up again.
"""

from __future__ import annotations

from collections.abc import Iterable

from comity.core.access.screening import DECIDES
from comity.core.access.standing import standings
from comity.core.clause import Refusal, promise
from comity.core.docket import Case
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
    """The earlier case that an open one takes up again: whoever sits in the later sits in that one too; else empty.

    By no other way does a closed case come to who sits down later.
    """
    return case.earlier if case.open and case.earlier.startswith("case:") else ""


NOT_OPEN = "The key for successors opens open cases only."
NOT_FREE = "A successor sits in the case now, is no party to it and has not stepped aside."
REASONS: tuple[str, ...] = (NOT_OPEN, NOT_FREE)


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


__all__ = ["REASONS", "SUCCESSION", "kept_for_successors", "may_be_asked", "successors", "taken_up", "to_be_told"]
