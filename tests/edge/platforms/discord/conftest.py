# SPDX-License-Identifier: Apache-2.0
"""A stand-in for Discord for each test, held to Discord's own document where that is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from comity.desk.watch.message import Message, Told
from comity.desk.watch.ports import Connection
from comity.edge.platforms.discord import connect, reader
from tests.edge.platforms.connected import Connected
from tests.edge.platforms.discord.document import PATH, Document
from tests.edge.platforms.discord.standin import BASE, TOKEN, Discord
from tests.edge.platforms.loopback import answering

SOURCE = "talk"
_LONG_AGO = datetime.now(UTC) - timedelta(days=1)


@dataclass(slots=True)
class Stage(Connected):
    """The stand-in, and the connection of a watch to it."""

    discord: Discord
    address: str

    def connect(self) -> Connection:
        """As its settings say."""
        settings = {"platform": "discord", "url": self.address, "token": TOKEN.removeprefix("Bot ")}
        return connect(SOURCE, settings, lambda: dict(self.spaces))

    def channel(self, kind: int = 0, since: datetime = _LONG_AGO) -> str:
        """A channel that a clause adopted, and whose sign stands."""
        channel = self.discord.channel(kind)
        self.spaces[f"{SOURCE}/{channel}"] = since
        return channel


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
