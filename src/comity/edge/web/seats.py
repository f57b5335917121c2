# SPDX-License-Identifier: Apache-2.0
"""What somebody is here under the version in force: of the bench, a liaison, a listener. Doors and pages ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from comity.core.access import listens_as
from comity.core.channel import liaison_roles
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing
from comity.edge.web.door import Court

_BENCH = frozenset({Standing.JUDGE, Standing.PRESIDES})


def sits(court: Court, person: str) -> bool:
    """Whether `person` holds a post of those who decide."""
    return _holds(court, person, lambda law: (role.id for role in law.roles.values() if role.stands in _BENCH))


def is_liaison(court: Court, person: str) -> bool:
    """Whether `person` stands between the council and the community."""
    return _holds(court, person, liaison_roles)


def oversees(court: Court, person: str) -> bool:
    """Whether `person` reads what liaisons say about the council, and is none of them."""
    return court.reads_channel(person) and not is_liaison(court, person)


def listens(court: Court, person: str) -> bool:
    """Whether `person` listens to small tears."""
    law = court.law(court.desk.clock.now())
    tears = None if law is None else law.procedure.tears
    return tears is not None and bool(listens_as(tears.listens, court.roster(), person))


def _holds(court: Court, person: str, roles: Callable[[Procedure], Iterable[str]]) -> bool:
    """Whether `person` holds one of the roles that the version in force knows as such."""
    law = court.law(court.desk.clock.now())
    if law is None or not person:
        return False
    roster = court.roster()
    return any(person in roster.get(role, ()) for role in roles(law.procedure))


__all__ = ["is_liaison", "listens", "oversees", "sits"]
