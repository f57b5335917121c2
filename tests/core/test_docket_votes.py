# SPDX-License-Identifier: Apache-2.0
"""Votes in a case: whose ballot counts, when a box is void, and who is asked when nobody can answer."""

from __future__ import annotations

from comity.core import ballot
from comity.core.procedure.words import Kind
from tests.core.laws import FULL, full, law, minimal
from tests.core.sitting import MEMBERS, Sitting, party, weighed

NAME_EARLY = """
[[act]]
id = "name-early"
text = "The lead names a guide."
anytime = true
by = ["lead"]
verb = "appoint"
role = "guide"
"""
MAJORITY = ('share = "more than 1/2"\n  of = "seats"', 'share = "more than 1/2"\n  of = "entitled"')


def boxes_voided(case: Sitting) -> list[str]:
    return [str(f.value["box"]) for f in case.happened("occurred", "voided")]


def counted(case: Sitting) -> dict[str, int]:
    (fact,) = case.happened("occurred", "counted")
    counts = fact.value["counts"]
    assert isinstance(counts, dict)
    return {k: v for k, v in counts.items() if v}


def test_a_full_box_is_counted_at_once_and_its_slips_are_sorted_by_hash() -> None:
    """P11: the count tells neither who nor in which order."""
    case = weighed(minimal())
    case.votes("yes", "yes", "yes", "no", "abstain")
    (fact,) = case.happened("occurred", "counted")
    slips = fact.value["slips"]
    assert isinstance(slips, tuple)
    assert slips == tuple(sorted(slips, key=ballot.mark))
    assert slips != tuple(ballot.slip(c, f"n{n}") for n, c in enumerate(("yes", "yes", "yes", "no", "abstain"), 1))
    assert counted(case) == {"yes": 3, "no": 1, "abstain": 1}
    assert not case.waiting
    assert fact.who == ""


def test_no_fact_joins_a_member_and_a_choice() -> None:
    """P11: issued says who, counted says what, and nothing says both."""
    case = weighed(minimal())
    case.votes("yes", "no")
    told = [f for f in case.facts if f.who in MEMBERS and f.kind in (Kind.QUESTION, Kind.ACT)]
    assert len(told) == 4
    assert all(not {"choice", "slips", "counts", "answer"} & set(f.value) for f in told)


def test_a_dated_rule_is_the_one_that_held_when_the_case_was_opened() -> None:
    """P6: an amendment of the share in the middle of a case does not reach it."""
    rule = '  [[question.rule]]\n  share = "more than 1/2"\n  of = "seats"'
    dated = (
        rule + "\n  since = 2025-01-01T00:00:00Z\n\n  [[question.rule]]\n"
        '  share = "at least all"\n  of = "seats"\n  since = 2026-01-08T00:00:00Z'
    )
    case = weighed(minimal((rule, dated)))
    case.votes("yes", "yes", "yes", "no", "no")
    assert case.state.answers["occurred", "res"] == "yes"


def test_a_choice_that_is_sent_beside_the_ballot_is_not_recorded() -> None:
    """P11: the history never joins a member and a choice, whatever a client sends."""
    case = weighed(minimal())
    facts = case.do("vote-occurred", "m1", about="res", choice="yes", ballot=ballot.slip("no", "n"))
    assert all("choice" not in f.value for f in facts)
    assert "yes" not in str([dict(f.value) for f in facts])


def test_too_few_to_judge_may_still_be_asked() -> None:
    """P13: better two of five than nobody."""
    case = weighed(minimal())
    case.reseat(elders=(), bailiff=(), assembly=(), lead=(), member=("m1", "m2"))
    case.settle("occurred/res", "m2", "not-proven")
    assert case.state.answers["occurred", "res"] == "not-proven"


def appealed(case: Sitting) -> Sitting:
    """A decision that stands, and that the elders look at again."""
    case.votes("yes", "yes", "yes", "no", "no")
    case.past("window-ends")
    case.paper("appeal", "res", choice="procedure")
    return case


def test_a_question_that_is_open_is_not_put_twice_and_one_that_is_counted_may_be() -> None:
    """P11: an open box goes on; a closed one is followed by a new one."""
    still = appealed(weighed(full()))
    still.past("keep-time")
    assert [f.value["box"] for f in still.happened("keep", "put")] == ["keep#1"]
    assert still.state.answers["keep", ""] == "keep"
    late = ('late = [{ put = "keep" }, { count = "keep" }]', 'late = [{ count = "keep" }, { put = "keep" }]')
    again = appealed(weighed(full(late)))
    again.past("keep-time")
    assert [f.value["box"] for f in again.happened("keep", "put")] == ["keep#1", "keep#2"]


def test_nobody_votes_twice() -> None:
    """P11: one ballot each."""
    case = weighed(minimal())
    case.vote("m1", "yes")
    case.refused(
        "vote-occurred", "m1", "there is nothing that '{act}' could be about now", about="res",
        ballot=ballot.slip("yes", "again"),
    )  # fmt: skip


def test_a_member_who_steps_aside_after_voting_voids_the_whole_box() -> None:
    """P10: an unlinkable ballot cannot be taken out, so everybody votes again."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.do("step-aside", "m1")
    assert boxes_voided(case) == ["occurred/res#1"]
    assert not case.waiting
    assert case.state.boxes["occurred/res"].issued == frozenset()
    for member in MEMBERS[1:]:
        case.vote(member, "no")
    assert counted(case) == {"no": 4}


def test_a_member_who_steps_aside_without_having_voted_leaves_the_box_alone() -> None:
    """P10: the quorum is recomputed; the ballots of the others stand."""
    case = weighed(minimal())
    case.votes("yes", "yes", "yes", "yes")
    case.do("step-aside", "m5")
    assert not boxes_voided(case)
    assert counted(case) == {"yes": 4}
    assert case.state.boxes["occurred/res"].base == 5


def test_an_upheld_challenge_voids_the_box_and_a_dismissed_one_does_not() -> None:
    """P10: who had to step aside does not count either."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.do("challenge", "res", about="m1")
    case.do("challenge", "res", about="m2")
    case.do("rule-on-challenge", "led", about="m1", choice="dismissed")
    assert not boxes_voided(case)
    case.do("rule-on-challenge", "led", about="m2", choice="upheld")
    assert boxes_voided(case) == ["occurred/res#1"]


def test_a_member_who_becomes_a_party_after_voting_voids_the_box() -> None:
    """P10: nobody judges in the own cause, also who was entered late."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.do("enter-party", "led", party=party("m1", "witness"))
    assert boxes_voided(case) == ["occurred/res#1"]


def test_a_member_who_leads_the_talk_after_voting_voids_the_box() -> None:
    """P8: who has heard what was said in confidence does not judge."""
    case = weighed(law(FULL + NAME_EARLY))
    case.votes("yes", "yes")
    case.do("name-early", "led", about="m1")
    assert boxes_voided(case) == ["occurred/res#1"]
    case.refused("vote-occurred", "m1", "'{act}' is for {roles}", about="res", ballot=ballot.slip("no", "x"))


def test_a_member_who_resigns_in_the_middle_of_a_vote_leaves_a_ballot_that_stands() -> None:
    """P13: it was cast in office; no seat votes twice, for the others fill the box."""
    case = weighed(minimal())
    case.votes("yes", "yes", "yes", "yes")
    case.reseat(member=MEMBERS[1:])
    assert not boxes_voided(case)
    case.vote("m5", "no")
    assert counted(case) == {"yes": 4, "no": 1}


def test_a_member_who_resigns_as_the_last_one_missing_completes_the_box() -> None:
    """P13: a vote does not wait for somebody who is gone."""
    case = weighed(minimal())
    case.votes("yes", "yes", "yes", "yes")
    case.reseat(member=MEMBERS[:4])
    assert counted(case) == {"yes": 4}


def test_a_seat_that_is_filled_again_after_its_holder_voted_does_not_vote_twice() -> None:
    """P13: five seats, never six ballots."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.reseat(member=("m6", *MEMBERS[1:]))
    assert boxes_voided(case) == ["occurred/res#1"]
    for member in ("m6", *MEMBERS[1:]):
        case.vote(member, "no")
    assert sum(counted(case).values()) == 5


def test_a_seat_that_is_filled_again_before_its_holder_voted_leaves_the_box_alone() -> None:
    """P13: newcomers get open cases."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.reseat(member=("m1", "m2", "m3", "m4", "m6"))
    assert not boxes_voided(case)
    assert "vote-occurred" in case.options("m6")


def test_the_share_of_those_entitled_counts_who_has_voted_and_left() -> None:
    """P15: the base is explicit, and a ballot is always a part of it."""
    case = weighed(minimal(MAJORITY, ("seats = 5\n", "")))
    case.votes("yes", "yes")
    case.reseat(member=("m2", "m3", "m4", "m5", "m6"))
    for member, choice in (("m3", "no"), ("m4", "no"), ("m5", "no"), ("m6", "yes")):
        case.vote(member, choice)
    assert case.state.boxes["occurred/res"].base == 6


def test_where_too_few_are_left_another_body_takes_over_an_empty_box() -> None:
    """P10: with three of five aside the elders vote, and the first ballots do not count with theirs."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    for member in MEMBERS[2:]:
        case.do("step-aside", member)
    assert boxes_voided(case) == ["occurred/res#1"]
    (fell,) = case.happened("member", "fell")
    assert fell.value["to"] == "elders"
    for elder in ("e1", "e2", "e3"):
        case.vote(elder, "no")
    assert counted(case) == {"no": 3}
    assert case.state.boxes["occurred/res"].base == 3


def test_somebody_of_the_body_that_takes_over_may_step_aside_too() -> None:
    """P10: conflict is settled for whoever judges."""
    case = weighed(minimal())
    for member in MEMBERS[2:]:
        case.do("step-aside", member)
    case.do("step-aside", "e1")
    case.vote("e2", "no")
    no = case.refused("vote-occurred", "e1", "you stepped aside from this case, or are a party to it; '{act}' is for "
                      "those who are free of conflict", about="res", ballot=ballot.slip("no", "e"))  # fmt: skip
    assert [f.name for f in case.facts if f.moment == "attempted"] == ["conflict.attempted"]
    assert no.clause.id == "P10"


def test_a_council_that_falls_vacant_in_a_vote_is_taken_over_and_comes_back() -> None:
    """P13: the case is not lost; whoever is seated at last votes alone."""
    case = weighed(minimal())
    case.votes("yes", "yes", "yes")
    case.reseat(member=())
    assert boxes_voided(case) == ["occurred/res#1"]
    case.vote("e1", "no")
    case.reseat(member=MEMBERS)
    assert boxes_voided(case) == ["occurred/res#1", "occurred/res#2"]
    case.votes("yes", "yes", "yes", "yes", "yes")
    assert counted(case) == {"yes": 5}


def test_where_nobody_is_left_at_all_a_human_is_asked_and_the_ballots_are_not_counted_as_they_lie() -> None:
    """P13: two of five are no council; silence decides nothing."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.reseat(elders=(), member=("m1", "m2"))
    assert not case.happened("occurred", "counted")
    assert case.state.asks["occurred/res"].role == "lead"


def test_a_ballot_in_a_box_that_a_human_answers_is_voided() -> None:
    """P11: no ballot lies on uncounted."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.reseat(elders=(), member=("m1", "m2"))
    case.settle("occurred/res", "led", "not-proven")
    assert boxes_voided(case) == ["occurred/res#1"]
    assert not case.waiting
    assert case.state.outcome == "not-found"


def test_the_lead_who_is_gone_is_not_asked_alone_for_ever() -> None:
    """P13: where nobody holds the role that is asked, the next in line may settle it."""
    case = weighed(minimal(('else = "member"\n', "")))
    case.votes("yes", "yes", "no", "no", "abstain")
    assert case.state.asks["occurred/res"].role == "lead"
    case.reseat(lead=())
    case.settle("occurred/res", "m2", "no")
    assert case.state.answers["occurred", "res"] == "no"


def test_a_party_is_never_the_human_who_is_asked_for_a_finding() -> None:
    """P10: with every body empty the question stays open rather than going to the reporter."""
    case = weighed(minimal())
    case.reseat(member=(), lead=(), elders=(), bailiff=(), assembly=())
    case.past("vote-time")
    roles = {a.role for a in case.state.asks.values()}
    assert roles <= {"lead", "member"}
