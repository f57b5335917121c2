# SPDX-License-Identifier: Apache-2.0
"""Reports come in while the disk is full: each is taken whole or answered with 503, and sent again it is one."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.measured import keep
from tests.slow.test_kill_server import NEVER

MEGABYTES = 64
SECONDS = 400
OWN_DISK = ("unshare", "--map-root-user", "--mount")


def full(folder: Path) -> dict[str, Any]:
    """What a full disk does, on a small disk that only that process sees."""
    if shutil.which("unshare") is None or subprocess.run([*OWN_DISK, "true"], check=False).returncode:
        pytest.skip("this machine gives nobody a disk of their own (unshare)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    disk = folder / "disk"
    disk.mkdir()
    base = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    home = {"COMITY_HOME": str(disk / "home"), "COMITY_DATABASE_URL": f"sqlite:///{disk / 'full.sqlite3'}"}
    fresh = {**base, **home, "COMITY_BIND": bind, "COMITY_SAMPLE": "1", "TMPDIR": str(disk)}
    mount = f"mount -t tmpfs -o size={MEGABYTES}m tmpfs '{disk}'"
    program = f"{mount} && exec '{sys.executable}' -m tests.slow.full_disk '{disk}'"
    ended = subprocess.run(
        [*OWN_DISK, "sh", "-c", program], env=fresh, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


@pytest.mark.slow
def test_a_full_disk_takes_a_report_whole_or_says_503(tmp_path: Path) -> None:
    """P1, P24: typed and sealed, at every amount of room that is left; nothing by half, and sent again it is one."""
    found = full(tmp_path)
    keep({f"full_disk.{status}": (n, "count") for status, n in found["first"].items()})
    assert set(found["first"]) <= {"303", "503"}
    assert found["first"]["503"] >= 3, "the disk was never full"
    assert set(found["later"]) == {"303"}
    assert found["wrong"] == []
    assert {name: found[name] for name in NEVER} == dict.fromkeys(NEVER, 0)
