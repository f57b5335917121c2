# SPDX-License-Identifier: Apache-2.0
"""What is relied on in a runner and an inbox, said once and asked of the fakes and of both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest

from comity.desk.clock import SetClock
from comity.desk.watch.message import Edited, Removed, Told
from comity.desk.watch.ports import Batch
from comity.edge.stream.leases import Leases
from comity.edge.stream.nats.address import Address
from comity.edge.stream.nats.jetstream import Jet
from comity.edge.stream.nats.publishing import NatsInbox, NatsStream
from comity.edge.stream.nats.workers import Worker
from comity.edge.stream.runner import SqlStream
from tests.servers import Nats, jetstream
from tests.streams import (
    EPOCH,
    LOCK,
    Counting,
    MemoryInbox,
    MemorySink,
    MemoryStream,
    batch,
    delivery,
    said,
    spaces,
)

ALL = ("memory", *(pytest.param(one, marks=pytest.mark.django_db) for one in ("database", "nats")))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    """A NATS JetStream server."""
    with jetstream(tmp_path_factory.mktemp("nats"), always=False) as running:
        yield running


@dataclass
class Stage:
    """A runner with all that stands around it."""

    stream: Any
    inbox: Any
    sink: MemorySink
    fold: Counting


@pytest.fixture(params=ALL)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """A runner that nothing was told: in memory, in the database under test, behind a NATS server."""
    sink, fold = MemorySink(), Counting()
    if request.param == "memory":
        yield Stage(MemoryStream(fold, sink), MemoryInbox(), sink, fold)
        return
    from comity.edge.store.unit import SqlStore
    from comity.edge.stream.inbox import SqlInbox

    clock, transaction = SetClock(EPOCH + timedelta(days=1)), SqlStore().transaction
    stream = SqlStream(fold, sink, transaction=transaction, spaces=spaces, clock=clock)
    if request.param == "database":
        yield Stage(stream, SqlInbox(transaction=transaction, spaces=spaces, clock=clock, lock=LOCK), sink, fold)
        return
    jet = Jet(Address(url=request.getfixturevalue("server").url, partitions=1, name=f"watch-{token_hex(4)}"))
    with closing(jet):
        yield Stage(Behind(jet, stream, clock), NatsInbox(jet, lock=LOCK, spaces=spaces), sink, fold)


class Behind:
    """A NATS server with one worker, who folds at once what goes in. A failure shows where it went in."""

    def __init__(self, jet: Jet, stream: SqlStream, clock: SetClock) -> None:
        self._into = NatsStream(jet, lock=LOCK, spaces=spaces, clock=clock)
        self._worker = Worker(jet=jet, stream=stream, leases=Leases("one"), lock=LOCK, clock=clock)
        self._stream, self.cursor = stream, self._into.cursor
        self.forget = stream.forget

    def feed(self, source: str, batch: Batch) -> int:
        self._into.feed(source, batch)
        return self.drain(source)

    def drain(self, source: str, inbox: object = None, *, most: int = 0) -> int:
        before = sum(one.told for one in self._stream.standing())
        while self._worker.turn() == 0:
            pass
        return sum(one.told for one in self._stream.standing()) - before


def expected(told: Sequence[Told]) -> list[str]:
    """The ids of the signals that the bare fold gives, in order."""
    fold, states, ids = Counting(), dict[str, bytes](), list[str]()
    for one in told:
        conversation = one.message.conversation if isinstance(one, Edited) else one.conversation
        states[conversation], signal = fold.step(states.get(conversation, b""), one)
        ids += [signal.id] if signal else []
    return ids


def test_a_stream_says_what_the_bare_fold_says_however_it_is_cut(stage: Stage) -> None:
    """P20: batches are how messages travel and no part of what is seen."""
    told = [said(n, str(n * n % 7)) for n in range(120)]
    chance, at = random.Random(5), 0
    while at < len(told):
        many = chance.randrange(1, 9)
        stage.stream.feed("forum", batch(*told[at : at + many], cursor=str(at + many)))
        at += many
    assert list(stage.sink.kept) == expected(told)
    assert len(stage.sink.kept) > 5
    assert int(stage.stream.cursor("forum")) >= 120


def test_a_cursor_is_kept_for_each_source_and_begins_empty(stage: Stage) -> None:
    """P24: where one source was read to says nothing of another."""
    assert stage.stream.cursor("forum") == ""
    stage.stream.feed("forum", batch(cursor="page 2"))
    stage.stream.feed("room", batch(said(1), cursor="s72"))
    assert (stage.stream.cursor("forum"), stage.stream.cursor("room")) == ("page 2", "s72")


def test_the_same_conversation_at_two_sources_is_two(stage: Stage) -> None:
    """P20: what is said at one platform warms nothing at another."""
    for source in ("forum", "room"):
        stage.stream.feed(source, batch(said(0, text="! !"), cursor="1"))
    assert not stage.sink.kept


def test_what_is_told_twice_or_late_gives_no_second_signal(stage: Stage) -> None:
    """P20: platforms repeat themselves."""
    told = [said(n) for n in range(30)]
    stage.stream.feed("forum", batch(*told, cursor="1"))
    before = list(stage.sink.kept)
    stage.stream.feed("forum", batch(*told, cursor="1"))
    stage.stream.feed("forum", batch(*reversed(told), cursor="1"))
    assert list(stage.sink.kept) == before != []


def test_ten_thousand_edits_of_one_message_are_one_message(stage: Stage) -> None:
    """P20: nobody makes a conversation hot by editing."""
    first = said(1, text="!")
    edits = [Edited(message=replace(first, text="!" * (1 + n % 2))) for n in range(10_000)]
    stage.stream.feed("forum", batch(first, *edits, cursor="1"))
    assert not stage.sink.kept


def test_a_message_that_the_model_cannot_read_stops_nothing(stage: Stage) -> None:
    """P20: nobody blinds the watch by one message."""
    told = [said(n, text="!") for n in range(6)]
    stage.stream.feed("forum", batch(*told[:3], said(40, text="poison"), *told[3:], cursor="7"))
    assert len(stage.sink.kept) == 2
    assert stage.stream.cursor("forum") == "7"


def test_what_fails_on_the_way_is_undone_whole(stage: Stage) -> None:
    """P24: no state without its signal, no cursor without its states."""
    stage.sink.wrong = RuntimeError("no")
    with suppress(RuntimeError):
        stage.stream.feed("forum", batch(*[said(n, text="!") for n in range(3)], cursor="3"))
    stage.sink.wrong = None
    if stage.stream.cursor("forum") == "3":  # it waits behind the server
        stage.stream.drain("forum")
    else:
        stage.stream.feed("forum", batch(*[said(n, text="!") for n in range(3)], cursor="3"))
    assert (stage.stream.cursor("forum"), len(stage.sink.kept)) == ("3", 1)


def test_a_delivery_waits_once_and_is_folded_in_its_turn(stage: Stage) -> None:
    """P20, P24: what a platform said first is folded first, and what it repeats is not."""
    told = [said(n, text="!") for n in range(6)]
    assert [stage.inbox.put(delivery(str(n), one)) for n, one in enumerate(told)] == [True] * 6
    assert stage.inbox.put(delivery("0", told[0])) is False
    assert stage.inbox.put(delivery("0", told[0], source="room")) is True
    assert stage.inbox.put(delivery("0", told[0])) is False
    drained = [stage.stream.drain("forum", stage.inbox, most=4) for _ in range(3)]
    assert drained in ([4, 2, 0], [7, 0, 0])
    assert stage.inbox.put(delivery("5", told[5])) is False
    assert list(stage.sink.kept) == expected(told)


def test_a_delivery_of_nothing_is_known_and_does_nothing(stage: Stage) -> None:
    """P20: platforms try their hooks."""
    assert stage.inbox.put(delivery("ping"))
    assert not stage.inbox.put(delivery("ping"))
    stage.stream.drain("forum", stage.inbox)
    assert not stage.sink.kept


def test_what_nobody_opted_in_is_not_folded(stage: Stage) -> None:
    """P20: off until a clause adopts it; never a space without a name, never from before."""
    hot = [said(n, text="! ! !") for n in range(3)]
    elsewhere = [replace(one, space=space) for one in hot for space in ("", "forum/cellar")]
    early = [replace(one, at=EPOCH - timedelta(seconds=1)) for one in hot]
    stage.stream.feed("forum", batch(*elsewhere, *early, cursor="6"))
    stage.inbox.put(delivery("1", *elsewhere, *early))
    stage.stream.drain("forum", stage.inbox)
    assert stage.fold.steps == 0
    assert stage.stream.cursor("forum") == "6"


def test_silent_conversations_are_forgotten_and_begin_anew(stage: Stage) -> None:
    """P20: a state expires."""
    stage.stream.feed("forum", batch(said(0, "old", text="! !"), said(0, "new", text="! !", minutes=1440), cursor="1"))
    assert stage.stream.forget(EPOCH + timedelta(days=14, hours=1)) == 1
    stage.stream.feed("forum", batch(said(9, "old", text="!"), said(9, "new", text="!"), cursor="2"))
    assert [one.conversation for one in stage.sink.kept.values()] == ["forum/new"]


def test_removals_and_strange_words_are_told_as_they_come(stage: Stage) -> None:
    """P20: hostile text comes through an inbox unchanged and stops nothing."""
    strange = "\0 \ud800 \u202e \U0001f525 " + "x" * 1_000_000 + "!!!"
    gone = Removed(conversation="forum/1", id="1.1", at=EPOCH, space=said(1).space)
    stage.inbox.put(delivery("\0\ud800", said(1, text=strange), gone, Edited(message=said(2, text=strange))))
    assert stage.stream.drain("forum", stage.inbox) >= 1
    assert len(stage.sink.kept) == 2
