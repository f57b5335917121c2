# SPDX-License-Identifier: Apache-2.0
"""A ballot waits in its box and nowhere else, and enters the history at the count, sorted by hash."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest

from comity.core.clause import Refusal
from comity.desk.handle import Desk
from comity.desk.ports import Standing
from tests.rooms import BOX, Begin, Counted, Drop, Dropped, Empty, ballot

HOUR = timedelta(hours=1)
SLIPS = tuple(ballot(choice, n) for n, choice in enumerate(("yes", "no", "yes", "abstain")))


@pytest.fixture
def jar(desk: Desk, at: datetime) -> Desk:
    """A desk with an open jar that is counted after two hours."""
    desk.handle(Begin(until=at + 2 * HOUR), act_id="begin", actor="lead", stream="jar:a", at=at)
    return desk


def drop(desk: Desk, slip: str, at: datetime, *, act_id: str = "") -> None:
    desk.handle(Drop(ballot=slip), act_id=act_id or slip[-9:], actor="m1", stream="jar:a", at=at)


def waiting(desk: Desk) -> tuple[str, ...]:
    with desk.store.reading() as unit:
        return unit.boxes.slips("jar:a").get(BOX, ())


def sorted_by_hash(slips: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(slips, key=lambda slip: hashlib.sha256(slip.encode()).hexdigest()))


def test_a_ballot_lies_in_the_box_and_in_nothing_else_until_the_count(jar: Desk, at: datetime) -> None:
    """P11:

    neither history nor acts, outbox, deadlines or read models hold a slip or what it could be guessed by.
    """
    for number, slip in enumerate(SLIPS):
        drop(jar, slip, at + number * HOUR / 4)
    assert waiting(jar) == sorted_by_hash(SLIPS)
    everything = _all_that_is_kept(jar)
    assert "Dropped" in everything
    for slip in SLIPS:
        choice, nonce = slip.split(":")
        for trace in (slip, nonce, f'"{choice}"', hashlib.sha256(slip.encode()).hexdigest()):
            assert trace not in everything


def _all_that_is_kept(desk: Desk) -> str:
    with desk.store.reading() as unit:
        acts = [unit.acts.find(slip[-9:]) for slip in SLIPS]
        effects = [unit.outbox.standing(standing) for standing in Standing]
        return repr([unit.history.load("jar:a"), acts, effects, unit.deadlines.find("jar:a")])


def test_the_digest_of_a_vote_does_not_depend_on_the_ballot(jar: Desk, at: datetime) -> None:
    """P11: a choice cannot be guessed by trying every ballot against what is remembered of the act."""
    drop(jar, SLIPS[0], at, act_id="one")
    drop(jar, SLIPS[1], at, act_id="two")
    with jar.store.reading() as unit:
        one, two = unit.acts.find("one"), unit.acts.find("two")
    assert one is not None
    assert two is not None
    assert one.digest == two.digest


def test_a_vote_repeated_in_the_same_act_keeps_the_first_ballot(jar: Desk, at: datetime) -> None:
    """P11: one act, one slip."""
    drop(jar, SLIPS[0], at, act_id="one")
    drop(jar, SLIPS[1], at, act_id="one")
    assert waiting(jar) == (SLIPS[0],)


def test_the_count_takes_the_slips_sorted_and_leaves_the_box_empty(jar: Desk, at: datetime) -> None:
    """P11: the slips enter the history as one event, in an order that tells nothing of when they came."""
    for slip in SLIPS:
        drop(jar, slip, at)
    answer = jar.tick("jar:a", at=at + 5 * HOUR)
    assert answer.events == (Counted(at=at + 2 * HOUR, slips=sorted_by_hash(SLIPS)),)
    assert waiting(jar) == ()


def test_a_late_vote_finds_the_box_counted_and_is_refused(jar: Desk, at: datetime) -> None:
    """P11: the act that comes too late first brings the count about and then lays no slip."""
    drop(jar, SLIPS[0], at)
    with pytest.raises(Refusal):
        drop(jar, SLIPS[1], at + 3 * HOUR)
    assert jar.state("jar:a").state.counted == (SLIPS[0],)
    assert waiting(jar) == ()


def test_a_slip_equal_to_another_is_refused_and_leaves_no_event(jar: Desk, at: datetime) -> None:
    """P11: a ballot without a nonce of its own would silently count once instead of twice."""
    drop(jar, SLIPS[0], at, act_id="one")
    with pytest.raises(Refusal) as refused:
        drop(jar, SLIPS[0], at, act_id="two")
    assert (str(refused.value.clause), refused.value.field) == ("comity § P11", "ballot")
    assert SLIPS[0] not in str(refused.value)
    assert jar.state("jar:a").state.number == 1


def test_a_void_box_is_emptied_and_filled_again(jar: Desk, at: datetime) -> None:
    """P11: where a recusal voids a box its slips are gone, and the same member may vote anew."""
    drop(jar, SLIPS[0], at, act_id="one")
    jar.handle(Empty(reason="recusal"), act_id="void", actor="lead", stream="jar:a", at=at)
    assert waiting(jar) == ()
    drop(jar, SLIPS[0], at, act_id="two")
    assert waiting(jar) == (SLIPS[0],)
    assert jar.state("jar:a").state.number == Dropped(at=at, number=1).number
