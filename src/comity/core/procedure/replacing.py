# SPDX-License-Identifier: Apache-2.0
"""Which roles take over from a role, and which are there for nothing else."""

from __future__ import annotations

from comity.core.procedure.askings import askings
from comity.core.procedure.model import Procedure, Role
from comity.core.procedure.words import Verb


def takes_over(law: Procedure, role: str) -> tuple[str, ...]:
    """The roles that take over from this one, one after another, without itself."""
    chain = [role]
    while (other := law.roles[chain[-1]].otherwise) is not None and other not in chain:
        chain.append(other)
    return tuple(chain[1:])


def only_replaces(law: Procedure, role: Role) -> bool:
    """Whether the role is there for the day on which too few of another are left, and for nothing else in a case.

    No act but stepping aside, no question, no notice and nothing that the file leaves open names it. A house waits for
    no seat.
    """
    if role.weighted or all(r.otherwise != role.id for r in law.roles.values()):
        return False
    acts = any(role.id in a.by for a in law.acts.values() if a.verb is not Verb.DECLARE)
    questions = any(role.id in (q.to, *q.asks) for q in law.questions.values())
    notices = any(role.id in n.to for n in law.notices.values())
    return not (acts or questions or notices or any(role.id == a.role for a in askings(law)))


__all__ = ["only_replaces", "takes_over"]
