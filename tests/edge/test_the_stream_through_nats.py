# SPDX-License-Identifier: Apache-2.0
"""Many workers behind a real NATS JetStream server: partitions, leases, a server that is killed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from comity.core.clause import Malformed
from comity.desk.clock import SetClock
from comity.desk.ports import Conflict, Exhausted
from comity.desk.watch.message import Message
from comity.edge.store.unit import SqlStore
from comity.edge.stream.leases import Leases
from comity.edge.stream.nats.address import Address, address
from comity.edge.stream.nats.jetstream import Jet
from comity.edge.stream.nats.publishing import NatsInbox, NatsStream, opened, partition
from comity.edge.stream.nats.workers import Worker
from comity.edge.stream.runner import SqlStream
from tests.servers import Nats, jetstream
from tests.streams import EPOCH, LOCK, Counting, MemorySink, batch, delivery, said, spaces

pytestmark = pytest.mark.django_db
CLOCK = SetClock(EPOCH + timedelta(days=1))
PARTITIONS = 4


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    """A NATS JetStream server that waits for the disk."""
    with jetstream(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest.fixture
def jet(server: Nats) -> Iterator[Jet]:
    """A stream of its own, in four partitions."""
    with closing(Jet(Address(url=server.url, partitions=PARTITIONS, name=f"watch-{token_hex(4)}"))) as opened:
        yield opened


def worker(jet: Jet, sink: MemorySink, by: str = "one", share: int = 0) -> Worker:
    """A worker as another process would begin it."""
    stream = SqlStream(Counting(), sink, transaction=SqlStore().transaction, spaces=spaces, clock=CLOCK)
    return Worker(jet=jet, stream=stream, leases=Leases(by), lock=LOCK, clock=CLOCK, share=share)


def publishing(jet: Jet) -> NatsStream:
    """What sources publish by."""
    return NatsStream(jet, lock=LOCK, spaces=spaces, clock=CLOCK)


def bare(told: list[Message]) -> list[str]:
    """The ids of the signals of the bare fold, sorted."""
    fold, states, ids = Counting(), dict[str, bytes](), list[str]()
    for one in told:
        states[one.conversation], signal = fold.step(states.get(one.conversation, b""), one)
        ids += [signal.id] if signal else []
    return sorted(ids)


def test_workers_share_the_partitions_and_say_what_one_would_say(jet: Jet) -> None:
    """P20: however many work, what is seen is the same; each partition has one reader."""
    told, sink = [said(n // 40, str(n % 40), text="!") for n in range(400)], MemorySink()
    one, other = worker(jet, sink, share=2), worker(jet, sink, "other", share=2)
    into = publishing(jet)
    for start in range(0, 400, 80):
        into.feed("forum", batch(*told[start : start + 80], cursor=str(start + 80)))
        assert (one.turn(), other.turn()) == (0.0, 0.0)
    while one.turn() == 0 or other.turn() == 0:
        pass
    assert sorted(sink.kept) == bare(told)
    assert len(sink.kept) == 120
    assert worker(jet, sink, "third").turn() > 0


def test_workers_who_come_and_go_share_what_there_is(jet: Jet) -> None:
    """P24: whoever comes gets a fair part of the partitions, and whoever stays gets those of who left."""
    sink = MemorySink()
    one, other = worker(jet, sink, share=0), worker(jet, sink, "other", share=0)
    held = []
    for who in (one, other, one, other, one):
        who.turn()
        held.append((len(one.held), len(other.held)))
    assert held == [(4, 0), (4, 0), (2, 0), (2, 2), (2, 2)]
    other.leave()
    one.turn()
    assert (len(one.held), len(other.held)) == (4, 0)


def test_an_envelope_that_nobody_can_open_holds_up_its_own_partition_alone(jet: Jet) -> None:
    """P24: the others are folded, nothing is destroyed, and whoever runs the site is told where it lies."""
    told, sink = [said(n, str(n), text="!!!") for n in range(12)], MemorySink()
    jet.put("conv.0", b"sealed by nobody", {})
    publishing(jet).feed("forum", batch(*told, cursor="12"))
    one = worker(jet, sink)
    for _ in range(3):
        one.turn()
    there = [one for one in told if partition("forum", one.conversation, PARTITIONS)]
    assert sorted(sink.kept) == bare(there)
    assert len(jet.after("conv.0", 0)) == 2
    assert [place.name for place in one.stream.standing() if place.error] == ["nats/0"]


def test_an_envelope_holds_at_most_a_hundred_is_sealed_and_goes_when_it_was_folded(jet: Jet) -> None:
    """P21: a server in between reads no word, and keeps none."""
    told, sink = [said(n, text="an unmistakable sentence") for n in range(250)], MemorySink()
    publishing(jet).feed("forum", batch(*told, cursor="250"))
    subject = f"conv.{partition('forum', told[0].conversation, PARTITIONS)}"
    envelopes = jet.after(subject, 0)
    assert [len(list(opened(body, LOCK))) for _, body in envelopes] == [100, 100, 50]
    assert not any(b"unmistakable" in body for _, body in envelopes)
    while worker(jet, sink).turn() == 0:
        pass
    assert jet.after(subject, 0) == []
    assert jet.waiting() == 1


def test_a_server_that_was_killed_comes_back_with_everything(tmp_path: Path) -> None:
    """P24: `kill -9` of the server loses nothing that it answered for, and no worker counts anything twice."""
    told, sink = [said(n // 10, str(n % 10), text="!") for n in range(300)], MemorySink()
    with jetstream(tmp_path) as server, closing(Jet(Address(url=server.url, partitions=2))) as jet:
        into, one = publishing(jet), worker(jet, sink)
        for start in range(0, 300, 30):
            into.feed("forum", batch(*told[start : start + 30], cursor=str(start + 30)))
            if start % 60 == 0:
                one.turn()
            if start in (60, 180):
                server.kill()
                server.start()
        one = worker(jet, sink)
        while one.turn() == 0:
            pass
        assert into.cursor("forum") == "300"
    assert sorted(sink.kept) == bare(told)


def test_of_two_readers_of_one_source_only_one_publishes(jet: Jet) -> None:
    """P24: the cursor lies with the envelopes, and who saw an older one is refused whole."""
    one, other, sink = publishing(jet), publishing(jet), MemorySink()
    assert (one.cursor("forum"), other.cursor("forum")) == ("", "")
    one.feed("forum", batch(said(0, text="! !"), cursor="1"))
    with pytest.raises(Conflict):
        other.feed("forum", batch(said(0, text="! !"), cursor="1"))
    assert other.cursor("forum") == "1"
    other.feed("forum", batch(said(1, text="! !"), cursor="2"))
    while worker(jet, sink).turn() == 0:
        pass
    assert len(sink.kept) == 1


def test_a_worker_whose_lease_ran_out_while_it_slept_is_refused(jet: Jet) -> None:
    """P24: the version of a partition decides, whatever a worker believes it holds."""
    sink = MemorySink()
    slow, quick = worker(jet, sink), worker(jet, sink)
    publishing(jet).feed("forum", batch(said(0, text="! !"), cursor="1"))
    subject, place = f"conv.{partition('forum', 'forum/1', PARTITIONS)}", ""
    place = f"nats/{subject.partition('.')[2]}"
    [(number, body)] = jet.after(subject, int(slow.stream.cursor(place) or 0))
    assert quick.turn() == 0
    with pytest.raises(Conflict):
        slow.stream.take(place, list(opened(body, LOCK)), cursor=str(number))


def test_a_delivery_to_several_partitions_is_known_when_it_is_repeated(jet: Jet) -> None:
    """P20: half a delivery that was put before a kill is put whole, and no half of it twice."""
    told, sink = [said(0, str(n), text="!!!") for n in range(12)], MemorySink()
    inbox = NatsInbox(jet, lock=LOCK, spaces=spaces)
    assert inbox.put(delivery("1", *told))
    assert not inbox.put(delivery("1", *told))
    while worker(jet, sink).turn() == 0:
        pass
    assert sorted(sink.kept) == bare(told)


def test_a_monstrous_message_travels_by_its_two_ends(jet: Jet) -> None:
    """P20: what the server would not take stops nothing."""
    huge, sink = replace(said(0, text="\U0001f525" * 400_000 + "!!!"), id="huge"), MemorySink()
    publishing(jet).feed("forum", batch(said(1, text="!"), huge, said(2, text="!"), cursor="3"))
    while worker(jet, sink).turn() == 0:
        pass
    assert [one.message for one in sink.kept.values()] == ["huge"]


def test_the_number_of_partitions_cannot_change_under_what_waits(server: Nats) -> None:
    """P26: the operator hears which setting, and no conversation gets two readers."""
    name = f"watch-{token_hex(4)}"
    with closing(Jet(Address(url=server.url, partitions=4, name=name))) as first:
        assert first.waiting() == 0
    with closing(Jet(Address(url=server.url, partitions=8, name=name))) as second, pytest.raises(Malformed):
        second.waiting()


def test_a_server_that_is_not_there_is_an_error_that_can_be_waited_for() -> None:
    """P20: the driver tries again later and later, and a platform hears that it should."""
    with closing(Jet(Address(url="nats://127.0.0.1:9"))) as nowhere:
        with pytest.raises(OSError, match="did not answer"):
            nowhere.waiting()
        with pytest.raises(Exhausted, match="did not answer"):
            NatsInbox(nowhere, lock=LOCK, spaces=spaces).put(delivery("1", said(1)))


@pytest.mark.parametrize(
    "text",
    ["http://host", "nats://", "nats://h/path", "nats://h?x=1", "nats://h?partitions=0", "nats://h?partitions=x"],
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    """P26: before anything starts."""
    with pytest.raises(ValueError):
        address(text)


def test_an_address_tells_no_word_where_it_is_shown() -> None:
    """P21: a log reads no secret."""
    found = address("nats://name:word@host:4222?partitions=8")
    assert (found.url, found.partitions) == ("nats://name:word@host:4222", 8)
    assert "word" not in repr(found)
