# SPDX-License-Identifier: Apache-2.0
"""Before anything is read: who says to be free of conflict, with whom, and when it has to be said again."""

from __future__ import annotations

import pytest

from comity.core.access import permits
from comity.core.clause import Refusal
from comity.core.docket import DeclareFree, OpenCase, to_declare
from tests.core.laws import minimal
from tests.core.sitting import MEMBERS, PARTIES, Sitting, heard, party, weighed

NOBODY = "there is nobody here on whom you have to say whether you are free"
MEANWHILE = "somebody was entered meanwhile; look again at who is concerned"


def _says(case: Sitting, person: str) -> tuple[str, ...]:
    return to_declare(case.law, case.state, person)


def test_those_who_decide_declare_on_everybody_who_is_concerned() -> None:
    """P10: the reporter is among them; whoever is none of those who decide has nothing to declare."""
    case = heard(minimal())
    assert _says(case, "m1") == _says(case, "led") == _says(case, "e1") == ("rep", "res")
    assert [_says(case, p) for p in ("rep", "res", "ba", "d1", "stranger", "")] == [()] * 6
    case.free("m1", "led")
    assert _says(case, "m1") == _says(case, "led") == ()
    assert _says(case, "m2") == ("rep", "res")


def test_a_report_for_somebody_else_needs_their_consent() -> None:
    """P4: who tells it for them stands in the record, and nobody acts in the name of another."""
    law = minimal()
    opening = OpenCase(intake="report", digest=law.digest, parties=PARTIES, through="lia")
    Sitting(law).must_not(opening, "a report is told for somebody else only where that person agreed")
    case = Sitting(law).open(through="lia", consented=True)
    assert case.state.through == "lia"
    assert Sitting(law).open().state.through == ""
    permits(opening, "lia")
    with pytest.raises(Refusal):
        permits(opening, "rep")


def test_who_is_entered_later_is_declared_on_anew_and_alone() -> None:
    """P10: a declaration is about those whom one was shown."""
    case = heard(minimal())
    case.free("m1")
    case.do("enter-party", "led", party=party("late", "affected"))
    assert _says(case, "m1") == ("late",)
    case.must_not(DeclareFree(by="m1", of=("rep", "res")), MEANWHILE)
    case.free("m1")
    told = case.happened("m1", "cleared")
    assert [f.value["parties"] for f in told] == [("rep", "res"), ("late",)]
    assert _says(case, "m1") == ()


def test_nobody_declares_who_has_nothing_to_declare() -> None:
    """P7, P10: parties, strangers, those who said so already and those who stepped aside."""
    case = weighed(minimal())
    case.free("m1")
    case.do("step-aside", "m2")
    for person in ("m1", "m2", "rep", "res", "ba", "stranger"):
        no = case.must_not(DeclareFree(by=person, of=("rep", "res")), NOBODY)
        assert no.clause.id == "P10"


def test_a_member_who_becomes_a_party_has_nothing_to_declare() -> None:
    """P10: in the own cause one is a party, and nothing else."""
    case = Sitting(minimal()).open(party("rep", "reporter"), party("m1", "respondent"))
    assert _says(case, "m1") == ()
    assert _says(case, "m2") == ("rep", "m1")


def test_those_who_take_the_place_of_others_declare_before_they_read() -> None:
    """P10: a fallback is no way around it."""
    case = weighed(minimal())
    for member in MEMBERS[:3]:
        case.do("step-aside", member)
    assert _says(case, "e1") == ("rep", "res")
    case.free("e1")
    assert _says(case, "e1") == ()
    assert _says(case, "m4") == ("rep", "res"), "whose place was taken still reads"


def test_somebody_may_step_aside_after_having_said_to_be_free() -> None:
    """P10: what one remembers later counts, and the quorum is counted anew."""
    case = weighed(minimal())
    case.free("m1")
    case.do("step-aside", "m1")
    assert case.state.bench.aside("m1")
    assert _says(case, "m1") == ()


def test_declaring_free_changes_nobodys_right_to_act() -> None:
    """P10: it opens papers and nothing else; no quorum waits for it."""
    case = weighed(minimal())
    before = case.options("m1")
    case.free("m1")
    assert case.options("m1") == before
