# SPDX-License-Identifier: Apache-2.0
"""Who says, before reading anything, that they are free of conflict with whom (P10).

Parties first, papers afterwards: the bench and those who review learn who is concerned, and say that they are free or
step aside. Who leads a talk says so too, and that there is no interest in how it ends. Whoever is entered later is
declared on anew. It binds reading, not acting: a small council whose members have not looked yet is not out of office,
and its quorum is counted by conflicts alone.
"""

from __future__ import annotations

from comity.core.clause import Refusal, promise
from comity.core.docket.commands import DeclareFree
from comity.core.docket.motion import Motion
from comity.core.docket.state import Case
from comity.core.mediation import talks
from comity.core.procedure.model import Procedure, Role
from comity.core.procedure.words import Kind, Standing
from comity.core.recusal import entitled, in_conflict, undeclared

_DECLARE = frozenset({Standing.JUDGE, Standing.PRESIDES, Standing.REVIEWER})


def to_declare(law: Procedure, case: Case, person: str) -> tuple[str, ...]:
    """The parties on whom `person` has still to say to be free of conflict; none for who neither decides nor
    leads a talk.

    A party reads as a party, and a house reads what is released to it.
    """
    if person in case.bench.parties or not any(_decides(law, case, role, person) for role in law.roles.values()):
        return ()
    return undeclared(case.bench, person)


def _decides(law: Procedure, case: Case, role: Role, person: str) -> bool:
    if role.weighted or not (role.stands in _DECLARE or _leads(law, role)):
        return False
    if person in case.bench.of(role.id) and not in_conflict(role, case.bench, person):
        return True
    now = entitled(law.roles, case.bench, role.id)
    return person in now.persons and not law.roles[now.role].weighted


def _leads(law: Procedure, role: Role) -> bool:
    """Whether the role leads a talk: nobody does who gains from how it ends, or from its going on (P8)."""
    return any(role.id in talk.leads for talk in talks(law))


def declare_free(m: Motion, command: DeclareFree) -> None:
    """Record it. Raises `Refusal` where there is nothing to declare, or where somebody was entered meanwhile."""
    to_say = to_declare(m.law, m.case, command.by)
    if not to_say:
        raise Refusal("there is nobody here on whom you have to say whether you are free", clause=promise(10))
    if set(command.of) != set(m.case.bench.parties):
        reason = "somebody was entered meanwhile; look again at who is concerned"
        raise Refusal(reason, clause=promise(10), field="of")
    m.say(Kind.CONFLICT, command.by, "cleared", who=command.by, about=command.by, value={"parties": to_say})


__all__ = ["declare_free", "to_declare"]
