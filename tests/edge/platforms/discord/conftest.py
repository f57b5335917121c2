# SPDX-License-Identifier: Apache-2.0
"""A stand-in for Discord for each test, held to Discord's own document where that is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from comity.desk.watch.message import Message, Told
from comity.desk.watch.ports import Connection, Reader, Sign
from comity.edge.platforms.discord import connect, reader
from tests.edge.platforms.discord.document import PATH, Document
from tests.edge.platforms.discord.standin import BASE, TOKEN, Discord
from tests.edge.platforms.loopback import answering

SOURCE = "talk"
_LONG_AGO = datetime.now(UTC) - timedelta(days=1)


@dataclass(slots=True)
class Stage:
    """The stand-in, and the connection of a watch to it."""

    discord: Discord
    address: str
    spaces: dict[str, datetime] = field(default_factory=dict)
    _connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The same one, so that it remembers; `anew` begins another."""
        if self._connection is None:
            settings = {"platform": "discord", "url": self.address, "token": TOKEN.removeprefix("Bot ")}
            self._connection = connect(SOURCE, settings, lambda: dict(self.spaces))
        return self._connection

    def anew(self) -> None:
        """As after a restart: nothing is remembered."""
        self._connection = None

    @property
    def reader(self) -> Reader:
        """The reader."""
        assert self.connection.reader
        return self.connection.reader

    @property
    def sign(self) -> Sign:
        """The sign."""
        assert self.connection.sign
        return self.connection.sign

    def channel(self, kind: int = 0, since: datetime = _LONG_AGO) -> str:
        """A channel that a clause adopted, and whose sign stands."""
        channel = self.discord.channel(kind)
        self.spaces[f"{SOURCE}/{channel}"] = since
        return channel

    def told(self, cursor: str = "") -> tuple[list[Told], str]:
        """Everything that is told since `cursor`, and where to go on."""
        told: list[Told] = []
        for batch in self.reader.read(cursor):
            told += batch.told
            cursor = batch.cursor
        return told, cursor


def said(told: list[Told]) -> list[str]:
    """The words of the messages."""
    return [one.text for one in told if isinstance(one, Message)]


@pytest.fixture(scope="session")
def document() -> Document | None:
    """Discord's own document, or nothing."""
    return Document() if PATH.exists() else None


@pytest.fixture
def stage(document: Document | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stand-in; after the test, nothing strange was asked or answered."""
    discord = Discord(document)
    with answering(discord.answer) as address:
        yield Stage(discord, address + BASE)
    assert not discord.strange, "\n".join(discord.strange)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every read looks at the latest messages again."""
    monkeypatch.setattr(reader, "AGAIN", timedelta(0))
