# SPDX-License-Identifier: Apache-2.0
"""Who says that two cases are about the same, who reads it, and who says that a new case takes up an earlier one.

A link is for who reads both cases for the council: one that only somebody else may know of is not told, made or taken
back by anybody who reads one of the two alone, nor by who stepped aside in either (P10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from comity.core.access.screening import DECIDES, screeners, screens
from comity.core.access.standing import standings
from comity.core.clause import Clause, Refusal, promise
from comity.core.docket import CASES, Case, Fact, to_declare
from comity.core.docket.linking import MADE, TAKEN_UP, TAKES_UP
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind

Under: TypeAlias = tuple[Procedure, Case]
"""A case and the version that it is pinned to."""

NOT_BOTH = "cases are linked by who reads both for the council"
REASONS: tuple[str, ...] = (NOT_BOTH,)


def reads_for_council(law: Procedure, case: Case, person: str) -> bool:
    """Whether `person` reads what the case is about and decides on it: who screens; later who decides and declared."""
    if case.opened is None or person in case.bench.parties or case.bench.aside(person):
        return False
    if not standings(law, case, person) & DECIDES:
        return False
    return person in screeners(law, case) if screens(law, case) else not to_declare(law, case, person)


def may_link(one: Under, other: Under | None, person: str) -> Clause | None:
    """The clause under which `person` links these two cases, or takes that back; None where there is none."""
    both = other is not None and reads_for_council(*one, person) and reads_for_council(*other, person)
    return promise(10) if both else None


def links(one: Under, other: Under | None, person: str) -> None:
    """Raises `Refusal` where `person` may not; a case that is not and one that is not theirs look alike."""
    if may_link(one, other, person) is None:
        raise Refusal(NOT_BOTH, clause=promise(10), field="other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another case as it stands beside one: linked (`made`), taken up by it (`takes-up`), or taking it up (`taken-up`).

    `by` and `at` are of the last that was said of it; empty where it was told at the opening.
    """

    other: str
    says: str
    by: str = ""
    at: datetime | None = None


def named_beside(case: Case, facts: Iterable[Fact]) -> tuple[str, ...]:
    """Every case that this one names; whether anybody may know of it, `beside` says."""
    later = (f.thing for f in facts if (f.kind, f.moment) == (Kind.LINK, TAKEN_UP))
    earlier = (case.earlier,) if case.earlier.startswith(CASES) else ()
    return tuple(dict.fromkeys((*case.linked, *earlier, *later)))


def beside(
    stream: str, one: Under, facts: Sequence[Fact], person: str, others: Mapping[str, Under]
) -> tuple[Beside, ...]:
    """The cases beside `one` of which `person` may know, because they read both for the council."""
    said = {(f.thing, f.moment): f for f in facts if f.kind is Kind.LINK}
    case = one[1]
    later = (name for name, moment in said if moment == TAKEN_UP)
    named = [(name, MADE) for name in links_seen(stream, one, person, others)]
    named += [(name, TAKES_UP) for name in (case.earlier,) if name]
    named += [(name, TAKEN_UP) for name in later]
    known = ((n, says) for n, says in named if n in others and may_link(one, others[n], person) is not None)
    return tuple(_beside(name, says, said.get((name, says))) for name, says in known)


def _beside(name: str, says: str, fact: Fact | None) -> Beside:
    return Beside(other=name, says=says) if fact is None else Beside(other=name, says=says, by=fact.who, at=fact.at)


def links_seen(stream: str, one: Under, person: str, others: Mapping[str, Under]) -> tuple[str, ...]:
    """The cases that `one`, called `stream`, is linked with, as far as `person` may know of them.

    A link is one that stands in both: what was said in one is not told before it was noted in the other.
    """
    both = (name for name in one[1].linked if name in others and stream in others[name][1].linked)
    return tuple(name for name in both if may_link(one, others[name], person) is not None)


__all__ = [
    "NOT_BOTH",
    "REASONS",
    "Beside",
    "Under",
    "beside",
    "links",
    "links_seen",
    "may_link",
    "named_beside",
    "reads_for_council",
]
