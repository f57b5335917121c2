# SPDX-License-Identifier: Apache-2.0
"""How fast the public log takes and proves, from a thousand to a million leaves, beside working it out without tiles.

    python -m bench.log [--largest 1000000] [--seconds 600]

`log.promises.N`: acknowledged promises a second, each in a durable transaction of its own. `log.published.N`: leaves
a second from the queue to the signed checkpoint, up to 1000 at once, every file on the disk. `log.proofs.N`: proof
files a second for leaves anywhere in the log. `log.verified.N`: entries a second that `comity-verify` works out again.
The peer, `log.peer.N`: proofs a second of a plain tree that hashes every leaf anew, as a program without tiles must. On
SQLite.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from bench.measured import keep
from bench.writer import Figures, begin, server
from comity.core import entry
from comity.core.log import tree
from comity.desk.leaves import Sealed
from comity.desk.ports import Store
from comity.desk.publication import PublicLog, promise
from comity.verify.places import Folder
from comity.verify.verdict import Asked, verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
TIMED = 3.0
"""Seconds that one figure is measured for, about."""
EVERY = 97
"""Every so many leaves one can be found again by its tag."""


def leaf(number: int) -> bytes:
    """A sealed leaf."""
    return entry.sealed(hashlib.sha256(str(number).encode()).hexdigest())


def laid(start: int, end: int, due: datetime) -> None:
    """Numbered leaves from `start` up to `end`, as one batch, without waiting for a human to tell so much."""
    from comity.desk.canonical import instant
    from comity.edge.store import models

    rows: Iterator[models.Leaf] = (
        models.Leaf(
            leaf=leaf(n), digest=hashlib.sha256(leaf(n)).hexdigest(), number=n, until=instant(due),
            tag=f"laid-{n}" if n % EVERY == 0 else None,
        )
        for n in range(start, end)
    )  # fmt: skip
    while some := list(islice(rows, 5000)):
        models.Leaf.objects.bulk_create(some)
    models.Batch.objects.create(due=instant(due), size=end)


def rate(act: Callable[[int], None], *, most: int = 5000) -> float:
    """Acts a second, for about `TIMED` seconds."""
    start, done = time.perf_counter(), 0
    while done < most and time.perf_counter() - start < TIMED:
        act(done)
        done += 1
    return done / (time.perf_counter() - start)


def at_size(home: Path, size: int, tags: list[str]) -> Figures:
    """Every figure for a log of about that size."""
    from comity.edge.store.unit import SqlStore
    from comity.edge.tlog.shelf import HomeShelf

    store, due = SqlStore(), START + timedelta(days=size.bit_length())
    with store.reading() as unit:
        before = unit.log.size()
    laid(before, size, due)
    tags += [f"laid-{n}" for n in range(before, size) if n % EVERY == 0]
    PublicLog(store, HomeShelf(home, "https://council.example.org", durable=False)).publish(due)
    log = PublicLog(store, HomeShelf(home, "https://council.example.org"))
    chance = random.Random(size)
    figures: Figures = {
        f"log.promises.{size}": (round(rate(lambda n: _told(store, f"{size}-{n}", due), most=1000)), "promises/s"),
        f"log.published.{size}": (round(_published(store, log, due + log.every)), "leaves/s"),
        f"log.proofs.{size}": (round(rate(lambda _n: _proved(log, chance.choice(tags)))), "proofs/s"),
        f"log.verified.{size}": (round(_verified(home, log)), "entries/s"),
        f"log.peer.{size}": (round(_peer(size), 2), "proofs/s"),
    }
    return figures


def _told(store: Store, tag: str, at: datetime) -> None:
    with store.transaction() as unit:
        promise(unit, Sealed(digest=hashlib.sha256(tag.encode()).hexdigest(), tag=tag), at)


def _published(store: Store, log: PublicLog, at: datetime) -> float:
    """Leaves a second from the queue to the signature."""
    with store.reading() as unit:
        waiting = len(unit.log.waiting())
    start = time.perf_counter()
    log.publish(at)
    return waiting / (time.perf_counter() - start)


def _verified(home: Path, log: PublicLog) -> float:
    assert log.key is not None
    start = time.perf_counter()
    size = verdict(Folder(home / "log"), Asked(at=START, vkey=log.key.vkey)).size
    return size / (time.perf_counter() - start)


def _proved(log: PublicLog, tag: str) -> None:
    assert log.proof(tag)


def _peer(size: int) -> float:
    """Proofs a second of a tree that is worked out whole for each."""
    leaves = [leaf(n) for n in range(size)]

    def one(number: int) -> None:
        hashes = [tree.leaf_hash(each) for each in leaves]
        index = number * 7919 % size
        tree.inclusion(index, size, lambda height, at: tree.subtree(hashes[at << height : (at + 1) << height]))

    return rate(one, most=50)


def main() -> None:
    """Measure, print, keep. No size is begun after the time is up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=600)
    args = parser.parse_args()
    figures: Figures = {}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name, server("sqlite", Path(name)) as url:
        begin(url)
        tags: list[str] = []
        for size in (1_000, 10_000, 100_000, 1_000_000):
            if size <= args.largest and time.monotonic() - began < args.seconds:
                figures.update(at_size(Path(name), size, tags))
        from django.db import connection

        connection.close()
    for name, (figure, unit) in figures.items():
        print(f"{name:<44} {figure:>12} {unit}")
    keep(figures)


if __name__ == "__main__":
    main()
