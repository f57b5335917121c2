# SPDX-License-Identifier: Apache-2.0
"""Matrix rooms as they are read from a real homeserver: everything once, in its order, and nothing that is private."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Refused
from comity.edge.platforms.matrix import homeserver as calls
from tests.edge.platforms.matrix.conftest import SOURCE, Stage
from tests.synapse import NAME


def _said(told: list[Told]) -> list[str]:
    return [one.text for one in told if isinstance(one, Message)]


def test_what_is_said_is_told_with_its_place_and_its_speaker(stage: Stage) -> None:
    """P20: a liaison finds the very message, and the order is the room's own."""
    room = stage.commons()
    first = stage.alba.say(room, "Who waters the beds tonight?")
    answer = {"m.relates_to": {"m.in_reply_to": {"event_id": first}}}
    second = stage.bo.say(room, "> <@alba:x> Who waters\n> the beds?\n\nI do.", **answer)
    told, _ = stage.told()
    one, two = told
    assert isinstance(one, Message)
    assert isinstance(two, Message)
    assert (one.id, one.author, one.text) == (first, stage.alba.name, "Who waters the beds tonight?")
    assert one.space == one.conversation == f"{SOURCE}/{room}"
    assert one.place == f"https://matrix.to/#/{room}/{first}?via={NAME}"
    assert abs(one.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert (two.id, two.reply_to, two.text) == (second, first, "I do.")


def test_a_thread_is_a_conversation_of_its_own(stage: Stage) -> None:
    """P20: what is said beside the room's talk is not folded into it; the root stays where it was said."""
    room = stage.commons()
    root = stage.alba.say(room, "The shed is locked.")
    thread = {"rel_type": "m.thread", "event_id": root}
    falling = {**thread, "is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    inside = stage.bo.say(room, "Who has the key?", **{"m.relates_to": falling})
    stage.cyd.say(room, "I.", **{"m.relates_to": {**thread, "m.in_reply_to": {"event_id": inside}}})
    stage.alba.say(room, "And the gate is open.")
    told, _ = stage.told()
    main, beside = f"{SOURCE}/{room}", f"{SOURCE}/{room}/{root}"
    assert [(m.conversation, m.text, m.reply_to) for m in told if isinstance(m, Message)] == [
        (main, "The shed is locked.", ""),
        (beside, "Who has the key?", ""),
        (beside, "I.", inside),
        (main, "And the gate is open.", ""),
    ]


def test_a_mention_is_told_by_the_name_that_the_platform_gives(stage: Stage) -> None:
    """P20: a name in a text is the speaker's mark, so that it can become an ordinal."""
    room = stage.commons()
    pill = f'<a href="https://matrix.to/#/{stage.bo.name}">Bo &amp; Co</a>: no'
    stage.alba.say(room, "Bo & Co: no", format="org.matrix.custom.html", formatted_body=pill)
    assert _said(stage.told()[0]) == [f"{stage.bo.name}: no"]


def test_programs_files_and_reactions_say_nothing(stage: Stage) -> None:
    """P20: only what a person wrote is read; of a picture, what was written under it."""
    room = stage.commons()
    first = stage.alba.say(room, "A picture comes.")
    stage.bo.send(room, {"msgtype": "m.notice", "body": "the pump is on"})
    stage.bo.send(room, {"m.relates_to": {"rel_type": "m.annotation", "event_id": first, "key": "+"}}, "m.reaction")
    picture = {"msgtype": "m.image", "url": "mxc://x/y", "filename": "bed.png"}
    stage.bo.send(room, {**picture, "body": "look at that"})
    stage.bo.send(room, {**picture, "body": "bed.png"})
    stage.cyd.send(room, {"msgtype": "m.emote", "body": "shrugs"})
    assert _said(stage.told()[0]) == ["A picture comes.", "look at that", "", "shrugs"]


def test_an_edit_is_told_as_the_message_that_it_changes(stage: Stage) -> None:
    """P20: the words that stand there now, whoever restarted meanwhile; and only of whoever wrote them."""
    room = stage.commons()
    root = stage.alba.say(room, "Root.")
    inside = stage.bo.say(room, "Nonsense.", **{"m.relates_to": {"rel_type": "m.thread", "event_id": root}})
    told, cursor = stage.told()
    edit = {"m.relates_to": {"rel_type": "m.replace", "event_id": inside}}
    better = stage.bo.say(room, "* I see it otherwise.", **edit, **{"m.new_content": _plain("I see it otherwise.")})
    stage.cyd.say(room, "* Forged.", **edit, **{"m.new_content": _plain("Forged.")})
    stage.anew()
    [edited], cursor = stage.told(cursor)
    assert isinstance(edited, Edited)
    before = next(m for m in told if isinstance(m, Message) and m.id == inside)
    after = edited.message
    assert after.text == "I see it otherwise."
    assert (after.id, after.conversation, after.at) == (inside, before.conversation, before.at)
    stage.bo.redact(room, better)
    [back], _ = stage.told(cursor)
    assert isinstance(back, Edited)
    assert (back.message.id, back.message.text) == (inside, "Nonsense.")


def test_a_message_that_is_taken_away_is_told_in_its_conversation(stage: Stage) -> None:
    """P20: words that are gone there are shown to nobody here."""
    room = stage.commons()
    root = stage.alba.say(room, "Root.")
    inside = stage.bo.say(room, "Go away.", **{"m.relates_to": {"rel_type": "m.thread", "event_id": root}})
    _, cursor = stage.told()
    stage.alba.redact(room, inside)
    stage.alba.redact(room, root)
    [first, second], cursor = stage.told(cursor)
    assert isinstance(first, Removed)
    assert isinstance(second, Removed)
    assert (first.id, first.conversation) == (inside, f"{SOURCE}/{room}/{root}")
    assert (second.id, second.conversation) == (root, f"{SOURCE}/{room}")
    assert _said(stage.told()[0]) == []


def test_nothing_is_lost_or_told_twice_however_much_was_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P24: more than one answer carries, in two rooms, and killed after any batch: each message once, in its order."""
    monkeypatch.setattr(calls, "MOST", 4)
    rooms = [stage.room(), stage.room()]
    expected: dict[str, list[str]] = {room: [] for room in rooms}
    for number in range(9):
        expected[rooms[0]].append(stage.alba.say(rooms[0], f"a{number}"))
    batches = list(stage.reader.read(""))
    cursor = batches[-1].cursor
    for number in range(7):
        speaker = (stage.alba, stage.bo)[number % 2]
        for room in rooms[: 1 + (number < 3)]:
            expected[room].append(speaker.say(room, f"b{number}"))
    batches += list(stage.reader.read(cursor))
    ids = [[m.id for m in batch.told if isinstance(m, Message)] for batch in batches]
    assert all(len(batch) <= 4 + 3 for batch in ids)
    flat = [mark for batch in ids for mark in batch]
    for room in rooms:
        assert [mark for mark in flat if mark in expected[room]] == expected[room]
    assert len(flat) == len(set(flat)) == 9 + 7 + 3
    for killed, batch in enumerate(batches):
        stage.anew()
        rest, _ = stage.told(batch.cursor)
        seen = [mark for told in ids[: killed + 1] for mark in told] + [m.id for m in rest if isinstance(m, Message)]
        assert sorted(seen) == sorted(flat)


def test_a_room_is_read_from_the_instant_it_is_watched_and_not_before(stage: Stage) -> None:
    """P20: what was said before the sign stood is never read, also where another room was read all the while."""
    early, late = stage.room(), stage.room()
    del stage.spaces[f"{SOURCE}/{late}"]
    stage.alba.say(late, "Nobody watches here yet.")
    stage.alba.say(early, "Somebody watches here.")
    told, cursor = stage.told()
    assert _said(told) == ["Somebody watches here."]
    since = datetime.now(UTC)
    between = stage.bo.say(late, "Now the sign stands.")
    stage.bo.say(early, "More.")
    told, cursor = stage.told(cursor)
    assert _said(told) == ["More."]
    stage.watched(late, since)
    stage.bo.say(late, "And on.")
    told, cursor = stage.told(cursor)
    assert _said(told) == ["Now the sign stands.", "And on."]
    old = {"m.relates_to": {"rel_type": "m.replace", "event_id": between}}
    stage.bo.say(late, "*", **old, **{"m.new_content": _plain("The sign stands.")})
    [edited], cursor = stage.told(cursor)
    assert isinstance(edited, Edited)
    del stage.spaces[f"{SOURCE}/{late}"]
    stage.bo.say(late, "The sign is gone.")
    assert stage.told(cursor)[0] == []


def test_a_room_that_turns_private_is_read_no_further(stage: Stage) -> None:
    """P20: from the moment of encryption on nothing is read, be it sent in clear."""
    room = stage.room()
    stage.alba.say(room, "In the open.")
    _, cursor = stage.told()
    stage.alba.say(room, "Still in the open.")
    stage.alba.state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    stage.alba.say(room, "Not for you.")
    told, cursor = stage.told(cursor)
    assert _said(told) == ["Still in the open."]
    stage.alba.say(room, "Nor this.")
    stage.anew()
    assert stage.told(cursor)[0] == []
    assert _said(stage.told()[0]) == []


def test_no_private_room_is_read_though_a_clause_names_it(stage: Stage) -> None:
    """P20: encrypted, nameless, a talk of two, one that somebody marked as direct, or one that we are not in."""
    state = [{"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    private = [stage.room(initial_state=state), stage.room(name=""), stage.alba.room(name="Two"), stage.room()]
    stage.alba.invite(private[2], stage.watch.name)
    stage.watch.join(private[2])
    path = f"/user/{stage.watch.name}/account_data/m.direct"
    stage.watch.call("PUT", path, {stage.alba.name: [private[3]]})
    strange = stage.alba.room(name="Not ours")
    for room in (*private, strange):
        stage.watched(room)
        stage.alba.say(room, "Between us.")
    assert stage.told() == ([], "")


@pytest.mark.parametrize(
    "cursor", ["x", "[]", '{"since":1,"rooms":[],"gaps":[]}', '{"since":"","rooms":[],"gaps":[3]}']
)
def test_a_cursor_that_is_not_ours_is_refused(stage: Stage, cursor: str) -> None:
    """P23: a mixed-up cursor is named, and nothing is read from a wrong place."""
    with pytest.raises(Refused, match="cursor"):
        list(stage.reader.read(cursor))


def _plain(words: str) -> dict[str, str]:
    return {"msgtype": "m.text", "body": words}
