# SPDX-License-Identifier: Apache-2.0
"""What the law leaves open and who is asked, what the desk learns from the facts, and when a guard is true."""

from __future__ import annotations

import pytest

from comity.core import ballot, docket
from comity.core.clause import Refusal
from comity.core.docket import DoAct, SettleAsk
from comity.core.party import Kind as PartyKind
from comity.core.procedure.words import Kind
from tests.core.laws import full, minimal
from tests.core.sitting import PAPER, heard, party, weighed


def test_a_tie_is_settled_by_those_who_are_named_and_with_a_ground() -> None:
    """P9: undefined is legal; who decided on what ground is recorded."""
    case = weighed(minimal())
    case.votes("yes", "yes", "no", "no", "abstain")
    assert case.happened("occurred", "tied")

    def settle(**fields: str) -> SettleAsk:
        return SettleAsk(**{"ask": "occurred/res", "by": "led", "answer": "not-proven", "ground": PAPER, **fields})

    for fields, field, says in (
        ({"ask": "other"}, "ask", "nothing is asked under 'other'"),
        ({"by": "m1"}, "by", "'lead' is asked"),
        ({"answer": "go-on"}, "answer", "the answers are: yes, not-proven, no"),
        ({"ground": "because"}, "ground", "who decides what the law leaves open gives a ground: a paper's digest"),
    ):  # fmt: skip
        no = case.must_not(settle(**fields), says)
        assert no.field == field
        assert no.possible
    (question,) = docket.asked(case.law, case.state, "led")
    assert (question.ask, question.thing, question.about) == ("occurred/res", "occurred", "res")
    assert question.answers == ("yes", "not-proven", "no")
    assert question.clause.id == "occurred"
    case.must(settle())
    (fact,) = case.happened("case", "settled")
    assert (fact.who, fact.about, fact.value["answer"]) == ("led", "res", "not-proven")
    assert case.state.answers["occurred", "res"] == "not-proven"
    assert case.happened("occurred", "answered")[0].who == "led"
    assert not case.state.asks


def test_too_few_votes_have_the_answer_that_the_file_gives() -> None:
    """P9: short is not-proven here, and nobody is asked."""
    case = weighed(minimal())
    case.votes("yes", "yes")
    case.past("vote-time")
    assert case.happened("occurred", "short")
    assert case.state.answers["occurred", "res"] == "not-proven"
    assert not case.state.asks


def test_an_ask_that_a_file_makes_is_asked_once_and_answered_with_going_on() -> None:
    """P13: nothing is decided by it."""
    case = weighed(full())
    case.votes("yes", "yes", "yes", "no", "no")
    case.past("window-ends")
    case.paper("appeal", "res", choice="procedure")
    assert [q.answers for q in docket.asked(case.law, case.state, "led")] == [("go-on",)]
    case.settle("lead", "led")
    assert not case.state.asks


ASKED_TWICE = (
    'late = [{ put = "keep" }, { count = "keep" }]',
    'late = [{ ask = "lead", text = "Who brings the elders together?" }]',
)


def test_two_questions_that_a_file_has_for_one_role_stand_side_by_side() -> None:
    """P7, P13: each is put in the file's own words, under the clause of who is asked; one answer leaves the other."""
    case = weighed(full(ASKED_TWICE))
    case.votes("yes", "yes", "yes", "no", "no")
    case.past("window-ends")
    case.paper("appeal", "res", choice="procedure")
    case.past("keep-time")
    asked = docket.asked(case.law, case.state, "led")
    assert {q.ask: q.text for q in asked} == {
        "lead": "What do the elders need?",
        "lead#2": "Who brings the elders together?",
    }
    assert {q.clause for q in asked} == {case.law.cite("lead")}
    with pytest.raises(Refusal) as caught:
        case.must(SettleAsk(ask="lead#2", by="m1", answer="go-on", ground=PAPER))
    assert caught.value.clause == case.law.cite("lead")
    case.settle("lead#2", "led")
    assert [q.ask for q in docket.asked(case.law, case.state, "led")] == ["lead"]


def test_who_may_vote_in_a_panel_too_small_for_secrecy_is_told_before() -> None:
    """P11: three of five are too few."""
    case = weighed(minimal())
    assert not docket.secrecy_too_small(case.law, case.state, "occurred")
    case.do("step-aside", "m1")
    assert not docket.secrecy_too_small(case.law, case.state, "occurred")
    case.do("step-aside", "m2")
    assert docket.secrecy_too_small(case.law, case.state, "occurred")


def test_slips_go_into_open_boxes_and_out_of_counted_ones() -> None:
    """P11: what the desk must do with a ballot follows from the facts."""
    case = weighed(minimal())
    slip = ballot.slip("yes", "n")
    facts = case.do("vote-occurred", "m1", about="res", ballot=slip)
    moved = docket.slips(facts, DoAct(act="vote-occurred", by="m1", about="res", ballot=slip))
    assert (moved.put, moved.clear) == ((("occurred/res#1", slip),), ())
    assert docket.slips(facts, None).put == ()
    for member in ("m2", "m3", "m4"):
        case.vote(member, "yes")
    last = case.vote("m5", "no")
    moved = docket.slips(last, DoAct(act="vote-occurred", by="m5", about="res", ballot=slip))
    assert (moved.put, moved.clear) == ((), ("occurred/res#1",))


def test_seats_that_do_not_change_are_no_news() -> None:
    """P25: the same roster says nothing."""
    case = heard(minimal())
    assert not case.reseat(member=("m1", "m2", "m3", "m4", "m5"))
    (fact,) = case.reseat(bailiff=("bb",))
    assert (fact.name, fact.thing, fact.value["persons"]) == ("role.seated", "bailiff", ("bb",))
    no = case.must_not(docket.Reseat(roster={"jury": ("x",)}), "no body has the role 'jury'")
    assert no.field == "roster.jury"


def test_a_party_gains_roles_and_tags_and_stays_known() -> None:
    """P5: whoever was known is not forgotten."""
    case = heard(minimal())
    case.do(
        "enter-party", "led", party=party("res", "witness", kind=PartyKind.UNKNOWN, tags=frozenset({"office-holder"}))
    )
    res = case.state.bench.parties["res"]
    assert (res.roles, res.known, res.tags) == (("respondent", "witness"), True, frozenset({"office-holder"}))
    assert [f.moment for f in case.facts if f.kind is Kind.PARTY and f.thing == "res"] == [
        "entered",
        "heard",
        "entered",
    ]


@pytest.mark.parametrize(
    ("guard", "holds"),
    [
        ("any respondent is office-holder", True),
        ("every respondent is office-holder", False),
        ("every affected is office-holder", False),
        ("any affected is office-holder", False),
        ("count member >= 5", True),
        ("count member > 5", False),
        ("count member < 6 and count respondent <= 2", True),
        ("count respondent < 2", False),
        ("not (any respondent is office-holder)", False),
        ("agree-words.done by every reporter", True),
        ("agree-words.done by 2 reporter", False),
        ("summons.sent by every respondent", True),
        ("summons.sent by any affected", False),
        ("answer.done by every affected", False),
        ("agree-words.declined or summons.sent", True),
        ("agree-words.declined and summons.sent", False),
    ],
)
def test_a_guard_is_true_of_the_facts(guard: str, holds: bool) -> None:
    """P6: each form of the grammar, over a case with two respondents, one of them an office holder."""
    case = heard(
        minimal(('paper = "answer"\n  when = "summons.sent"', f'paper = "answer"\n  when = "{guard}"')),
        party("rep", "reporter"), party("r1", "respondent", tags=frozenset({"office-holder"})),
        party("r2", "respondent"),
    )  # fmt: skip
    assert ("answer" in case.options("r1")) is holds
