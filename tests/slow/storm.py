# SPDX-License-Identifier: Apache-2.0
"""A storm of `kill -9`: acting and working processes are killed at random instants and started again.

    python -m tests.slow.storm URL FOLDER --kills 200 --seed 7

Two actors do acts through the one writer, as a server's processes do, and write down what was acknowledged to
them, with fsync, after the answer. Two workers carry out effects against a *sink* of their own that counts
what it received. When the storm is over everything left is carried out, and the findings are printed as one
line of JSON. `tests.slow` asks for what must not be found.

A killed process loses its memory, not the machine's: what a power cut would take is SQLite's and PostgreSQL's
own promise (`synchronous=FULL`, `fsync`), which this does not test.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from comity.core.clause import Refusal
from comity.desk.clock import WallClock
from comity.desk.errands import Carried, Worker
from comity.desk.handle import Desk
from comity.desk.ports import Effect, Exhausted
from tests.databases import use
from tests.rooms import ROOMS, Enter, Lend, Note, Open, Pass, Post

LEDGERS = 12
LEASE = timedelta(seconds=2)
ACTORS, WORKERS = 2, 2
LATENCY = 0.004
"""How long, in seconds, the other side takes before and after it has done something:

room for a kill to hit.
"""

CERTAINTIES = ("idempotent", "readback", "uncertain")


class Sink:
    """The other side of the effects: a database of its own that keeps every delivery it received."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "sink.sqlite3"
        with self._opened() as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, certainty TEXT)")
            db.execute("CREATE TABLE IF NOT EXISTS delivery (key TEXT, certainty TEXT)")

    def _opened(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self._file, isolation_level=None, timeout=20))

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Deliver. An idempotent effect changes the state once; the others change it with every delivery."""
        time.sleep(LATENCY)
        with self._opened() as db:
            db.execute("INSERT INTO delivery VALUES (?, ?)", (effect.key, effect.certainty.value))
            db.execute("INSERT OR IGNORE INTO state VALUES (?, ?)", (effect.key, effect.certainty.value))
        time.sleep(LATENCY)
        return Carried(command=Note(text=effect.key))

    def done(self, effect: Effect) -> Carried | None:
        """Read back."""
        with self._opened() as db:
            found = db.execute("SELECT 1 FROM delivery WHERE key = ?", (effect.key,)).fetchone()
        return Carried(command=Note(text=effect.key)) if found else None

    def deliveries(self, certainty: str) -> dict[str, int]:
        """How often each effect of a certainty was delivered."""
        with self._opened() as db:
            return dict(db.execute("SELECT key, count(*) FROM delivery WHERE certainty = ? GROUP BY key", (certainty,)))

    def states(self, certainty: str) -> int:
        """How many effects of a certainty changed the state."""
        with self._opened() as db:
            return int(db.execute("SELECT count(*) FROM state WHERE certainty = ?", (certainty,)).fetchone()[0])


def desk_of() -> Desk:
    """The desk of one process."""
    from comity.edge.store.unit import SqlStore

    return Desk(store=SqlStore(), rooms=ROOMS, clock=WallClock())


def command_from(chance: random.Random) -> Any:
    """Any act that an actor may do."""
    match chance.randrange(5):
        case 0:
            return Enter(amount=chance.randrange(1, 400))
        case 1:
            return Lend(amount=1, until=datetime.now(UTC) + timedelta(milliseconds=chance.randrange(400)))
        case 2:
            return Pass(amount=chance.randrange(1, 9), to=f"ledger:{chance.randrange(LEDGERS)}")
        case 3:
            return Post(certainty=chance.choice(CERTAINTIES))
        case _:
            return Note(text="n")


@dataclass(frozen=True)
class Acknowledged:
    """One act whose answer reached the actor."""

    act_id: str
    stream: str
    kind: str
    data: str
    version: int
    refused: bool


def actor(folder: Path, seed: int) -> None:
    """Do acts until killed, and write down each answer."""
    desk, chance = desk_of(), random.Random(seed)
    log = os.open(folder / f"acknowledged-{seed}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    number, codec = 0, ROOMS["ledger"].codec
    while True:
        number += 1
        stream, command = f"ledger:{chance.randrange(LEDGERS)}", command_from(chance)
        version, refused = _answer(desk, command, act_id=f"{seed}-{number}", stream=stream)
        if version < 0:
            continue
        written = codec.write(command)
        line = asdict(Acknowledged(f"{seed}-{number}", stream, written.kind, written.data, version, refused))
        os.write(log, (json.dumps(line) + "\n").encode())
        os.fsync(log)


def _answer(desk: Desk, command: Any, *, act_id: str, stream: str) -> tuple[int, bool]:
    """The version answered (0 for a refusal), and whether it was refused;

    -1 where the database had no turn.
    """
    try:
        return desk.handle(command, act_id=act_id, actor="a", stream=stream).version, False
    except Refusal:
        return 0, True
    except Exhausted:
        return -1, False


def worker(folder: Path, seed: int) -> None:
    """Carry out effects until killed, and let time pass now and then."""
    from comity.desk.deadlines import tick

    desk = desk_of()
    errands = Worker(desk, {"letter": Sink(folder)}, name=f"worker-{seed}", lease=LEASE)
    while True:
        if not errands.work(datetime.now(UTC), limit=3):
            tick(desk, at=datetime.now(UTC))
            time.sleep(0.01)


Role = Callable[[Path, int], None]


@dataclass
class Process:
    """One process of the storm, and what it is started as when it was killed."""

    role: Role
    pid: int = 0

    def start(self, folder: Path, seed: int) -> None:
        """Fork: the child opens its own connections and never comes back."""
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid:
            return
        try:
            self.role(folder, seed)
        except BaseException as wrong:
            (folder / f"fault-{seed}").write_text(repr(wrong), "utf-8")
        finally:
            os._exit(1)

    def kill(self) -> None:
        """End it as a power switch would: nothing in it runs any more."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def storm(folder: Path, *, kills: int, chance: random.Random) -> None:
    """Start the processes, kill one at random instants and start it again, and stop them all."""
    processes = [Process(role) for role in [actor] * ACTORS + [worker] * WORKERS]
    seeds = iter(range(1, 10**9))
    for process in processes:
        process.start(folder, next(seeds))
    for _ in range(kills):
        time.sleep(chance.uniform(0.02, 0.4))
        process = chance.choice(processes)
        process.kill()
        process.start(folder, next(seeds))
    for process in processes:
        process.kill()


def acknowledged(folder: Path) -> Iterator[Acknowledged]:
    """Every answer that an actor wrote down. A line that a kill cut in half was not acknowledged."""
    for file in sorted(folder.glob("acknowledged-*")):
        for line in file.read_text("utf-8").split("\n")[:-1]:
            yield Acknowledged(**json.loads(line))


def settle_all(desk: Desk, folder: Path) -> None:
    """Wait for the leases of the dead to run out, then carry out everything that is left."""
    from comity.desk.deadlines import tick

    errands = Worker(desk, {"letter": Sink(folder)}, name="last", lease=timedelta(minutes=5))
    time.sleep(LEASE.total_seconds() + 0.5)
    for _ in range(3):
        tick(desk, at=datetime.now(UTC))
        errands.drain(datetime.now(UTC) + timedelta(hours=1))


def main() -> None:
    """Prepare the ledgers, let the storm pass, look at what is left, print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    use(args.url)
    Sink(args.folder)
    _open_ledgers()
    start = time.monotonic()
    storm(args.folder, kills=args.kills, chance=random.Random(args.seed))
    from tests.slow.findings import findings

    desk = desk_of()
    settle_all(desk, args.folder)
    found = findings(desk, Sink(args.folder), list(acknowledged(args.folder)), args.folder)
    print(json.dumps({**found, "kills": args.kills, "seconds": round(time.monotonic() - start)}))


def _open_ledgers() -> None:
    """Open the ledgers, and close the connection before any process is forked."""
    from django.db import connections

    desk = desk_of()
    for number in range(LEDGERS):
        desk.handle(Open(ceiling=500), act_id=f"open-{number}", actor="a", stream=f"ledger:{number}")
    connections.close_all()


if __name__ == "__main__":
    main()
