# SPDX-License-Identifier: Apache-2.0
"""What a Matrix event says, where a real homeserver cannot be made to send it: hostile, wrong, or very many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.watch.message import Edited, Message, Removed
from comity.desk.watch.ports import Later
from comity.edge.platforms.asking import Json
from comity.edge.platforms.matrix import connect, told
from comity.edge.platforms.matrix.told import Event, Teller
from tests.edge.platforms.loopback import Answer, Asked, answering

NOW = datetime(2026, 11, 26, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS = int(NOW.timestamp() * 1000)
ROOM = "!letters"


def _event(words: str, mark: str = "$1", at: int = MILLISECONDS, **content: Json) -> dict[str, Json]:
    said: Json = {"msgtype": "m.text", "body": words, **content}
    return {"type": "m.room.message", "event_id": mark, "sender": "@alba:x", "origin_server_ts": at, "content": said}


def _teller(fetch: dict[str, Event] | None = None) -> Teller:
    events = fetch or {}
    return Teller("chat", "@watch:x", fetch=lambda _room, event: events.get(event, {}))


@pytest.mark.parametrize("at", [MILLISECONDS + 10**9, 10**14, MILLISECONDS])
def test_a_clock_that_runs_ahead_does_not_say_tomorrow(at: int) -> None:
    """P24: what another server claims is never later than now."""
    said = _teller().tell(ROOM, _event("a", at=at), EPOCH, NOW)
    assert isinstance(said, Message)
    assert said.at == NOW


@pytest.mark.parametrize("at", [10**30, -(10**30), 10**18])
def test_a_time_that_no_calendar_has_is_no_message(at: int) -> None:
    """P24: nor an error."""
    assert _teller().tell(ROOM, _event("a", at=at), EPOCH, NOW) is None


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a\x00\x07b \u202eabc\u2066", "a b \u202eabc\u2066"),
        ("x" * 1_000_001, "x" * 1_000_000),
        ("> " * 30_000 + "\n\nx", "x"),
        ("\ud800x", "x"),
    ],
    ids=["control", "long", "quote", "broken"],
)
def test_words_of_any_kind_arrive_as_plain_words(sent: str, read: str) -> None:
    """P20: control characters, right-to-left overrides, a megabyte, nothing but a quote, half a letter."""
    said = _teller().tell(ROOM, _event(sent), EPOCH, NOW)
    assert isinstance(said, Message)
    assert said.text == read


def test_a_formatted_message_is_read_as_it_is_shown() -> None:
    """P20: neither the message it answers, nor a quote, nor code is taken for what it says."""
    formatted = (
        "<mx-reply><blockquote>you spoil it</blockquote></mx-reply>I <b>see</b> it <code>kill</code>otherwise,"
        ' <a href="https://matrix.to/#/%40bo%3Ax">Bo</a><blockquote>always</blockquote><pre>rm</pre>'
    )
    event = _event("something else", format="org.matrix.custom.html", formatted_body=formatted)
    said = _teller().tell(ROOM, event, EPOCH, NOW)
    assert isinstance(said, Message)
    assert said.text == "I see it otherwise, @bo:x"


@pytest.mark.parametrize(("sender", "heard"), [("@watch:x", False), ("@robot:x", False), ("@alba:x", True)])
def test_neither_we_ourselves_nor_programs_that_were_named_are_part_of_a_talk(sender: str, heard: bool) -> None:
    """P20: conversations of people, also where a program says of itself that it is one."""
    teller = Teller("chat", "@watch:x", fetch=lambda _room, _event: {}, left_out=["@robot:x"])
    assert (teller.tell(ROOM, {**_event("hello"), "sender": sender}, EPOCH, NOW) is not None) is heard


def test_ten_thousand_edits_ask_the_server_once() -> None:
    """P20: an edit storm costs no storm of questions, and remembers little."""
    asked: list[str] = []

    def fetch(_room: str, mark: str) -> Event:
        asked.append(mark)
        return _event("first", "$1")

    teller = Teller("chat", "@watch:x", fetch=fetch)
    for number in range(10_000):
        relation: Json = {"rel_type": "m.replace", "event_id": "$1"}
        edit = _event(
            "*",
            f"$e{number}",
            MILLISECONDS,
            **{"m.relates_to": relation, "m.new_content": _event(f"v{number}")["content"]},
        )
        said = teller.tell(ROOM, edit, EPOCH, NOW)
        assert isinstance(said, Edited)
        assert said.message.text == f"v{number}"
    assert len(asked) <= 10_000 // told.REMEMBERED + 1
    assert len(teller._known) <= told.REMEMBERED


def test_an_edit_of_an_edit_or_of_what_is_not_there_is_nothing() -> None:
    """P20: only a message that was told can read otherwise."""
    relation: Json = {"rel_type": "m.replace", "event_id": "$1"}
    edit = _event("*", "$2", MILLISECONDS, **{"m.relates_to": relation, "m.new_content": _event("new")["content"]})
    strange: list[Event] = [{}, edit, {**_event("a"), "sender": "@other:x"}, {**_event("a"), "type": "m.sticker"}]
    for original in strange:
        assert _teller({"$1": original}).tell(ROOM, edit, EPOCH, NOW) is None


def test_an_edit_of_what_was_said_before_the_sign_takes_away_what_may_have_been_read_of_it() -> None:
    """P20: the watch may have rested in between; the new words are not read."""
    relation: Json = {"rel_type": "m.replace", "event_id": "$1"}
    edit = _event("*", "$2", MILLISECONDS, **{"m.relates_to": relation, "m.new_content": _event("new")["content"]})
    early = _teller({"$1": _event("before the sign", at=MILLISECONDS - 5000)})
    gone = Removed(conversation=f"chat/{ROOM}", id="$1", at=NOW, space=f"chat/{ROOM}")
    assert early.tell(ROOM, edit, NOW - timedelta(seconds=1), NOW) == gone


def test_a_redaction_of_something_unknown_is_told_in_its_room() -> None:
    """P20: after a restart the thread is not known any more; the id is."""
    ways: list[dict[str, Json]] = [{"redacts": "$9"}, {"content": {"redacts": "$9"}}]
    for gone in ways:
        event: Event = {"type": "m.room.redaction", "event_id": "$2", "origin_server_ts": MILLISECONDS, **gone}
        assert _teller().tell(ROOM, event, EPOCH, NOW) == Removed(
            conversation=f"chat/{ROOM}", id="$9", at=NOW, space=f"chat/{ROOM}"
        )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_PARTS = st.sampled_from(
    "type event_id sender origin_server_ts content redacts unsigned body msgtype m.relates_to m.new_content rel_type"
    " m.in_reply_to filename formatted_body m.room.message m.text m.room.redaction m.replace".split()
)
_EVENTS = st.dictionaries(
    _PARTS, _JSON | st.dictionaries(_PARTS, _JSON | _PARTS, max_size=4) | _PARTS | st.just(MILLISECONDS), max_size=7
)


@given(_EVENTS)
def test_no_event_however_wrong_stops_the_reader(event: dict[str, Json]) -> None:
    """P24: a homeserver that sends nonsense costs us its nonsense and nothing more."""
    _teller({"$1": event}).tell(ROOM, event, EPOCH, NOW)


def test_where_nothing_is_watched_nothing_is_asked() -> None:
    """P20: off until a clause adopts it, down to the last request."""
    asked: list[Asked] = []

    def answer(one: Asked) -> Answer:
        asked.append(one)
        return Answer(200, {})

    with answering(answer) as address:
        connection = connect("chat", {"url": address, "token": "t"}, lambda: {"forum/5": EPOCH, "chat": EPOCH})
        assert connection.reader
        assert list(connection.reader.read("")) == []
    assert not asked


def test_a_limit_while_reading_stops_the_reader_where_it_was() -> None:
    """P20: `Later` as the homeserver says it, and no word of ours in the address."""
    asked: list[Asked] = []

    def answer(one: Asked) -> Answer:
        asked.append(one)
        return Answer(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 1500})

    with answering(answer) as address:
        connection = connect("chat", {"url": address, "token": "secret"}, lambda: {f"chat/{ROOM}": EPOCH})
        assert connection.reader
        with pytest.raises(Later) as later:
            list(connection.reader.read(""))
    assert later.value.seconds == 1.5
    assert asked[0].headers["authorization"] == "Bearer secret"
    assert "secret" not in asked[0].path + str(asked[0].query)
