# SPDX-License-Identifier: Apache-2.0
"""When the watch speaks: a policy of the community, fitted to its own stream, apart from the model's belief (P20)."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.clause import Malformed
from comity.desk.watch.signal import Kind
from comity.edge.detector.calibration import Point, calibrate, flagged, tracks, warmings
from comity.edge.detector.fold import Watch
from comity.edge.detector.policy import Evidence, Policy, in_shadow, read, written
from comity.edge.detector.state import Spoken
from tests.watching import MODEL, POLICY, QUARREL, WATCH, folded, said

HOUR = 3_600
SOLID = Evidence(bare=-9.0, strongest=0.0, offset=-2.0)


def track(*odds: float) -> list[Point]:
    """A conversation by its log-odds, an hour between messages."""
    return [Point(n + 1, n * HOUR, one, SOLID) for n, one in enumerate(odds)]


def stream(many: int, seed: int, long: int = 40) -> list[list[Point]]:
    """Ordinary conversations of many lengths: the longer, the more the odds wander."""
    chance = random.Random(seed)
    return [track(*(chance.gauss(-1.6, 0.3 + n / 60) for n in range(chance.randint(1, long)))) for _ in range(many)]


@given(st.integers(0, 10_000), st.sampled_from([0.02, 0.05, 0.1, 0.2]))
def test_a_fitted_policy_stays_within_its_budget(seed: int, share: float) -> None:
    """P20: on the stream that it was fitted to, no more conversations are spoken of than were asked for."""
    ordinary = stream(60, seed)
    policy = calibrate(ordinary, share=share, base=POLICY)
    assert sum(flagged(policy, one) for one in ordinary) <= share * len(ordinary)


def test_a_fitted_policy_holds_on_a_stream_that_it_has_not_seen() -> None:
    """P20: the same community next month: about the budget, and not many times it."""
    policy = calibrate(stream(400, 1), share=0.05, base=POLICY)
    unseen = stream(400, 2)
    assert 0.02 <= sum(flagged(policy, one) for one in unseen) / len(unseen) <= 0.09


def test_a_budget_by_the_week_counts_signals() -> None:
    """P20: liaisons say how often they have time to look."""
    ordinary = stream(200, 3)
    policy = calibrate(ordinary, weekly=7, base=replace(POLICY, rest_hours=0.0))
    assert sum(len(warmings(policy, one)) for one in ordinary) <= 7
    assert policy.budget.startswith("7 signals a week")
    assert not any(flagged(calibrate(ordinary, weekly=0, base=POLICY), one) for one in ordinary)


def test_the_threshold_depends_on_the_place() -> None:
    """P20: a long conversation is not spoken of for being long."""
    policy = calibrate(stream(400, 4, long=200), share=0.05, base=POLICY)
    assert policy.threshold(150) > policy.threshold(3)
    spoken = [len(one) for one in stream(400, 5, long=200) if flagged(policy, one)]
    assert min(spoken) < 100, "short conversations are spoken of too"


@pytest.mark.parametrize(("weekly", "share"), [(None, None), (1, 0.1)])
def test_a_budget_is_one_of_two(weekly: float | None, share: float | None) -> None:
    """P26: both or neither is a mistake."""
    with pytest.raises(ValueError, match="weekly or share"):
        calibrate(stream(3, 1), weekly=weekly, share=share)


def test_the_simulation_of_a_policy_is_what_the_fold_does() -> None:
    """P20: a budget is fitted to the very signals that would have been made."""
    talks = [said(*(QUARREL[(n * 5 + c) % 12].text for n in range(30)), conversation=f"c{c}") for c in range(12)]
    found = tracks(WATCH, [one for talk in talks for one in talk])
    for talk in talks:
        _, signals = folded(talk)
        places = [int(one.message.split("-")[1]) + 1 for one in signals if one.kind is Kind.WARMING]
        assert warmings(POLICY, found[talk[0].conversation]) == places


def test_it_rests_after_it_spoke_and_says_when_it_eased() -> None:
    """P20: not the same thing twice, unless it warmed clearly further."""
    policy = Policy(odds=(0.0,), rest_messages=2, rest_hours=0.0, rise=0.5, calm=2, ease=0.3)
    spoken, kinds = Spoken(), []
    for place, odds in enumerate((-1, 0.1, 0.2, 0.3, 0.7, 0.1, -0.5, -0.6, 0.2, 0.3, 0.4), 1):
        spoken, kind = policy.decide(spoken, place, place * HOUR, odds)
        kinds.append(kind)
    said_ = [(place, kind) for place, kind in enumerate(kinds, 1) if kind]
    assert said_ == [(2, Kind.WARMING), (5, Kind.WARMING), (8, Kind.EASED), (10, Kind.WARMING)]


def test_no_word_by_itself_makes_it_speak() -> None:
    """P20: one strong word in a short happy message is no quarrel; the same word among others is."""
    one, more = said("we keep", "the liar"), said("we keep", "stop twisting, you liar, nonsense")
    assert folded(one, Watch(MODEL, replace(POLICY, alone=1.0)))[1]
    assert not folded(one)[1]
    assert folded(more)[1]


def test_a_policy_is_a_small_file_with_a_digest() -> None:
    """P20: what a community decided can be read, kept and named."""
    policy = replace(calibrate(stream(60, 6), share=0.05, base=POLICY), steps={"contempt": "look"})
    assert read(written(policy)) == policy
    assert read(written(policy)).version == policy.version
    assert len(written(policy)) < 2_000
    assert in_shadow(policy).version != policy.version


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"comity_watch_policy": 2}', '{"comity_watch_policy": 1}', "[" * 50_000,
        '{"comity_watch_policy": 1, "odds": []}', '{"comity_watch_policy": 1, "odds": ["a"]}',
        '{"comity_watch_policy": 1, "odds": [NaN]}', '{"comity_watch_policy": 1, "odds": [1, 2]}',
        '{"comity_watch_policy": 1, "odds": [1], "places": [2]}', '{"comity_watch_policy": 1, "odds": [1], "x": 1}',
        '{"comity_watch_policy": 1, "odds": [1], "least": "2"}',
        '{"comity_watch_policy": 1, "odds": [1], "calm": true}',
        '{"comity_watch_policy": 1, "odds": [1], "rest_hours": 1e999}', '{"comity_watch_policy": 1, "odds": [true]}',
    ],
)  # fmt: skip
def test_a_file_that_is_no_policy_is_refused(text: str) -> None:
    """P26: with the field and the rule."""
    with pytest.raises(Malformed) as refused:
        read(text, "policy.json")
    assert refused.value.faults[0].field.startswith("policy.json")
