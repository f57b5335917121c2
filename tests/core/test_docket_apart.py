# SPDX-License-Identifier: Apache-2.0
"""What is told anew in a case, and for whom the phase exists that it opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.core.docket import Case, Fact, facts_for
from comity.core.docket.state import Sent
from comity.core.party import Party
from comity.core.procedure.effects import Tell
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import ALWAYS
from comity.core.procedure.words import Kind
from comity.core.recusal import Bench
from tests.core.procedure_stories import read

NOON = datetime(2026, 1, 6, 12, tzinfo=UTC)
LAW = read("fernhollow/2026")[0]
PARTIES = {
    p: Party(person=p, roles=(r,)) for p, r in {"rep": "reporter", "res": "respondent", "wit": "witness"}.items()
}
TOLD = {("summons", "res"): Sent(sent=NOON), ("outcome", "wit"): Sent(sent=NOON)}
CASE = Case(bench=Bench(parties=PARTIES), notices=TOLD)


def fact(kind: Kind, thing: str, moment: str, *, who: str = "", day: int = 0) -> Fact:
    return Fact(kind=kind, thing=thing, moment=moment, at=NOON + timedelta(days=day), who=who)


def told(by: str, day: int) -> tuple[Fact, ...]:
    """Somebody tells, the phase opens with its clock, and both end the next day."""
    return (
        fact(Kind.ACT, "tell-of-retaliation", "done", who=by, day=day),
        fact(Kind.PHASE, "retaliation", "opened", day=day),
        fact(Kind.CLOCK, "retaliation-time", "set", day=day),
        fact(Kind.CLOCK, "retaliation-time", "met", day=day + 1),
        fact(Kind.PHASE, "retaliation", "closed", day=day + 1),
    )


OTHERS = (fact(Kind.PHASE, "hearing", "opened"), fact(Kind.CLOCK, "answer-time", "set"))


def of_it(law: Procedure, person: str, *facts: Fact) -> list[datetime]:
    """When, as far as this person sees, such a phase opened."""
    seen = facts_for(law, CASE, (*OTHERS, *facts), person)
    assert seen[:2] == OTHERS
    return [f.at for f in seen if (f.thing, f.moment) == ("retaliation", "opened")]


def test_whoever_told_and_whoever_decides_see_it_and_no_other_party() -> None:
    """P4: neither the phase nor its clock tells the other side that somebody told."""
    facts = told("rep", 1)
    for person in ("rep", "lead", ""):
        assert facts_for(LAW, CASE, facts, person) == facts
    for person in ("res", "wit"):
        assert facts_for(LAW, CASE, facts, person) == facts[:1]


def test_each_sees_the_rounds_that_their_own_telling_opened() -> None:
    """P4: a phase that opens again is somebody else's again."""
    facts = (*told("res", 1), *told("rep", 3), *told("res", 5))
    assert of_it(LAW, "res", *facts) == [NOON + timedelta(days=1), NOON + timedelta(days=5)]
    assert of_it(LAW, "rep", *facts) == [NOON + timedelta(days=3)]
    assert of_it(LAW, "wit", *facts) == []


@pytest.mark.parametrize("way", ["an act", "a notice"])
def test_a_file_may_let_the_other_side_take_part(way: str) -> None:
    """P4: where the community voted that they answer or are told, they see what they take part in."""
    phase = LAW.phases["retaliation"]
    if way == "an act":
        changed = replace(phase, acts=(*phase.acts, "answer"))
    else:
        changed = replace(phase, does=(*phase.does, Tell(notice="summons", given=ALWAYS)))
    law = replace(LAW, phases={**LAW.phases, "retaliation": changed})
    assert of_it(law, "res", *told("rep", 1)) == [NOON + timedelta(days=1)]
    assert of_it(law, "wit", *told("rep", 1)) == []


def test_every_other_phase_is_seen_by_everybody() -> None:
    """P6: both sides see where the case stands."""
    facts = tuple(fact(Kind.PHASE, id, "opened") for id in LAW.phases if id != "retaliation")
    assert facts_for(LAW, CASE, facts, "res") == facts
