# SPDX-License-Identifier: Apache-2.0
"""Let a storm pass over a database of either kind, and say what must not be found afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.servers import postgresql

NEVER = (
    "lost",
    "answered_differently",
    "broken_chains",
    "acts_without_events",
    "idempotent_doubled",
    "idempotent_missing",
    "readback_twice",
    "readback_missing",
    "uncertain_twice",
    "uncertain_neither_done_nor_asked",
    "outcomes_told_twice",
    "left_in_the_outbox",
    "follow_ups_missing",
    "follow_ups_doubled",
    "read_models_differ",
)
LOG_NEVER = ("unproved", "doubled", "waiting", "smaller")
SECONDS = 420


@contextmanager
def _server(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'storm.sqlite3'}"
        return
    with postgresql(durable=True) as url:
        yield url


def storm(kind: str, folder: Path, kills: int, *, over: str = "storm") -> dict[str, Any]:
    """The findings of one storm, in a process of its own that may fork."""
    program = [sys.executable, "-m", f"tests.slow.{over}"]
    with _server(kind, folder) as url:
        ended = subprocess.run(
            [*program, url, str(folder), "--kills", str(kills), "--seed", str(len(kind) + kills)],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
            env={**os.environ, "COMITY_HOME": str(folder / "home")},
        )
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


__all__ = ["LOG_NEVER", "NEVER", "storm"]
