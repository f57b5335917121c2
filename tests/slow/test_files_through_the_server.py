# SPDX-License-Identifier: Apache-2.0
"""A hundred megabytes through the real server: what it holds in memory, what lies on its disk, what a kill leaves."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bench.measured import keep
from tests.servers import PATIENCE_SECONDS, stop

COMITY = str(Path(sys.executable).parent / "comity")
EDGE = "----a-line-that-stands-in-no-file"
MARK = b"a street that nobody else wrote of "
MB = 1024 * 1024
MOST_MB = 48
"""How much more memory a worker may need for a file of a hundred megabytes than for none."""


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """A new installation with the sample on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    base = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    found = {**base, "COMITY_HOME": str(tmp_path / "home"), "COMITY_BIND": bind, "COMITY_SAMPLE": "1"}
    for word in ("migrate", "sample"):
        subprocess.run([COMITY, word], env=found, check=True, capture_output=True, timeout=120)
    return found


@contextmanager
def served(variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen([COMITY, "serve"], env=variables, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while _status(variables) != 200:
            assert time.monotonic() < until
            time.sleep(0.1)
        yield server
    finally:
        stop(server)


def _status(variables: dict[str, str]) -> int:
    try:
        with closing(http.client.HTTPConnection(variables["COMITY_BIND"], timeout=5)) as line:
            line.request("GET", "/healthz")
            return line.getresponse().status
    except OSError:
        return 0


def _form(variables: dict[str, str]) -> tuple[dict[str, str], str]:
    """The hidden fields of the report page, and its cookie."""
    with closing(http.client.HTTPConnection(variables["COMITY_BIND"], timeout=60)) as line:
        line.request("GET", "/report")
        answer = line.getresponse()
        page = answer.read().decode()
    cookie = "; ".join(c.partition(";")[0] for c in answer.headers.get_all("Set-Cookie", []))
    names = ("csrfmiddlewaretoken", "receipt", "intake")
    hidden = {n: m.group(1) for n in names if (m := re.search(rf'name="{n}" value="([^"]+)"', page))}
    return {**hidden, "words": "They made my street public.", "concerned": "none"}, cookie


def _send(variables: dict[str, str], size: int, *, cut: int = 0) -> int:
    """Report with a file of so many bytes; the status. Where it is `cut` the sending stops after so many, for good."""
    fields, cookie = _form(variables)
    head = "".join(f'--{EDGE}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    head += f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="film.bin"\r\n\r\n'
    tail = f"\r\n--{EDGE}--\r\n"
    with closing(http.client.HTTPConnection(variables["COMITY_BIND"], timeout=120)) as line:
        line.putrequest("POST", "/report")
        line.putheader("Content-Type", f"multipart/form-data; boundary={EDGE}")
        line.putheader("Content-Length", str(len(head) + size + len(tail)))
        line.putheader("Cookie", cookie)
        line.endheaders(head.encode())
        piece = MARK * 2000
        for start in range(0, cut or size, len(piece)):
            line.send(piece[: min(len(piece), (cut or size) - start)])
        if cut:
            return 0
        line.send(tail.encode())
        return line.getresponse().status


def _workers(server: subprocess.Popen[bytes]) -> list[int]:
    return [int(n) for n in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]


def _peak_mb(process: int) -> float:
    (line,) = [x for x in Path(f"/proc/{process}/status").read_text().splitlines() if x.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def _open_on_the_disk(home: Path) -> list[str]:
    return [str(p) for p in home.rglob("*") if p.is_file() and MARK in p.read_bytes()]


@pytest.mark.slow
def test_a_hundred_megabytes_need_little_memory_and_lie_nowhere_open(variables: dict[str, str]) -> None:
    """P21, P24: the size of the largest file, through `comity serve` itself."""
    home = Path(variables["COMITY_HOME"])
    with served(variables) as server:
        assert _send(variables, 1000) == 303
        before = max(map(_peak_mb, _workers(server)))
        began = time.monotonic()
        assert _send(variables, 100 * MB) == 303
        seconds = time.monotonic() - began
        grown = max(map(_peak_mb, _workers(server))) - before
        assert not _open_on_the_disk(home)
        sizes = sorted(p.stat().st_size for p in (home / "papers").glob("??/*"))
        assert len(sizes) == 2
        assert sizes[-1] > 100 * MB
        assert _send(variables, 100 * MB + 1) == 422
        assert len(list((home / "papers").rglob("coming/*"))) == 0
    keep({"files.memory_of_100_mb": (round(grown), "MB"), "files.seconds_of_100_mb": (round(seconds, 2), "seconds")})
    assert grown < MOST_MB


@pytest.mark.slow
def test_a_server_that_is_killed_while_a_file_comes_keeps_all_of_it_or_nothing(variables: dict[str, str]) -> None:
    """P24: `kill -9` in the middle: no case, no file in its place; sent again, there is one of each."""
    home = Path(variables["COMITY_HOME"])
    for _n in range(3):
        with served(variables) as server:
            _send(variables, 20 * MB, cut=5 * MB)
            time.sleep(0.2)
            server.send_signal(signal.SIGKILL)
            server.wait()
        assert not list((home / "papers").glob("??/*"))
        assert not _open_on_the_disk(home)
    with served(variables):
        assert _send(variables, 20 * MB) == 303
    (kept,) = (home / "papers").glob("??/*")
    assert kept.stat().st_size > 20 * MB
