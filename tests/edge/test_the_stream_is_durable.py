# SPDX-License-Identifier: Apache-2.0
"""The runner on a database whose commits are real: resumed, read by two at once, changed, full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from pytest_django import DjangoDbBlocker

from comity.desk.clock import SetClock
from comity.desk.ports import Conflict, Exhausted
from comity.desk.watch.message import Edited, Removed, Told
from comity.desk.watch.ports import Refused
from comity.desk.watch.signal import Signal
from comity.edge.store.unit import SqlStore
from comity.edge.stream.inbox import KEPT, SqlInbox, trays
from comity.edge.stream.leases import Leases
from comity.edge.stream.models import State, Waiting
from comity.edge.stream.runner import LONGEST, SqlStream
from tests.databases import fresh_url, opened
from tests.edge.test_many_writers_at_once import together
from tests.streams import EPOCH, LOCK, Counting, MemorySink, batch, delivery, said, spaces

NOW = EPOCH + timedelta(days=1)
Transaction = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def beside(tmp_path: Path, db: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A new database with the tables of the runner alone, its commits real; its alias."""
    with django_db_blocker.unblock(), opened(fresh_url(tmp_path), migrated=False) as alias:
        call_command("migrate", "stream", database=alias, verbosity=0, interactive=False)
        yield alias


def runner(
    alias: str, sink: MemorySink, *, fold: Counting | None = None, most: int = 100, wrong: Transaction | None = None
) -> SqlStream:
    """A runner as another process would begin it."""
    transaction = wrong or SqlStore(alias).transaction
    return SqlStream(
        fold or Counting(), sink, transaction=transaction, spaces=spaces, clock=SetClock(NOW), alias=alias, most=most
    )


def inbox(alias: str, at: timedelta = timedelta()) -> SqlInbox:
    """The inbox, so long after the tests begin."""
    transaction = SqlStore(alias).transaction
    return SqlInbox(transaction=transaction, spaces=spaces, clock=SetClock(NOW + at), lock=LOCK, alias=alias)


def test_a_runner_goes_on_where_another_one_stopped(beside: str) -> None:
    """P24: the states of 300 conversations, of which only a few are remembered, are those of an uninterrupted run."""
    told = [said(n // 300, str(n % 300), text="!") for n in range(1500)]
    whole, parts = MemorySink(), MemorySink()
    runner(beside, whole).feed("whole", batch(*told, cursor="all"))
    for start in range(0, 1500, 250):
        stream = runner(beside, parts, most=10)
        assert stream.cursor("parts") == ("" if start == 0 else str(start))
        for at in range(start, start + 250, 50):
            stream.feed("parts", batch(*told[at : at + 50], cursor=str(at + 50)))
            assert len(stream.states) <= 10
    assert sorted(parts.kept) == sorted(whole.kept)
    assert len(whole.kept) == 300
    assert State.objects.using(beside).count() == 600


def test_no_name_and_no_word_stands_beside_a_state(beside: str) -> None:
    """P20: the row of a conversation says neither where it is nor who speaks."""
    runner(beside, MemorySink()).feed("forum", batch(said(1, "a-topic"), cursor="1"))
    row = State.objects.using(beside).get()
    assert len(row.key) == 32
    assert "a-topic" not in f"{row.key} {row.space} {row.fold}"


def test_another_version_of_the_fold_begins_every_conversation_anew(beside: str) -> None:
    """P20: what an old model thought is no part of what a new one thinks, and is destroyed."""
    sink = MemorySink()
    runner(beside, sink).feed("forum", batch(said(0, text="! !"), said(0, "2", text="!"), cursor="1"))
    newer = runner(beside, sink, fold=Counting("counting/2"))
    newer.feed("forum", batch(said(1, text="!"), cursor="2"))
    assert not sink.kept
    newer.feed("forum", batch(said(2, text="! !"), cursor="3"))
    assert [one.model for one in sink.kept.values()] == ["counting/2"]
    assert newer.forget(NOW) == 1


def test_what_holds_anew_is_folded_with_from_the_next_batch_on_without_a_restart(beside: str) -> None:
    """P20: a batch has one fold from its first message to its last; after a change conversations begin anew."""
    folds, asked = [Counting()], []

    def newest() -> Counting:
        asked.append(1)
        return folds[-1]

    sink = MemorySink()
    stream = SqlStream(
        folds[0], sink, transaction=SqlStore(beside).transaction, spaces=spaces, clock=SetClock(NOW), alias=beside,
        newest=newest,
    )  # fmt: skip
    stream.feed("forum", batch(said(0, text="! !"), said(0, "2", text="!"), cursor="1"))
    folds.append(Counting("counting/2"))
    stream.feed("forum", batch(said(1, text="! !"), said(2, text="!"), cursor="2"))
    assert len(asked) == 2
    assert [(one.model, one.conversation) for one in sink.kept.values()] == [("counting/2", "forum/1")]
    assert set(State.objects.using(beside).values_list("fold", flat=True)) == {"counting/1", "counting/2"}


def test_what_one_worker_forgot_no_other_remembers(beside: str) -> None:
    """P20: a state that had its time lies in no process's memory either, once that process forgets too."""
    sink = MemorySink()
    one, other = runner(beside, sink), runner(beside, sink)
    one.feed("forum", batch(said(0, text="! !"), cursor="1"))
    late = NOW + timedelta(days=20)
    assert (other.forget(late), one.forget(late)) == (1, 0)
    one.feed("forum", batch(said(1, text="!"), cursor="2"))
    assert not sink.kept


def test_of_two_readers_of_one_source_the_later_is_refused_and_reads_on(beside: str) -> None:
    """P24: two workers that read one source at once fold nothing twice, whatever they remember."""
    sink = MemorySink()
    one, other = runner(beside, sink), runner(beside, sink)
    assert (one.cursor("forum"), other.cursor("forum")) == ("", "")
    one.feed("forum", batch(said(0, text="! !"), cursor="1"))
    with pytest.raises(Conflict):
        other.feed("forum", batch(said(0, text="! !"), cursor="1"))
    assert other.cursor("forum") == "1"
    other.feed("forum", batch(said(1, text="!"), cursor="2"))
    with pytest.raises(Conflict):
        one.feed("forum", batch(said(1, text="!"), cursor="2"))
    assert one.cursor("forum") == "2"
    one.feed("forum", batch(said(2, text="!!!"), cursor="3"))
    assert len(sink.kept) == 2


def test_who_was_refused_a_delivery_takes_the_next_one(beside: str) -> None:
    """P24: two workers who take turns at an inbox are each refused once, and neither stands still."""
    sink, waiting = MemorySink(), inbox(beside)
    one, other = runner(beside, sink), runner(beside, sink)
    for n, who in enumerate((one, other)):
        waiting.put(delivery(str(n), said(n, text="! !")))
        assert who.drain("forum", waiting) == 1
    waiting.put(delivery("2", said(2, text="! !")))
    with pytest.raises(Conflict):
        one.drain("forum", waiting)
    assert one.drain("forum", waiting) == 1
    assert one.standing()[0].told == 3


def test_many_who_feed_at_once_lose_nothing_and_double_nothing(beside: str) -> None:
    """P24: eight workers, each trying again whenever somebody was first, count to forty."""
    sink = MemorySink()

    def work() -> None:
        stream = runner(beside, sink)
        while (at := int(stream.cursor("forum") or 0)) < 40:
            try:
                stream.feed("forum", batch(said(at, text="!"), cursor=str(at + 1)))
            except Conflict:
                continue

    assert together(beside, *[work] * 8) == [None] * 8
    assert len(sink.kept) == 40 // 3
    assert runner(beside, sink).standing()[0].told == 40


def test_many_who_put_one_delivery_put_it_once(beside: str) -> None:
    """P24: a platform that repeats itself to several processes at once is heard once."""
    answers = together(beside, *[lambda: inbox(beside).put(delivery("7", said(0, text="!!!")))] * 6)
    assert sorted(answers) == [False] * 5 + [True]  # type: ignore[type-var]
    drained = together(beside, *[lambda: runner(beside, MemorySink()).drain("forum", inbox(beside))] * 4)
    assert {type(one) for one in drained} <= {int, Conflict}
    assert runner(beside, MemorySink()).standing()[0].told == 1


def test_the_words_of_a_delivery_are_destroyed_when_they_were_folded(beside: str) -> None:
    """P20, P21: only the hash of its id stays, for a week; what nobody folded goes as well."""
    inbox(beside).put(delivery("1", said(1)))
    assert [(one.source, one.many) for one in trays(beside)] == [("forum", 1)]
    runner(beside, MemorySink()).drain("forum", inbox(beside))
    assert Waiting.objects.using(beside).get().body is None
    inbox(beside).put(delivery("2", said(2)))
    assert inbox(beside).forget(NOW + KEPT - timedelta(hours=1)) == 0
    assert inbox(beside).forget(NOW + KEPT + timedelta(hours=1)) == 2
    assert not Waiting.objects.using(beside).exists()


def test_clocks_that_are_wrong_keep_no_state_alive(beside: str) -> None:
    """P20: a message from the year 9000 is told, and its conversation is forgotten like any other."""
    stream = runner(beside, MemorySink())
    late = replace(said(0, "late"), at=EPOCH.replace(year=9000))
    stream.feed("forum", batch(late, said(0, "usual"), cursor="1"))
    assert stream.forget(NOW + timedelta(days=20)) == 1
    assert stream.forget(NOW + LONGEST + timedelta(days=1)) == 1


def test_a_space_that_left_is_forgotten_at_once(beside: str) -> None:
    """P20: a clause that ends takes what was made of it along."""
    runner(beside, MemorySink()).feed("forum", batch(said(0), cursor="1"))
    left = SqlStream(
        Counting(),
        MemorySink(),
        transaction=SqlStore(beside).transaction,
        spaces=dict,
        clock=SetClock(NOW),
        alias=beside,
    )
    assert left.forget(NOW) == 1
    left.feed("forum", batch(said(1), Edited(message=said(1)), cursor="2"))
    assert State.objects.using(beside).count() == 0


def test_a_database_that_is_full_is_asked_again_and_nothing_is_lost(beside: str) -> None:
    """P24: what could not be written was not read."""
    sink, full = MemorySink(), [True]

    @contextmanager
    def transaction():  # type: ignore[no-untyped-def]
        with SqlStore(beside).transaction() as unit:
            yield unit
            if full[0]:
                raise OperationalError("database or disk is full")

    @contextmanager
    def meant():  # type: ignore[no-untyped-def]
        try:
            with transaction():
                yield
        except OperationalError as wrong:
            raise Exhausted(str(wrong)) from wrong

    stream = runner(beside, sink, wrong=meant)
    with pytest.raises(Exhausted):
        stream.feed("forum", batch(*[said(n, text="!") for n in range(3)], cursor="3"))
    assert (stream.cursor("forum"), len(stream.states)) == ("", 0)
    full[0] = False
    assert stream.feed("forum", batch(*[said(n, text="!") for n in range(3)], cursor="3")) == 1


def test_a_lease_is_one_readers_until_it_is_given_back_or_runs_out(beside: str) -> None:
    """P24: a worker that was killed keeps nobody from reading for long."""
    one, other = Leases("one", beside), Leases("other", beside)
    assert (one.take("forum", NOW), other.take("forum", NOW)) == (True, False)
    assert one.take("forum", NOW + timedelta(seconds=50))
    assert not other.take("forum", NOW + timedelta(seconds=70))
    assert other.take("forum", NOW + timedelta(seconds=111))
    one.give("forum")
    assert not one.take("forum", NOW + timedelta(seconds=112))
    other.give("forum")
    assert one.take("forum", NOW + timedelta(seconds=113))


def test_a_delivery_without_an_id_is_refused_by_name(beside: str) -> None:
    """P20: a clear error names the field and the rule."""
    with pytest.raises(Refused, match=r"^id: "):
        inbox(beside).put(delivery("", said(1)))
    with pytest.raises(Refused, match=r"^source: "):
        inbox(beside).put(delivery("1", said(1), source="x" * 101))


def test_a_removal_of_what_was_never_told_is_nothing(beside: str) -> None:
    """P20: platforms tell out of order."""
    gone = Removed(conversation="forum/9", id="9.1", at=EPOCH, space=said(1).space)
    assert runner(beside, MemorySink()).feed("forum", batch(gone, cursor="1")) == 0
    with connections[beside].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM watch_state")
        assert cursor.fetchone() == (0,)


def test_a_conversation_that_is_gone_leaves_no_state(beside: str) -> None:
    """P20: an empty state is none."""

    class Clearing(Counting):
        def step(self, state: bytes, told: Told) -> tuple[bytes, Signal | None]:
            return (b"", None) if isinstance(told, Removed) else super().step(state, told)

    stream = runner(beside, MemorySink(), fold=Clearing())
    gone = Removed(conversation="forum/1", id="", at=EPOCH, space=said(1).space)
    stream.feed("forum", batch(said(0, text="!!"), said(1, text="!!", conversation="2"), cursor="1"))
    stream.feed("forum", batch(gone, cursor="2"))
    assert (State.objects.using(beside).count(), len(stream.states)) == (1, 1)
