# SPDX-License-Identifier: Apache-2.0
"""What the procedure in force and the roster of now say of keys: who keeps one, who decides, who closes the house's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from comity.core.clause import Clause, promise
from comity.core.procedure.model import Procedure
from comity.core.procedure.replacing import only_replaces, takes_over
from comity.core.procedure.words import PARTIES, Standing

GRACE = timedelta(days=30)
"""How long after a season's end the keys of those who sat in it stay: who comes back in the next keeps theirs."""
Roster = Mapping[str, tuple[str, ...]]
_BENCH = frozenset({Standing.JUDGE, Standing.PRESIDES})
_POSTS = frozenset(Standing) - PARTIES - {Standing.PUBLIC}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringRules:
    """`keepers` hold a post and may keep a key; `deciding` are those who judge, by role; `least` how many each needs.

    `closers` may close the house's own key and open it again, and lead the ceremony of the key for successors.
    `council` are those who judge or preside, `fallback` those outside of it who take over or review. `shares` and
    `needed` are what the procedure fixes of the key for successors, under `succession`; 0: the ceremony says so.
    """

    clause: Clause
    keepers: frozenset[str] = frozenset()
    deciding: Roster = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)
    closers: frozenset[str] = frozenset()
    council: frozenset[str] = frozenset()
    fallback: frozenset[str] = frozenset()
    shares: int = 0
    needed: int = 0
    succession: Clause = field(default_factory=lambda: promise(13))

    @property
    def deciders(self) -> frozenset[str]:
        """Everybody who decides."""
        return frozenset(person for people in self.deciding.values() for person in people)

    @property
    def holding(self) -> frozenset[str]:
        """Everybody who may hold a share, and ask for them where they sit in a case."""
        return self.council | self.fallback

    def short(self, having: frozenset[str]) -> tuple[str, ...]:
        """The roles that decide and of which fewer than the least have a key, when these persons have one."""
        return tuple(r for r, people in self.deciding.items() if len(having & {*people}) < max(self.least[r], 1))


def rules_of(law: Procedure, roster: Roster) -> KeyringRules:
    """The rules under one version and one roster. Where nobody presides, those who judge close the house's key."""
    seated = {role: roster[role] for role in law.stands(Standing.JUDGE) if roster.get(role)}
    presiding = frozenset(p for role in law.stands(Standing.PRESIDES) for p in roster.get(role, ()))
    posts = (role for role in law.roles.values() if role.stands in _POSTS)
    council, fallback = _bodies(law)
    sits = frozenset(p for role in council for p in roster.get(role, ()))
    return KeyringRules(
        clause=promise(21),
        keepers=frozenset(p for role in posts for p in roster.get(role.id, ())),
        deciding=seated,
        least={role: law.roles[role].least for role in seated},
        closers=presiding or frozenset(p for people in seated.values() for p in people),
        council=sits,
        fallback=frozenset(p for role in fallback for p in roster.get(role, ())) - sits,
        shares=(law.succession.shares or 0) if law.succession else 0,
        needed=(law.succession.needed or 0) if law.succession else 0,
        succession=Clause(document=law.id, id=law.succession.clause) if law.succession else promise(13),
    )


def _bodies(law: Procedure) -> tuple[frozenset[str], frozenset[str]]:
    """The roles of the council, and those of the fallback body: who takes over from the council, and who reviews it."""
    council = frozenset(
        r.id for r in law.roles.values() if r.stands in _BENCH and not r.weighted and not only_replaces(law, r)
    )
    chained = {other for role in council for other in takes_over(law, role)}
    outside = {
        r.id for r in law.roles.values() if not r.weighted and (r.id in chained or r.stands is Standing.REVIEWER)
    }
    return council, frozenset(outside) - council


__all__ = ["GRACE", "KeyringRules", "Roster", "rules_of"]
