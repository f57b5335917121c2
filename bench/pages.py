# SPDX-License-Identifier: Apache-2.0
"""How many pages a second, and how long the slowest hundredth takes: twelve pages, read by 50 clients at once through
the real server on loopback, on 10,000 cases and 100,000 registry entries, on SQLite.

    python -m bench.pages [--cases 10000] [--entries 100000] [--clients 50] [--seconds 8] [--home FOLDER] [--json]

Beside them in the same run: the same server handing out a file of the size of the registry's first page, and a plain
Django view (`bench.plain`). With `--home` the seeded home is kept there and used again; with `--json` nothing is kept
in `docs/measured.json` and the figures are printed as JSON. Exits 1 where a page was answered wrongly.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from bench.clients import Asked, Clients, Told
from bench.measured import keep
from comity.core.procedure.words import Standing

if TYPE_CHECKING:
    from comity.site.court import Court

COMITY = str(Path(sys.executable).parent / "comity")
HOST = "127.0.0.1"
MOST = 3000
"""Answers that are asked of one page, whatever the time allows."""
WARM_UP = 100
SPREAD = 200
"""How many different receipts, entries and cases are asked for in turn."""
PATIENCE_SECONDS = 60
SEEN = "seen.json"
"""Where a home keeps by which names to ask for what was laid in it."""
WORDS = ("amends", "suspension", "decision", "not proven", "rest", "cycle 14", "occurred yes", "nothing like it")
PEERS = ("peer.file", "peer.view")


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(text, file=sys.stderr, flush=True)


# A home with a long docket


def seeded(home: Path, *, cases: int, entries: int) -> dict[str, Any]:
    """Lay the docket into a home, once; by which names to ask for it, the cookies of who asks, a page as a file."""
    known = home / SEEN
    if known.exists():
        found: dict[str, Any] = json.loads(known.read_text("utf-8"))
        return found
    start = time.perf_counter()
    for command in ("migrate", "sample"):
        subprocess.run([COMITY, command], env=variables(home, sample=True), check=True, stdout=subprocess.DEVNULL)
    os.environ.update({**variables(home), "DJANGO_SETTINGS_MODULE": "comity.site.settings"})
    import django

    django.setup()
    found = _laid(home, cases=cases, entries=entries)
    known.write_text(json.dumps(found), "utf-8")
    say(f"seeded in {time.perf_counter() - start:.0f} s")
    return found


def variables(home: Path, *, sample: bool = False) -> dict[str, str]:
    """The environment of that home and no other, on a free port."""
    base = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    with socket.socket() as free:
        free.bind((HOST, 0))
        bind = f"{HOST}:{free.getsockname()[1]}"
    return {**base, "COMITY_HOME": str(home), "COMITY_BIND": bind, **({"COMITY_SAMPLE": "1"} if sample else {})}


def _laid(home: Path, *, cases: int, entries: int) -> dict[str, Any]:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from bench.docket import grow, some
    from comity.site import court

    here = court.here()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    docket = grow(here.desk, here.laws.procedure, cases=cases, entries=entries, say=say)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    call_command("collectstatic", interactive=False, verbosity=0)
    (home / "static" / "registry.html").write_bytes(Client(headers={"host": HOST}).get("/registry/").content)
    receipts = [*some(docket.receipts, SPREAD // 2), *some(docket.receipts_of_closed, SPREAD // 2)]
    found = {
        "receipts": receipts,
        "entries": list(some(docket.entries, SPREAD)),
        "windows": list(some(docket.windows, SPREAD)),
        **_people(here),
    }
    connection.close()
    return found


def _people(here: Court) -> dict[str, Any]:
    """The member who carries most, with the open cases that they work on, and the delegate with the most weight."""
    from comity.desk.ports import Sought
    from comity.desk.registers import OPEN

    law = here.law(here.desk.clock.now())
    assert law is not None
    roles, roster = law.procedure.roles.values(), here.roster()
    with here.desk.store.reading() as unit:
        load = unit.rows.tally(OPEN, "person")
        judges = [one for role in roles if role.stands is Standing.JUDGE for one in roster.get(role.id, ())]
        member = max(judges, key=lambda one: load.get(one, 0))
        rows = unit.rows.list(OPEN, sought=Sought(marks={"person": (member,)}), newest_first=True, limit=SPREAD)
    weights = next(here.roll(role.id).roll.weights for role in roles if role.weighted)
    delegate = max(weights, key=lambda one: weights[one])
    cases = [row.key.partition(":")[2] for row in rows]
    return {
        "cases": cases, "procedure": law.procedure.id, "member": _cookie(member), "delegate": _cookie(delegate),
    }  # fmt: skip


def _cookie(person: str) -> str:
    """What a browser sends after somebody came in by a link of a letter."""
    from django.http import HttpRequest, HttpResponse

    from comity.edge.web import session

    response = HttpResponse()
    session.come_in(HttpRequest(), response, person)
    return f"{session.COOKIE}={response.cookies[session.COOKIE].value}"


# The pages


def pages(seen: Mapping[str, Any]) -> dict[str, Asked]:
    """What everybody opens at each door, and what hangs on it behind.

    The member carries every open case of the council, the most that anybody could: those who sit read the docket daily.
    """
    member, delegate = seen["member"], seen["delegate"]
    return {
        "front": Asked(addresses=["/"], shows='class="doors"'),
        "report": Asked(addresses=["/report/report"], shows="<textarea"),
        "status": Asked(addresses=_each("/status/", seen["receipts"]), shows='id="stands"'),
        "registry": Asked(addresses=["/registry/"], shows='role="search"'),
        "search": Asked(addresses=_each("/registry/?words=", map(quote_plus, WORDS)), shows='role="search"'),
        "entry": Asked(addresses=_each("/registry/", seen["entries"]), shows='id="finding-1"'),
        "season": Asked(addresses=["/season/"], shows='id="strip"'),
        "procedure": Asked(addresses=[f"/procedure/{seen['procedure']}"], shows='id="contents"'),
        "chambers": Asked(addresses=["/chambers/"], shows='id="due"', cookie=member),
        "docket": Asked(addresses=["/chambers/docket"], shows='href="/chambers/case/', cookie=member),
        "case": Asked(addresses=_each("/chambers/case/", seen["cases"]), shows='id="stands"', cookie=member),
        "window": Asked(addresses=_each("/house/window/", seen["windows"]), shows='id="happened"', cookie=delegate),
    }


def _each(before: str, names: Iterable[str]) -> list[str]:
    return [f"{before}{name}" for name in names]


# Measuring


@contextmanager
def served(command: list[str], where: str, environment: Mapping[str, str]) -> Iterator[int]:
    """A server that answers on its port until the block ends."""
    server = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    try:
        _await(server, where)
        yield int(where.rpartition(":")[2].partition("/")[0])
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_SECONDS)


def _await(server: subprocess.Popen[bytes], where: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{where}", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"nothing answers on {where}")


def measure(home: Path, seen: Mapping[str, Any], *, many: int, seconds: float) -> dict[str, Told]:
    """Every page, and both peers."""
    ours, plain = variables(home), variables(home)["COMITY_BIND"]
    told: dict[str, Told] = {}
    with served([COMITY, "serve"], f"{ours['COMITY_BIND']}/healthz", ours) as port:
        clients = Clients(HOST, port, many)
        for name, asked in {
            **pages(seen),
            PEERS[0]: Asked(addresses=["/static/registry.html"], shows="</html>"),
        }.items():
            told[name] = _read(clients, name, asked, seconds)
    command = [sys.executable, "-m", "bench.plain", str(home / "comity.sqlite3"), plain]
    with served(command, f"{plain}/", os.environ) as port:
        view = Asked(addresses=["/"], shows="</html>")
        told[PEERS[1]] = _read(Clients(HOST, port, many), PEERS[1], view, seconds)
    return told


def _read(clients: Clients, name: str, asked: Asked, seconds: float) -> Told:
    clients.read(asked, most=WARM_UP, seconds=seconds / 2)
    told = clients.read(asked, most=MOST, seconds=seconds)
    say(line(name, told))
    for wrong in told.wrong[:3]:
        say(f"  wrong: {wrong}")
    return told


def line(name: str, told: Told) -> str:
    """One page in one line."""
    p50, p99 = told.within(50) * 1000, told.within(99) * 1000
    size = told.size / 1000
    return (
        f"{name:<12} {told.rate:>8.0f} pages/s   p50 {p50:>6.0f} ms   p99 {p99:>6.0f} ms   "
        f"{size:>4.0f} kB   {len(told.wrong)} wrong"
    )


def figures(told: Mapping[str, Told]) -> dict[str, tuple[float | int | str, str]]:
    """As they are kept."""
    found: dict[str, tuple[float | int | str, str]] = {}
    for name, one in told.items():
        found[f"pages.{name}"] = (round(one.rate, 1), "pages/s")
        found[f"pages.{name}.p50"] = (round(one.within(50) * 1000, 1), "ms")
        found[f"pages.{name}.p99"] = (round(one.within(99) * 1000, 1), "ms")
        found[f"pages.{name}.wrong"] = (len(one.wrong), "count")
        found[f"pages.{name}.size"] = (round(one.size), "bytes")
    return found


def main() -> int:
    """Seed, measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="comity-pages-") as made:
        home = (args.home or Path(made)).resolve()
        seen = seeded(home, cases=args.cases, entries=args.entries)
        told = measure(home, seen, many=args.clients, seconds=args.seconds)
    if args.json:
        print(json.dumps({name: figure for name, (figure, _unit) in figures(told).items()}))
    else:
        print("\n".join(line(name, one) for name, one in told.items()))
        keep(figures(told))
    return int(any(one.wrong or not one.times for one in told.values()))


if __name__ == "__main__":
    sys.exit(main())
