# SPDX-License-Identifier: Apache-2.0
"""`kill -9` of the real server and worker at any instant loses no act that was acknowledged over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.measured import keep
from tests.servers import postgresql

NEVER = (
    "lost",
    "done_by_half",
    "papers_missing",
    "papers_doubled",
    "reports_unreadable",
    "unasked_for",
    "answered_otherwise",
    "events_of_a_repetition",
    "broken_chains",
    "acts_without_events",
    "tears_without_their_case",
    "idempotent_doubled",
    "letters_twice",
    "letters_neither_sent_nor_asked",
    "left_in_the_outbox",
    "effects_given_up",
    "read_models_differ",
    "server_errors",
)
TOLD = (
    "kills", "kills_serve", "kills_answering", "kills_work", "acknowledged", "sent_more_than_once",
    "done_by_a_cut_sending", "sendings_cut", "readings_cut", "nobody_listened", "answers", "no_turn", "cases", "tears",
    "tears_that_became_cases", "letters", "asked", "effects", "effects_taken_back", "events", "seconds",
)  # fmt: skip
SECONDS = 2400


@contextmanager
def _installation(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a new installation with the sample, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    base = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    fresh = {**base, "COMITY_HOME": str(folder / "home"), "COMITY_BIND": bind, "COMITY_SAMPLE": "1"}
    if kind == "sqlite":
        yield {**fresh, "COMITY_DATABASE_URL": f"sqlite:///{folder / 'storm.sqlite3'}"}
        return
    with postgresql(durable=True) as url:
        yield {**fresh, "COMITY_DATABASE_URL": url}


def storm(kind: str, folder: Path, kills: int) -> dict[str, Any]:
    """The findings of one storm, in a process of its own."""
    program = [sys.executable, "-m", "tests.slow.http_storm", str(folder), "--kills", str(kills), "--seed", "11"]
    with _installation(kind, folder) as variables:
        ended = subprocess.run(program, env=variables, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_kills_of_the_server_lose_no_report(kind: str, tmp_path: Path) -> None:
    """P1, P24: `kill -9` of `comity serve` and `comity work` at 200 random instants on each database."""
    found = storm(kind, tmp_path, 200)
    shown = {name: found[name] for name in (*TOLD, *NEVER)}
    keep({f"storm.http.{kind}.{name}": (n, "seconds" if name == "seconds" else "count") for name, n in shown.items()})
    assert found["wrong"] == []
    assert {name: found[name] for name in NEVER} == dict.fromkeys(NEVER, 0)
    assert found["acknowledged"] > 200
    assert found["sent_more_than_once"] > 20, "hardly a kill fell while somebody waited for an answer"
