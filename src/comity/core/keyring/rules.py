# SPDX-License-Identifier: Apache-2.0
"""What the procedure in force and the roster of now say of keys: who keeps one, who decides, who closes the house's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from comity.core.clause import Clause, promise
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PARTIES, Standing

GRACE = timedelta(days=30)
"""How long after a season's end the keys of those who sat in it stay: who comes back in the next keeps theirs."""
Roster = Mapping[str, tuple[str, ...]]
_POSTS = frozenset(Standing) - PARTIES - {Standing.PUBLIC}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringRules:
    """`keepers` hold a post and may keep a key; `deciding` are those who judge, by role; `least` how many each needs.

    `closers` may close the house's own key and open it again.
    """

    clause: Clause
    keepers: frozenset[str] = frozenset()
    deciding: Roster = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)
    closers: frozenset[str] = frozenset()

    @property
    def deciders(self) -> frozenset[str]:
        """Everybody who decides."""
        return frozenset(person for people in self.deciding.values() for person in people)

    def short(self, having: frozenset[str]) -> tuple[str, ...]:
        """The roles that decide and of which fewer than the least have a key, when these persons have one."""
        return tuple(r for r, people in self.deciding.items() if len(having & {*people}) < max(self.least[r], 1))


def rules_of(law: Procedure, roster: Roster) -> KeyringRules:
    """The rules under one version and one roster. Where nobody presides, those who judge close the house's key."""
    seated = {role: roster[role] for role in law.stands(Standing.JUDGE) if roster.get(role)}
    presiding = frozenset(p for role in law.stands(Standing.PRESIDES) for p in roster.get(role, ()))
    posts = (role for role in law.roles.values() if role.stands in _POSTS)
    return KeyringRules(
        clause=promise(21),
        keepers=frozenset(p for role in posts for p in roster.get(role.id, ())),
        deciding=seated,
        least={role: law.roles[role].least for role in seated},
        closers=presiding or frozenset(p for people in seated.values() for p in people),
    )


__all__ = ["GRACE", "KeyringRules", "Roster", "rules_of"]
