# SPDX-License-Identifier: Apache-2.0
"""Discord channels as they are read over its HTTP API: everything once, in its order, within its limits."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Later, Refused
from comity.edge.platforms.asking import Unwelcome
from comity.edge.platforms.discord import connect, cursor, server
from tests.edge.platforms.discord.conftest import SOURCE, Stage, said
from tests.edge.platforms.discord.document import PATH, Document


def test_what_is_said_is_told_with_its_place_and_its_speaker(stage: Stage) -> None:
    """P20: a liaison finds the very message; a mention is the speaker's own mark."""
    channel = stage.channel()
    first = stage.discord.say(channel, "Who waters the beds tonight?", by="11")
    answered: dict[str, Any] = {
        "type": 19,
        "message_reference": {"type": 0, "channel_id": channel, "message_id": first},
    }
    second = stage.discord.say(channel, "<@11> I do.", by="12", **answered)
    [one, two], _ = stage.told()
    assert isinstance(one, Message)
    assert isinstance(two, Message)
    assert (one.id, one.author, one.text) == (first, "11", "Who waters the beds tonight?")
    assert one.space == one.conversation == f"{SOURCE}/{channel}"
    assert one.place == f"https://discord.com/channels/1/{channel}/{first}"
    assert abs(one.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert (two.id, two.reply_to, two.text) == (second, first, "<@11> I do.")


def test_threads_and_posts_are_conversations_of_their_own(stage: Stage) -> None:
    """P20: public threads of a channel, the posts of a forum; a private thread is never asked for."""
    channel, forum = stage.channel(), stage.channel(15)
    root = stage.discord.say(channel, "The shed is locked.")
    thread, private = stage.discord.thread(channel, name=root), stage.discord.thread(channel, 12)
    post, elsewhere = stage.discord.thread(forum), stage.discord.thread(stage.discord.channel())
    for place, words in ((thread, "Who has the key?"), (private, "Us two."), (post, "A post."), (elsewhere, "No.")):
        stage.discord.say(place, words)
    told, _ = stage.told()
    assert {(m.conversation, m.text) for m in told if isinstance(m, Message)} == {
        (f"{SOURCE}/{channel}", "The shed is locked."),
        (f"{SOURCE}/{channel}/{thread}", "Who has the key?"),
        (f"{SOURCE}/{forum}/{post}", "A post."),
    }
    assert not [one for one in stage.discord.asked if private in one or elsewhere in one]


def test_programs_and_discord_itself_say_nothing(stage: Stage) -> None:
    """P20: only what a person wrote is read."""
    channel = stage.channel()
    stage.discord.say(channel, "beep", by="99")
    stage.discord.say(channel, "from elsewhere", webhook_id="5")
    stage.discord.say(channel, "pinned a message", type=6)
    stage.discord.say(channel, "", attachments=[])
    stage.discord.say(channel, "A person.")
    assert said(stage.told()[0]) == ["", "A person."]


def test_nothing_is_lost_or_told_twice_however_much_was_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P24: more than one answer carries, in a channel and a thread, killed after any batch: each once, in its order."""
    monkeypatch.setattr(server, "MOST", 5)
    channel = stage.channel()
    thread = stage.discord.thread(channel)
    expected = {place: [stage.discord.say(place, f"a{n}") for n in range(9)] for place in (channel, thread)}
    batches = list(stage.reader.read(""))
    for number in range(12):
        expected[channel].append(stage.discord.say(channel, f"b{number}", by=str(11 + number % 2)))
    expected[thread].append(stage.discord.say(thread, "c"))
    batches += list(stage.reader.read(batches[-1].cursor))
    ids = [[m.id for m in batch.told if isinstance(m, Message)] for batch in batches]
    flat = [mark for batch in ids for mark in batch]
    assert max(map(len, ids)) <= 10
    for place in (channel, thread):
        assert [mark for mark in flat if mark in expected[place]] == expected[place]
    assert len(flat) == len(set(flat)) == 9 + 9 + 12 + 1
    for killed, batch in enumerate(batches):
        stage.anew()
        rest, _ = stage.told(batch.cursor)
        seen = [mark for told in ids[: killed + 1] for mark in told] + [m.id for m in rest if isinstance(m, Message)]
        assert sorted(seen) == sorted(flat)


@pytest.mark.usefixtures("at_once")
def test_a_thread_that_was_archived_meanwhile_is_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P24: begun, talked in and archived between two looks, more of them than one answer carries; once all the same."""
    monkeypatch.setattr(server, "MOST", 3)
    channel = stage.channel()
    _, position = stage.told()
    for number in range(8):
        thread = stage.discord.thread(channel)
        stage.discord.say(thread, f"t{number}")
        stage.discord.archive(thread)
    told, position = stage.told(position)
    assert sorted(said(told)) == [f"t{number}" for number in range(8)]
    stage.anew()
    assert said(stage.told(position)[0]) == []


@pytest.mark.usefixtures("at_once")
def test_edits_and_deletions_are_seen_when_it_looks_again(stage: Stage) -> None:
    """P20: the words that stand there now, and none that were taken away, also across a restart."""
    channel = stage.channel()
    thread = stage.discord.thread(channel)
    kept, other = stage.discord.say(channel, "Nonsense."), stage.discord.say(channel, "Go away.")
    inside = stage.discord.say(thread, "Bah.")
    _, position = stage.told()
    stage.discord.edit(channel, kept, "I see it otherwise.")
    stage.discord.delete(channel, other)
    stage.discord.delete(thread, inside)
    stage.anew()
    told, position = stage.told(position)
    [edited] = [one for one in told if isinstance(one, Edited)]
    assert (edited.message.id, edited.message.text) == (kept, "I see it otherwise.")
    gone = {(one.conversation, one.id) for one in told if isinstance(one, Removed)}
    assert gone == {(f"{SOURCE}/{channel}", other), (f"{SOURCE}/{channel}/{thread}", inside)}
    assert len(told) == 3
    assert stage.told(position)[0] == []
    stage.discord.edit(channel, kept, "Again otherwise.")
    [again], _ = stage.told(position)
    assert isinstance(again, Edited)
    assert again.message.text == "Again otherwise."


@pytest.mark.usefixtures("at_once")
def test_what_was_said_in_a_deleted_thread_is_gone(stage: Stage) -> None:
    """P20: the whole thread's words, and nothing of the channel's."""
    channel = stage.channel()
    thread = stage.discord.thread(channel)
    stage.discord.say(channel, "Here.")
    for words in ("One.", "Two."):
        stage.discord.say(thread, words)
    _, position = stage.told()
    stage.discord.gone(thread)
    told, position = stage.told(position)
    [gone] = told
    assert isinstance(gone, Removed)
    assert (gone.conversation, gone.id) == (f"{SOURCE}/{channel}/{thread}", "")
    assert stage.told(position)[0] == []


def test_the_latest_messages_are_looked_at_every_few_minutes_only(stage: Stage) -> None:
    """P20: a platform is asked for what is new, and for little else: two questions where nothing is."""
    channel = stage.channel()
    stage.discord.say(channel, "Here.")
    _, position = stage.told()
    stage.discord.asked.clear()
    assert list(stage.reader.read(position)) == []
    assert stage.discord.asked == [f"GET /channels/{channel}", "GET /guilds/1/threads/active"]


def test_a_share_is_not_used_up(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P20: we stop before Discord has to refuse, go on where we were, and all is told."""
    monkeypatch.setattr(server, "MOST", 2)
    stage.discord.share, stage.discord.window = 3, 0.3
    channel = stage.channel()
    ids = [stage.discord.say(channel, str(n)) for n in range(11)]
    told: list[str] = []
    position, waits = "", []
    while len(told) < 11:
        try:
            for batch in stage.reader.read(position):
                told += [m.id for m in batch.told if isinstance(m, Message)]
                position = batch.cursor
        except Later as later:
            waits.append(later.seconds)
            time.sleep(later.seconds)
    assert told == ids
    assert waits
    assert all(0 < wait <= 0.4 for wait in waits)
    assert stage.discord.refused == 0


def test_a_limit_on_everything_is_waited_for(stage: Stage) -> None:
    """P20: `Later` by the platform's own figure, and what was read before it stands."""
    first, second = sorted([stage.channel(), stage.channel()])
    stage.discord.say(first, "Told.")
    stage.discord.say(second, "Not yet.")
    stage.discord.everything = 5
    told: list[Told] = []
    position = ""
    with pytest.raises(Later) as later:
        for batch in stage.reader.read(position):
            told += batch.told
            position = batch.cursor
    assert later.value.seconds == 1
    assert said(told) == ["Told."]
    stage.discord.everything = 100
    assert said(stage.told(position)[0]) == ["Not yet."]


def test_a_channel_is_read_from_the_instant_it_is_watched_and_not_before(stage: Stage) -> None:
    """P20: what was said before the sign stood is never read, in a channel or in a thread; nor after it is gone."""
    now = datetime.now(UTC)
    early, late = stage.channel(), stage.channel(since=now)
    thread = stage.discord.thread(late)
    del stage.spaces[f"{SOURCE}/{late}"]
    for place in (late, thread):
        stage.discord.say(place, "Nobody watches.", at=now - timedelta(seconds=5))
        stage.discord.say(place, "Watched.", at=now + timedelta(milliseconds=1))
    stage.discord.say(early, "Here.")
    told, position = stage.told()
    assert said(told) == ["Here."]
    assert not [one for one in stage.discord.asked if late in one or thread in one]
    stage.spaces[f"{SOURCE}/{late}"] = now
    told, position = stage.told(position)
    assert said(told) == ["Watched.", "Watched."]
    del stage.spaces[f"{SOURCE}/{late}"]
    stage.discord.say(late, "The sign is gone.")
    stage.discord.asked.clear()
    assert said(stage.told(position)[0]) == []
    assert not [one for one in stage.discord.asked if late in one or thread in one]


@pytest.mark.parametrize("kind", [1, 3, 4, 10, 11, 12, 14])
def test_no_private_channel_is_read_though_a_clause_names_it(stage: Stage, kind: int) -> None:
    """P20: direct messages alone or in a group, a thread instead of its channel, what is no place of talk."""
    channel = stage.channel()
    told = {"id": channel, "type": kind, "flags": 0, "recipients": [], "name": None, "owner_id": "11"}
    stage.discord.document = None
    stage.discord.channels[channel] = {**told, "last_message_id": None}
    stage.discord.say(channel, "Between us.")
    assert stage.told()[0] == []
    assert not [one for one in stage.discord.asked if "messages" in one]


def test_a_channel_that_is_not_there_is_left(stage: Stage) -> None:
    """P20, P24: all that was said in a deleted channel is gone, told once, and nothing else is stopped by it."""
    channel, other = stage.channel(), stage.channel()
    thread = stage.discord.thread(channel)
    stage.discord.say(channel, "There.")
    stage.discord.say(thread, "In a thread.")
    _, position = stage.told()
    stage.discord.say(other, "Here.")
    for place in (thread, channel):
        stage.discord.gone(place)
    told, position = stage.told(position)
    assert said(told) == ["Here."]
    gone = {(one.conversation, one.id) for one in told if isinstance(one, Removed)}
    assert gone == {(f"{SOURCE}/{channel}", ""), (f"{SOURCE}/{channel}/{thread}", "")}
    assert len(told) == 3
    assert stage.told(position)[0] == []


def test_blank_messages_are_no_silence(stage: Stage) -> None:
    """P23: without the intent Discord blanks what people say; the operator is told, and the watch sees no calm."""
    channel = stage.channel()
    for _ in range(3):
        stage.discord.say(channel, "words")
    stage.discord.blank = True
    with pytest.raises(Refused, match="Message Content Intent"):
        stage.told()


def test_a_wrong_token_is_named(stage: Stage) -> None:
    """P23: what the platform says, and not the token."""
    stage.discord.document = None
    connection = connect(SOURCE, {"url": stage.address, "token": "other"}, lambda: {f"{SOURCE}/5": datetime.now(UTC)})
    assert connection.reader
    with pytest.raises(Unwelcome, match="401") as refused:
        list(connection.reader.read(""))
    assert "other" not in str(refused.value)


@pytest.mark.parametrize("text", ["x", "[]", '{"1":5}', '{"1":[1,{"1":[1,["x"]]}]}', '{"1":[1,{"1":[1,[5]]}]}'])
def test_a_cursor_that_is_not_ours_is_refused(stage: Stage, text: str) -> None:
    """P23: a mixed-up cursor is named, and nothing is read from a wrong place."""
    with pytest.raises(Refused, match="cursor"):
        list(stage.reader.read(text))


def test_a_cursor_stays_small() -> None:
    """P24: however many threads are alive, what is looked at again is bounded."""
    spaces = {"1": cursor.Space(0, {str(place): cursor.Place(0) for place in range(100)})}
    for place in spaces["1"].places.values():
        place.seen = {(10**18) + number: 10**12 for number in range(60)}
        place.keep(0)
    text = cursor.write(spaces)
    assert len(text) < 50_000
    assert cursor.write(cursor.read(text)) == text


def test_discords_own_document_was_asked(stage: Stage) -> None:
    """P23: the questions above are held to the document wherever it is at hand."""
    if stage.discord.document is None:
        pytest.skip(f"{PATH.name} is not at hand: nothing was held to it")
    fresh = Document()
    stage.discord.document = fresh
    channel = stage.channel()
    stage.discord.say(channel, "Here.")
    stage.told()
    stage.sign.take_down(f"{SOURCE}/{channel}", stage.sign.put_up(f"{SOURCE}/{channel}", "Watched."))
    assert fresh.asked >= {
        "get_channel", "get_active_guild_threads", "list_public_archived_threads", "list_messages", "get_message",
        "list_pins", "create_message", "create_pin", "delete_message", "get_my_user",
    }  # fmt: skip
    for method, path, query, body in (
        ("GET", "/channels/1/messages", {"limit": "500"}, b""),
        ("GET", "/channels/1/messages", {"since": "5"}, b""),
        ("GET", "/channels/x/messages", {}, b""),
        ("PUT", "/channels/1/messages", {}, b""),
        ("POST", "/channels/1/messages", {}, b'{"content": 5}'),
    ):
        with pytest.raises(AssertionError):
            fresh.question(method, path, query, body)
    with pytest.raises(AssertionError):
        fresh.answer("GET", "/channels/1/messages", 200, [{"id": "1"}])
