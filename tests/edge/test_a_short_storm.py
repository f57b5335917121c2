# SPDX-License-Identifier: Apache-2.0
"""The kill storm of `tests/slow`, short enough for every run."""

from __future__ import annotations

import os
from pathlib import Path

from tests.slow.weather import LOG_NEVER, NEVER, storm


def test_a_short_storm_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """P24: acts that were acknowledged stand in the history, and no effect is doubled, whatever was killed when."""
    found = storm(os.environ.get("COMITY_TEST_DATABASE", "sqlite"), tmp_path, 12)
    assert found["faults"] == []
    assert found["acknowledged"] > 50
    assert {name: found[name] for name in NEVER} == dict.fromkeys(NEVER, 0)


def test_a_log_that_is_killed_while_it_publishes_stays_whole(tmp_path: Path) -> None:
    """P17, P24: what is signed lies on the disk after every kill, and every promise is kept in the end."""
    found = storm(os.environ.get("COMITY_TEST_DATABASE", "sqlite"), tmp_path, 8, over="log_storm")
    assert (found["faults"], found["wrong"], found["doctor"]) == ([], [], [])
    assert found["promised"] > 10
    assert {name: found[name] for name in LOG_NEVER} == dict.fromkeys(LOG_NEVER, 0)
