# SPDX-License-Identifier: Apache-2.0
"""How many acts a second the one writer does, beside the `eventsourcing` library doing equal work; how many folds; and
what a long history costs. On both databases, every commit durable (`synchronous=FULL`, `fsync` on).

    python -m bench.writer [--acts 2000] [--largest 1000000] [--only sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bench.measured import keep
from tests.servers import postgresql

STREAMS = 100
WARM_UP = 100
SLICE = 100
Figures = dict[str, tuple[float | int | str, str]]


@contextmanager
def server(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty, durable database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    with postgresql(durable=True) as url:
        yield url


def begin(url: str) -> None:
    """Set Django up on a database and bring it to this version."""
    from comity.site.environment import read_database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    connections["default"].close()
    described = {"default": read_database(url, home=Path("/"))}
    connections.settings["default"] = connections.configure_settings(described)["default"]
    del connections["default"]
    call_command("migrate", verbosity=0, interactive=False)


def rates(acts: Sequence[Callable[[int], None]], count: int) -> list[float]:
    """Acts a second of each, after a short warm-up. They take turns in slices, so that a busy disk is busy for all."""
    for act in acts:
        for number in range(WARM_UP):
            act(number)
    seconds = [0.0 for _ in acts]
    for first in range(WARM_UP, WARM_UP + count, SLICE):
        for place, act in enumerate(acts):
            gc.collect()
            start = time.perf_counter()
            for number in range(first, first + SLICE):
                act(number)
            seconds[place] += time.perf_counter() - start
    return [count / passed for passed in seconds]


def our_act() -> Callable[[int], None]:
    """One act through the one writer, on one of the streams."""
    from bench.counter import COUNTER, START, Count
    from comity.desk.clock import SetClock
    from comity.desk.handle import Desk
    from comity.edge.store.unit import SqlStore

    desk = Desk(store=SqlStore(), rooms={"counter": COUNTER}, clock=SetClock(START))

    def act(number: int) -> None:
        desk.handle(Count(amount=1), act_id=f"a{number}", actor="a", stream=f"counter:{number % STREAMS}")

    return act


def acts(kind: str, url: str, folder: Path, count: int) -> Figures:
    """Ours and the peer's acts a second."""
    from bench.peer import Peer, postgresql_env, sqlite_env

    if kind == "sqlite":
        env = sqlite_env(str(folder / "peer.sqlite3"))
    else:
        env = postgresql_env(parse_qs(urlsplit(url).query)["host"][0], "postgres")
        _peer_tables()
    peer = Peer(env, STREAMS)
    ours, theirs = rates([our_act(), peer.act], count)
    peer.close()
    return {
        f"writer.{kind}.acts": (round(ours), "acts/s"),
        f"writer.{kind}.acts.eventsourcing": (round(theirs), "acts/s"),
    }


def _peer_tables() -> None:
    from django.db import connection

    from bench.peer import TABLES

    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)


def folds() -> Figures:
    """Events folded a second: from the state alone, and from the text of the history."""
    from bench.counter import COUNTER, START, Counted, Counter
    from comity.core.decider import fold
    from comity.desk.codec import Written

    events = [Counted(at=START, amount=1)] * 200
    written = [COUNTER.codec.write(event) for event in events]

    def read(texts: list[Written]) -> int:
        return fold(Counter(), [COUNTER.codec.read(text) for text in texts]).total

    return {
        "fold.events": (round(200 * _best(lambda: fold(Counter(), events))), "events/s"),
        "fold.events.from-text": (round(200 * _best(lambda: read(written))), "events/s"),
    }


def _best(work: Callable[[], object], seconds: float = 0.5) -> float:
    """Runs a second: the best of five short measurements."""
    rates = []
    for _ in range(5):
        runs, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds / 5:
            work()
            runs += 1
        rates.append(runs / passed)
    return max(rates)


def growth(kind: str, largest: int) -> Figures:
    """The median time of an act with 10^2, 10^4, ... events in the history, always on streams of 20 events."""
    from bench.seed import seed

    figures: Figures = {}
    size, there = 100, _count()
    while size <= largest:
        seed(size - there, first=there)
        there = size
        figures[f"writer.{kind}.act-at-{size}-events"] = (round(_median(size) * 1000, 3), "ms")
        there = _count()
        size *= 100
    return figures


def _count() -> int:
    from django.db import connection

    from comity.edge.store.history import SqlHistory
    from comity.edge.store.wire import Wire

    return SqlHistory(Wire(connection)).count()


def _median(size: int, count: int = 200) -> float:
    from bench.counter import COUNTER, START, Count
    from comity.desk.clock import SetClock
    from comity.desk.handle import Desk
    from comity.edge.store.unit import SqlStore

    desk = Desk(store=SqlStore(), rooms={"counter": COUNTER}, clock=SetClock(START))
    with desk.store.reading() as unit:
        streams = [name for name in unit.history.streams() if name.startswith("counter:s")][-count:]
    times = []
    for number in range(count):
        stream = streams[number % len(streams)]
        start = time.perf_counter()
        desk.handle(Count(amount=1), act_id=f"g{size}-{number}", actor="a", stream=stream)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure(kind: str, *, count: int, largest: int) -> Figures:
    """Everything on one database."""
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        with server(kind, folder) as url:
            begin(url)
            figures = {**growth(kind, largest), **acts(kind, url, folder, count)}
            from django.db import connection

            connection.close()
            return figures


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=2000)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    args = parser.parse_args()
    figures: Figures = {}
    for kind in ("sqlite", "postgresql"):
        if args.only in (None, kind):
            figures.update(measure(kind, count=args.acts, largest=args.largest))
    figures.update(folds())
    for name, (figure, unit) in figures.items():
        print(f"{name:<44} {figure:>12} {unit}")
    keep(figures)


if __name__ == "__main__":
    main()
