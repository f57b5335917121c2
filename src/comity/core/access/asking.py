# SPDX-License-Identifier: Apache-2.0
"""Who reads and who answers what a person asks about their own data, and about which case they may ask."""

from __future__ import annotations

from collections.abc import Mapping

from comity.core.access.keeping import keepers
from comity.core.access.opening import exists_for
from comity.core.access.standing import standings
from comity.core.docket import Case
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing

Roster = Mapping[str, tuple[str, ...]]
_BENCH = (Standing.PRESIDES, Standing.JUDGE)


def may_ask(law: Procedure, case: Case, person: str) -> bool:
    """Whether a request of `person` may name this case: it exists for them, and they have a part in it (P4)."""
    return person in case.bench.parties and exists_for(law, case, person)


def read_asked(law: Procedure, roster: Roster, asker: str, of: tuple[Procedure, Case] | None) -> tuple[str, ...]:
    """Who reads a request beside whoever asked, in the order of their names: who judges or presides.

    `law` is the version in force. Of a request that names a case `of` is that case under its own: then whoever judges
    or presides there, free of conflict. Nobody reads their own request as a member.
    """
    if of is not None:
        return tuple(person for person in keepers(*of) if person != asker)
    people = {person for stands in _BENCH for role in law.stands(stands) for person in roster.get(role, ())}
    return tuple(sorted(people - {asker}))


def answer_asked(law: Procedure, roster: Roster, asker: str, of: tuple[Procedure, Case] | None) -> tuple[str, ...]:
    """Who answers it: of those who read it who presides, and everybody where nobody does."""
    readers = read_asked(law, roster, asker, of)
    if of is None:
        leading = {person for role in law.stands(Standing.PRESIDES) for person in roster.get(role, ())}
        presiding = tuple(person for person in readers if person in leading)
    else:
        presiding = tuple(person for person in readers if Standing.PRESIDES in standings(*of, person))
    return presiding or readers


def keeps_register(law: Procedure, roster: Roster, person: str) -> bool:
    """Whether `person` enters and answers what an authority asked for: who presides now."""
    return any(person in roster.get(role, ()) for role in law.stands(Standing.PRESIDES))


def read_register(law: Procedure, roster: Roster) -> tuple[str, ...]:
    """Who reads the register of authorities: those who judge or preside now."""
    return read_asked(law, roster, "", None)


__all__ = ["answer_asked", "keeps_register", "may_ask", "read_asked", "read_register"]
