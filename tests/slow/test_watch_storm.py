# SPDX-License-Identifier: Apache-2.0
"""`kill -9` of the watch at any instant: the signals of the fold alone, on both databases and through NATS."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from bench.measured import keep
from bench.watch_stream import Run, bare, database, distributed

MANY, KILLS = 100_000, 50
THROUGH_NATS, KILLS_THROUGH_NATS = 40_000, 20
SHORTEST, LONGEST = 0.0, 0.5
"""Seconds from the first batch that a process folded to its end. It folds some thousand messages meanwhile."""
PATIENCE_SECONDS = 1200


def killed_often(run: Run, chance: random.Random) -> None:
    """Kill a process fifty times, each time after it folded something and before it was done; then let it end."""
    run.start()
    for _ in range(KILLS):
        run.last = {}
        _until(lambda: bool(run.last) or run.over)
        assert not run.over, "it came to its end before all kills"
        time.sleep(chance.uniform(SHORTEST, LONGEST))
        run.kill()
    _until(lambda: run.over)


def _until(so: object) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not so():  # type: ignore[operator]
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_fifty_kills_of_the_watch_change_no_signal(kind: str, tmp_path: Path) -> None:
    """P20, P24: the shipped model, killed at 50 random instants and resumed, says exactly what it says undisturbed."""
    alone, begun = bare(tmp_path, MANY), time.monotonic()
    with database(kind, tmp_path / "storm") as url:
        run = Run(["sql", str(tmp_path), "--url", url], MANY, kind)
        try:
            killed_often(run, random.Random(len(kind)))
        finally:
            run.stop()
    last = run.last
    keep(
        {
            f"watch_storm.{kind}.kills": (run.killed, "count"),
            f"watch_storm.{kind}.messages": (MANY, "count"),
            f"watch_storm.{kind}.signals": (last["signals"], "count"),
            f"watch_storm.{kind}.seconds": (round(time.monotonic() - begun, 1), "seconds"),
        }
    )
    assert run.killed == KILLS
    assert last["signals"] > 100
    assert (last["signals"], last["digest"]) == (alone["signals"], alone["digest"])


@pytest.mark.slow
def test_kills_of_workers_and_of_the_nats_server_change_no_signal(tmp_path: Path) -> None:
    """P20, P24: two workers, a publisher and the server between them, each killed at random."""
    alone, begun = bare(tmp_path, THROUGH_NATS), time.monotonic()
    last, _, killed = distributed(tmp_path / "storm", THROUGH_NATS, KILLS_THROUGH_NATS)
    keep(
        {
            "watch_storm.nats.kills": (killed, "count"),
            "watch_storm.nats.signals": (last["signals"], "count"),
            "watch_storm.nats.seconds": (round(time.monotonic() - begun, 1), "seconds"),
        }
    )
    assert killed > 5
    assert (last["signals"], last["digest"]) == (alone["signals"], alone["digest"])
