# SPDX-License-Identifier: Apache-2.0
"""A court on the fake store in memory and on the database under test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes import MemoryStore
from tests.papers import MemoryPapers, MemoryVault, MemoryWraps

if TYPE_CHECKING:
    from tests.site.courthouse import House

BOTH = ("memory", pytest.param("database", marks=pytest.mark.django_db))


@pytest.fixture(params=BOTH)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """An empty court."""
    from tests.site.courthouse import House

    if request.param == "memory":
        wraps = MemoryWraps()
        papers = MemoryPapers(wraps)
        return House(store=MemoryStore(), papers=papers, vault=MemoryVault(), home=tmp_path, wraps=wraps)
    return on_database(tmp_path)


@pytest.fixture
def real_house(db: None, tmp_path: Path) -> House:
    """An empty court on the database under test alone, for what only tables can show."""
    return on_database(tmp_path)


def on_database(home: Path) -> House:
    """A court on the default database."""
    from comity.edge.store.keys import SqlKeys, SqlWraps
    from comity.edge.store.papers import SqlPapers, SqlVault
    from comity.edge.store.seal import Seal
    from comity.edge.store.unit import SqlStore
    from tests.site.courthouse import House

    return House(
        store=SqlStore(),
        papers=SqlPapers(),
        vault=SqlVault(Seal(b"v" * 32)),
        home=home,
        keys=SqlKeys(),
        wraps=SqlWraps(),
    )
