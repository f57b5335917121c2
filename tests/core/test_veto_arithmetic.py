# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of a veto at the exact unit: whole numbers of a token with eighteen decimals, and heads."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import veto
from comity.core.ballot import Comparison, Share, parse_share
from comity.core.clause import Clause
from tests.core.walking import Walk, digest, utc

OPENS = utc("2024-03-01T19:00")
CLOSES = OPENS + timedelta(days=6)
TOKEN = 10**18
RULES = veto.VetoRules(clause=Clause(document="sample/1", id="window"))

SUPPLIES = (97_000_000 * TOKEN, 97_123_456 * TOKEN + 789_012_345_678_901_234, 116_000_000 * TOKEN, 116 * TOKEN + 7)
SHARES = ("more than 12 %", "at least 12 %", "more than 20 %", "at least 20 %", "more than 6 %", "at least 2/3")


def terms(share: Share, kind: veto.BaseKind, amount: int, roll: veto.Roll | None = None) -> veto.Terms:
    return veto.Terms(
        case="case-1",
        question="stand",
        clause="window",
        share=share,
        kind=kind,
        amount=amount,
        roll=roll or veto.Roll(digest=digest("roll")),
        opens=OPENS,
        closes=CLOSES,
    )


def after(given: veto.Terms, vetoes: int) -> veto.Standing:
    """How the window stands when totals of so many vetoes came in."""
    walk = Walk(veto.VetoDecider(rules=RULES), start=OPENS, events=veto.EVENTS, reasons=veto.REASONS)
    walk.must(veto.OpenWindow(terms=given))
    numbers = veto.Numbers(veto=vetoes)
    known = walk.must(veto.ImportTally(numbers=numbers, as_of=OPENS, source="block-1"))[1]
    found = veto.standing(walk.state)
    assert found is not None
    assert known == veto.NumbersKnown(at=OPENS, numbers=numbers, distance=found.distance, met=found.met)
    return found


@pytest.mark.parametrize("kind", veto.BaseKind)
@pytest.mark.parametrize("supply", SUPPLIES)
@pytest.mark.parametrize("text", SHARES)
def test_one_unit_decides(text: str, supply: int, kind: veto.BaseKind) -> None:
    """P15: with the needed weight the share is met, with one unit less it is one unit away."""
    share = parse_share(text)
    given = terms(share, kind, supply)
    exact = Fraction(supply * share.numerator, share.denominator)
    strict = share.comparison is Comparison.MORE_THAN
    needed = given.needed
    assert (needed > exact) if strict else (needed >= exact)
    assert not ((needed - 1 > exact) if strict else (needed - 1 >= exact))
    at, below = after(given, needed), after(given, needed - 1)
    assert (at.met, at.distance) == (True, 0)
    assert (below.met, below.distance) == (False, 1)
    assert at.measure == f"{share} of {kind.value}"


@pytest.mark.parametrize(
    ("text", "supply", "needed"),
    [
        ("more than 12 %", 100_000_000 * TOKEN, 12_000_000 * TOKEN + 1),
        ("at least 12 %", 100_000_000 * TOKEN, 12_000_000 * TOKEN),
        ("more than 20 %", 116_000_000 * TOKEN, 23_200_000 * TOKEN + 1),
        ("at least 20 %", 97_000_000 * TOKEN, 19_400_000 * TOKEN),
        ("more than 12 %", 97_000_000 * TOKEN + 1, 11_640_000 * TOKEN + 1),
        ("at least 12 %", 97_000_000 * TOKEN + 1, 11_640_000 * TOKEN + 1),
    ],
)
def test_the_needed_weight_is_what_a_clerk_would_write(text: str, supply: int, needed: int) -> None:
    """P15: the figures of the real rules, worked out by hand."""
    assert terms(parse_share(text), veto.BaseKind.SUPPLY, supply).needed == needed


@pytest.mark.parametrize(
    ("text", "seats", "needed"),
    [
        ("more than 1/2", 5, 3),
        ("more than 1/2", 4, 3),
        ("at least 1/2", 4, 2),
        ("at least 12 %", 100, 12),
        ("more than 12 %", 100, 13),
        ("more than 20 %", 5, 2),
        ("at least 20 %", 5, 1),
        ("at least all", 7, 7),
    ],
)
def test_a_house_of_heads_counts_seats(text: str, seats: int, needed: int) -> None:
    """P15: the same arithmetic, with seats for the base."""
    assert terms(parse_share(text), veto.BaseKind.SEATS, seats).needed == needed


def test_the_two_readings_of_eligible_votes_differ_by_a_quorum() -> None:
    """P15: 20 % of the eligible votes is 20 % of the supply, or, through a quorum of 30 %, exactly 6 % of it."""
    share, quorum = parse_share("at least 20 %"), parse_share("at least 30 %")
    supply = 97_000_000 * TOKEN
    through = veto.through_quorum(share, quorum)
    assert Fraction(through.numerator, through.denominator) == Fraction(6, 100)
    assert terms(share, veto.BaseKind.ELIGIBLE, supply).needed == 19_400_000 * TOKEN
    assert terms(through, veto.BaseKind.ELIGIBLE, supply).needed == 5_820_000 * TOKEN
    strict = veto.through_quorum(parse_share("more than 20 %"), quorum)
    assert terms(strict, veto.BaseKind.ELIGIBLE, supply).needed == 5_820_000 * TOKEN + 1


def test_weight_that_leaves_the_base_lowers_what_is_needed() -> None:
    """P15: numerator and denominator are explicit, also where a party's weight does not count."""
    roll = veto.Roll(digest=digest("roll"), weights={"a": 20, "b": 30, "c": 50})
    share = parse_share("more than 12 %")
    plain = terms(share, veto.BaseKind.SUPPLY, 100, roll)
    kept = _without(plain, from_base=False)
    left = _without(plain, from_base=True)
    assert [one.base for one in (plain, kept, left)] == [100, 100, 50]
    assert [one.needed for one in (plain, kept, left)] == [13, 13, 7]
    assert [one.left_out for one in (plain, kept, left)] == [0, 50, 50]


def _without(given: veto.Terms, *, from_base: bool) -> veto.Terms:
    return veto.Terms(
        case=given.case,
        question=given.question,
        clause=given.clause,
        share=given.share,
        kind=given.kind,
        amount=given.amount,
        roll=given.roll,
        opens=given.opens,
        closes=given.closes,
        exclusion=veto.Exclusion(clause="own-cause", delegates=("c", "nobody"), from_base=from_base),
    )


shares = st.builds(
    lambda comparison, a, b: Share(comparison=comparison, numerator=min(a, b), denominator=max(a, b)),
    st.sampled_from(list(Comparison)),
    st.integers(1, 10_000),
    st.integers(1, 10_000),
)


@given(shares, st.integers(1, 120_000_000 * TOKEN), st.integers(0, 120_000_000 * TOKEN))
def test_distance_is_what_is_missing_and_nothing_is_rounded(share: Share, base: int, part: int) -> None:
    """P15: against exact fractions, for any share, base and part."""
    exact = Fraction(base * share.numerator, share.denominator)
    met = part > exact if share.comparison is Comparison.MORE_THAN else part >= exact
    given = terms(share, veto.BaseKind.SUPPLY, base)
    distance = max(0, given.needed - part)
    assert share.met(part, base) == met == (distance == 0)
    assert share.met(part + distance, base)
    assert distance == 0 or not share.met(part + distance - 1, base)
