# SPDX-License-Identifier: Apache-2.0
"""What a process has read of a stream it reads no second time, and never believes where the history says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from threading import Thread

import pytest

from comity.desk.clock import SetClock
from comity.desk.handle import Desk
from comity.desk.kept import Kept
from comity.desk.page import folded
from comity.desk.ports import Store
from tests.fakes import MemoryStore
from tests.rooms import EPOCH, LEDGER, ROOMS, Enter, Ledger, LedgerEvent, Note, Open, Sheet


class Undone(Exception):
    """A transaction is given up."""


class Watched(Ledger):
    """A ledger that writes down what it folds."""

    folded: list[LedgerEvent] = []  # noqa: RUF012

    def evolve(self, state: Sheet, event: LedgerEvent) -> Sheet:
        self.folded.append(event)
        return super().evolve(state, event)


@pytest.fixture
def writer(store: Store) -> Desk:
    """A desk beside, as another process has it, with a ledger up to 100."""
    desk = Desk(store=store, rooms=ROOMS, clock=SetClock(EPOCH))
    desk.handle(Open(ceiling=100), act_id="open", actor="lead", stream="ledger:a", at=EPOCH)
    return desk


def enter(desk: Desk, act_id: str, amount: int, at: datetime) -> None:
    desk.handle(Enter(amount=amount), act_id=act_id, actor="lead", stream="ledger:a", at=at)


def test_only_what_is_new_is_folded(store: Store, writer: Desk, at: datetime) -> None:
    """P25: a page that is read again folds what was added since, and the state is that of a whole fold."""
    Watched.folded.clear()
    room = replace(LEDGER, decider=lambda opening: Watched())
    reader = Desk(store=store, rooms={"ledger": room}, clock=SetClock(EPOCH))
    assert reader.state("ledger:a").state == Sheet(ceiling=100)
    for number in range(3):
        enter(writer, f"enter-{number}", 2, at)
        now = reader.state("ledger:a")
        assert (now.state, now.version) == (Sheet(ceiling=100, total=2 * number + 2), number + 2)
    assert reader.state("ledger:a").state == Sheet(ceiling=100, total=6)
    assert len(Watched.folded) == len(reader.events("ledger:a")) == 4
    with store.reading() as unit:
        assert reader.state("ledger:a") == folded(unit, ROOMS, "ledger:a")


def test_what_a_transaction_took_back_is_forgotten(store: Store, writer: Desk, at: datetime) -> None:
    """P24: what was read inside a transaction that was undone is believed by nobody afterwards."""
    with pytest.raises(Undone), store.transaction():
        enter(writer, "lost", 50, at)
        assert writer.state("ledger:a").state.total == 50
        raise Undone
    assert writer.state("ledger:a").state.total == 0
    enter(writer, "another", 7, at)
    assert writer.state("ledger:a").state.total == 7
    assert len(writer.events("ledger:a")) == 2


def test_many_streams_are_read_together_as_each_alone(store: Store, writer: Desk, at: datetime) -> None:
    """P24, P25: whatever of each was known, was added or was taken back, and those that never began are left out."""
    streams = ("ledger:a", "ledger:b", "ledger:never", "ledger:c")
    reader = Desk(store=store, rooms=ROOMS, clock=SetClock(EPOCH))
    for name in "bc":
        writer.handle(Note(text="x"), act_id=name, actor="lead", stream=f"ledger:{name}", at=at)
    assert reader.state("ledger:b").version == 1
    with pytest.raises(Undone), store.transaction():
        writer.handle(Note(text="lost"), act_id="lost", actor="lead", stream="ledger:b", at=at)
        assert reader.states(streams)["ledger:b"].state.notes == ("x", "lost")
        raise Undone
    enter(writer, "more", 2, at)
    now = reader.states(streams)
    with store.reading() as unit:
        assert now == {one: folded(unit, ROOMS, one) for one in streams if one != "ledger:never"}
    assert {one: told for one, (_decider, told) in reader.deciders(streams).items()} == now
    assert reader.states(()) == {}


def test_a_stream_that_never_began_is_nothing(writer: Desk) -> None:
    """P10: a name that is not there is not there the second time either."""
    for _ in range(2):
        assert writer.events("ledger:nobody") == ()
        assert (writer.state("ledger:nobody").version, writer.state("ledger:nobody").state) == (0, None)


def test_no_more_is_kept_than_was_allowed(store: Store, writer: Desk, at: datetime) -> None:
    """P23: a long history needs no more memory: the streams read last stay, a longer one is read and not kept."""
    for name in "bcd":
        for act in range(3):
            writer.handle(Note(text="x"), act_id=f"{name}{act}", actor="lead", stream=f"ledger:{name}", at=at)
    small = Kept(ROOMS, most=7)
    with store.reading() as unit:
        for name in "bcdbdc":
            assert small.folded(unit, f"ledger:{name}").state.notes == ("x", "x", "x")
            assert small.size <= 7
        assert Kept(ROOMS, most=2).folded(unit, "ledger:b").version == 3


def test_many_readers_read_the_same(at: datetime) -> None:
    """P25: threads of one server share what was read, and none sees a state between two."""
    writer = Desk(store=MemoryStore(), rooms=ROOMS, clock=SetClock(EPOCH))
    writer.handle(Open(ceiling=100), act_id="open", actor="lead", stream="ledger:a", at=at)
    wrong: list[object] = []

    def look() -> None:
        for _ in range(200):
            now = writer.state("ledger:a")
            if now.state.total != 2 * (now.version - 1) or len(now.events) != now.version:
                wrong.append(now)

    readers = [Thread(target=look) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(20):
        enter(writer, f"enter-{number}", 2, at)
    for reader in readers:
        reader.join()
    assert wrong == []
    assert writer.state("ledger:a").state.total == 40
