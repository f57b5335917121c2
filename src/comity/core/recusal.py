# SPDX-License-Identifier: Apache-2.0
"""Who must step aside, and who is left: declared, challenged and confirmed, or computed (P10).

Computed: nobody who is a party to a case judges, presides, reviews or executes in it, and nobody who brought it as a
liaison judges, presides or reviews. Everybody else steps aside by a declaration, or when a challenge was upheld. Where
fewer than a role's `least` are left, the role that the procedure names takes over; where that chain ends, nobody is
entitled and a human must be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from comity.core.party import Parties
from comity.core.procedure.model import Role
from comity.core.procedure.words import PARTIES, Standing

_OWN_CAUSE = frozenset({Standing.JUDGE, Standing.PRESIDES, Standing.REVIEWER, Standing.EXECUTOR, Standing.HELPER})
EVALUATES = frozenset({Standing.JUDGE, Standing.PRESIDES, Standing.REVIEWER})
"""The standings that evaluate a case. Who brought it from outside the council takes none of them in it."""


class Conflict(StrEnum):
    """How it stands with one person's conflict."""

    DECLARED = "declared"
    CHALLENGED = "challenged"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


_ASIDE = frozenset({Conflict.DECLARED, Conflict.CONFIRMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Who sits: the holders of each role of the bodies, those appointed in this case, the conflicts and parties.

    `cleared`: the parties with whom a person has said to be free of conflict. `brought`: the liaison who told it for
    somebody else, and did not sit in the council then; empty where there is none.
    """

    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    appointed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    cleared: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parties: Parties = field(default_factory=dict)
    brought: str = ""

    def aside(self, person: str) -> bool:
        """Whether this person has stepped aside, or had to."""
        return self.conflicts.get(person) in _ASIDE

    def of(self, role: str) -> tuple[str, ...]:
        """Everybody who holds the role: by seat, by appointment or as a party; conflicts not yet taken out."""
        seated, named = self.holders.get(role, ()), self.appointed.get(role, ())
        sides = [p.person for p in self.parties.values() if role in p.roles]
        return tuple(dict.fromkeys((*seated, *named, *sides))) if named or sides else seated


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitled:
    """Who may act for a role now, and under which role: the role itself, or the one that took over."""

    role: str
    persons: tuple[str, ...]


def undeclared(bench: Bench, person: str) -> tuple[str, ...]:
    """The parties on whom `person` has not said yet to be free of conflict, in the order in which they were entered."""
    said = bench.cleared.get(person, frozenset())
    return tuple(p for p in bench.parties if p not in said)


def in_conflict(role: Role, bench: Bench, person: str) -> bool:
    """Whether `person` may not act as `role`: stepped aside, a party in the own cause, or who brought the case."""
    if role.stands in PARTIES or role.stands is Standing.PUBLIC:
        return False
    own_cause = role.stands in _OWN_CAUSE and not role.weighted and person in bench.parties
    brought = role.stands in EVALUATES and not role.weighted and bool(person) and person == bench.brought
    return own_cause or brought or bench.aside(person)


def free(role: Role, bench: Bench, *, without: Iterable[str] = ()) -> tuple[str, ...]:
    """The holders of the role who are free of conflict and hold none of the roles in its `without`, or in this one."""
    busy = {p for other in (*role.without, *without) for p in bench.of(other)}
    return tuple(p for p in bench.of(role.id) if p not in busy and not in_conflict(role, bench, p))


def entitled(roles: Mapping[str, Role], bench: Bench, role: str) -> Entitled:
    """Who may act for `role`, following the roles that take over. Nobody, where the chain ends.

    A party to the case, the public and a house are never replaced. Whoever could not act in the place of a role (who
    mediates does not judge, P8) cannot do so by taking it over from another seat.
    """
    chain = takes_over(roles, role)
    barred: tuple[str, ...] = ()
    for at in chain:
        here = roles[at]
        left = free(here, bench, without=barred)
        barred += here.without
        if here.stands in PARTIES or here.weighted or len(left) >= here.least:
            return Entitled(role=at, persons=left)
    return Entitled(role=chain[-1], persons=())


def takes_over(roles: Mapping[str, Role], role: str) -> tuple[str, ...]:
    """The role and those that take over from it, one after another."""
    chain: list[str] = []
    at: str | None = role
    while at is not None and at not in chain:
        chain.append(at)
        at = roles[at].otherwise
    return tuple(chain)


__all__ = ["EVALUATES", "Bench", "Conflict", "Entitled", "entitled", "free", "in_conflict", "takes_over", "undeclared"]
