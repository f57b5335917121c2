# SPDX-License-Identifier: Apache-2.0
"""Whether a guard holds in a case, and when an anchor happened."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from comity.core.docket.state import Case
from comity.core.party import Party, of_role, of_roles
from comity.core.procedure.model import Measure, Procedure
from comity.core.procedure.terms import (
    Always,
    Anchor,
    Answered,
    Both,
    Counted,
    Guard,
    Happened,
    Not,
    OneOf,
    Tagged,
)
from comity.core.procedure.words import PARTIES, Kind, On, Standing
from comity.core.recusal import entitled, free

_COMPARE: Mapping[str, Callable[[int, int], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)
_ABOUT = frozenset({Kind.QUESTION, Kind.MEASURE})
"""Kinds whose facts are about the person; those of the others are by the person."""


def holders(law: Procedure, case: Case, role: str) -> tuple[str, ...]:
    """The persons of a role as guards see them: parties of a party role, those entitled of every other."""
    if law.roles[role].stands in PARTIES:
        return tuple(p.person for p in of_role(case.bench.parties, role))
    return entitled(law.roles, case.bench, role).persons


def respondents(law: Procedure, case: Case) -> tuple[Party, ...]:
    """Every party who stands as a respondent."""
    return of_roles(case.bench.parties, law.stands(Standing.RESPONDENT))


_ASKED_FIRST = (Standing.PRESIDES, Standing.JUDGE, Standing.EXECUTOR, Standing.HELPER, Standing.REVIEWER)


def named_human(law: Procedure, case: Case) -> str:
    """The role that is asked where the procedure names nobody, or nobody answers for the one it names: never a party.

    A body that has too few left to judge may still be asked; better two of five than nobody.
    """
    bodies = [role for standing in _ASKED_FIRST for role in law.stands(standing)]
    whole = (r for r in bodies if holders(law, case, r))
    left = (r for r in bodies if free(law.roles[r], case.bench))
    return next(whole, None) or next(left, None) or next(iter([*bodies, *law.roles]))


def asked_now(law: Procedure, case: Case, role: str) -> tuple[str, tuple[str, ...]]:
    """Which role answers for `role` now, and its persons: the role itself, or the named human where nobody is left."""
    if found := holders(law, case, role):
        return role, found
    other = named_human(law, case)
    return other, holders(law, case, other) or free(law.roles[other], case.bench)


def may_limit(case: Case, measure: Measure, about: str, at: datetime) -> bool:
    """P5: nobody unknown is limited; a sanction on a person needs notice and, since an earlier instant, a chance."""
    if measure.on is not On.PERSON:
        return True
    party = case.bench.parties.get(about)
    if party is None or not party.known:
        return False
    heard = case.heard.get(about)
    return measure.interim or (heard is not None and heard < at)


def instant(law: Procedure, case: Case, anchor: Anchor, about: str = "") -> datetime | None:
    """When the anchor happened in the live round (about the person in view, for measures), or None."""
    marks = case.trace.get((anchor.thing, anchor.moment), ())
    of_person = law.kind(anchor.thing) in _ABOUT
    if not anchor.by:
        mine = [m.at for m in marks if not (of_person and about and m.about and m.about != about)]
        return min(mine, default=None)
    wanted = holders(law, case, anchor.role)
    firsts: dict[str, datetime] = {}
    for mark in marks:
        person = mark.about if of_person else mark.who
        if person in wanted:
            firsts[person] = min(mark.at, firsts.get(person, mark.at))
    return _nth(sorted(firsts.values()), anchor.by, len(wanted))


def _nth(times: list[datetime], by: str, wanted: int) -> datetime | None:
    needed = wanted if by == "every" else 1 if by == "any" else int(by)
    return times[needed - 1] if 0 < needed <= len(times) else None


def holds(law: Procedure, case: Case, guard: Guard, about: str = "") -> bool:
    """Whether `guard` is true now; `about` is the person in view where one is weighed for each person."""
    match guard:
        case Always():
            return True
        case Not(inner):
            return not holds(law, case, inner, about)
        case Both(parts):
            return all(holds(law, case, g, about) for g in parts)
        case OneOf(parts):
            return any(holds(law, case, g, about) for g in parts)
        case Happened(anchor):
            return instant(law, case, anchor, about) is not None
        case Counted(role, comparison, number):
            return _COMPARE[comparison](len(holders(law, case, role)), number)
        case Tagged(each, role, tag):
            marked = [tag in p.tags for p in of_role(case.bench.parties, role)]
            return any(marked) if each == "any" else bool(marked) and all(marked)
        case Answered():
            return _answered(law, case, guard, about)


def _answered(law: Procedure, case: Case, guard: Answered, about: str) -> bool:
    question = law.questions[guard.question]
    if question.per is None:
        return case.answers.get((question.id, "")) == guard.answer
    if about and not guard.each:
        return case.answers.get((question.id, about)) == guard.answer
    persons = [p.person for p in of_role(case.bench.parties, question.per)]
    given = [case.answers.get((question.id, p)) == guard.answer for p in persons]
    return bool(given) and all(given) if guard.each == "every" else any(given)


__all__ = ["asked_now", "holders", "holds", "instant", "may_limit", "named_human", "respondents"]
