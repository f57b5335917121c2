# SPDX-License-Identifier: Apache-2.0
"""`comity serve`, as an operator starts it: a process of its own, asked over HTTP."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import DATABASE
from tests.servers import PATIENCE_SECONDS, postgresql, stop

COMITY = str(Path(sys.executable).parent / "comity")


@pytest.fixture
def variables(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a fresh installation on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    base = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    fresh = {**base, "COMITY_HOME": str(tmp_path / "home"), "COMITY_BIND": bind}
    if DATABASE == "sqlite":
        yield fresh
        return
    with postgresql(durable=False) as url:
        yield {**fresh, "COMITY_DATABASE_URL": url}


def test_a_fresh_home_is_migrated_served_and_stopped(variables: dict[str, str], tmp_path: Path) -> None:
    """P23: a fresh machine answers, and a stop is quick and clean."""
    assert _comity(variables, "serve").returncode == 2, "an empty database is not served"
    assert _comity(variables, "migrate").returncode == 0
    assert _comity(variables, "migrate", "--check").returncode == 0
    for end in (signal.SIGTERM, signal.SIGINT):
        with (tmp_path / "said").open("wb") as said:
            server = subprocess.Popen([COMITY, "serve"], env=variables, stdout=said)
        try:
            assert _asked(variables) == b"ok\n"
        finally:
            code = stop(server, gently=end)
        assert code == 0
        assert variables["COMITY_BIND"] in (tmp_path / "said").read_text()


def test_no_second_server_shares_the_port(variables: dict[str, str]) -> None:
    """P23: two sites on one port would answer in turn, each with its own people."""
    assert _comity(variables, "migrate").returncode == 0
    with socket.socket() as other:
        host, _, port = variables["COMITY_BIND"].rpartition(":")
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((host, int(port)))
        other.listen()
        said = _comity(variables, "serve")
    assert said.returncode == 2
    assert b"listens on" in said.stderr


def test_several_processes_count_together_and_a_large_body_is_heard_out(variables: dict[str, str]) -> None:
    """P1, P26: two processes let no more pass than one, and whoever sends much reads 429 and when to come again."""
    assert _comity(variables, "migrate").returncode == 0
    server = subprocess.Popen([COMITY, "serve", "--workers", "2"], env=variables, stdout=subprocess.DEVNULL)
    try:
        assert _asked(variables) == b"ok\n"
        small = [_told(variables, b'{"words": "x"}')[0] for _ in range(70)]
        large = [_told(variables, b'{"words": "' + b"x" * 1_900_000 + b'"}') for _ in range(6)]
    finally:
        stop(server)
    assert 30 <= sum(status != 429 for status in small) <= 45
    waits = [int(wait) for status, wait in large if status == 429]
    assert len(waits) >= 4, "the time that six bodies take lets one or two more pass, and no more"
    assert min(waits) >= 1
    assert {status for status, _ in large} <= {422, 429}


def _told(variables: dict[str, str], body: bytes) -> tuple[int, str]:
    """The status of one report on a connection of its own, and when to come again."""
    host, _, port = variables["COMITY_BIND"].partition(":")
    line = http.client.HTTPConnection(host, int(port), timeout=20)
    try:
        headers = {"Content-Type": "application/json", "X-Forwarded-For": "93.184.216.7"}
        line.request("POST", "/api/v1/reports", body, headers)
        answer = line.getresponse()
        return answer.status, answer.headers.get("Retry-After", "")
    finally:
        line.close()


def test_a_killed_server_takes_its_workers_along(variables: dict[str, str]) -> None:
    """P24: after `kill -9` nothing goes on answering on the port beside the next server."""
    assert _comity(variables, "migrate").returncode == 0
    server = subprocess.Popen([COMITY, "serve"], env=variables, stdout=subprocess.DEVNULL)
    try:
        assert _asked(variables) == b"ok\n"
    finally:
        stop(server, gently=signal.SIGKILL)
    until = time.monotonic() + PATIENCE_SECONDS
    while _listening(variables) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _listening(variables)


def test_an_unreadable_setting_is_one_sentence(variables: dict[str, str]) -> None:
    """P26: no traceback for a slip of the pen."""
    answer = _comity({**variables, "COMITY_BIND": "everywhere"}, "serve")
    assert answer.returncode == 2
    assert answer.stderr.startswith(b"comity: COMITY_BIND: ")
    assert answer.stderr.count(b"\n") == 1


def test_a_database_that_does_not_answer_is_one_sentence(variables: dict[str, str], tmp_path: Path) -> None:
    """P26: the operator reads which setting, not forty lines of Python."""
    away = {**variables, "COMITY_DATABASE_URL": f"postgresql://ada@/council?host={tmp_path}"}
    answer = _comity(away, "migrate")
    assert answer.returncode == 2
    assert answer.stderr.startswith(b"comity: COMITY_DATABASE_URL: the database did not answer: ")
    assert answer.stderr.count(b"\n") == 1


def _comity(variables: dict[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([COMITY, *words], env=variables, capture_output=True, check=False, timeout=60)


def _listening(variables: dict[str, str]) -> bool:
    host, _, port = variables["COMITY_BIND"].partition(":")
    with socket.socket() as caller:
        return caller.connect_ex((host, int(port))) == 0


def _asked(variables: dict[str, str]) -> bytes:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://{variables['COMITY_BIND']}/healthz", timeout=5) as answer:
                return bytes(answer.read())
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
