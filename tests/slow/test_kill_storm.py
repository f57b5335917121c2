# SPDX-License-Identifier: Apache-2.0
"""`kill -9` at any instant, on either database, loses no acknowledged act and doubles no effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.measured import keep
from tests.slow.weather import LOG_NEVER, NEVER, storm


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_kills_lose_nothing_and_double_nothing(kind: str, tmp_path: Path) -> None:
    """P24: `kill -9` at 200 random instants on each database."""
    found = storm(kind, tmp_path, 200)
    shown = {"kills", "acknowledged", "events", "effects", "asked", "seconds", *NEVER}
    keep({f"storm.{kind}.{name}": (found[name], "seconds" if name == "seconds" else "count") for name in shown})
    assert found["faults"] == []
    assert found["acknowledged"] > 2000
    assert {name: found[name] for name in NEVER} == dict.fromkeys(NEVER, 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_kills_during_publication_leave_a_whole_log(kind: str, tmp_path: Path) -> None:
    """P17, P24: at 200 random instants on each database, the folder alone is verified after every kill."""
    found = storm(kind, tmp_path, 200, over="log_storm")
    shown = {"kills", "promised", "size", "sizes_seen", "seconds", *LOG_NEVER}
    keep({f"log_storm.{kind}.{name}": (found[name], "seconds" if name == "seconds" else "count") for name in shown})
    assert (found["faults"], found["wrong"], found["doctor"]) == ([], [], [])
    assert found["promised"] > 500
    assert {name: found[name] for name in LOG_NEVER} == dict.fromkeys(LOG_NEVER, 0)
