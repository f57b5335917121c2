# SPDX-License-Identifier: Apache-2.0
"""`kill -9` of the watch at any instant: the signals of the fold alone, on both databases and through NATS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.measured import keep

SECONDS = 3600
SHOWN = {"kills": "count", "messages": "count", "signals": "count", "seconds": "seconds"}


def storm(kind: str, folder: Path, many: int, kills: int) -> dict[str, Any]:
    """The findings of one storm, in a process of its own."""
    program = [sys.executable, "-m", "tests.slow.watch_storm", kind, str(folder)]
    env = {**os.environ, "COMITY_HOME": str(folder / "home")}
    env.pop("COMITY_DATABASE_URL", None)
    ended = subprocess.run(
        [*program, "--many", str(many), "--kills", str(kills)],
        capture_output=True, text=True, check=False, timeout=SECONDS, env=env,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    keep({f"watch_storm.{kind}.{name}": (found[name], unit) for name, unit in SHOWN.items()})
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_fifty_kills_of_the_watch_change_no_signal(kind: str, tmp_path: Path) -> None:
    """P20, P24: the shipped model, killed at 50 random instants and resumed, says exactly what it says undisturbed."""
    found = storm(kind, tmp_path, 100_000, 50)
    assert found["kills"] == 50
    assert found["signals"] == found["expected"] > 100
    assert found["identical"]


@pytest.mark.slow
def test_kills_of_workers_and_of_the_nats_server_change_no_signal(tmp_path: Path) -> None:
    """P20, P24: two workers, a publisher and the server between them, each killed at random."""
    found = storm("nats", tmp_path, 100_000, 20)
    assert found["kills"] >= 10
    assert found["signals"] == found["expected"] > 20
    assert found["identical"]
