# SPDX-License-Identifier: Apache-2.0
"""Who sees what is kept of a case and until when, and who may hold it or destroy something sooner."""

from __future__ import annotations

from comity.core.access.standing import standings
from comity.core.clause import Clause, promise
from comity.core.docket import Case
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing

_BENCH = frozenset({Standing.JUDGE, Standing.PRESIDES})


def may_keep(law: Procedure, case: Case, person: str) -> Clause | None:
    """The clause under which `person` sets a hold on a case, lifts it, or destroys something before its time.

    It is for who presides, free of conflict, and on a ground that those who judge can read.
    """
    presides = Standing.PRESIDES in standings(law, case, person)
    return promise(17) if presides and sees_keeping(law, case, person) else None


def sees_keeping(law: Procedure, case: Case, person: str) -> bool:
    """Whether `person` sees what is kept of a case, and the grounds: who judges or presides, and is no party.

    Nothing is read by it, so nobody has to declare first: a case that was closed early could never be held otherwise.
    """
    return bool(standings(law, case, person) & _BENCH) and person not in case.bench.parties


__all__ = ["may_keep", "sees_keeping"]
