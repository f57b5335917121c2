# SPDX-License-Identifier: Apache-2.0
"""Who sees what is kept of a case and until when, and who may hold it or destroy something sooner."""

from __future__ import annotations

from comity.core.access.standing import standings
from comity.core.clause import Clause, promise
from comity.core.docket import Case
from comity.core.evidence import Paper
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


def keepers(law: Procedure, case: Case) -> tuple[str, ...]:
    """Everybody who sees what is kept of a case and reads the grounds, in the order of their names."""
    people = {person for role in law.roles for person in case.bench.of(role)}
    return tuple(sorted(person for person in people if sees_keeping(law, case, person)))


def keeping_seen(law: Procedure, case: Case, person: str) -> tuple[Paper, ...]:
    """The papers of which `person` reads until when they are kept, in the order of filing.

    Whoever sees what is kept reads it of every paper; a party of the own ones. Nothing is opened by it.
    """
    if sees_keeping(law, case, person):
        return case.papers
    return tuple(paper for paper in case.papers if paper.by == person and person in case.bench.parties)


__all__ = ["keepers", "keeping_seen", "may_keep", "sees_keeping"]
