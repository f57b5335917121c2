# SPDX-License-Identifier: Apache-2.0
"""Who comes to a case later than it begins: those who only take a place, and those who have a summons to open."""

from __future__ import annotations

from dataclasses import replace

from comity.core.access import exists_for, holders, may_know, may_open, standings
from comity.core.access.standing import only_replaces
from comity.core.docket import OpenCase
from comity.core.procedure.words import PaperKind, Standing, Verb
from tests.core.laws import full, minimal
from tests.core.procedure_stories import read
from tests.core.sitting import PARTIES, Sitting, heard
from tests.core.test_access import paper

ROSTER = {"member": ("m1", "m2", "m3", "m4", "m5"), "guest": ("g1", "g2", "g3"), "lead": ("led",)}


def opened() -> Sitting:
    """A case of a community whose guests judge where fewer than three members are free."""
    law, calendar = read("fernhollow/2026")[:2]
    case = Sitting(law, calendar)
    case.must(OpenCase(intake="report", digest=law.digest, parties=PARTIES, roster=ROSTER))
    return case


def test_a_guest_sees_a_case_when_too_few_members_are_left_and_not_before() -> None:
    """P10: a seat that only waits is no reason to know of a case."""
    case = opened()
    assert not exists_for(case.law, case.state, "g1")
    assert standings(case.law, case.state, "g1") == frozenset()
    assert not may_know(case.law, case.state, "g1")
    for member in ("m1", "m2"):
        case.do("step-aside", member)
    assert not exists_for(case.law, case.state, "g1")
    case.do("step-aside", "m3")
    assert exists_for(case.law, case.state, "g1")
    assert standings(case.law, case.state, "g1") == {Standing.JUDGE}
    case.do("step-aside", "g1")
    assert not exists_for(case.law, case.state, "g1")


def test_whoever_only_waits_and_is_named_in_the_case_sees_it() -> None:
    """P10: an appointment in this case is a place of one's own."""
    case = opened()
    bench = replace(case.state.bench, appointed={"guest": ("g1",)})
    state = replace(case.state, bench=bench)
    assert exists_for(case.law, state, "g1")
    assert not exists_for(case.law, state, "g2")


def test_a_role_with_something_of_its_own_to_do_does_not_only_wait() -> None:
    """P10: the members take over from their lead and sit none the less; a neighbour does nothing else."""
    waits = {"fernhollow/2026": {"guest"}, "templates/small": {"neighbour"}, "django/2026": set()}
    for name, roles in waits.items():
        law = read(name)[0]
        assert {role.id for role in law.roles.values() if only_replaces(law, role)} == roles, name


def test_a_summons_that_was_not_opened_keeps_every_paper_closed() -> None:
    """P4, P5: the record says that the summons was opened before anything in it is read, on a page or by a program."""
    case = heard(full())
    one = paper(PaperKind.EVIDENCE)
    assert may_open(case.law, case.state, "res", one) is None
    assert may_open(case.law, case.state, "rep", one) is not None
    assert may_open(case.law, case.state, "res", paper(PaperKind.ANSWER, by="res")) is not None
    assert "res" in holders(case.law, case.state, one), "the key waits for them, as it does for who has to declare"
    case.do("read-summons", "res")
    assert may_open(case.law, case.state, "res", one) is not None


def test_a_file_without_an_act_of_opening_closes_nothing() -> None:
    """P5: nobody waits for an act that the file does not know."""
    case = heard(minimal())
    law = replace(case.law, acts={id: a for id, a in case.law.acts.items() if a.verb is not Verb.READ})
    assert may_open(law, case.state, "res", paper(PaperKind.EVIDENCE)) is not None
