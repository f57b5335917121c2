# SPDX-License-Identifier: Apache-2.0
"""A way in that is muted: by whom, for how long, and what is never closed whatever is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import muting
from comity.core.clause import Malformed, Refusal, promise
from comity.core.decider import fold
from comity.core.muting import API, LONGEST, MAIL, REPORT, MuteWay, ReopenWay
from comity.site.laws import SHIPPED, Folders
from tests.core.walking import digest, utc

LAW = Folders((SHIPPED,)).named("optimism/proposed").procedure
AT, GROUND, DAY = utc("2026-01-06T12:00"), digest("a flood"), timedelta(days=1)
ROSTER = {"member": ("m1", "m2"), "lead": ("led",), "liaison": ("lia",)}
RULES = muting.rules_of(LAW, ROSTER)
NO_SMALL = replace(RULES, small=())


def told(rules: muting.MutingRules, *acts: tuple[datetime, Any]) -> muting.Muting:
    """The state after these commands at these instants."""
    decider = muting.MutingDecider(rules=rules)
    state = decider.initial
    for at, command in acts:
        state = fold(decider, decider.advance(state, at), state)
        state = fold(decider, decider.decide(state, command, at), state)
    return state


def mute(way: str = REPORT, days: int = 3, by: str = "led") -> MuteWay:
    return MuteWay(by=by, way=way, until=AT + days * DAY, ground=GROUND)


def test_the_rules_are_read_from_the_procedure_without_a_name_of_its_own() -> None:
    """P27: the first kind of matter is the ordinary one; whoever presides mutes, else those who judge."""
    assert muting.MutingRules(
        closers=frozenset({"led"}), ways=frozenset({REPORT, API, MAIL}), small=("tear", "support"), ordinary="report",
        others={"retaliation": "Tell that somebody is made to pay for an earlier report."},
    ) == RULES  # fmt: skip
    assert muting.rules_of(LAW, {"member": ("m1", "m2")}).closers == {"m1", "m2"}
    small = Folders((SHIPPED,)).named("near/hsp-013").procedure
    assert muting.rules_of(replace(small, tears=None, intakes={}), {}) == muting.MutingRules(
        ways=frozenset({REPORT, API})
    )


def test_a_muting_stands_on_the_record_and_ends_by_itself() -> None:
    """P2: nobody has to remember to open the way again."""
    decider = muting.MutingDecider(rules=RULES)
    made = decider.decide(decider.initial, mute(), AT)
    assert made == (muting.WayMuted(at=AT, by="led", way=REPORT, until=AT + 3 * DAY, ground=GROUND),)
    state = fold(decider, made)
    assert decider.due(state) == AT + 3 * DAY
    assert decider.advance(state, AT + 3 * DAY - timedelta(seconds=1)) == ()
    ended = decider.advance(state, AT + 9 * DAY)
    assert ended == (muting.MutingEnded(at=AT + 3 * DAY, way=REPORT),)
    after = fold(decider, ended, state)
    assert (after.of(REPORT), decider.due(after), after.spells[0].ended) == (None, None, AT + 3 * DAY)


def test_a_way_is_opened_sooner_on_a_ground_and_may_be_muted_anew() -> None:
    """P17: each of it is a fact of its own."""
    over = digest("over")
    state = told(RULES, (AT, mute()), (AT + DAY, ReopenWay(by="led", way=REPORT, ground=over)), (AT + DAY, mute()))
    first, second = state.spells
    assert (first.ended, first.reopened) == (AT + DAY, over)
    assert state.of(REPORT) == second
    assert told(RULES, (AT, mute()), (AT + 3 * DAY, mute(days=5))).of(REPORT) is not None


@pytest.mark.parametrize(
    ("command", "reason", "field"),
    [
        (mute(by="m1"), muting.NOT_YOURS, "by"),
        (mute("support"), muting.NEVER_MUTED, "way"),
        (mute("tear"), muting.NEVER_MUTED, "way"),
        (mute("come-back"), muting.NEVER_MUTED, "way"),
        (mute("pigeon"), muting.NO_SUCH_WAY, "way"),
        (mute(API), muting.MUTED_BEFORE, "way"),
        (ReopenWay(by="led", way=REPORT, ground=GROUND), muting.NOT_MUTED, "way"),
        (ReopenWay(by="lia", way=API, ground=GROUND), muting.NOT_YOURS, "by"),
    ],
)
def test_what_is_refused_says_why_and_where(command: Any, reason: str, field: str) -> None:
    """P7: with its clause."""
    with pytest.raises(Refusal) as no:
        told(RULES, (AT, mute(API)), (AT, command))
    assert (no.value.reason, no.value.field, no.value.clause) == (reason, field, promise(2))


@pytest.mark.parametrize(
    ("command", "field", "rule"),
    [
        (mute(days=0), "until", "muting.until"),
        (mute(days=15), "until", "muting.longest"),
        (replace(mute(), ground="flood"), "ground", "paper.digest"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(command: Any, field: str, rule: str) -> None:
    """P26: also a muting without an end in sight."""
    with pytest.raises(Malformed) as wrong:
        told(RULES, (AT, command))
    assert [(f.field, f.rule) for f in wrong.value.faults] == [(field, rule)]
    assert told(RULES, (AT, replace(mute(), until=AT + LONGEST))).of(REPORT) is not None


def test_the_last_way_to_the_council_stays_open_where_there_is_no_small_door() -> None:
    """P2: a stranger in danger always reaches somebody; the interface for programs is no such way."""
    with pytest.raises(Refusal, match="last way"):
        told(NO_SMALL, (AT, mute(MAIL)), (AT, mute(REPORT)))
    assert told(NO_SMALL, (AT, mute(MAIL)), (AT, mute(API))).of(API) is not None
    closed = told(RULES, (AT, mute(MAIL)), (AT, mute(API)), (AT, mute(REPORT)))
    assert muting.shut(RULES, closed, REPORT, "report") is not None
    assert muting.shut(NO_SMALL, closed, REPORT, "report") is None  # a later version without small doors


def test_whoever_is_kept_out_hears_until_when_and_what_stays_open() -> None:
    """P7: and another kind of matter is never kept out: retaliation, say."""
    state = told(RULES, (AT, mute(REPORT)), (AT, mute(API)))
    no = muting.shut(RULES, state, REPORT, "report")
    assert no is not None
    assert (no.way, no.until, no.clause) == (REPORT, AT + 3 * DAY, promise(2))
    assert [one.act for one in no.possible] == ["come-back", "support", "tear", "mail", "retaliation", "report"]
    assert no.possible[-1].until == (AT + 3 * DAY).isoformat()
    assert muting.shut(RULES, state, REPORT, "retaliation") is None
    assert muting.shut(RULES, state, MAIL, "report") is None
    assert muting.shut(RULES, muting.Muting(), REPORT, "report") is None


ACTS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from((*muting.WAYS, *muting.NEVER)),
        st.integers(-1, 20),
        st.sampled_from(("led", "m1", "")),
        st.booleans(),
    ),
    max_size=12,
)


@given(acts=ACTS, rules=st.sampled_from((RULES, NO_SMALL, replace(NO_SMALL, ways=frozenset({REPORT, API})))))
def test_whatever_is_decided_in_any_order_the_small_doors_and_one_way_by_hand_stay_open(
    acts: list[tuple[int, str, int, str, bool]], rules: muting.MutingRules
) -> None:
    """P2: and no muting lasts longer than it may."""
    decider = muting.MutingDecider(rules=rules)
    state = decider.initial
    for day, way, days, by, opens in sorted(acts):
        at = AT + day * DAY
        state = fold(decider, decider.advance(state, at), state)
        command: Any = (
            ReopenWay(by=by, way=way, ground=GROUND)
            if opens
            else MuteWay(by=by, way=way, until=at + days * DAY, ground=GROUND)
        )
        try:
            state = fold(decider, decider.decide(state, command, at), state)
        except (Refusal, Malformed):
            continue
        shut = {w for w in (*muting.WAYS, *muting.NEVER) if muting.shut(rules, state, w, rules.ordinary)}
        assert not shut & set(muting.NEVER)
        assert rules.small or (rules.ways & {REPORT, MAIL}) - shut
        assert all(one.until - one.since <= LONGEST for one in state.spells)
        assert not any(muting.shut(rules, state, w, m) for w in muting.WAYS for m in rules.others)


def test_no_two_ways_share_a_name_and_every_open_one_can_be_said() -> None:
    """P7: what stays open has words, so a page can always say it."""
    assert not any(set(a) & set(b) for a, b in combinations((muting.WAYS, muting.NEVER), 2))
    assert {*muting.WAYS, *muting.NEVER} == set(muting.STAYS)
    assert set(muting.STAYS.values()) <= set(muting.REASONS)
