# SPDX-License-Identifier: Apache-2.0
"""The house's window: who may vote, when, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest

from comity.core import veto
from comity.core.ballot import Comparison, Share, parse_share
from comity.core.clause import Clause, Malformed, promise
from comity.core.veto import decide as law
from tests.core.walking import Walk, digest, utc

CLAUSE = Clause(document="sample/1", id="house")
RULES = veto.VetoRules(clause=CLAUSE)
START = utc("2024-02-28T19:00")
OPENS = utc("2024-02-29T19:00")
CLOSES = utc("2024-03-06T19:00")
LISTED = veto.Roll(digest=digest("roll"), weights={"ada": 40, "ben": 30, "cyd": 25, "dot": 5})
ELSEWHERE = veto.Roll(digest=digest("roll"))
TERMS = veto.Terms(
    case="case-1", question="stand", clause="window", share=parse_share("more than 1/2"), kind=veto.BaseKind.SUPPLY,
    amount=100, roll=LISTED, opens=OPENS, closes=CLOSES,
)  # fmt: skip
OUT = veto.Exclusion(clause="own-cause", delegates=("dot",))
Acts: TypeAlias = tuple[veto.Command, ...]
Windowing: TypeAlias = "Walk[veto.Window, veto.Command, veto.Event]"


def fresh(rules: veto.VetoRules = RULES) -> Windowing:
    return Walk(veto.VetoDecider(rules=rules), start=START, events=veto.EVENTS, reasons=veto.REASONS)


def opened(terms: veto.Terms = TERMS, rules: veto.VetoRules = RULES) -> Windowing:
    walk = fresh(rules)
    walk.must(veto.OpenWindow(terms=terms))
    walk.until(terms.opens)
    return walk


def no(delegate: str, ground: str = "") -> veto.Cast:
    return veto.Cast(delegate=delegate, choice=veto.Choice.VETO, ground=ground)


def yes(delegate: str) -> veto.Cast:
    return veto.Cast(delegate=delegate, choice=veto.Choice.STAND)


def again(delegate: str, choice: veto.Choice) -> veto.Recast:
    return veto.Recast(delegate=delegate, choice=choice)


def totals(against: int, as_of: datetime, *, stand: int = 0) -> veto.ImportTally:
    return veto.ImportTally(numbers=veto.Numbers(veto=against, stand=stand), as_of=as_of, source="block-7")


def outside(**changed: object) -> veto.Terms:
    return replace(TERMS, roll=ELSEWHERE, **changed)  # type: ignore[arg-type]


# A window whose votes are cast here


def test_a_decision_stands_where_the_house_says_nothing() -> None:
    """P15: silence is no veto; the window closes at its own instant, however late somebody looks."""
    walk = opened()
    assert walk.decider.due(walk.state) == CLOSES
    assert walk.wait(timedelta(days=100)) == [
        veto.WindowClosed(at=CLOSES, outcome=veto.Outcome.STANDS, numbers=veto.Numbers())
    ]
    assert walk.state.closed == CLOSES
    assert walk.decider.due(walk.state) is None


def test_enough_weight_vetoes_and_the_distance_is_shown_on_the_way() -> None:
    """P15: more than half of 100 needs 51."""
    walk = opened()
    assert walk.must(no("ada")) == [
        veto.VoteCast(at=OPENS, delegate="ada", choice=veto.Choice.VETO, weight=40, ground=""),
        veto.NumbersKnown(at=OPENS, numbers=veto.Numbers(veto=40), distance=11, met=False),
    ]
    walk.must(yes("ben"))
    walk.must(no("cyd"))
    shown = veto.standing(walk.state)
    assert shown == veto.Standing(
        numbers=veto.Numbers(veto=65, stand=30),
        base=100,
        needed=51,
        distance=0,
        met=True,
        measure="more than 1/2 of the votable supply when the window opened",
        opens=OPENS,
        closes=CLOSES,
        names_somebody=False,
        outcome=None,
    )
    walk.until(CLOSES)
    assert walk.state.outcome is veto.Outcome.VETOED


def test_a_vote_counts_from_the_opening_instant_and_not_at_the_closing_one() -> None:
    """P15: the instants are explicit; the window is closed at `closes`."""
    walk = fresh()
    walk.must(veto.OpenWindow(terms=TERMS))
    refusal = walk.must_not(no("ada"), law.NOT_YET)
    assert refusal.text == "The window opens at 2024-02-29T19:00:00+00:00."
    assert refusal.clause == Clause(document="sample/1", id="window")
    walk.until(OPENS - timedelta(seconds=1))
    walk.must_not(no("ada"), law.NOT_YET)
    walk.until(OPENS)
    walk.must(no("ada"))
    walk.until(CLOSES - timedelta(seconds=1))
    walk.must(no("ben"))
    walk.until(CLOSES)
    walk.must_not(no("cyd"), law.CLOSED)


def test_a_changed_vote_counts_once() -> None:
    """P15: weight moves from one choice to the other."""
    walk = opened()
    walk.must(no("ada"))
    walk.must_not(yes("ada"), law.VOTED_BEFORE)
    walk.must(again("ada", veto.Choice.ABSTAIN))
    assert walk.state.numbers == veto.Numbers(abstain=40)
    walk.must(again("ada", veto.Choice.STAND))
    assert walk.state.numbers == veto.Numbers(stand=40)
    assert walk.state.votes == {"ada": veto.Vote(choice=veto.Choice.STAND, weight=40, ground="")}
    walk.must_not(again("ben", veto.Choice.VETO), law.NOT_VOTED)


def test_whether_a_vote_may_be_changed_is_the_procedure_s() -> None:
    """P7: the refusal does not offer what the procedure forbids."""
    walk = opened(rules=replace(RULES, recast=False))
    walk.must(no("ada"))
    assert walk.must_not(again("ada", veto.Choice.STAND), law.NO_RECAST).clause == CLAUSE
    assert walk.must_not(yes("ada"), law.VOTED_BEFORE).possible == ()
    usual = opened()
    usual.must(no("ada"))
    assert usual.must_not(no("ada"), law.VOTED_BEFORE).possible[0].act == "Recast"


def test_a_veto_names_its_ground_where_the_procedure_asks_for_one() -> None:
    """P7: letting a decision stand needs no ground."""
    walk = opened(rules=replace(RULES, grounds=True))
    walk.must_not(no("ada"), law.NO_GROUND)
    walk.must(yes("ben"))
    walk.must(no("ada", ground="1b"))
    assert walk.state.votes["ada"].ground == "1b"


def test_a_ground_is_one_of_those_that_the_procedure_knows() -> None:
    """P26: with a paper beside it or without; no ground of one's own making, and no paper alone."""
    walk = opened(rules=replace(RULES, grounds=True, among=("rules", "proportion")))
    for wrong in ("", "other", digest("why"), f"other {digest('why')}"):
        assert walk.must_not(no("ada", ground=wrong), law.NO_GROUND).field == "ground"
    walk.must(no("ada", ground=veto.grounded("rules", digest("why"))))
    walk.must(no("ben", ground="proportion"))
    free = opened(rules=replace(RULES, grounds=True))
    free.must(no("ada", ground=digest("why")))


@pytest.mark.parametrize(
    ("ground", "paper"), [("", ""), ("rules", ""), ("", digest("why")), ("rules", digest("why")), ("1 b", "")]
)
def test_a_ground_and_its_paper_are_one_text_and_told_apart_again(ground: str, paper: str) -> None:
    """P25: what stands in the history is read as it was meant."""
    assert veto.ground_of(veto.grounded(ground, paper)) == (ground, paper)


def test_only_delegates_on_the_roll_vote() -> None:
    """P15: the roll is the one of the opening instant."""
    opened().must_not(no("eve"), law.NOT_ON_ROLL)


def test_a_party_s_weight_is_left_out_under_its_clause_and_the_page_warns() -> None:
    """P15: leaving out a weight on a public roll names somebody."""
    walk = opened(replace(TERMS, exclusion=OUT))
    assert walk.must_not(no("dot"), law.EXCLUDED).clause == Clause(document="sample/1", id="own-cause")
    assert walk.state.names_somebody
    for secret in (
        replace(TERMS, exclusion=OUT, roll=replace(LISTED, public=False)),
        replace(TERMS, exclusion=replace(OUT, delegates=())),
        TERMS,
    ):
        assert not opened(secret).state.names_somebody


def test_the_terms_of_a_window_never_change() -> None:
    """P6: an instant is fixed when it is set."""
    walk = opened()
    assert walk.must_not(veto.OpenWindow(terms=TERMS), law.OPENED_BEFORE).clause == promise(6)
    walk.until(CLOSES)
    walk.must_not(veto.OpenWindow(terms=TERMS), law.OPENED_BEFORE)
    fresh().must_not(no("ada"), law.NO_WINDOW)
    assert veto.standing(fresh().state) is None


# A window that nobody could veto


def infeasible(terms: veto.Terms, at: datetime = START) -> veto.Infeasible | None:
    walk = fresh()
    walk.until(at)
    events = walk.must(veto.OpenWindow(terms=terms))
    last = events[-1]
    if not isinstance(last, veto.WindowInfeasible):
        assert walk.state.outcome is None
        return None
    assert walk.state.outcome is veto.Outcome.INFEASIBLE
    assert (walk.state.why, walk.state.closed) == (last.why.value, at)
    assert walk.decider.due(walk.state) is None
    walk.must_not(no("ada"), law.CLOSED)
    return last.why


def test_a_window_without_a_base_is_infeasible() -> None:
    """P15: what nobody can count, nobody can veto; the fallback follows at once."""
    assert infeasible(replace(TERMS, amount=None)) is veto.Infeasible.BASE_UNKNOWN
    assert infeasible(replace(TERMS, amount=0)) is veto.Infeasible.BASE_UNKNOWN
    assert infeasible(replace(TERMS, amount=1)) is None
    all_of_it = veto.Exclusion(clause="c", delegates=("ada", "ben", "cyd", "dot"), from_base=True)
    assert infeasible(replace(TERMS, exclusion=all_of_it)) is veto.Infeasible.BASE_UNKNOWN


def test_a_roll_that_cannot_reach_the_share_makes_a_window_infeasible() -> None:
    """P15: at the exact unit: all hundred reach more than half of 199, and not of 200."""
    assert infeasible(replace(TERMS, amount=199)) is None
    assert infeasible(replace(TERMS, amount=200)) is veto.Infeasible.OUT_OF_REACH
    assert infeasible(replace(TERMS, amount=189, exclusion=OUT)) is None
    assert infeasible(replace(TERMS, amount=190, exclusion=OUT)) is veto.Infeasible.OUT_OF_REACH
    known = veto.Roll(digest=digest("r"), total=50)
    assert infeasible(replace(TERMS, roll=known, amount=99)) is None
    assert infeasible(replace(TERMS, roll=known, amount=100)) is veto.Infeasible.OUT_OF_REACH
    assert infeasible(outside()) is None


def test_a_window_without_time_is_infeasible() -> None:
    """P15: a window that is over when it is opened cannot be vetoed."""
    assert infeasible(replace(TERMS, closes=OPENS)) is veto.Infeasible.NO_TIME
    assert infeasible(TERMS, at=CLOSES) is veto.Infeasible.NO_TIME
    assert infeasible(TERMS, at=CLOSES - timedelta(seconds=1)) is None


# A house that votes elsewhere


def test_totals_from_elsewhere_replace_each_other_and_the_last_ones_decide() -> None:
    """P15: voting ends at the closing instant; its totals are read later, by a human."""
    walk = opened(outside())
    walk.until(OPENS + timedelta(days=2))
    walk.must(totals(30, OPENS + timedelta(days=1)))
    walk.must(totals(60, OPENS + timedelta(days=2)))
    assert walk.wait(timedelta(days=30)) == [veto.NumbersAwaited(at=CLOSES)]
    assert (walk.state.stage, walk.decider.due(walk.state)) == (veto.Stage.AWAITING, None)
    assert walk.must_not(totals(60, CLOSES - timedelta(seconds=1)), law.NOT_THE_LAST).clause == promise(15)
    last = walk.must(totals(50, CLOSES, stand=50))
    numbers = veto.Numbers(veto=50, stand=50)
    assert last == [
        veto.TallyImported(at=walk.now, numbers=numbers, as_of=CLOSES, source="block-7"),
        veto.NumbersKnown(at=walk.now, numbers=numbers, distance=1, met=False),
        veto.WindowClosed(at=walk.now, outcome=veto.Outcome.STANDS, numbers=numbers),
    ]
    assert (walk.state.as_of, walk.state.source) == (CLOSES, "block-7")
    walk.must_not(totals(60, CLOSES), law.CLOSED)


def test_totals_count_as_they_stood_within_the_window_and_in_order() -> None:
    """P15: neither from before the opening, nor from the future, nor older than those known."""
    walk = opened(outside())
    walk.must_not(totals(1, OPENS - timedelta(seconds=1)), law.WRONG_INSTANT)
    walk.must_not(totals(1, OPENS + timedelta(seconds=1)), law.WRONG_INSTANT)
    walk.must(totals(1, OPENS))
    walk.until(OPENS + timedelta(hours=2))
    walk.must(totals(2, OPENS + timedelta(hours=1)))
    refusal = walk.must_not(totals(3, OPENS), law.WRONG_INSTANT)
    assert "2024-02-29T21:00:00+00:00" in refusal.text
    walk.must(totals(3, OPENS + timedelta(hours=1)))


def test_more_weight_than_the_house_has_is_refused() -> None:
    """P15: a typing error in the totals does not veto anything."""
    walk = opened(outside())
    walk.must(totals(60, OPENS, stand=40))
    walk.must_not(totals(60, OPENS, stand=41), law.TOO_MUCH)
    known = opened(replace(TERMS, roll=veto.Roll(digest=digest("r"), total=80)))
    known.must(totals(80, OPENS))
    known.must_not(totals(81, OPENS), law.TOO_MUCH)


def test_votes_here_and_totals_from_elsewhere_are_not_mixed() -> None:
    """P15: one numerator, from one place."""
    assert opened().must_not(totals(1, OPENS), law.COUNTED_HERE).possible[0].act == "Cast"
    assert opened(outside()).must_not(no("ada"), law.COUNTED_ELSEWHERE).possible[0].act == "ImportTally"


def test_weight_cannot_be_left_out_of_totals() -> None:
    """P15: what is not listed cannot be subtracted."""
    refusal = fresh().must_not(veto.OpenWindow(terms=outside(exclusion=OUT)), law.EXCLUSION_UNLISTED)
    assert refusal.clause.id == "own-cause"


# Bad input


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (replace(TERMS, case=""), "terms.case"),
        (replace(TERMS, clause=""), "terms.clause"),
        (replace(TERMS, amount=-1), "terms.amount"),
        (replace(TERMS, share=Share(comparison=Comparison.AT_LEAST, numerator=2, denominator=1)), "terms.share"),
        (replace(TERMS, share=Share(comparison=Comparison.AT_LEAST, numerator=0, denominator=1)), "terms.share"),
        (replace(TERMS, roll=replace(LISTED, digest="roll")), "terms.roll.digest"),
        (replace(TERMS, roll=replace(LISTED, weights={"ada": 0})), "terms.roll.weights"),
        (replace(TERMS, roll=replace(LISTED, total=100)), "terms.roll.total"),
        (replace(TERMS, roll=replace(ELSEWHERE, total=-1)), "terms.roll.total"),
        (replace(TERMS, exclusion=replace(OUT, clause="")), "terms.exclusion.clause"),
    ],
)
def test_terms_that_cannot_be_are_named_by_their_field(terms: veto.Terms, field: str) -> None:
    """P26: a clear error names the field and the rule."""
    with pytest.raises(Malformed) as caught:
        fresh().do(veto.OpenWindow(terms=terms))
    assert [(fault.field, fault.rule) for fault in caught.value.faults] == [(field, f"veto.{field}")]


@pytest.mark.parametrize("source", ["the poll that Anna keeps", "anna@council.example", "https://poll.example/ x"])
def test_the_source_of_totals_is_a_reference_and_no_prose(source: str) -> None:
    """P21: a free line in a public event would be where somebody's name stands for ever."""
    with pytest.raises(Malformed) as caught:
        opened(outside()).do(veto.ImportTally(numbers=veto.Numbers(veto=1), as_of=OPENS, source=source))
    assert [(fault.field, fault.rule) for fault in caught.value.faults] == [("source", "veto.source")]
    assert "no prose" in caught.value.faults[0].text


@pytest.mark.parametrize("choice", ["veto", "stand", "abstain"])
def test_totals_are_no_negative_numbers_and_name_their_source(choice: str) -> None:
    """P26: both faults at once."""
    numbers = veto.Numbers(**{choice: -1})
    with pytest.raises(Malformed) as caught:
        opened(outside()).do(veto.ImportTally(numbers=numbers, as_of=OPENS, source=""))
    assert [fault.field for fault in caught.value.faults] == ["numbers", "source"]


# All of it


def test_every_event_and_every_refusal_of_a_window_is_reached() -> None:
    """P7: nothing in the room is dead."""
    strict = veto.VetoRules(clause=CLAUSE, recast=False, grounds=True)
    here, there = opened(replace(TERMS, exclusion=OUT), strict), opened(outside())
    early, lost = fresh(), fresh()
    before: Acts = (no("ada"), veto.OpenWindow(terms=outside(exclusion=OUT)), veto.OpenWindow(terms=TERMS), no("ada"))
    votes: Acts = (
        no("ada"), no("dot"), no("eve"), yes("ben"), yes("ben"), again("ben", veto.Choice.STAND),
        again("ada", veto.Choice.STAND), totals(1, OPENS), veto.OpenWindow(terms=TERMS),
    )  # fmt: skip
    counts: Acts = (no("ada"), totals(1, CLOSES), totals(101, OPENS), totals(1, OPENS))
    after: Acts = (totals(1, OPENS), totals(51, CLOSES), totals(51, CLOSES))
    for walk, acts in ((early, before), (here, votes), (there, counts)):
        for command in acts:
            walk.do(command)
    there.until(CLOSES)
    for command in after:
        there.do(command)
    lost.do(veto.OpenWindow(terms=replace(TERMS, amount=None)))
    walks = (here, there, early, lost)
    assert set[type]().union(*(walk.seen for walk in walks)) == set(veto.EVENTS)
    assert set[str]().union(*(walk.refused for walk in walks)) == set(veto.REASONS)
