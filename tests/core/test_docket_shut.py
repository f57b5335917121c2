# SPDX-License-Identifier: Apache-2.0
"""What is closed to a party, and why: by the same checks that refuse, and for nobody who must not know of the case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comity.core.access import may_preview, may_reach, measures_seen, opens
from comity.core.docket import DoAct, more_time, options, shut
from comity.core.evidence import Paper
from comity.core.procedure.words import PaperKind, Verb
from comity.core.sanction import Life, Term
from tests.core.laws import full, minimal
from tests.core.sitting import PAPER, PARTIES, REFUSED, Sitting, heard, party, weighed

SIDES = (party("rep", "reporter"), party("res", "respondent"), party("wit", "witness"))


def closed(case: Sitting, person: str) -> dict[str, str]:
    return {one.act: one.refusal.text for one in shut(case.law, case.state, person, case.now)}


@pytest.mark.parametrize("person", ["rep", "res", "wit"])
def test_what_is_closed_is_what_the_law_refuses_with_the_same_words(person: str) -> None:
    """P7: every closed door is tried, and the refusal is the one that was shown beforehand."""
    for case in (Sitting(full()).open(*SIDES), heard(full(), *SIDES), weighed(full(), *SIDES)):
        for one in shut(case.law, case.state, person, case.now):
            no = case.must_not(DoAct(act=one.act, by=person), one.refusal.text)
            assert no.clause == one.refusal.clause


def test_no_act_is_open_and_closed_at_once() -> None:
    """P7: the two lists are halves of one whole."""
    case = heard(full())
    for person in ("rep", "res"):
        open_now = {o.act for o in options(case.law, case.state, person, case.now)}
        assert not open_now & set(closed(case, person))
        assert open_now


def test_nothing_is_closed_to_whoever_must_not_know_of_the_case() -> None:
    """P4: a door that is shown closed would tell that there is a house."""
    case = Sitting(full()).open(*SIDES)
    assert closed(case, "rep")
    for person in ("res", "wit", "m1", "led", "stranger", ""):
        assert not closed(case, person)
        assert more_time(case.law, case.state, person, case.now) is None


def test_a_party_learns_who_can_move_the_own_deadline() -> None:
    """P6: the act that moves it is cited, though it is somebody else's."""
    case = heard(full())
    found = [one for one in shut(case.law, case.state, "res", case.now) if one.verb is Verb.EXTEND]
    assert [one.act for one in found] == ["more-time"]
    no = more_time(case.law, case.state, "res", case.now)
    assert no is not None
    REFUSED.add(no.reason)
    assert no.text == "only lead can move this deadline"
    assert no.clause == case.law.cite("more-time")


def test_where_no_act_moves_a_deadline_the_law_says_so() -> None:
    """P6, P7: a clause of the house, because the file has none."""
    case = heard(minimal())
    no = more_time(case.law, case.state, "res", case.now)
    assert no is not None
    REFUSED.add(no.reason)
    assert no.text == f"under {case.law.id} no act moves this deadline"
    assert no.clause.id == "P6"


def test_whoever_can_move_the_deadline_is_not_told_that_nobody_can() -> None:
    """P7: an act of one's own is an option and no closed door."""
    case = heard(full(('by = ["lead"]\nverb = "extend"', 'by = ["lead", "respondent"]\nverb = "extend"')))
    assert more_time(case.law, case.state, "res", case.now) is None


def test_a_party_without_a_deadline_is_told_nothing_of_more_time() -> None:
    """P7: what is not asked is not refused."""
    assert more_time(full(), weighed(full()).state, "res", weighed(full()).now) is None


def test_the_kinds_of_papers_that_open_follow_the_position_alone() -> None:
    """P8: before the notice nothing opens to the other side; afterwards what both sides say does."""
    case = Sitting(full()).open(*SIDES)
    assert opens(case.law, case.state, "res") == frozenset()
    case = heard(full(), *SIDES)
    assert {PaperKind.WORDS, PaperKind.ANSWER, PaperKind.EVIDENCE} <= opens(case.law, case.state, "res")
    assert not opens(case.law, case.state, "res") & {PaperKind.REPORT, PaperKind.DRAFT, PaperKind.PERSPECTIVE}


def test_an_entry_is_previewed_by_parties_who_may_read_the_decision() -> None:
    """P18: not before there is a decision, and by nobody else."""
    case = weighed(full())
    case.do("read-summons", "res")
    assert not may_preview(case.law, case.state, "res")
    decision = Paper(digest=PAPER, kind=PaperKind.DECISION.value, act="an-act", by="led", at=case.now)
    state = replace(case.state, papers=(*case.state.papers, decision))
    for person, allowed in (("rep", True), ("res", True), ("led", False), ("m1", False), ("stranger", False)):
        assert may_preview(case.law, state, person) is allowed, person


def test_a_party_sees_the_own_measures_and_the_others_once_it_was_decided() -> None:
    """P8: what protects somebody in the meantime is not told to everybody."""
    case = heard(full())
    at = case.now
    on_res = Term(measure="rest", about="res", life=Life.IN_FORCE, imposed=at, interim=True, on_person=True)
    content = Term(measure="post-removal", about="", life=Life.IN_FORCE, imposed=at, interim=False, on_person=False)
    state = replace(case.state, terms={"rest/res": on_res, "post-removal": content})
    assert measures_seen(case.law, state, "res") == (on_res, content)
    assert measures_seen(case.law, state, "rep") == (content,)
    assert measures_seen(case.law, state, "stranger") == measures_seen(case.law, state, "led") == ()
    decision = Paper(digest=PAPER, kind=PaperKind.DECISION.value, act="an-act", by="led", at=at)
    assert measures_seen(case.law, replace(state, papers=(decision,)), "rep") == (on_res, content)


def test_how_a_party_may_be_reached_is_for_who_presides() -> None:
    """P21: free of conflict, about a party of the case, and never about oneself."""
    case = heard(full(), *PARTIES)
    found = {p for p in ("led", "m1", "e1", "res", "stranger", "") if may_reach(case.law, case.state, p, "rep")}
    assert found == {"led"}
    assert may_reach(case.law, case.state, "led", "stranger") is None
    named = heard(full(), *PARTIES, party("led", "witness"))
    assert may_reach(named.law, named.state, "led", "rep") is None
