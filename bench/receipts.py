# SPDX-License-Identifier: Apache-2.0
"""How many reports a second are acknowledged, and how many people a second come back with a receipt: 50 at once through
the real server on loopback, durable (SQLite, synchronous=FULL).

    python -m bench.receipts [--clients 50] [--reports 600] [--logins 4000] [--home FOLDER] [--json]

Beside them in the same run: the two slow derivations (Argon2id, 128 MiB each) with which another system guards receipts
of 53 bits, one log-in after another behind one lock. Exits 1 where anything was answered wrongly.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bench.clients import PATIENCE_SECONDS, Told
from bench.measured import keep
from bench.pages import COMITY, HOST, say, served, variables

HIDDEN = re.compile(r'name="(receipt|csrfmiddlewaretoken)" value="([^"]+)"')
WORD = re.compile(r"<li>([a-z]+)</li>")
DERIVATIONS = 3
"""How many log-ins of the peer are timed; each takes seconds."""
MEMORY_KIB, PASSES = 128 * 1024, (16, 17)


class Visitor:
    """A browser without script: one connection that is kept, and the cookies of one window."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Ask; the status, where it leads, and the page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        for set_cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = set_cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location") or "", page

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the form on a page."""
        return dict(HIDDEN.findall(self.ask("GET", path)[2]))

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def report(visitor: Visitor, told: Told) -> str:
    """File one report as somebody new; the address of its receipt page, empty where it was not taken."""
    visitor.cookies.clear()
    hidden = visitor.form("/report/report")
    begun = time.perf_counter()
    fields = {**hidden, "words": "They made my street public.", "intake": "report", "concerned": "none"}
    status, where, _page = visitor.ask("POST", "/report/report", fields)
    return _noted(told, begun, status, where, "/receipt/")


def words(visitor: Visitor, where: str) -> str:
    """The words that the page of a receipt shows to the window that sent the form."""
    return " ".join(WORD.findall(visitor.ask("GET", where)[2]))


def come_back(visitor: Visitor, hidden: dict[str, str], receipt: str, told: Told) -> str:
    """Type the words of a receipt at the front desk; the address that they lead to."""
    begun = time.perf_counter()
    status, where, _page = visitor.ask("POST", "/status/", {**hidden, "words": receipt})
    return _noted(told, begun, status, where, "/status/")


def _noted(told: Told, begun: float, status: int, where: str, leads_to: str) -> str:
    right = status == 303 and where.startswith(leads_to)
    if right:
        told.times.append(time.perf_counter() - begun)
    else:
        told.wrong.append(f"{status} {where}")
    return where if right else ""


def together(port: int, many: int, most: int, act: Callable[[Visitor, Told], object]) -> Told:
    """So many visitors at once, until the act was done so often."""
    told, turns = Told(), count()
    begin = threading.Barrier(many + 1)

    def visit() -> None:
        visitor = Visitor(port)
        begin.wait()
        while next(turns) < most:
            act(visitor, told)
        visitor.close()

    threads = [threading.Thread(target=visit, daemon=True) for _ in range(many)]
    for thread in threads:
        thread.start()
    begin.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    told.seconds = time.perf_counter() - start
    return told


def filed(port: int, many: int, most: int) -> tuple[Told, list[str]]:
    """File reports; how it went, and the words of every receipt."""
    found: list[str] = []

    def act(visitor: Visitor, told: Told) -> None:
        where = report(visitor, told)
        if where:
            found.append(words(visitor, where))

    return together(port, many, most, act), found


def returned(port: int, many: int, most: int, receipts: Sequence[str]) -> Told:
    """Come back with receipts in turn."""
    turns, mine = count(), threading.local()

    def act(visitor: Visitor, told: Told) -> None:
        hidden = getattr(mine, "hidden", None)
        if hidden is None:
            hidden = mine.hidden = {
                name: value for name, value in visitor.form("/").items() if name == "csrfmiddlewaretoken"
            }
        come_back(visitor, hidden, receipts[next(turns) % len(receipts)], told)

    return together(port, many, most, act)


def slow_derivations() -> float:
    """Log-ins a second of a house that derives twice with Argon2id behind one lock."""
    start = time.perf_counter()
    for turn in range(DERIVATIONS):
        for passes in PASSES:
            made = Argon2id(salt=b"0" * 16, length=32, iterations=passes, lanes=1, memory_cost=MEMORY_KIB)
            made.derive(b"%016d" % turn)
    return DERIVATIONS / (time.perf_counter() - start)


def prepared(home: Path) -> None:
    """A home with a council in which something can be told."""
    for command in ("migrate", "sample"):
        subprocess.run([COMITY, command], env=variables(home, sample=True), check=True, stdout=subprocess.DEVNULL)


def line(name: str, told: Told) -> str:
    """One kind of visit in one line."""
    p50, p99 = told.within(50) * 1000, told.within(99) * 1000
    return f"{name:<12} {told.rate:>8.1f} a second   p50 {p50:>6.0f} ms   p99 {p99:>6.0f} ms   {len(told.wrong)} wrong"


def figures(reports: Told, logins: Told, peer: float) -> dict[str, tuple[float | int | str, str]]:
    """As they are kept."""
    found: dict[str, tuple[float | int | str, str]] = {"receipts.peer.logins": (round(peer, 2), "log-ins/s")}
    for name, told, unit in (("reports", reports, "reports/s"), ("logins", logins, "log-ins/s")):
        found[f"receipts.{name}"] = (round(told.rate, 1), unit)
        found[f"receipts.{name}.p99"] = (round(told.within(99) * 1000, 1), "ms")
        found[f"receipts.{name}.wrong"] = (len(told.wrong), "count")
    return found


def measured(home: Path, *, many: int, reports: int, logins: int) -> tuple[Told, Told]:
    """File reports and come back with their receipts, through the real server."""
    prepared(home)
    ours = variables(home)
    with served([COMITY, "serve"], f"{ours['COMITY_BIND']}/healthz", ours) as port:
        told, receipts = filed(port, many, reports)
        say(line("reports", told))
        back = returned(port, many, logins, receipts)
        say(line("log-ins", back))
    return told, back


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--reports", type=int, default=600)
    parser.add_argument("--logins", type=int, default=4000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="comity-receipts-") as made:
        home = (args.home or Path(made)).resolve()
        reports, logins = measured(home, many=args.clients, reports=args.reports, logins=args.logins)
    peer = slow_derivations()
    say(f"{'peer':<12} {peer:>8.2f} a second: two derivations of 128 MiB, one log-in after another")
    found = figures(reports, logins, peer)
    if args.json:
        print(json.dumps({name: figure for name, (figure, _unit) in found.items()}))
    else:
        keep(found)
    return int(bool(reports.wrong or logins.wrong or not reports.times or not logins.times))


if __name__ == "__main__":
    sys.exit(main())
