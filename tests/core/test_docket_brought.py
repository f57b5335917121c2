# SPDX-License-Identifier: Apache-2.0
"""Who brought a case as a liaison evaluates nothing in it, whatever they become meanwhile."""

from __future__ import annotations

from comity.core import access, ballot
from comity.core.docket import DoAct
from comity.core.procedure.words import Standing
from comity.core.recusal import entitled
from tests.core.laws import minimal
from tests.core.sitting import MEMBERS, weighed


def test_a_liaison_who_brought_a_case_and_was_elected_since_judges_nothing_in_it() -> None:
    """P10, P20: they have no vote, are not counted, and their attempt is on the record; the clause is cited."""
    case = weighed(minimal(), through="lia", consented=True)
    assert case.state.bench.brought == "lia"
    case.reseat(member=(*MEMBERS, "lia"), lead=("lia",))
    free = entitled(case.law.roles, case.state.bench, "member").persons
    assert free == MEMBERS
    no = case.must_not(
        DoAct(act="vote-occurred", by="lia", about="res", ballot=ballot.slip("yes", "n")),
        "you stepped aside from this case, or are a party to it; '{act}' is for those who are free of conflict",
    )
    assert no.clause.id == "P10"
    assert not access.standings(case.law, case.state, "lia") & {Standing.JUDGE, Standing.PRESIDES}


def test_who_sits_and_takes_a_report_in_for_somebody_before_them_goes_on_sitting() -> None:
    """P14: listening at office hours takes nobody's seat, or a small council would have none left."""
    case = weighed(minimal(), through="m2", consented=True)
    assert case.state.bench.brought == ""
    assert "m2" in entitled(case.law.roles, case.state.bench, "member").persons


def test_who_tells_it_themselves_brought_nothing_for_another() -> None:
    """P10: they are a party, and that bars them already."""
    assert weighed(minimal()).state.bench.brought == ""
