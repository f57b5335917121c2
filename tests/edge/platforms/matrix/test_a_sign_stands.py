# SPDX-License-Identifier: Apache-2.0
"""The sign in a Matrix room: put up once, seen by everybody, read back from a real homeserver."""

from __future__ import annotations

import pytest

from comity.desk.watch.ports import Later, Refused
from comity.edge.platforms.matrix import connect
from tests.edge.platforms.matrix.conftest import SOURCE, Stage
from tests.synapse import Account

WORDS = (
    "This room is watched for conversations that turn sour.\nWhat is read, and why: https://council.example.org/watch"
)


@pytest.fixture
def room(stage: Stage) -> str:
    """A room where the watch was asked in, and may pin."""
    room = stage.alba.room(name="The harvest", power_level_content_override={"users": _powers(stage)})
    for other in (stage.bo, stage.cyd):
        other.join(room)
    stage.alba.invite(room, stage.watch.name)
    return room


def _powers(stage: Stage) -> dict[str, int]:
    return {stage.watch.name: 50}


def _pinned(account: Account, room: str) -> list[str]:
    pinned: list[str] = account.call("GET", f"/rooms/{room}/state/m.room.pinned_events")["pinned"]
    return pinned


def test_a_sign_is_put_up_once_and_everybody_reads_it(stage: Stage, room: str) -> None:
    """P20: whoever speaks in the room sees its sign; asking again changes nothing."""
    space = f"{SOURCE}/{room}"
    mark = stage.sign.put_up(space, WORDS)
    assert len(mark) <= 300
    [event] = _pinned(stage.cyd, room)
    said = stage.cyd.call("GET", f"/rooms/{room}/event/{event}")
    assert (said["content"]["body"], said["sender"]) == (WORDS, stage.watch.name)
    assert stage.sign.stands(space, mark)
    stage.anew()
    assert stage.sign.put_up(space, WORDS) == mark
    assert _pinned(stage.cyd, room) == [event]
    stage.watched(room)
    assert stage.told()[0] == []  # the sign itself is nothing that a person said


def test_other_words_take_the_place_of_the_sign(stage: Stage, room: str) -> None:
    """P20: one sign stands, with the words of the clause in force, beside what others pinned."""
    space = f"{SOURCE}/{room}"
    first = stage.sign.put_up(space, WORDS)
    theirs = stage.alba.say(room, "Rota of the week.")
    stage.alba.state(room, "m.room.pinned_events", {"pinned": [*_pinned(stage.alba, room), theirs]})
    second = stage.sign.put_up(space, WORDS + " New words.")
    assert not stage.sign.stands(space, first)
    assert stage.sign.stands(space, second)
    assert _pinned(stage.bo, room) == [theirs, second.rpartition(".")[0]]
    stage.sign.take_down(space, second)
    stage.sign.take_down(space, second)
    assert not stage.sign.stands(space, second)
    assert _pinned(stage.bo, room) == [theirs]


def test_a_sign_that_somebody_took_away_does_not_stand(stage: Stage, room: str) -> None:
    """P20: unpinned, its words gone, another mark, out of the room, or the room no longer for us."""
    space = f"{SOURCE}/{room}"
    mark = stage.sign.put_up(space, WORDS)
    assert not stage.sign.stands(space, mark[:-1])
    assert not stage.sign.stands(space, "")
    assert not stage.sign.stands(space, mark.rpartition(".")[0] + ".")
    pinned = _pinned(stage.alba, room)
    stage.alba.state(room, "m.room.pinned_events", {"pinned": []})
    assert not stage.sign.stands(space, mark)
    stage.alba.state(room, "m.room.pinned_events", {"pinned": pinned})
    assert stage.sign.stands(space, mark)
    stage.alba.redact(room, pinned[0])
    assert not stage.sign.stands(space, mark)
    again = stage.sign.put_up(space, WORDS)
    stage.alba.state(room, "m.room.name", {"name": ""})
    assert not stage.sign.stands(space, again)
    stage.alba.state(room, "m.room.name", {"name": "The harvest"})
    assert stage.sign.stands(space, again)
    stage.alba.call("POST", f"/rooms/{room}/kick", {"user_id": stage.watch.name})
    assert not stage.sign.stands(space, again)


def test_a_sign_of_ours_that_we_altered_does_not_stand(stage: Stage, room: str) -> None:
    """P20: whoever holds our account cannot leave the sign and change what it says."""
    space = f"{SOURCE}/{room}"
    mark = stage.sign.put_up(space, WORDS)
    content = {"msgtype": "m.notice", "body": "Nothing to see.", "org.comity.sign": True}
    edit = {"rel_type": "m.replace", "event_id": mark.rpartition(".")[0]}
    stage.watch.send(room, {**content, "m.new_content": content, "m.relates_to": edit})
    assert not stage.sign.stands(space, mark)


def test_where_we_may_not_pin_a_person_is_told_what_to_do(stage: Stage) -> None:
    """P23: the refusal names the account and the power; and nothing is left hanging."""
    room = stage.room()
    with pytest.raises(Refused, match=f"{stage.watch.name} may not pin messages: give it that power"):
        stage.sign.put_up(f"{SOURCE}/{room}", WORDS)
    said = stage.alba.call("GET", f"/rooms/{room}/messages?dir=b&limit=5")["chunk"]
    assert not [one for one in said if one["content"].get("body") == WORDS]


def test_we_enter_no_room_unasked_and_no_direct_chat(new_stage: Stage) -> None:
    """P20: a public room without an invitation, a direct chat with one, and a room by its address."""
    stage = new_stage
    public = stage.alba.room(name="Open")
    direct = stage.alba.room(
        name="You and me", is_direct=True, invite=[stage.watch.name], preset="trusted_private_chat"
    )
    with pytest.raises(Refused, match="invite"):
        stage.sign.put_up(f"{SOURCE}/{public}", WORDS)
    with pytest.raises(Refused, match="direct chat"):
        stage.sign.put_up(f"{SOURCE}/{direct}", WORDS)
    for space in (f"{SOURCE}/#open:example.org", f"other/{public}", public):
        with pytest.raises(Refused, match="room's own id"):
            stage.sign.put_up(space, WORDS)
    assert stage.watch.call("GET", "/joined_rooms")["joined_rooms"] == []


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"initial_state": [{"type": "m.room.encryption", "content": {"algorithm": "m.x"}}]}, "encrypted"),
        ({"name": ""}, "without a name"),
    ],
)
def test_no_private_room_gets_a_sign(stage: Stage, settings: dict[str, object], why: str) -> None:
    """P20: where nothing may be read nothing is promised either, and the reason is said."""
    room = stage.room(power_level_content_override={"users": _powers(stage)}, **settings)
    with pytest.raises(Refused, match=why):
        stage.sign.put_up(f"{SOURCE}/{room}", WORDS)


def test_a_homeserver_that_asks_to_wait_is_waited_for(new_stage: Stage) -> None:
    """P20: its own limit, as it says it."""
    stage = new_stage
    room = stage.room(power_level_content_override={"users": _powers(stage)})
    admin = stage.server.account(f"admin{stage.alba.name[5:].partition(':')[0]}", admin=True)
    path = f"/_synapse/admin/v1/users/{stage.watch.name}/override_ratelimit"
    stage.server.call("POST", path, {"messages_per_second": 1, "burst_count": 1}, admin.token)
    space = f"{SOURCE}/{room}"
    with pytest.raises(Later) as later:
        for number in range(4):
            stage.sign.put_up(space, f"{WORDS} {number}")
    assert 0 < later.value.seconds < 60


def test_what_is_read_depends_on_the_sign_alone(stage: Stage, room: str) -> None:
    """P20: with the sign it is read, without it nothing is, as the runner asks: adopted, and `stands`."""
    space = f"{SOURCE}/{room}"
    mark = stage.sign.put_up(space, WORDS)
    stage.watched(room)
    adopted = dict(stage.spaces)
    settings = {"url": stage.server.address, "token": stage.watch.token}
    reader = connect(SOURCE, settings, lambda: adopted if stage.sign.stands(space, mark) else {}).reader
    assert reader
    stage.alba.say(room, "The hoses leak.")
    [batch] = [batch for batch in reader.read("") if batch.told]
    stage.sign.take_down(space, mark)
    stage.alba.say(room, "Nobody reads this.")
    assert list(reader.read(batch.cursor)) == []
