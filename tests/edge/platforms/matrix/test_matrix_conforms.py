# SPDX-License-Identifier: Apache-2.0
"""Matrix keeps what every platform must: read from a real homeserver, through a gate that counts and can close."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import urllib3

from comity.desk.watch.ports import Reader, Spaces
from comity.edge.platforms.matrix import connect
from comity.edge.platforms.matrix import homeserver as calls
from tests.edge.platforms.conformance import ReaderConforms, ReaderStage
from tests.edge.platforms.loopback import Answer, Asked, answering
from tests.edge.platforms.matrix.conftest import SOURCE, Stage
from tests.synapse import Account

LONG_AGO = datetime.now(UTC) - timedelta(days=300)
rooms: list[str] = []
clock = [LONG_AGO + timedelta(days=1)]
"""Each test goes on a minute after the last thing that was said, in the same room."""


class Gate:
    """What stands between the reader and the homeserver."""

    def __init__(self, address: str) -> None:
        self.asked = self.limit = self.failing = 0
        self.garbled: bytes | None = None
        self._address, self._pool = address, urllib3.PoolManager(retries=False)

    def answer(self, asked: Asked) -> Answer:
        """What the homeserver answers, or what the gate does."""
        self.asked += 1
        self.failing -= 1
        if self.failing >= 0:
            return Answer(502, b"")
        if self.limit:
            return Answer(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": self.limit * 1000})
        if self.garbled is not None:
            return Answer(200, self.garbled)
        headers = {"Authorization": asked.headers["authorization"]}
        target = self._address + asked.target
        told = self._pool.request(asked.method, target, body=asked.body or None, headers=headers)
        return Answer(told.status, told.data)


class Played:
    """Two rooms; a topic is a thread of the first, topic 1 the room itself."""

    def __init__(self, stage: Stage, gate: Gate, address: str) -> None:
        self._stage, self._gate, self._address = stage, gate, address
        self._room = rooms[0] if rooms else stage.room()
        rooms[:] = [self._room]
        stage.watched(self._room, clock[-1] + timedelta(seconds=1))
        self._elsewhere = ""
        self._roots: dict[int, str] = {}
        self._by: dict[str, Account] = {}
        self.space = f"{SOURCE}/{self._room}"

    def reader(self, spaces: Spaces | None = None) -> Reader:
        """Told to read the private rooms besides, which it must not."""
        named = dict(self._stage.spaces)
        settings = {"url": self._address, "token": self._stage.watch.token}
        made = connect(SOURCE, settings, spaces or (lambda: named)).reader
        assert made
        return made

    def say(self, words: str, *, topic: int = 1, answering: str = "", by: str = "reed") -> str:
        """A message, a reply, or one of a thread, whose root was said before the room was watched."""
        relation: dict[str, object] = {"m.in_reply_to": {"event_id": answering}} if answering else {}
        if topic > 1:
            root = {"msgtype": "m.text", "body": "Root."}
            if topic not in self._roots:
                self._roots[topic] = self._stage.cyd.send_at(self._room, root, LONG_AGO - timedelta(days=1))
            relation |= {"rel_type": "m.thread", "event_id": self._roots[topic]}
        more = {"m.relates_to": relation} if relation else {}
        return self._put(self._room, {"msgtype": "m.text", "body": words, **more}, by)

    def _put(self, room: str, content: object, by: str = "reed", kind: str = "m.room.message") -> str:
        clock.append(clock[-1] + timedelta(minutes=1))
        account = self._stage.alba if by == "reed" else self._stage.bo
        event = account.send_at(room, content, clock[-1], kind)
        self._by[event] = account
        return event

    def say_in(self, space: str, words: str) -> None:
        """In another room that the account is in."""
        room = self._stage.room(name="The kitchen")
        del self._stage.spaces[f"{SOURCE}/{room}"]
        self._put(room, {"msgtype": "m.text", "body": words})

    def say_privately(self, words: str) -> None:
        """In a room of two, and in one without a name."""
        for room in (self._stage.room(name=""), self._stage.alba.room(name="Two", invite=[self._stage.watch.name])):
            self._stage.watch.join(room)
            self._stage.watched(room)
            self._put(room, {"msgtype": "m.text", "body": words})

    def say_as_bot(self, words: str) -> None:
        """A notice, as programs speak."""
        self._put(self._room, {"msgtype": "m.notice", "body": words})

    def say_with(self, *, words: str, quoting: str, code: str) -> str:
        """As clients format a quote and code."""
        html = f"<blockquote>{quoting}</blockquote><p>{words} <code>{code}</code></p><pre>{code}</pre>"
        body = {"body": f"> {quoting}\n\n{words} `{code}`", "format": "org.matrix.custom.html", "formatted_body": html}
        return self._put(self._room, {"msgtype": "m.text", **body})

    def edit(self, id: str, words: str) -> None:
        """Its author changes it."""
        plain = {"msgtype": "m.text", "body": words}
        edit = {"rel_type": "m.replace", "event_id": id}
        self._put(self._room, {**plain, "m.new_content": plain, "m.relates_to": edit})

    def remove(self, id: str) -> None:
        """Its author takes it back, by the clock of today: the next test has another room."""
        rooms.clear()
        self._by[id].redact(self._room, id)

    def limit(self, seconds: int) -> None:
        """429."""
        self._gate.limit = seconds

    def fail(self, times: int) -> None:
        """502."""
        self._gate.failing = times

    def garble(self, body: bytes | None) -> None:
        """Every answer is this."""
        self._gate.garbled = body

    def requests(self) -> int:
        """How often it was asked."""
        return self._gate.asked


@pytest.fixture(name="stage")
def played(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderStage]:
    """The homeserver behind its gate; an answer carries little, so that little has to be said."""
    monkeypatch.setattr(calls, "MOST", 4)
    gate = Gate(stage.server.address)
    with answering(gate.answer) as address:
        yield Played(stage, gate, address)


class TestMatrix(ReaderConforms):
    """An event of Matrix has 65,536 bytes at most."""

    many, edits, longest = 10, 6, 60_000
