# SPDX-License-Identifier: Apache-2.0
"""The PostgreSQL that the tests start: real, private, and gone when they are."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.architecture.tree import ROOT
from tests.servers import PATIENCE_SECONDS, postgresql

ORPHAN = """
from tests.servers import postgresql
with postgresql(durable=False) as url:
    print(url, flush=True)
    input()
"""


@pytest.mark.parametrize("durable", [True, False], ids=["durable", "quick"])
def test_a_server_is_as_durable_as_asked_and_on_no_port(durable: bool) -> None:
    """P24: a measurement or a kill storm runs with fsync; nothing listens where others could connect."""
    with postgresql(durable=durable) as url, psycopg.connect(url) as connection:
        assert _shown(connection, "fsync") == ("on" if durable else "off")
        assert _shown(connection, "listen_addresses") == ""
        folder = _folder(url)
    assert not folder.exists()


def test_a_server_dies_with_the_tests_that_started_it() -> None:
    """P24: a suite ended by `kill -9` leaves no server running."""
    tests = subprocess.Popen(
        [sys.executable, "-c", ORPHAN], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    assert tests.stdout
    folder = _folder(tests.stdout.readline().strip())
    [server] = (folder / "data" / "postmaster.pid").read_text().splitlines()[:1]
    tests.send_signal(signal.SIGKILL)
    tests.communicate()
    until = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{server}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{server}").exists()


def _folder(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def _shown(connection: psycopg.Connection[tuple[str]], name: str) -> str:
    row = connection.execute(f"SHOW {name}").fetchone()
    assert row
    return row[0]
