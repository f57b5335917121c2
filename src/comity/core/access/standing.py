# SPDX-License-Identifier: Apache-2.0
"""In what positions a person stands to a case now."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.docket import Case
from comity.core.docket.leave import was_told
from comity.core.procedure.model import Procedure, Role
from comity.core.procedure.words import PARTIES, Standing
from comity.core.recusal import entitled, in_conflict


def standings(law: Procedure, case: Case, person: str) -> frozenset[Standing]:
    """In what positions `person` stands to the case now: conflicts taken out, parties only once they were told.

    Who has taken the place of others stands where they stood: a body that judges in their stead reads as they did.
    """
    own = (r for r in law.roles.values() if person in case.bench.of(r.id) and not in_conflict(r, case.bench, person))
    found = {r.stands for r in own if r.stands not in PARTIES or _knows(case, r.stands, person)}
    return frozenset(found | {r.stands for r in _instead(law, case, person)})


def _instead(law: Procedure, case: Case, person: str) -> Iterator[Role]:
    """The roles in whose place `person` acts now. A house takes no seat, and the place of a party falls to nobody."""
    for role in (r for r in law.roles.values() if r.otherwise is not None):
        now = entitled(law.roles, case.bench, role.id)
        if now.role != role.id and not law.roles[now.role].weighted and person in now.persons:
            yield role


def _knows(case: Case, stands: Standing, person: str) -> bool:
    return stands is Standing.REPORTER or was_told(case, person)


__all__ = ["standings"]
