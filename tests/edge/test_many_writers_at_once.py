# SPDX-License-Identifier: Apache-2.0
"""Writers and workers at the same time, on a database whose commits are real; and a disk that is full."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from comity.core.clause import Refusal
from comity.desk.clock import SetClock
from comity.desk.handle import Answer, Desk
from comity.desk.ports import Certainty, Effect, Exhausted, Leased, Standing
from comity.edge.store.history import SqlHistory
from comity.edge.store.unit import SqlStore
from comity.edge.store.wire import Wire
from tests.rooms import BOX, EPOCH, ROOMS, Begin, Drop, Enter, Note, Open, ballot

THREADS = 6


@pytest.fixture
def desk(beside: str) -> Desk:
    """A desk on a database of its own with an open ledger."""
    desk = Desk(store=SqlStore(beside), rooms=ROOMS, clock=SetClock(EPOCH))
    desk.handle(Open(ceiling=1000), act_id="open", actor="a", stream="ledger:a")
    return desk


def together(alias: str, *works: Callable[[], object]) -> list[object]:
    """Do all works at the same time, each in a thread of its own; what each gives or raises."""

    def run(work: Callable[[], object]) -> object:
        try:
            return work()
        except Exception as wrong:
            return wrong
        finally:
            connections[alias].close()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_acts_on_one_stream_come_one_after_the_other(desk: Desk, beside: str) -> None:
    """P24: nobody's act is lost or answered with another's version, however many write at once."""

    def some(name: int) -> Callable[[], object]:
        def work() -> list[int]:
            acts = (f"{name}-{n}" for n in range(8))
            return [desk.handle(Enter(amount=1), act_id=a, actor="a", stream="ledger:a").version for a in acts]

        return work

    answers = together(beside, *[some(name) for name in range(THREADS)])
    versions = [version for answer in answers if isinstance(answer, list) for version in answer]
    assert sorted(versions) == list(range(2, 2 + 8 * THREADS))
    assert desk.state("ledger:a").state.total == 8 * THREADS
    assert SqlHistory(Wire(connections[beside])).verify() == []


def test_one_act_clicked_many_times_at_once_is_one_act(desk: Desk, beside: str) -> None:
    """P1: whoever comes second gets the first answer."""

    def click() -> Answer:
        return desk.handle(Enter(amount=1), act_id="click", actor="a", stream="ledger:a")

    answers = together(beside, *[click] * THREADS)
    assert [type(answer) for answer in answers] == [Answer] * THREADS
    assert sorted(answer.repeated for answer in answers if isinstance(answer, Answer)) == [False] + [True] * 5
    assert desk.state("ledger:a").state.total == 1


def test_one_act_id_on_two_streams_at_once_is_done_on_one(desk: Desk, beside: str) -> None:
    """P1: an id means one act in the whole community, not in one stream."""
    desk.handle(Open(ceiling=1000), act_id="open-b", actor="a", stream="ledger:b")
    for number in range(10):

        def on(stream: str, act_id: str = f"n{number}") -> Callable[[], Answer]:
            return lambda: desk.handle(Enter(amount=1), act_id=act_id, actor="a", stream=stream)

        found = together(beside, on("ledger:a"), on("ledger:b"))
        assert {type(one) for one in found} == {Answer, Refusal}
    assert desk.state("ledger:a").state.total + desk.state("ledger:b").state.total == 10


def test_ballots_dropped_at_once_all_lie_in_the_box(desk: Desk, beside: str) -> None:
    """P11: writing the box anew never loses a slip that came at the same time."""
    desk.handle(Begin(until=EPOCH + timedelta(days=1)), act_id="begin", actor="a", stream="jar:a")
    slips = [ballot("yes", n) for n in range(THREADS)]

    def drop(slip: str) -> Callable[[], object]:
        return lambda: desk.handle(Drop(ballot=slip), act_id=slip[-20:], actor="a", stream="jar:a")

    together(beside, *[drop(slip) for slip in slips])
    with desk.store.reading() as unit:
        assert sorted(unit.boxes.slips("jar:a")[BOX]) == sorted(slips)
    assert desk.state("jar:a").state.number == THREADS


def test_workers_never_share_an_effect(desk: Desk, beside: str) -> None:
    """P24: whatever many workers lease at once, each effect is with one of them, and lanes keep their order."""
    keys = [f"k{n:02}" for n in range(40)]
    with desk.store.transaction() as unit:
        unit.outbox.put(_effect(key, lane="l" if int(key[1:]) % 4 == 0 else "") for key in keys)

    def work() -> list[Leased]:
        leased: list[Leased] = []
        for _ in range(20):
            with desk.store.transaction() as unit:
                leased += unit.outbox.claim(EPOCH, by="w", length=timedelta(minutes=1), limit=2)
        return leased

    found = [lease for leases in together(beside, *[work] * THREADS) if isinstance(leases, list) for lease in leases]
    taken = [lease.effect.key for lease in found]
    assert len(taken) == len(set(taken))
    assert sorted(taken) == ["k00", *[key for key in keys if int(key[1:]) % 4]]


def _effect(key: str, *, lane: str) -> Effect:
    return Effect(
        key=key,
        kind="letter",
        certainty=Certainty.IDEMPOTENT,
        payload="{}",
        source="ledger:a",
        not_before=EPOCH,
        lane=lane,
    )


def test_a_full_disk_refuses_the_act_and_loses_nothing(desk: Desk, beside: str) -> None:
    """P1: what was acknowledged stays; the act that found no room says so and can be repeated."""
    connection = connections[beside]
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's disk cannot be filled from here")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 4}")
    done = 0
    with pytest.raises(Exhausted):
        for number in range(100):
            desk.handle(Note(text="x" * 3000), act_id=f"n{number}", actor="a", stream="ledger:a")
            done += 1
    assert len(desk.state("ledger:a").state.notes) == done > 0
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {pages + 999}")
    answer = desk.handle(Note(text="x" * 3000), act_id=f"n{done}", actor="a", stream="ledger:a")
    assert not answer.repeated
    with desk.store.reading() as unit:
        assert unit.outbox.count(Standing.QUEUED) == 0
