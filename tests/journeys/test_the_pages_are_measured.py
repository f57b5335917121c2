# SPDX-License-Identifier: Apache-2.0
"""The bench of the pages runs, on a home as small as it can be."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES, ENTRIES = 100, 150


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("measured")


@pytest.fixture(scope="module")
def told(home: Path) -> dict[str, Any]:
    """What the bench says of a hundred cases, read by two clients."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    asked = f"--cases {CASES} --entries {ENTRIES} --clients 2 --seconds 0.5 --json --home".split()
    command = [sys.executable, "-m", "bench.pages", *asked, str(home)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def rows(told: dict[str, Any], home: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(home / "comity.sqlite3")
    yield opened
    opened.close()


def test_every_page_is_answered_rightly_on_a_long_docket(told: dict[str, Any]) -> None:
    """P26: no page of the bench is answered with anything but the page that it asks for."""
    wrong = {name: figure for name, figure in told.items() if name.endswith(".wrong")}
    assert set(wrong.values()) == {0}
    assert {"pages.case.wrong", "pages.registry.wrong", "pages.peer.view.wrong", "pages.peer.file.wrong"} <= set(wrong)
    assert all(told[name.removesuffix(".wrong")] > 0 for name in wrong)


def test_the_docket_is_as_long_as_was_asked_for(rows: sqlite3.Connection) -> None:
    """P23: what the bench measures on is there."""
    counted = dict(rows.execute("SELECT model, count(*) FROM read_row GROUP BY model"))
    assert (counted["cases"], counted["entries"]) == (CASES, ENTRIES)


def test_the_copies_are_what_a_rebuild_would_write(told: dict[str, Any], home: Path) -> None:
    """P25: a case of the bench is a whole history: its chain holds, and its rows follow from it.

    The archive of the registry has no history behind it, and a mark stays with whoever stepped aside since.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    command = [sys.executable, "-c", REBUILT]
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, "COMITY_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert done.stdout.split("\n")[:2] == ["whole", "same"], done.stdout + done.stderr


REBUILT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
import django
django.setup()
from django.db import connection
from comity.desk import registers
from comity.desk.rebuild import rebuild
from comity.site.court import here

TABLES = (registers.CASES, registers.OPEN, registers.ANSWERED, registers.WINDOWS, registers.TOLD, registers.TEARS)

def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT model, key, sort, fields FROM read_row")
        found = {row for row in cursor.fetchall() if row[0] in TABLES}
        cursor.execute("SELECT model, key, mark, value FROM read_mark")
        return found, {row for row in cursor.fetchall() if row[0] in TABLES}

court = here()
with court.desk.store.reading() as unit:
    print("whole" if not unit.history.verify() else "broken")
before = rows()
rebuild(court.desk)
after = rows()
print("same" if after[0] == before[0] and after[1] <= before[1] else "another")
"""
