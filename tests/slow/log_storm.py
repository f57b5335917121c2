# SPDX-License-Identifier: Apache-2.0
"""A storm of `kill -9` over the public log: whoever publishes is killed in the middle, again and again.

    python -m tests.slow.log_storm URL FOLDER --kills 200 --seed 7

A publisher promises some leaves, writes down each promise with fsync after the commit, and publishes the next instant,
until it is killed. After every kill the folder alone is given to the independent verifier, with the checkpoint that
lay there before. When the storm is over the last run finishes what is left, and the findings are printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.core import entry
from comity.core.log import notes, proofs
from comity.core.log.tree import Wrong
from comity.desk.leaves import Sealed
from comity.desk.log_doctor import faults
from comity.desk.publication import PublicLog, promise
from comity.verify.places import Folder, Unreachable
from comity.verify.verdict import Asked, verdict
from tests.databases import use
from tests.rooms import EPOCH
from tests.slow.storm import Process

MOST = 40
"""The most leaves that come between two instants."""


def log_of(folder: Path) -> PublicLog:
    """The log of the storm, waiting for the disk as a real one does."""
    from comity.edge.store.unit import SqlStore
    from comity.edge.tlog.shelf import HomeShelf

    return PublicLog(SqlStore(), HomeShelf(folder, "https://council.example.org"))


def publisher(folder: Path, seed: int) -> None:
    """Promise and publish until killed. The instant is the one after the last batch that the database has."""
    log, chance = log_of(folder), random.Random(seed)
    told = os.open(folder / f"promised-{seed}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in range(10**9):
        with log.reading() as unit:
            last = unit.log.last()
        at = EPOCH if last is None else last.due + log.every * chance.randint(0, 1)
        tags = [f"{seed}-{number}-{one}" for one in range(chance.randint(0, MOST))]
        with log._store.transaction() as unit:
            for tag in tags:
                promise(unit, Sealed(digest=f"{chance.getrandbits(256):064x}", tag=tag), at)
        os.write(told, "".join(f"{tag}\n" for tag in tags).encode())
        os.fsync(told)
        log.publish(at)


def storm(folder: Path, *, kills: int, chance: random.Random) -> dict[str, Any]:
    """Kill, look, start again. What must never be found: a log that does not hold, or that is shorter than before."""
    wrong: list[str] = []
    kept, sizes = b"", {0}
    for seed in range(1, kills + 1):
        process = Process(publisher)
        process.start(folder, seed)
        time.sleep(chance.uniform(0.05, 0.7))
        process.kill()
        content = _checkpoint(folder)
        if content:
            try:
                found = verdict(Folder(folder / "log"), Asked(at=datetime.now(UTC), vkey=_key(folder), since=kept))
                sizes.add(found.size)
            except (Wrong, Unreachable) as no:
                wrong.append(f"after kill {seed}: {no}")
            kept = content
    return {"wrong": wrong, "sizes_seen": len(sizes), "kept": kept}


def _checkpoint(folder: Path) -> bytes:
    path = folder / "log" / "checkpoint"
    return path.read_bytes() if path.exists() else b""


def _key(folder: Path) -> str:
    from comity.edge.tlog.shelf import HomeShelf

    return HomeShelf(folder, "").key.vkey


def findings(folder: Path, kept: bytes) -> dict[str, Any]:
    """Finish, and look: every promise that was written down is proved, each leaf stands there once, all is whole."""
    log = log_of(folder)
    with log.reading() as unit:
        last = unit.log.last()
    at = (EPOCH if last is None else last.due) + log.every
    now = log.publish(at)
    assert now is not None
    assert log.key is not None
    tags = [line for file in sorted(folder.glob("promised-*")) for line in file.read_text("utf-8").split("\n")[:-1]]
    unproved = 0
    for tag in tags:
        proof = proofs.parse(log.proof(tag))
        unproved += not entry.is_sealed(proof.entry)
    with log.reading() as unit:
        leaves, waiting = unit.log.numbered(0, now.size), len(unit.log.waiting())
    whole = verdict(Folder(folder / "log"), Asked(at=at, vkey=log.key.vkey, since=kept))
    return {
        "promised": len(tags),
        "size": whole.size,
        "unproved": unproved,
        "doubled": len(leaves) - len(set(leaves)),
        "waiting": waiting,
        "doctor": [one.text for one in faults(log, at)],
        "smaller": int(notes.parse_checkpoint(notes.parse(kept).text).size > whole.size) if kept else 0,
        "faults": [path.read_text("utf-8") for path in folder.glob("fault-*")],
    }


def main() -> None:
    """Let the storm pass, and print what is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    use(args.url)
    from django.db import connections

    connections.close_all()
    start = time.monotonic()
    seen = storm(args.folder, kills=args.kills, chance=random.Random(args.seed))
    found = findings(args.folder, seen.pop("kept"))
    sys.stdout.write(json.dumps({**seen, **found, "kills": args.kills, "seconds": round(time.monotonic() - start)}))


if __name__ == "__main__":
    main()
