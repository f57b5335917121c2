# SPDX-License-Identifier: Apache-2.0
"""Who decides what is kept of a case, and who sees it."""

from __future__ import annotations

from comity.core.access import copied, keepers, keeping_seen, may_keep, sees_keeping
from tests.core.laws import minimal
from tests.core.sitting import heard

PEOPLE = ("led", "m1", "e1", "rep", "res", "gu", "stranger", "")


def test_who_presides_decides_and_who_judges_sees_it() -> None:
    """P10, P17: no party, no substitute who only waits and nobody from outside does either."""
    case = heard(minimal())
    assert [p for p in PEOPLE if may_keep(case.law, case.state, p)] == ["led"]
    assert [p for p in PEOPLE if sees_keeping(case.law, case.state, p)] == ["led", "m1"]


def test_who_stepped_aside_decides_nothing_and_who_takes_the_place_does() -> None:
    """P10: a hold can be as partial as a vote; a case that was closed before anybody declared can still be held."""
    case = heard(minimal())
    assert may_keep(case.law, case.state, "led") is not None
    case.do("step-aside", "led")
    assert not sees_keeping(case.law, case.state, "led")
    assert [p for p in PEOPLE if may_keep(case.law, case.state, p)] != ["led"]


def test_a_party_reads_it_of_the_own_papers_and_the_bench_of_all() -> None:
    """P17: until when it is kept is for whoever filed it and those who judge; nobody else learns of it."""
    case = heard(minimal())
    everything = case.state.papers
    assert keepers(case.law, case.state) == ("led", "m1", "m2", "m3", "m4", "m5")
    assert keeping_seen(case.law, case.state, "m1") == everything
    for party in ("rep", "res"):
        assert keeping_seen(case.law, case.state, party) == tuple(p for p in everything if p.by == party)
    assert keeping_seen(case.law, case.state, "stranger") == ()


def test_a_party_takes_along_the_own_papers_and_what_both_were_told() -> None:
    """P4, P10: never what the other side wrote, and nobody who is no party takes anything."""
    case = heard(minimal())
    case.paper("answer", "res")
    for party in ("rep", "res"):
        found = copied(case.law, case.state, party)
        assert all(p.by == party or p.kind in {"words", "decision"} for p in found)
    assert [p.kind for p in copied(case.law, case.state, "res") if p.by == "res"] == ["answer"]
    assert "answer" not in {p.kind for p in copied(case.law, case.state, "rep")}
    assert copied(case.law, case.state, "led") == ()
    assert copied(case.law, case.state, "stranger") == ()
