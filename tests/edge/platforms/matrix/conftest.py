# SPDX-License-Identifier: Apache-2.0
"""One homeserver for all of these tests, and rooms of their own for each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest

from comity.desk.watch.ports import Connection
from comity.edge.platforms.matrix import connect
from tests.conftest import DATABASE
from tests.edge.platforms.connected import Connected
from tests.synapse import Account, Homeserver, synapse

collect_ignore_glob = ["*"] if DATABASE == "postgresql" else []  # no database is asked: once is enough
SOURCE = "chat"
People: TypeAlias = tuple[Account, Account, Account, Account]
_COMMONS: dict[str, str] = {}
_COUNT = itertools.count(1)
_LONG_AGO = datetime.now(UTC) - timedelta(days=1)


@dataclass(slots=True)
class Stage(Connected):
    """Three accounts and the connection of a watch that reads as a fourth."""

    server: Homeserver
    alba: Account
    bo: Account
    cyd: Account
    watch: Account

    def connect(self) -> Connection:
        """As its settings say."""
        settings = {"platform": "matrix", "url": self.server.address, "token": self.watch.token}
        return connect(SOURCE, settings, lambda: dict(self.spaces))

    def commons(self) -> str:
        """The room that tests have in common which change nothing of it, watched from now on; its id."""
        known = _COMMONS.get(self.server.address)
        room = _COMMONS[self.server.address] = known or self.room()
        now = datetime.now(UTC)
        self.watched(room, now - timedelta(microseconds=now.microsecond % 1000))
        return room

    def room(self, **settings: object) -> str:
        """A room of three and the watch, which has its sign and is watched from now on; its id."""
        room = self.alba.room(**{"name": "The harvest", **settings})
        for other in (self.bo, self.cyd):
            other.join(room)
        self.alba.invite(room, self.watch.name)
        self.watch.join(room)
        self.watched(room)
        return room

    def watched(self, room: str, since: datetime = _LONG_AGO) -> None:
        """As if a clause had adopted it and the sign stood."""
        self.spaces[f"{SOURCE}/{room}"] = since


@pytest.fixture(scope="session")
def homeserver() -> Iterator[Homeserver]:
    """A real Synapse, ended with the tests."""
    with synapse() as server:
        yield server


@pytest.fixture(scope="session")
def people(homeserver: Homeserver) -> People:
    """Four accounts."""
    return _accounts(homeserver)


@pytest.fixture
def stage(homeserver: Homeserver, people: People) -> Stage:
    """A stage of which only the accounts, and so the rooms that they are in, were there before."""
    return Stage(homeserver, *people)


@pytest.fixture
def new_stage(homeserver: Homeserver) -> Stage:
    """A stage with accounts that are in no room."""
    return Stage(homeserver, *_accounts(homeserver))


def _accounts(homeserver: Homeserver) -> People:
    number = next(_COUNT)
    alba, bo, cyd, watch = (homeserver.account(f"{name}{number}") for name in ("alba", "bo", "cyd", "watch"))
    return alba, bo, cyd, watch
