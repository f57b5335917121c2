# SPDX-License-Identifier: Apache-2.0
"""In what positions somebody stands to a case now, and which roles stand nowhere before they have taken a place."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.docket import Case
from comity.core.docket.leave import was_told
from comity.core.procedure.model import Procedure, Role
from comity.core.procedure.replacing import only_replaces
from comity.core.procedure.words import PARTIES, Standing
from comity.core.recusal import entitled, in_conflict


def standings(law: Procedure, case: Case, person: str) -> frozenset[Standing]:
    """In what positions `person` stands to the case now: conflicts taken out, parties only once they were told.

    Who has taken the place of others stands where they stood: a body that judges in their stead reads as they did, and
    a role that only ever takes a place stands nowhere before.
    """
    own = (r for r in law.roles.values() if _holds(law, case, r, person) and not in_conflict(r, case.bench, person))
    found = {r.stands for r in own if r.stands not in PARTIES or _knows(case, r.stands, person)}
    return frozenset(found | {r.stands for r in _instead(law, case, person)})


def _holds(law: Procedure, case: Case, role: Role, person: str) -> bool:
    """Whether `person` holds the role in this case: by a seat that waits for nothing, or has come to it, or named."""
    bench = case.bench
    if person not in bench.of(role.id):
        return False
    return person in bench.appointed.get(role.id, ()) or not only_replaces(law, role) or _came_to(law, case, role)


def _came_to(law: Procedure, case: Case, role: Role) -> bool:
    """Whether the role has taken the place of another in this case."""
    others = (r.id for r in law.roles.values() if r.id != role.id and r.otherwise is not None)
    return any(entitled(law.roles, case.bench, other).role == role.id for other in others)


def _instead(law: Procedure, case: Case, person: str) -> Iterator[Role]:
    """The roles in whose place `person` acts now. A house takes no seat, and the place of a party falls to nobody."""
    for role in (r for r in law.roles.values() if r.otherwise is not None):
        now = entitled(law.roles, case.bench, role.id)
        if now.role != role.id and not law.roles[now.role].weighted and person in now.persons:
            yield role


def _knows(case: Case, stands: Standing, person: str) -> bool:
    return stands is Standing.REPORTER or was_told(case, person)


__all__ = ["only_replaces", "standings"]
