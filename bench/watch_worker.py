# SPDX-License-Identifier: Apache-2.0
"""One process of `bench.watch_stream`: folds the crowd bare, durably, or out of a NATS stream; may be killed.

    python -m bench.watch_worker bare|sql|publish|nats|peer FOLDER --many N [--url DATABASE] [--nats URL]

It goes on where the one before it stopped, and says how far it is, a JSON line every few seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import time
from array import array
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.watch_messages import SOURCE, START, Crowd, spaces
from comity.desk.watch.ports import Fold
from comity.desk.watch.signal import Signal
from comity.edge.detector import shipped

if TYPE_CHECKING:
    from comity.edge.stream.runner import SqlStream

SAID_SECONDS = 2.0
FORGET_EVERY = 100_000
"""So many messages are about an hour of a very loud platform: then what has had its time is destroyed."""
PUT = "INSERT INTO bench_signal (id, body) VALUES (%s, %s) ON CONFLICT (id) DO NOTHING"
TABLE = "CREATE TABLE IF NOT EXISTS bench_signal (id varchar(64) PRIMARY KEY, body text NOT NULL)"


def fold() -> Fold:
    """The shipped model with the shipped patterns."""
    from comity.site.watch_asked import library

    return shipped.watch(library=library())


def written(signal: Signal) -> str:
    """A signal, whole, as text."""
    return json.dumps(asdict(signal), default=str, sort_keys=True)


def hashed(body: str) -> bytes:
    """A signal, short: what is measured shall not hold the texts of all of them."""
    return hashlib.sha256(body.encode()).digest()


def digest(hashes: Iterable[bytes]) -> str:
    """One hash over all signals, whatever their order."""
    return hashlib.sha256(b"".join(sorted(hashes))).hexdigest()[:16]


class Progress:
    """What a process says of itself."""

    def __init__(self, many: int) -> None:
        self._many, self._said, self.begun = many, 0.0, time.perf_counter()
        self.times = array("d")

    def at(self, done: int, **more: object) -> None:
        """So many messages are folded."""
        if time.perf_counter() - self._said > SAID_SECONDS or done >= self._many:
            self._said = time.perf_counter()
            print(json.dumps({"done": done, "many": self._many, **more}), flush=True)

    def end(self, done: int, told: Callable[[], tuple[int, str]]) -> None:
        """The figures of the whole process, taken before its signals are counted and hashed."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        ordered = sorted(self.times) or [0.0]
        seconds, (signals, of) = time.perf_counter() - self.begun, told()
        figures = {
            "signals": signals, "digest": of, "memory": used.ru_maxrss / 1024,
            "cpu": used.ru_utime + used.ru_stime, "seconds": seconds,
            "p50": 1000 * ordered[len(ordered) // 2], "p99": 1000 * ordered[len(ordered) * 99 // 100],
        }  # fmt: skip
        print(json.dumps({"done": done, "many": self._many, "ended": True, **figures}), flush=True)


def bare(crowd: Crowd) -> None:
    """The fold alone, nothing kept: what the others are measured against. Each message is timed, in processor time."""
    model, states, hashes = fold(), dict[str, bytes](), list[bytes]()
    progress, clock = Progress(crowd.many), time.thread_time
    for batch in crowd.read(""):
        for told in batch.told:
            key = told.conversation  # type: ignore[union-attr]
            before = clock()
            states[key], signal = model.step(states.get(key, b""), told)
            progress.times.append(clock() - before)
            hashes += [hashed(written(signal))] if signal else []
        progress.at(int(batch.cursor))
    progress.end(crowd.many, lambda: (len(hashes), digest(hashes)))


class TableSink:
    """Signals in a table of the same database."""

    def put(self, signals: Iterable[Signal]) -> None:
        """Keep them, in the transaction that is open."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.executemany(PUT, [(one.id, written(one)) for one in signals])


def kept() -> tuple[int, str]:
    """How many signals there are, and their digest."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM bench_signal")
        hashes = [hashed(row[0]) for row in cursor.fetchall()]
    return len(hashes), digest(hashes)


def join(url: str) -> None:
    """Set Django up on a database that is brought to this version already."""
    from comity.site.environment import read_database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    os.environ["COMITY_DATABASE_URL"] = url
    import django

    django.setup()
    from django.db import connections

    described = {"default": read_database(url, home=Path("/"))}
    connections.settings["default"] = connections.configure_settings(described)["default"]


def runner(url: str) -> SqlStream:
    """The runner as a site has it: words kept sealed beside the states."""
    join(url)
    from comity.desk.clock import WallClock
    from comity.edge.store.seal import Seal
    from comity.edge.store.unit import SqlStore
    from comity.edge.stream.recent import SqlRecent
    from comity.edge.stream.runner import SqlStream

    recent = SqlRecent(Seal(bytes(32)))
    return SqlStream(
        fold(), TableSink(), transaction=SqlStore().transaction, spaces=spaces, clock=WallClock(), recent=recent
    )


def sql(crowd: Crowd, url: str) -> None:
    """The runner in one database, from where it stands to the end."""
    stream = runner(url)
    progress, done = Progress(crowd.many), int(stream.cursor(SOURCE) or 0)
    for batch in crowd.read(str(done)):
        before = time.perf_counter()
        stream.feed(SOURCE, batch)
        progress.times.append((time.perf_counter() - before) / len(batch.told))
        if done // FORGET_EVERY != int(batch.cursor) // FORGET_EVERY:
            stream.forget(crowd.message(int(batch.cursor) - 1).at)
        done = int(batch.cursor)
        progress.at(done)
    progress.end(done, kept)


def publish(crowd: Crowd, url: str, nats: str) -> None:
    """Everything into the NATS stream, from where the cursor in it stands."""
    join(url)
    from comity.desk.clock import WallClock
    from comity.edge.store.seal import Seal
    from comity.edge.stream.nats.address import address
    from comity.edge.stream.nats.jetstream import Jet
    from comity.edge.stream.nats.publishing import NatsStream

    with closing(Jet(address(nats))) as jet:
        into = NatsStream(jet, lock=Seal(bytes(32)), spaces=spaces, clock=WallClock())
        progress = Progress(crowd.many)
        for batch in crowd.read(_patiently(lambda: into.cursor(SOURCE))):
            _patiently(partial(into.feed, SOURCE, batch))
            progress.at(int(batch.cursor))
        progress.end(crowd.many, lambda: (0, ""))


def _patiently(work: Any, seconds: float = 60.0) -> Any:
    """Try again while the server is away. A batch that went in without an answer is refused, and that is as good."""
    from comity.desk.ports import Conflict

    until = time.monotonic() + seconds
    while True:
        try:
            return work()
        except Conflict:
            return None
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def through(crowd: Crowd, url: str, nats: str, by: str) -> None:
    """A worker of the NATS stream, until all that was said is folded."""
    stream = runner(url)
    from comity.desk.clock import WallClock
    from comity.edge.store.seal import Seal
    from comity.edge.stream.leases import Leases
    from comity.edge.stream.nats.address import address
    from comity.edge.stream.nats.jetstream import Jet
    from comity.edge.stream.nats.workers import Worker

    clock = WallClock()
    with closing(Jet(address(nats))) as jet:
        worker = Worker(
            jet=jet, stream=stream, leases=Leases(by), lock=Seal(bytes(32)), clock=clock, share=jet.address.partitions
        )
        progress, done = Progress(crowd.many), 0
        while done < crowd.many:
            before, was = time.perf_counter(), done
            rest = worker.turn()
            passed, done = time.perf_counter() - before, sum(one.told for one in stream.standing())
            progress.times.extend([passed / (done - was)] if done > was else [])
            progress.at(done)
            time.sleep(min(rest, 0.2))
        worker.leave()
        progress.end(done, kept)


def main() -> None:
    """Do one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("bare", "sql", "publish", "nats", "peer"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--many", type=int, required=True)
    parser.add_argument("--url", default="")
    parser.add_argument("--nats", default="")
    parser.add_argument("--by", default="one")
    args = parser.parse_args()
    crowd = Crowd(args.many)
    match args.what:
        case "bare":
            bare(crowd)
        case "sql":
            sql(crowd, args.url)
        case "publish":
            publish(crowd, args.url, args.nats)
        case "nats":
            through(crowd, args.url, args.nats, args.by)
        case _:
            from bench.watch_peer import flowed

            flowed(crowd, args.folder, Progress(args.many))


if __name__ == "__main__":
    main()


__all__ = ["START", "TABLE", "Progress", "digest", "fold", "hashed", "written"]
