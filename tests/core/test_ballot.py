# SPDX-License-Identifier: Apache-2.0
"""Ballots and the arithmetic of a vote: whole numbers, no rounding, no name on a slip."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import ballot
from comity.core.ballot import ABSTAIN, Base, Comparison, Outcome, Share, Stage, Tally, parse_share, tally
from tests.core.walking import utc

HALF = parse_share("more than 1/2")
SEATS = {Base.SEATS: 5, Base.ENTITLED: 4, Base.CAST: 3}


def counted(share: str, counts: dict[str, int], *, base: Base = Base.SEATS, passing: str = "") -> Tally:
    stage = Stage(share=parse_share(share), base=base, passing=frozenset(passing.split()) or None)
    return tally(counts, [stage], bases=SEATS)


@pytest.mark.parametrize(
    ("text", "comparison", "numerator", "denominator"),
    [
        ("more than 1/2", Comparison.MORE_THAN, 1, 2),
        ("at least 2/3", Comparison.AT_LEAST, 2, 3),
        ("more than 12 %", Comparison.MORE_THAN, 12, 100),
        ("more than 12%", Comparison.MORE_THAN, 12, 100),
        ("more than half", Comparison.MORE_THAN, 1, 2),
        (" at least all ", Comparison.AT_LEAST, 1, 1),
        ("at least 2 / 2", Comparison.AT_LEAST, 2, 2),
    ],
)
def test_a_share_reads_like_the_sentence_that_people_voted_on(
    text: str, comparison: Comparison, numerator: int, denominator: int
) -> None:
    """P15: explicit about numerator, denominator and comparison."""
    assert parse_share(text) == Share(comparison=comparison, numerator=numerator, denominator=denominator)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a share reads"),
        ("1/2", "a share reads"),
        ("more than 1/2 of seats", "a share reads"),
        ("at least ٢/٣", "a share reads"),
        ("at least 1.5 %", "a share reads"),
        ("at least 1234567890/1234567890", "a share reads"),
        ("at least 0/3", "lies above nothing"),
        ("at least 1/0", "lies above nothing"),
        ("at least 4/3", "lies above nothing"),
        ("at least 101 %", "lies above nothing"),
        ("more than 3/3", "can never be met"),
        ("more than 100 %", "can never be met"),
    ],
)
def test_a_share_that_nobody_could_meet_or_read_is_refused(text: str, says: str) -> None:
    """P26: the rule is named."""
    with pytest.raises(ValueError, match=says):
        parse_share(text)


def test_more_than_is_not_met_at_the_exact_unit_and_at_least_is() -> None:
    """P15: 12 % of a supply with eighteen decimals, to the unit."""
    supply = 97_000_000 * 10**18
    exactly = supply * 12 // 100
    more, least = parse_share("more than 12 %"), parse_share("at least 12 %")
    assert (more.met(exactly, supply), more.met(exactly + 1, supply)) == (False, True)
    assert (least.met(exactly - 1, supply), least.met(exactly, supply)) == (False, True)
    assert (more.needed(supply), least.needed(supply)) == (exactly + 1, exactly)
    assert (more.distance(exactly, supply), least.distance(exactly, supply)) == (1, 0)
    assert more.distance(supply, supply) == 0


@given(st.sampled_from(list(Comparison)), st.integers(1, 50), st.integers(1, 50), st.integers(1, 10**6), st.data())
def test_what_is_needed_meets_the_share_and_one_less_does_not(
    comparison: Comparison, numerator: int, denominator: int, base: int, data: st.DataObject
) -> None:
    """P15: the distance that a page shows is the distance."""
    share = Share(comparison=comparison, numerator=min(numerator, denominator), denominator=denominator)
    needed = share.needed(base)
    assert share.met(needed, base)
    assert not share.met(needed - 1, base)
    part = data.draw(st.integers(0, base))
    assert (share.distance(part, base) == 0) == share.met(part, base)


def test_nothing_reaches_a_share_of_nothing() -> None:
    """P15: an empty roll vetoes nothing, and the page says that it cannot."""
    least = parse_share("at least 1/3")
    assert not least.met(0, 0)
    assert not least.met(5, 0)
    assert not least.met(5, -1)
    assert (least.needed(0), least.distance(0, 0)) == (1, 1)
    assert str(least) == "at least 1/3"


def test_the_one_answer_that_meets_the_share_wins() -> None:
    """P15: three of five seats."""
    won = counted("more than 1/2", {"yes": 3, "no": 2, ABSTAIN: 0})
    assert (won.outcome, won.answer, won.base, won.stage) == (Outcome.ANSWERED, "yes", 5, 0)


def test_two_of_four_who_are_left_are_no_majority_of_five_seats() -> None:
    """P15: the base stays what the procedure says."""
    assert counted("more than 1/2", {"yes": 2, "no": 1}).outcome is Outcome.SHORT
    assert counted("more than 1/2", {"yes": 2, "no": 2}).outcome is Outcome.TIED
    assert counted("more than 1/2", {"yes": 2, "no": 1}, base=Base.CAST).answer == "yes"
    assert counted("at least 1/2", {"yes": 2, "no": 1}, base=Base.ENTITLED).answer == "yes"


def test_two_answers_that_both_meet_one_stage_are_a_tie() -> None:
    """P15: nothing is picked silently."""
    both = counted("at least 1/3", {"yes": 3, "no": 2})
    assert (both.outcome, both.answer) == (Outcome.TIED, None)


def test_abstentions_are_cast_and_carry_nothing() -> None:
    """P11: an abstention is published and wins no question, however many there are."""
    assert counted("more than 1/2", {"yes": 1, ABSTAIN: 4}).outcome is Outcome.SHORT
    assert counted("more than 1/2", {"yes": 0, "no": 0, ABSTAIN: 5}).outcome is Outcome.SHORT
    assert counted("more than 1/2", {"yes": 1, "no": 1, ABSTAIN: 3}).outcome is Outcome.TIED


def test_only_the_answers_that_a_stage_may_carry_pass_it() -> None:
    """P15: 34 % of noes do not win a question that needs two thirds of ayes."""
    assert counted("at least 1/3", {"yes": 1, "no": 2}, passing="yes").outcome is Outcome.SHORT
    assert counted("at least 1/3", {"yes": 2, "no": 1}, passing="yes").answer == "yes"


def test_stages_are_tried_in_order_on_the_same_ballots() -> None:
    """P15: consensus, else two thirds."""
    stages = [
        Stage(share=parse_share("at least all"), base=Base.CAST),
        Stage(share=parse_share("at least 2/3"), base=Base.CAST),
    ]
    first = tally({"yes": 3}, stages, bases={Base.CAST: 3})
    second = tally({"yes": 2, "no": 1}, stages, bases={Base.CAST: 3})
    none = tally({"yes": 1, "no": 2, "maybe": 3}, stages, bases={Base.CAST: 6})
    assert (first.stage, second.stage, none.stage) == (0, 1, 1)
    assert (second.answer, none.outcome) == ("yes", Outcome.SHORT)


def test_a_supplied_base_is_the_number_of_that_name() -> None:
    """P15: the votable supply at an instant is brought with the votes."""
    stage = Stage(share=parse_share("more than 12 %"), base=Base.SUPPLIED, supply="votable")
    counts = {"vetoed": 13, "stands": 0}
    assert tally(counts, [stage], bases={}, supplies={"votable": 100}).answer == "vetoed"
    assert tally(counts, [stage], bases={}, supplies={"other": 100}).outcome is Outcome.SHORT
    assert tally(counts, [stage], bases={}).base == 0


def test_a_base_that_nobody_gave_is_empty() -> None:
    """P15: what is not known carries nothing."""
    seats = Stage(share=HALF, base=Base.SEATS)
    assert (tally({"yes": 1}, [seats], bases={}).outcome, tally({"yes": 1}, [seats], bases={}).base) == (
        Outcome.SHORT, 0,
    )  # fmt: skip


def test_the_two_that_lead_make_a_tie_and_the_last_ones_do_not() -> None:
    """P15: 3 to 1 to 1 is no tie, 2 to 2 to 1 is one."""
    assert counted("more than 4/5", {"yes": 3, "no": 1, "maybe": 1}).outcome is Outcome.SHORT
    assert counted("more than 4/5", {"yes": 2, "no": 1, "maybe": 2}).outcome is Outcome.TIED
    assert counted("more than 4/5", {"yes": 1}).outcome is Outcome.SHORT


def test_a_quorum_counts_who_has_cast_abstentions_included() -> None:
    """P15: of those entitled, or of the named supply; at the exact unit."""
    entitled = Stage(share=HALF, base=Base.CAST, quorum=parse_share("at least 1/2"))
    bases = {Base.CAST: 2, Base.ENTITLED: 5}
    assert tally({"yes": 2, ABSTAIN: 0}, [entitled], bases=bases).outcome is Outcome.SHORT
    assert tally({"yes": 2, ABSTAIN: 1}, [entitled], bases=bases).answer == "yes"
    supplied = Stage(share=HALF, base=Base.SUPPLIED, supply="votable", quorum=parse_share("at least 30 %"))
    assert tally({"yes": 51, "no": 0}, [supplied], bases=bases, supplies={"votable": 100}).answer == "yes"
    part = Stage(share=HALF, base=Base.CAST, supply="votable", quorum=parse_share("at least 30 %"))
    assert tally({"yes": 29}, [part], bases={Base.CAST: 29}, supplies={"votable": 100}).outcome is Outcome.SHORT
    assert tally({"yes": 30}, [part], bases={Base.CAST: 30}, supplies={"votable": 100}).answer == "yes"
    assert tally({"yes": 30}, [part], bases={Base.CAST: 30}).outcome is Outcome.SHORT
    assert tally({"yes": 30}, [entitled], bases={Base.CAST: 30}).outcome is Outcome.SHORT


def test_a_level_vote_without_its_quorum_is_short_and_no_tie() -> None:
    """P15: too few have spoken, whoever leads."""
    stage = Stage(share=HALF, base=Base.CAST, quorum=parse_share("at least 1/2"))
    assert tally({"yes": 1, "no": 1}, [stage], bases={Base.CAST: 2, Base.ENTITLED: 5}).outcome is Outcome.SHORT
    assert tally({"yes": 1, "no": 1}, [stage], bases={Base.CAST: 2, Base.ENTITLED: 4}).outcome is Outcome.TIED


def test_a_question_without_a_stage_is_short_or_tied_and_never_answered() -> None:
    """P15: what the law leaves open stays open."""
    assert tally({"yes": 5}, [], bases={}).outcome is Outcome.SHORT
    tied = tally({"yes": 1, "no": 1}, [], bases={})
    assert (tied.outcome, tied.base, tied.stage) == (Outcome.TIED, 0, 0)


def test_a_dated_rule_holds_from_its_instant_and_the_newest_begun_replaces_the_others() -> None:
    """P6: a case keeps the rule under which it was opened."""
    always = Stage(share=HALF, base=Base.SEATS)
    old = Stage(share=parse_share("more than 12 %"), base=Base.SEATS, since=utc("2024-01-01T00:00"))
    new = Stage(share=parse_share("more than 20 %"), base=Base.SEATS, since=utc("2024-06-27T19:00"))
    stages = (always, old, new)
    assert ballot.in_force(stages, utc("2023-12-31T23:59")) == (always,)
    assert ballot.in_force(stages, utc("2024-01-01T00:00")) == (always, old)
    assert ballot.in_force(stages, utc("2024-06-27T18:59")) == (always, old)
    assert ballot.in_force(stages, utc("2024-06-27T19:00")) == (always, new)


def test_a_slip_carries_a_choice_and_a_nonce_and_its_mark_is_its_hash() -> None:
    """P11: each member finds the own slip in the count."""
    slip = ballot.slip("yes", "n1")
    assert slip == '{"choice":"yes","nonce":"n1"}'
    assert ballot.choice(slip) == "yes"
    assert ballot.mark(slip) == hashlib.sha256(slip.encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        "", "yes", "[]", "null", "7", '{"choice":"yes"}', '{"nonce":"n"}', '{"choice":1,"nonce":"n"}',
        '{"choice":"yes","nonce":2}', '{"choice":"yes","member":"m1","nonce":"n"}', '{"nonce":"n","choice":"yes"}',
        '{"choice": "yes", "nonce": "n"}', "[" * 100_000, json.dumps({"choice": "yes", "nonce": "n" * 129}),
    ],
)  # fmt: skip
def test_a_slip_that_says_anything_else_is_none(text: str) -> None:
    """P11: a name beside the choice would be published with the count."""
    with pytest.raises(ValueError, match="carries a choice and a nonce"):
        ballot.choice(text)


def test_the_longest_nonce_is_a_slip_still() -> None:
    """P26: the bound is said and meant."""
    assert ballot.choice(ballot.slip("yes", "n" * ballot.LONGEST_NONCE)) == "yes"


def test_the_order_of_the_count_depends_on_the_slips_alone() -> None:
    """P11: sorted by hash, whichever way they came."""
    slips = [ballot.slip(c, str(n)) for n, c in enumerate(("yes", "no", "abstain", "yes"))]
    assert ballot.shuffled(slips) == ballot.shuffled(reversed(slips)) == tuple(sorted(slips, key=ballot.mark))
    assert ballot.count(slips, ("yes", "no", "maybe")) == {"yes": 2, "no": 1, "maybe": 0, "abstain": 1}


def test_a_panel_of_three_is_too_small_for_secrecy_and_one_of_four_is_not() -> None:
    """P11: the page says so before the vote."""
    assert [ballot.too_few_for_secrecy(n) for n in (0, 3, 4, 5)] == [True, True, False, False]


def house(counts: dict[str, int], *, supply: int, quorum: str = "at least 30 %") -> Tally:
    stage = Stage(
        share=parse_share("at least 51 %"), base=Base.DECIDED, passing=frozenset({"yes"}), supply="votable",
        quorum=parse_share(quorum),
    )  # fmt: skip
    cast = sum(counts.values())
    bases = {Base.CAST: cast, Base.DECIDED: cast - counts.get(ABSTAIN, 0)}
    return tally(counts, [stage], bases=bases, supplies={"votable": supply})


@pytest.mark.parametrize(
    ("counts", "outcome", "base"),
    [
        ({"yes": 51, "no": 49, ABSTAIN: 200}, Outcome.ANSWERED, 100),
        ({"yes": 51, "no": 49, ABSTAIN: 199}, Outcome.SHORT, 100),
        ({"yes": 299, "no": 0, ABSTAIN: 0}, Outcome.SHORT, 299),
        ({"yes": 300, "no": 0, ABSTAIN: 0}, Outcome.ANSWERED, 300),
        ({"yes": 1, "no": 0, ABSTAIN: 299}, Outcome.ANSWERED, 1),
        ({"yes": 0, "no": 0, ABSTAIN: 300}, Outcome.SHORT, 0),
        ({"yes": 50, "no": 50, ABSTAIN: 900}, Outcome.TIED, 100),
        ({"yes": 509, "no": 491, ABSTAIN: 0}, Outcome.SHORT, 1000),
        ({"yes": 510, "no": 490, ABSTAIN: 0}, Outcome.ANSWERED, 1000),
    ],
)
def test_abstentions_make_the_quorum_and_never_the_share(counts: dict[str, int], outcome: Outcome, base: int) -> None:
    """P15: 30 % of a supply of 1,000 with abstentions, and 51 % of what was decided without them, to the unit."""
    told = house(counts, supply=1000)
    assert (told.outcome, told.base) == (outcome, base)
    assert told.answer == ("yes" if outcome is Outcome.ANSWERED else None)


def test_a_quorum_of_more_than_is_missed_at_the_exact_unit() -> None:
    """P15: the comparison of a quorum is explicit like that of a share."""
    assert house({"yes": 300, "no": 0}, supply=1000, quorum="more than 30 %").outcome is Outcome.SHORT
    assert house({"yes": 301, "no": 0}, supply=1000, quorum="more than 30 %").answer == "yes"


def test_a_quorum_of_a_supply_that_nobody_brought_is_missed() -> None:
    """P15: what is not known carries nothing."""
    assert house({"yes": 300, "no": 0}, supply=0).outcome is Outcome.SHORT


def test_a_quorum_without_a_supply_is_of_those_entitled() -> None:
    """P15: a council that is half there decides nothing, whoever agrees; an abstention is there."""
    stage = Stage(share=HALF, base=Base.CAST, quorum=parse_share("at least 2/3"))
    bases = {Base.ENTITLED: 6, Base.CAST: 4}
    assert tally({"yes": 3, ABSTAIN: 0}, [stage], bases={**bases, Base.CAST: 3}).outcome is Outcome.SHORT
    assert tally({"yes": 3, ABSTAIN: 1}, [stage], bases=bases).answer == "yes"
    assert tally({"yes": 2, "no": 0, ABSTAIN: 2}, [stage], bases=bases).outcome is Outcome.SHORT


def test_a_stage_without_its_quorum_gives_way_to_the_next_stage() -> None:
    """P15: stages are tried in order; a missed quorum is one way of not carrying."""
    first = Stage(share=HALF, base=Base.DECIDED, quorum=parse_share("at least all"))
    second = Stage(share=parse_share("at least all"), base=Base.DECIDED)
    bases = {Base.ENTITLED: 5, Base.DECIDED: 4}
    told = tally({"yes": 4, "no": 0}, [first, second], bases=bases)
    assert (told.answer, told.stage) == ("yes", 1)
    assert tally({"yes": 3, "no": 1}, [first, second], bases=bases).outcome is Outcome.SHORT
