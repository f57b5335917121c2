# SPDX-License-Identifier: Apache-2.0
"""The settings in which a procedure is walked through: who told whom about whom, and who had to step aside.

One person for each role is enough to see what a guard can see; a role that a guard counts gets one more than the
guard asks for, and a role that loses a member to another role in the case gets one to spare.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from comity.core.ballot import Stage, in_force
from comity.core.docket import OpenCase
from comity.core.lint.felt import felt
from comity.core.party import Party
from comity.core.procedure.model import Intake, Procedure, Question, Role
from comity.core.procedure.terms import Counted, Happened
from comity.core.procedure.words import PARTIES, Standing, Verb

CROWD = 6
"""More than so many persons of one role are never needed."""
_LAST = datetime.max.replace(tzinfo=UTC)
_BENCH = (Standing.JUDGE, Standing.PRESIDES)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One setting: its name in plain words, the act that opens the case, and who steps aside at once."""

    name: str
    opening: OpenCase
    aside: frozenset[str] = frozenset()


def abstract(law: Procedure) -> Procedure:
    """The same law with bodies of no fixed size: one free member speaks for the role, and none means nobody."""
    roles = {id: replace(r, seats=None, least=1) for id, r in law.roles.items()}
    questions = {id: replace(q, stages=_undated(q)) for id, q in law.questions.items()}
    return replace(law, roles=roles, questions=questions)


def _undated(question: Question) -> tuple[Stage, ...]:
    """Of dated rules the newest, as if it had always held."""
    return tuple(replace(s, since=None) for s in in_force(question.stages, _LAST))


def worlds(law: Procedure) -> tuple[World, ...]:
    """Every way in; then the first one again with nobody named, and with those who sit in conflict."""
    ways = _ways_in(law)
    found = [World(name=f"a case by '{i.id}'", opening=_opening(law, i)) for i in ways]
    if not ways:
        return ()
    first = ways[0]
    if _enters_respondents(law):
        found.append(World(name="nobody is named yet", opening=_opening(law, first, absent=Standing.RESPONDENT)))
    return (*found, *_conflicts(law, _opening(law, first)))


def roster(law: Procedure) -> dict[str, tuple[str, ...]]:
    """Who sits: the persons of every role that is neither a party's nor given in the case itself."""
    given = {a.role for a in law.acts.values() if a.verb is Verb.APPOINT}
    seated = (r for r in law.roles.values() if r.stands not in PARTIES and r.id not in given)
    return {r.id: tuple(f"{r.id}-{n}" for n in range(1, _size(law, r) + 1)) for r in seated}


def _size(law: Procedure, role: Role) -> int:
    counted = [a.number + 1 for a in felt(law, law.phases).atoms if isinstance(a, Counted) and a.role == role.id]
    return min(CROWD, max([1, *counted]) + len(role.without))


def _ways_in(law: Procedure) -> tuple[Intake, ...]:
    """One intake for each set of phases that a case can begin with."""
    first: dict[tuple[str, ...], Intake] = {}
    for intake in law.intakes.values():
        if intake.starts:
            first.setdefault(intake.starts, intake)
    return tuple(first.values())


def _opening(law: Procedure, intake: Intake, *, absent: Standing | None = None) -> OpenCase:
    parties = (r.id for r in law.roles.values() if r.stands in PARTIES and r.stands is not absent)
    return OpenCase(
        intake=intake.id, digest=law.digest, roster=roster(law),
        parties=tuple(Party(person=id, roles=(id,)) for id in parties),
    )  # fmt: skip


def _enters_respondents(law: Procedure) -> bool:
    entered = {r for a in law.acts.values() if a.verb is Verb.ENTER for r in a.enters}
    return bool(entered & set(law.stands(Standing.RESPONDENT)))


def _conflicts(law: Procedure, opening: OpenCase) -> Iterator[World]:
    """Each role of the bench gone, where not all is as before; and all of them with all who take over."""
    bench = [r for r in law.roles.values() if r.stands in _BENCH and r.id in opening.roster]
    spare = {o for r in bench for o in takes_over(law, r)}
    for role in (r for r in bench if r.id not in spare and (r.otherwise is None or _makes_a_difference(law, r))):
        yield _without(opening, f"every '{role.id}' has stepped aside", (role.id,))
    everybody = tuple(dict.fromkeys(o for r in bench for o in (r.id, *takes_over(law, r)) if o in opening.roster))
    if len(everybody) > 1:
        yield _without(opening, "all who judge, and all who take over from them, have stepped aside", everybody)


def _makes_a_difference(law: Procedure, role: Role) -> bool:
    """Whether an act of the role is for it alone, or a guard asks whether another took over from it."""
    asked = {a.anchor.thing for a in felt(law, law.phases).everything if isinstance(a, Happened)}
    return role.id in asked or any(a.alone and role.id in a.by for a in law.acts.values())


def takes_over(law: Procedure, role: Role) -> Iterator[str]:
    """The roles that take over from this one, in their order."""
    after = role.otherwise
    while after is not None:
        yield after
        after = law.roles[after].otherwise


def _without(opening: OpenCase, name: str, roles: tuple[str, ...]) -> World:
    return World(name=name, opening=opening, aside=frozenset(p for r in roles for p in opening.roster[r]))


__all__ = ["World", "abstract", "roster", "takes_over", "worlds"]
