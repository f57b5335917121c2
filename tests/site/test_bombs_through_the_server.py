# SPDX-License-Identifier: Apache-2.0
"""What is sent to break the house, through the real server: an answer that says what is wrong, and memory that stays.

One server answers all of it, so that what one bomb leaves behind meets the next.
"""

from __future__ import annotations

import gzip
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.servers import stop
from tests.site.test_serve import COMITY, _asked

FOUND = """
import django; django.setup()
from comity.site.court import here
from tests.journeys import web_stage
court = here(); web_stage.adopt(court, web_stage.PROPOSED); web_stage.seat(court, web_stage.PROPOSED)
"""
PATIENCE = 60.0
MEGABYTE = 1_000_000
MOST_MEMORY = 160 * MEGABYTE
"""By how much all processes of the server together may have grown at the most, whatever was sent to them."""


@dataclass(frozen=True)
class Site:
    host: str
    port: int
    server: int

    def send(self, raw: bytes, *, then: bytes = b"", times: int = 0) -> tuple[int, str]:
        """Send bytes as they are, `then` so many times; the status (0: the line was closed) and the rest."""
        with socket.create_connection((self.host, self.port), timeout=PATIENCE) as line:
            try:
                line.sendall(raw)
                for _n in range(times):
                    line.sendall(then)
            except OSError:  # the server has answered and closed: what it said is still to be read
                pass
            return _read(line)

    def post(self, path: str, body: bytes, kind: str, *headers: str) -> tuple[int, str]:
        lines = [f"POST {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Type: {kind}", *headers]
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""])
        return self.send(head.encode("latin-1") + body)

    def memory(self) -> int:
        """Bytes that the server and its workers hold now."""
        children = Path(f"/proc/{self.server}/task/{self.server}/children").read_text().split()
        return sum(_held(pid) for pid in (str(self.server), *children))


def _held(pid: str) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 if found else 0


def _read(line: socket.socket) -> tuple[int, str]:
    got = b""
    try:
        while piece := line.recv(65_536):
            got += piece
            if b"\r\n\r\n" in got and len(got) > 200_000:
                break
    except OSError:
        pass
    status = re.match(rb"HTTP/1\.[01] (\d{3})", got)
    return (int(status[1]) if status else 0), got.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A council under a procedure that takes small tears, served."""
    home = tmp_path_factory.mktemp("bombs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    told = {**kept, "COMITY_HOME": str(home / "home"), "COMITY_BIND": f"127.0.0.1:{port}"}
    assert subprocess.run([COMITY, "migrate"], env=told, capture_output=True, check=False).returncode == 0
    settings = {"DJANGO_SETTINGS_MODULE": "comity.site.settings", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", FOUND], env={**told, **settings}, cwd=ROOT, check=True, capture_output=True)
    server = subprocess.Popen([COMITY, "serve", "--workers", "1"], env=told, stdout=subprocess.DEVNULL)
    try:
        assert _asked(told) == b"ok\n"
        yield Site("127.0.0.1", port, server.pid)
    finally:
        stop(server)


FORM, JSON = "application/x-www-form-urlencoded", "application/json"
EDGE = "multipart/form-data; boundary=edge"


def part(name: str, value: bytes = b"x", file: str = "") -> bytes:
    named = f'; filename="{file}"' if file else ""
    return f'--edge\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + value + b"\r\n"


BOMBS: dict[str, tuple[str, bytes, str, tuple[str, ...]]] = {
    "thousands of fields": ("/report/report", b"&".join(b"f%d=x" % n for n in range(50_000)), FORM, ()),
    "a text of three megabytes": ("/report/report", b"words=" + b"a" * (3 * MEGABYTE), FORM, ()),
    "thousands of parts": (
        "/report/report", b"".join(part(f"f{n}") for n in range(20_000)) + b"--edge--\r\n", EDGE, (),
    ),
    "thousands of files": (
        "/report/report", b"".join(part("files", file=f"{n}") for n in range(20_000)) + b"--edge--\r\n", EDGE, (),
    ),
    "parts without an end": ("/report/report", part("words") + b"--ed", EDGE, ()),
    "a boundary of a thousand signs": ("/report/report", b"x", "multipart/form-data; boundary=" + "e" * 1000, ()),
    "no boundary": ("/report/report", part("words"), "multipart/form-data", ()),
    "a part with a header without an end": (
        "/report/report", b"--edge\r\nContent-Disposition: " + b"a" * MEGABYTE, EDGE, (),
    ),
    "signs that are no UTF-8": ("/report/report", b"words=\xff\xfe%ff%fe&intake=%00", FORM, ()),
    "a charset that is none": ("/report/report", b"words=x", f"{FORM}; charset=klingon", ()),
    "json as deep as it goes": ("/api/v1/reports", b"[" * 200_000, JSON, ()),
    "json of objects as deep as it goes": ("/api/v1/reports", b'{"words":' * 100_000, JSON, ()),
    "json of three megabytes": ("/api/v1/reports", b'{"words": "' + b"a" * (3 * MEGABYTE) + b'"}', JSON, ()),
    "json that is no UTF-8": ("/api/v1/reports", b'{"words": "\xff\xfe"}', JSON, ()),
    "json with NUL": ("/api/v1/reports", b'{"words": "a\\u0000b"}', JSON, ()),
    "json with half a sign": ("/api/v1/reports", b'{"words": "\\ud800"}', JSON, ()),
    "a number without an end": ("/api/v1/reports", b'{"words": ' + b"9" * 100_000 + b"}", JSON, ()),
    "a compressed bomb": (
        "/api/v1/reports", gzip.compress(b'{"words": "' + b"a" * (200 * MEGABYTE)), JSON, ("Content-Encoding: gzip",),
    ),
    "a receipt that is none": ("/api/v1/status/acts", b'{"act": "x"}', JSON, ("Comity-Receipt: " + "\xff" * 4000,)),
    "a cookie that is none": ("/report/report", b"words=x", FORM, ("Cookie: csrftoken=" + "\xff" * 4000,)),
    "a range that is none": ("/report/report", b"words=x", FORM, ("Range: bytes=9-1",)),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_answered_in_words_and_breaks_nothing(site: Site, bomb: str) -> None:
    """P26: a 4xx, no 5xx and no line that breaks; nothing of ours shows; the house answers the next one."""
    path, body, kind, headers = BOMBS[bomb]
    before = site.memory()
    status, said = site.post(path, body, kind, *headers)
    assert 400 <= status < 500, f"{status}: {said[:400]}"
    assert "Traceback" not in said
    assert site.memory() - before < MOST_MEMORY
    assert site.send(f"GET / HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\n\r\n".encode())[0] == 200


def test_a_text_of_a_hundred_megabytes_is_not_kept_in_memory(site: Site) -> None:
    """P26: as a field, as a part, as JSON; what is longer than is heard out is answered or cut, never held."""
    piece = b"a" * MEGABYTE
    for path, kind, begin in (
        ("/report/report", FORM, b"words="),
        ("/report/report", EDGE, b'--edge\r\nContent-Disposition: form-data; name="words"\r\n\r\n'),
        ("/api/v1/reports", JSON, b'{"words": "'),
    ):
        before = site.memory()
        length = len(begin) + 100 * MEGABYTE
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        status, said = site.send(head.encode() + begin, then=piece, times=100)
        assert status == 0 or 400 <= status < 500, f"{status}: {said[:300]}"
        assert site.memory() - before < MOST_MEMORY, kind
    assert site.send(f"GET / HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\n\r\n".encode())[0] == 200


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * MEGABYTE + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(5000)) + b"\r\n",
        b"GET /" + b"a" * MEGABYTE + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b<script>\r\n\r\n",
        b"POST /report/report HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /report/report HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"\x00\xff\x16\x03 bytes that are no request\r\n\r\n",
    ],
    ids=["long", "many", "address", "host", "negative", "twice", "none"],
)
def test_a_head_that_is_none_is_refused_and_the_next_is_answered(site: Site, head: bytes) -> None:
    """P26: 4xx, or the line is closed before anything was read."""
    before = site.memory()
    status, said = site.send(head)
    assert status == 0 or 400 <= status < 500, f"{status}: {said[:300]}"
    assert site.memory() - before < MOST_MEMORY
    assert site.send(f"GET / HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\n\r\n".encode())[0] == 200


def test_bodies_that_come_slowly_keep_nobody_waiting_for_ever(site: Site) -> None:
    """P2: fewer slow ones than the house has hands leave the front desk open; each ends when its sender goes."""
    head = b"POST /report/support HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    slow = []
    try:
        for _n in range(3):
            line = socket.create_connection((site.host, site.port), timeout=PATIENCE)
            line.sendall(head + b"Content-Length: 1000\r\n\r\nwords=a")
            slow.append(line)
        began = time.monotonic()
        asked = f"GET / HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\n\r\n".encode()
        assert site.send(asked)[0] == 200
        assert time.monotonic() - began < PATIENCE / 2
    finally:
        for line in slow:
            line.close()
    assert site.send(asked)[0] == 200
