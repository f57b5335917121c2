# SPDX-License-Identifier: Apache-2.0
"""A hundred megabytes through the real server: what it holds in memory, what lies on its disk, what a kill leaves."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pyrage
import pytest
from pyrage import x25519

from bench.measured import keep
from comity.desk.files import Wrapping
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
    hidden = {n: m.group(1) for n in names if (m := re.search(rf'name="{n}"[^>]* value="([^"]+)"', page))}
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


PART = 4 * MB


def _sealed(size: int) -> bytes:
    """A file as a browser seals it."""
    laid, key = Wrapping("film.bin"), x25519.Identity.generate()
    inside = laid.begin() + laid.lay((MARK * (size // len(MARK) + 1))[:size]) + b"".join(laid.end())
    return bytes(pyrage.encrypt(inside, [key.to_public()]))


class _Sender:
    """A browser that sends a sealed file, over servers that are killed under it."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables, self.whole = variables, _sealed(30 * MB)
        self.fields, self.cookie = _form(variables)
        self.parcel = str(self.asked("")["parcel"])
        self.known = 0

    def asked(self, place: str, body: bytes = b"", kind: str = "application/octet-stream") -> dict[str, object]:
        """What an address answers to a post; OSError where the line breaks."""
        head = {"Cookie": self.cookie, "X-CSRFToken": self.fields["csrfmiddlewaretoken"], "Content-Type": kind}
        with closing(http.client.HTTPConnection(self.variables["COMITY_BIND"], timeout=60)) as line:
            line.request("POST", f"/sealed/parcels{place}", body, head)
            answer = line.getresponse()
            found: dict[str, object] = json.loads(answer.read())
            assert answer.status in (200, 201), found
            return found

    def far(self) -> int:
        """How many parts the server says that it has."""
        with closing(http.client.HTTPConnection(self.variables["COMITY_BIND"], timeout=60)) as line:
            line.request("GET", f"/sealed/parcels/{self.parcel}", headers={"Cookie": self.cookie})
            return int(json.loads(line.getresponse().read())["parts"])

    def go_on(self, stop: threading.Event) -> bool:
        """Send from where it was until all is there (True), or the line breaks."""
        try:
            nth = self.far()
            assert nth >= self.known, "an acknowledged part is gone"
            while nth * PART < len(self.whole) and not stop.is_set():
                self.asked(f"/{self.parcel}/{nth}", self.whole[nth * PART : (nth + 1) * PART])
                nth += 1
                self.known = min(nth, len(self.whole) // PART)
            digest = urlencode({"digest": hashlib.sha256(self.whole).hexdigest()}).encode()
            return bool(self.asked(f"/{self.parcel}/whole", digest, "application/x-www-form-urlencoded"))
        except (OSError, http.client.HTTPException, ValueError):
            return False


@pytest.mark.slow
def test_a_server_that_is_killed_between_parts_goes_on_with_what_it_acknowledged(variables: dict[str, str]) -> None:
    """P1, P24: `kill -9` at any instant: what was acknowledged is there, and in the end all of it, once."""
    home, dice, stop, kills = Path(variables["COMITY_HOME"]), random.Random(24), threading.Event(), 0
    with served(variables):
        sender = _Sender(variables)
    whole = False
    for _n in range(40):
        with served(variables) as server:
            killer = threading.Timer(dice.uniform(0.02, 0.6) if kills < 8 else 3600, server.kill)
            killer.start()
            whole = sender.go_on(stop)
            killer.cancel()
            kills += server.poll() is not None
            if whole:
                break
    assert whole
    assert kills >= 5
    (kept,) = (home / "papers" / "coming").iterdir()
    assert kept.read_bytes() == sender.whole
    assert not _open_on_the_disk(home)
    keep({"files.kills_between_parts": (kills, "kills")})
