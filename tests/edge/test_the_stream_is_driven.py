# SPDX-License-Identifier: Apache-2.0
"""The live watch: readers that fail, wait, hang and go on, each by itself; what an operator is told of them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from comity.desk.clock import SetClock
from comity.desk.watch.message import Told
from comity.desk.watch.ports import Batch, Later
from comity.edge.store.unit import SqlStore
from comity.edge.stream.inbox import SqlInbox
from comity.edge.stream.leases import Leases
from comity.edge.stream.runner import SqlStream
from comity.edge.stream.watching import LONGEST_SECONDS, POLL_SECONDS, Source, Watching, backed_off
from tests.databases import fresh_url, opened
from tests.streams import EPOCH, LOCK, Counting, MemorySink, delivery, said, spaces

NOW = EPOCH + timedelta(days=1)
TOLD = tuple(said(n, text="!") for n in range(12))


@pytest.fixture
def beside(tmp_path: Path, db: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A new database with the tables of the runner alone, its commits real; its alias."""
    with django_db_blocker.unblock(), opened(fresh_url(tmp_path), migrated=False) as alias:
        call_command("migrate", "stream", database=alias, verbosity=0, interactive=False)
        yield alias


@dataclass
class Told3:
    """A reader of `told`, three at a time, that raises what it is given before the batch of that number."""

    source: str
    told: tuple[Told, ...] = TOLD
    wrong: dict[int, Exception] = field(default_factory=dict)
    hang: Event | None = None
    asked: list[str] = field(default_factory=list)

    def read(self, cursor: str) -> Iterator[Batch]:
        self.asked.append(cursor)
        if self.hang is not None:
            self.hang.wait(30)
        for at in range(int(cursor or 0), len(self.told), 3):
            if (wrong := self.wrong.pop(at // 3, None)) is not None:
                raise wrong
            yield Batch(told=self.told[at : at + 3], cursor=str(at + 3))


class Stage:
    """Sources over one database, with a clock of their own."""

    def __init__(self, alias: str) -> None:
        self.alias, self.sink, self.seconds = alias, MemorySink(), 0.0
        self.clock = SetClock(NOW)
        transaction = SqlStore(alias).transaction
        self.inbox = SqlInbox(transaction=transaction, spaces=spaces, clock=self.clock, lock=LOCK, alias=alias)
        self.stream = SqlStream(
            Counting(), self.sink, transaction=transaction, spaces=spaces, clock=self.clock, alias=alias
        )

    def source(self, reader: Told3 | None, *, by: str = "one", name: str = "forum") -> Source:
        """A source that a worker reads."""
        return Source(
            name=name, stream=self.stream, inbox=self.inbox, leases=Leases(by, self.alias), clock=self.clock,
            reader=reader, monotonic=lambda: self.seconds, chance=random.Random(1),
        )  # fmt: skip


@pytest.fixture
def stage(beside: str) -> Stage:
    """A stage with nothing told."""
    return Stage(beside)


def test_a_reader_that_raises_in_the_middle_goes_on_where_it_was(stage: Stage) -> None:
    """P24: what was yielded stands, and nothing is told twice or left out."""
    reader = Told3("forum", wrong={2: ConnectionResetError()})
    source = stage.source(reader)
    source.turn()
    [standing] = stage.stream.standing()
    assert (standing.error, standing.since, standing.told) == ("ConnectionResetError", NOW, 6)
    source.turn()
    assert reader.asked == [""]
    stage.seconds += 10
    source.turn()
    assert reader.asked == ["", "6"]
    [standing] = stage.stream.standing()
    assert (standing.error, standing.since, standing.told, standing.asked) == ("", None, 12, NOW)
    assert len(stage.sink.kept) == 4


def test_deliveries_that_come_hide_no_reader_that_fails(stage: Stage) -> None:
    """P26: whoever runs the site hears that edits and deletions are not read, also while messages arrive."""
    source = stage.source(Told3("forum", wrong={0: ConnectionResetError()}))
    source.turn()
    stage.clock.at = NOW + timedelta(minutes=20)
    stage.inbox.put(delivery("1", said(0, text="!")))
    source.turn()
    [standing] = stage.stream.standing()
    assert (standing.error, standing.since, standing.told) == ("ConnectionResetError", NOW, 1)
    assert (standing.asked, standing.heard) == (None, stage.clock.at)


def test_who_lost_the_lease_in_the_middle_stops_reading(stage: Stage) -> None:
    """P24: somebody else reads on from the cursor; nobody does the same work beside them."""

    class Slow(Told3):
        def read(self, cursor: str) -> Iterator[Batch]:
            for batch in super().read(cursor):
                yield batch
                stage.clock.at += timedelta(minutes=2)
                Leases("other", stage.alias).take("forum", stage.clock.at)

    stage.source(Slow("forum")).turn()
    [standing] = stage.stream.standing()
    assert (standing.told, standing.asked) == (6, NOW + timedelta(minutes=2))


def test_a_platform_that_asks_to_wait_is_let_alone_and_deliveries_go_on(stage: Stage) -> None:
    """P20: we are polite, and it is no fault."""
    reader = Told3("forum", told=(), wrong={})
    reader.told, reader.wrong = TOLD, {0: Later(60)}
    source = stage.source(reader)
    source.turn()
    assert stage.stream.standing() == ()
    stage.inbox.put(delivery("1", *TOLD[:3]))
    stage.seconds += 59
    source.turn()
    assert (len(reader.asked), len(stage.sink.kept)) == (1, 1)
    stage.seconds += 10
    source.turn()
    assert len(reader.asked) == 2


def test_who_fails_is_asked_less_and_less_often(stage: Stage) -> None:
    """P20: a platform that is down is not hammered, nor by all of us in step."""
    chance = random.Random(3)
    rests = [backed_off(n, chance) for n in range(1, 40)]
    assert rests[0] <= 5
    assert 400 < max(rests) <= LONGEST_SECONDS
    assert len(set(rests[20:])) > 15


def test_a_source_is_asked_again_after_its_time_and_not_before(stage: Stage) -> None:
    """P20: reading a forum costs it something."""
    reader = Told3("forum")
    source = stage.source(reader)
    for _ in range(5):
        source.turn()
    assert len(reader.asked) == 1
    stage.seconds += POLL_SECONDS * 1.2
    source.turn()
    assert reader.asked == ["", "12"]


def test_of_two_workers_one_reads_a_source_and_the_other_takes_over(stage: Stage) -> None:
    """P24: a worker that was killed is followed by another within a minute."""
    one, other = Told3("forum"), Told3("forum")
    stage.source(one).turn()
    source = stage.source(other, by="other")
    source.turn()
    assert (len(one.asked), len(other.asked)) == (1, 0)
    stage.clock.at += timedelta(seconds=61)
    source.turn()
    assert other.asked == ["12"]


def test_a_source_that_hangs_or_fails_stops_no_other(stage: Stage) -> None:
    """P20: one platform is nobody's reason to be blind to another. Stopped, everybody stops at a batch."""
    hang = Event()
    hanging, failing = Told3("room", hang=hang), Told3("chat", wrong=dict.fromkeys(range(9), ValueError("no")))
    sources = [stage.source(None, name="forum"), stage.source(hanging, name="room"), stage.source(failing, name="chat")]

    def after() -> None:
        connections[stage.alias].close()

    watching = Watching(sources, after=after)
    stage.inbox.put(delivery("1", *TOLD))
    watching.begin()
    until = time.monotonic() + 20
    while len(stage.sink.kept) < 4 and time.monotonic() < until:
        time.sleep(0.02)
    hang.set()
    watching.end()
    assert len(stage.sink.kept) == 4
    standing = {one.name: one.error for one in stage.stream.standing()}
    assert (standing["forum"], standing["chat"]) == ("", "ValueError")


def test_what_has_had_its_time_is_destroyed_once_an_hour(stage: Stage) -> None:
    """P20: nobody has to remember to forget."""
    watching = Watching([stage.source(Told3("forum"))], forgetting=[stage.stream.forget, stage.inbox.forget])
    watching.once()
    assert watching.forget(NOW + timedelta(days=30)) == 1
    watching.once()
    assert watching.forget(NOW + timedelta(days=30, minutes=59)) == 0
