# SPDX-License-Identifier: Apache-2.0
"""Every test here runs twice: on the fake in memory and on the real store of the database under test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

import pytest

from comity.desk.clock import SetClock
from comity.desk.handle import Desk
from comity.desk.ports import Keys, Papers, Store, Vault, Wraps
from tests.fakes import MemoryStore
from tests.papers import MemoryKeys, MemoryPapers, MemoryVault, MemoryWraps
from tests.rooms import EPOCH, ROOMS

BOTH = ("memory", pytest.param("database", marks=pytest.mark.django_db))


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store without anything in it."""
    if request.param == "memory":
        yield MemoryStore()
        return
    from comity.edge.store.unit import SqlStore

    yield SqlStore()


@pytest.fixture
def desk(store: Store) -> Desk:
    """A desk with the two invented rooms, its clock standing at `EPOCH`."""
    return Desk(store=store, rooms=ROOMS, clock=SetClock(EPOCH))


@pytest.fixture
def at() -> datetime:
    """The instant at which the tests begin."""
    return EPOCH


@pytest.fixture(params=BOTH)
def papers(request: pytest.FixtureRequest) -> Papers:
    """The papers, none there."""
    if request.param == "memory":
        return MemoryPapers()
    from comity.edge.store.papers import SqlPapers

    return SqlPapers()


@pytest.fixture(params=BOTH)
def keys(request: pytest.FixtureRequest) -> Keys:
    """The keys of people, none there."""
    if request.param == "memory":
        return MemoryKeys()
    from comity.edge.store.keys import SqlKeys

    return SqlKeys()


@pytest.fixture(params=BOTH)
def sealed_papers(request: pytest.FixtureRequest) -> tuple[Papers, Wraps]:
    """The papers with the wraps of their keys, none there."""
    if request.param == "memory":
        wraps = MemoryWraps()
        return MemoryPapers(wraps), wraps
    from comity.edge.store.keys import SqlWraps
    from comity.edge.store.papers import SqlPapers

    return SqlPapers(), SqlWraps()


@pytest.fixture(params=BOTH)
def vault(request: pytest.FixtureRequest) -> Vault:
    """The vault, empty."""
    if request.param == "memory":
        return MemoryVault()
    from comity.edge.store.papers import SqlVault
    from comity.edge.store.seal import Seal

    return SqlVault(Seal(os.urandom(32)))
