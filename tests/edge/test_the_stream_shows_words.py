# SPDX-License-Identifier: Apache-2.0
"""The last words of live conversations, for whoever looks at a signal; and how they go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.desk.clock import SetClock
from comity.desk.watch.message import Edited, Removed
from comity.edge.store.unit import SqlStore
from comity.edge.stream.inbox import SqlInbox
from comity.edge.stream.models import Recent, Waiting
from comity.edge.stream.recent import KEPT, MOST, SqlRecent
from comity.edge.stream.runner import SqlStream
from tests.streams import EPOCH, LOCK, SPACE, Counting, MemorySink, batch, delivery, said, spaces

pytestmark = pytest.mark.django_db
NOW = EPOCH + timedelta(days=1)


@pytest.fixture
def sink() -> MemorySink:
    """Where signals go."""
    return MemorySink()


@pytest.fixture
def stream(sink: MemorySink) -> SqlStream:
    """A runner that keeps the last words."""
    transaction = SqlStore().transaction
    return SqlStream(
        Counting(), sink, transaction=transaction, spaces=spaces, clock=SetClock(NOW), recent=SqlRecent(LOCK)
    )


def texts(conversation: str = "1") -> list[str]:
    """What can be read of a conversation."""
    return [one.text for one in SqlRecent(LOCK).of(f"forum/{conversation}")]


def test_the_last_messages_of_a_conversation_are_there_in_order(stream: SqlStream) -> None:
    """P20: a liaison judges with the words around before them, and no more of them than it takes."""
    stream.feed("forum", batch(*[said(n, text=f"n{n}") for n in range(MOST + 5)], said(0, "2"), cursor="1"))
    assert texts() == [f"n{n}" for n in range(5, MOST + 5)]
    assert len(texts("2")) == 1
    assert texts("nowhere") == []
    stream.forget(NOW)
    assert Recent.objects.count() == MOST + 1


def test_an_edit_stands_in_the_place_of_what_it_edits_and_a_removal_leaves_nothing(
    stream: SqlStream, sink: MemorySink
) -> None:
    """P20, P21: what somebody took back is shown to nobody, and who shows it hears so."""
    gone = Removed(conversation="forum/1", id="1.2", at=NOW, space=said(1).space)
    told = [said(n, text=f"n{n}") for n in range(4)]
    stream.feed("forum", batch(*told, Edited(message=replace(told[1], text="milder")), gone, *told[:1], cursor="1"))
    assert texts() == ["n0", "milder", "n3"]
    assert sink.changes == [("forum/1", "1.1", "milder"), ("forum/1", "1.2", None)]
    stream.feed("forum", batch(replace(gone, id=""), cursor="2"))
    assert texts() == []


def test_what_was_taken_back_in_a_thread_that_its_platform_forgot_is_gone_all_the_same(stream: SqlStream) -> None:
    """P20: an id is enough; the conversation that is named may be the space's own."""
    stream.feed("forum", batch(said(1, "thread", text="n1"), said(2, "thread", text="n2"), cursor="1"))
    stream.feed("forum", batch(Removed(conversation="forum/room", id="thread.1", at=NOW, space=SPACE), cursor="2"))
    assert texts("thread") == ["n2"]


def test_an_edit_of_what_was_said_before_the_watch_rested_leaves_nothing(sink: MemorySink) -> None:
    """P20: the old words stand no more, and the new ones are not read; a removal is heard whenever it was said."""
    since = {SPACE: EPOCH}
    stream = SqlStream(
        Counting(), sink, transaction=SqlStore().transaction, spaces=lambda: since, clock=SetClock(NOW),
        recent=SqlRecent(LOCK),
    )  # fmt: skip
    told = [said(n, text=f"n{n}") for n in range(3)]
    stream.feed("forum", batch(*told, cursor="1"))
    since = {SPACE: EPOCH + timedelta(hours=1)}
    edited = Edited(message=replace(told[1], text="milder"))
    stream.feed("forum", batch(edited, Removed(conversation="forum/1", id="1.2", at=EPOCH, space=SPACE), cursor="2"))
    assert texts() == ["n0"]
    assert sink.changes == [("forum/1", "1.1", None), ("forum/1", "1.2", None)]


def test_words_go_with_their_conversation_and_after_two_weeks(stream: SqlStream) -> None:
    """P20, P21: nothing that was said is kept for longer than somebody may have to judge it."""
    stream.feed("forum", batch(said(0, "old"), said(1440, "new"), cursor="1"))
    stream.forget(EPOCH + timedelta(days=14, hours=1))
    assert (texts("old"), len(texts("new"))) == ([], 1)
    stream.forget(NOW + KEPT + timedelta(hours=1))
    assert not Recent.objects.exists()


def test_words_at_rest_are_sealed(stream: SqlStream) -> None:
    """P21: a database or a backup without the home's key tells no word of what was said."""
    words = "an unmistakable sentence"
    inbox = SqlInbox(transaction=SqlStore().transaction, spaces=spaces, clock=SetClock(NOW), lock=LOCK)
    inbox.put(delivery("1", said(1, text=words)))
    assert words.encode() not in bytes(Waiting.objects.get().body or b"")
    stream.drain("forum", inbox)
    assert texts() == [words]
    assert words.encode() not in bytes(Recent.objects.get().body)


def test_hostile_names_and_words_are_kept_as_they_are(stream: SqlStream) -> None:
    """P20: what a database cannot hold as text, it holds as bytes."""
    strange = replace(said(1), text="\0\ud800\u202e" + "x" * 9_000, id="\0\ud800", author="\0", place="\0")
    stream.feed("forum", batch(replace(strange, conversation="forum/\0\ud800"), cursor="1"))
    [one] = SqlRecent(LOCK).of("forum/\0\ud800")
    assert (one.text[:3], len(one.text), one.id) == ("\0\ud800\u202e", 8_000, "\0\ud800")
