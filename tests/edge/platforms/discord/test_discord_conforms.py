# SPDX-License-Identifier: Apache-2.0
"""Discord keeps what every platform must: read from a stand-in held to Discord's own document (P20, P24, P26)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comity.desk.watch.ports import Reader, Spaces
from comity.edge.platforms.discord import connect
from tests.edge.platforms.conformance import ReaderConforms, ReaderStage
from tests.edge.platforms.discord.conftest import SOURCE, Stage
from tests.edge.platforms.discord.standin import TOKEN, Discord

LONG_AGO = datetime.now(UTC) - timedelta(days=300)


class Played:
    """A server with two channels; a topic is a thread of the first, topic 1 the channel itself."""

    def __init__(self, discord: Discord, address: str) -> None:
        self.discord, self._address = discord, address
        self._now = datetime.now(UTC) - timedelta(hours=4)
        self._topics = {1: discord.channel()}
        self._elsewhere = discord.channel()
        self._where: dict[str, str] = {}
        self.space = f"{SOURCE}/{self._topics[1]}"

    def reader(self, spaces: Spaces | None = None) -> Reader:
        """Told to read a private thread and a direct message besides, which it must not."""
        named = dict.fromkeys((self.space, *(f"{SOURCE}/{name}" for name in self.discord.channels)), LONG_AGO)
        del named[f"{SOURCE}/{self._elsewhere}"]
        settings = {"url": self._address, "token": TOKEN.removeprefix("Bot ")}
        made = connect(SOURCE, settings, spaces or (lambda: named)).reader
        assert made
        return made

    def say(self, words: str, *, topic: int = 1, answering: str = "", by: str = "reed") -> str:
        """A message, or a reply."""
        if topic not in self._topics:
            self._topics[topic] = self.discord.thread(self._topics[1])
        where = self._topics[topic]
        more = {"type": 19, "message_reference": {"type": 0, "channel_id": where, "message_id": answering}}
        return self._put(where, words, str(20 + len(by)), **(more if answering else {}))

    def _put(self, where: str, words: str, by: str = "11", **more: object) -> str:
        self._now += timedelta(minutes=1)
        mark = self.discord.say(where, words, by, self._now, **more)
        self._where[mark] = where
        return mark

    def say_in(self, space: str, words: str) -> None:
        """In the other channel."""
        self._put(self._elsewhere, words)

    def say_privately(self, words: str) -> None:
        """In a private thread of the very channel, and in a direct message."""
        self._put(self.discord.thread(self._topics[1], 12), words)
        document, self.discord.document = self.discord.document, None
        direct = self.discord.channel(1)
        self.discord.channels[direct] = {"id": direct, "type": 1, "flags": 0, "recipients": [], "last_message_id": None}
        self._put(direct, words)
        self.discord.document = document

    def say_as_bot(self, words: str) -> None:
        """A bot, a webhook, and Discord itself."""
        self._put(self._topics[1], words, "99")
        self._put(self._topics[1], words, webhook_id="5")
        self._put(self._topics[1], "", type=6)

    def say_with(self, *, words: str, quoting: str, code: str) -> str:
        """As people write a quote and code."""
        return self._put(self._topics[1], f"> {quoting}\n\n{words} `{code}`\n```\n{code}\n```")

    def edit(self, id: str, words: str) -> None:
        """Its author changes it."""
        self.discord.edit(self._where[id], id, words)

    def remove(self, id: str) -> None:
        """It is deleted."""
        self.discord.delete(self._where[id], id)

    def limit(self, seconds: int) -> None:
        """429 to everything."""
        self.discord.everything, self.discord.wait = (0, seconds) if seconds else (10_000, 1)

    def fail(self, times: int) -> None:
        """502."""
        self.discord.failing = times

    def garble(self, body: bytes | None) -> None:
        """Every answer is this."""
        self.discord.garbled = body

    def requests(self) -> int:
        """How often it was asked."""
        return len(self.discord.asked)


@pytest.fixture(name="stage")
def played(stage: Stage) -> ReaderStage:
    """Discord, played for the suite."""
    return Played(stage.discord, stage.address)


class TestDiscord(ReaderConforms):
    """A message of Discord has 4,000 letters at most; it is held to as many as Markdown is read of."""

    longest = 65_000
