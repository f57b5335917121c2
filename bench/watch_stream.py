# SPDX-License-Identifier: Apache-2.0
"""The watch with the shipped model, durably: how long, how much, and the same signals whatever is killed.

    python -m bench.watch_stream [--many 200000] [--kills 6] [--only sqlite,nats]

Invented messages of about 87 words in at most 50,000 conversations (a few very long, most short) go through the fold
alone, then through the runner on SQLite, on PostgreSQL, and through NATS JetStream with two workers on PostgreSQL, all
waiting for the disk; then a tenth of them again with processes (and the NATS server) killed at random. Every run must
give the signals of the fold alone, by their digest. Beside them Bytewax, a library for streams, with the same fold and
its own recovery store. With 200,000 messages it takes about ten minutes; `--many 1000000` takes about fifty.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.measured import keep
from bench.writer import Figures, begin, server
from tests.servers import Nats, jetstream

ENGINES = ("sqlite", "postgresql", "nats", "peer")
SHORTEST, LONGEST = 2.5, 8.0
"""Seconds between two kills; a start takes two."""
SLOWEST_SECONDS, SHOWN_SECONDS = 3 * 3600, 30


@dataclass
class Run:
    """One process of the watch, or several that follow one another; what the last one said."""

    words: Sequence[str]
    many: int
    name: str
    last: dict[str, Any] = field(default_factory=dict)
    cpu: float = 0.0
    killed: int = 0
    running: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin, or go on."""
        command = [sys.executable, "-m", "bench.watch_worker", *self.words, "--many", str(self.many)]
        self.running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self._follow, args=(self.running,), daemon=True).start()

    def _follow(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                if line.endswith("\n"):
                    self.last = json.loads(line)
                    show(f"{self.name}: {self.last['done']:,} of {self.last['many']:,}, killed {self.killed} times")

    def kill(self) -> None:
        """End it as a power switch would, and start it again."""
        assert self.running is not None
        self.running.kill()
        self.running.wait()
        self.killed += 1
        self.start()

    @property
    def over(self) -> bool:
        """Whether it came to its end. Raises RuntimeError where it failed."""
        assert self.running is not None
        if self.running.poll() is None:
            return False
        if self.running.returncode:
            raise RuntimeError(f"{self.name} failed")
        return bool(self.last.get("ended"))

    def stop(self) -> None:
        """End it."""
        if self.running is not None and self.running.poll() is None:
            self.running.kill()
            self.running.wait()


_shown = [0.0]


def show(text: str) -> None:
    """Progress: on one line where somebody looks, else a line every half minute."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    elif time.monotonic() - _shown[0] > SHOWN_SECONDS:
        _shown[0] = time.monotonic()
        print(text, file=sys.stderr, flush=True)


def followed(
    runs: Sequence[Run],
    storm: Callable[[], None] | None = None,
    kills: int = 0,
    *,
    within: tuple[float, float] = (SHORTEST, LONGEST),
) -> float:
    """Run all to their ends, with so many kills, so many seconds one after the other; the seconds in all."""
    chance, begun = random.Random(3), time.monotonic()
    try:
        for run in runs:
            run.start()
        due, left = begun + chance.uniform(*within), kills
        while not all(run.over for run in runs):
            time.sleep(0.05)
            if storm is not None and left and time.monotonic() > due:
                storm()
                left, due = left - 1, time.monotonic() + chance.uniform(*within)
            if time.monotonic() - begun > SLOWEST_SECONDS:
                raise RuntimeError("it takes too long")
    finally:
        for run in runs:
            run.stop()
    return time.monotonic() - begun


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A fresh, durable database with the tables, and one for signals."""
    from bench.watch_worker import TABLE

    folder.mkdir(exist_ok=True)
    with server("sqlite" if kind == "sqlite" else "postgresql", folder) as url:
        begin(url)
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(TABLE)
        connection.close()
        yield url


def bare(folder: Path, many: int) -> dict[str, Any]:
    """The fold alone."""
    run = Run(["bare", str(folder)], many, "the fold alone")
    followed([run])
    return run.last


def durable(kind: str, folder: Path, many: int, kills: int) -> tuple[dict[str, Any], float, int]:
    """The runner on one database: what it said at its end, the seconds, how often it was killed."""
    with database(kind, folder) as url:
        run = Run(["sql", str(folder), "--url", url], many, kind)
        seconds = followed([run], run.kill, kills)
        return run.last, seconds, run.killed


def distributed(
    folder: Path, many: int, kills: int, *, within: tuple[float, float] = (SHORTEST, LONGEST)
) -> tuple[dict[str, Any], float, int]:
    """Through NATS with two workers on PostgreSQL; killed are workers, the publisher, and the server."""
    with ExitStack() as stack:
        url = stack.enter_context(database("postgresql", folder))
        nats: Nats = stack.enter_context(jetstream(folder))
        usual = ["--url", url, "--nats", f"{nats.url}?partitions=8"]
        into = Run(["publish", str(folder), *usual], many, "publishing")
        workers = [Run(["nats", str(folder), *usual, "--by", by], many, f"worker {by}") for by in ("one", "other")]
        chance, killed = random.Random(5), [0]

        def storm() -> None:
            killed[0] += 1
            if chance.random() < 0.3:
                nats.kill()
                nats.start()
            else:
                victim = chance.choice([run for run in (*workers, into) if not run.over] or workers)
                if not victim.over:
                    victim.kill()

        seconds = followed([into, *workers], storm, kills, within=within)
        told = workers[0].last
        told["cpu"] = sum(run.last["cpu"] for run in (into, *workers))
        return told, seconds, killed[0]


def told(name: str, alone: dict[str, Any], last: dict[str, Any], seconds: float, many: int) -> Figures:
    """The figures of a run that nobody disturbed. Raises RuntimeError where it saw something else than the fold."""
    if (last["signals"], last["digest"]) != (alone["signals"], alone["digest"]):
        raise RuntimeError(f"{name}: {last['signals']} signals and not {alone['signals']}, or others")
    within = {f"watch.stream.{name}.message.{p}": (round(last[p], 3), "ms") for p in ("p50", "p99") if last[p]}
    return {
        f"watch.stream.{name}.wall": (round(seconds, 1), "s"),
        f"watch.stream.{name}.messages-per-core-second": (round(many / last["cpu"]), "messages/s"),
        **within,
        f"watch.stream.{name}.memory": (round(last["memory"]), "MB"),
        f"watch.stream.{name}.cpu-to-fold-alone": (round(last["cpu"] / alone["cpu"], 2), "times"),
    }


def measured(kind: str, folder: Path, *, many: int, kills: int, alone: dict[str, Any], few: dict[str, Any]) -> Figures:
    """One engine: undisturbed, and a tenth of it in a storm."""
    if kind == "peer":
        run = Run(["peer", str(folder)], many, "bytewax")
        seconds = followed([run])
        return told("bytewax", alone, run.last, seconds, many)
    engine = distributed if kind == "nats" else lambda *rest: durable(kind, *rest)
    last, seconds, _ = engine(folder / "calm", many, 0)
    figures = told(kind, alone, last, seconds, many)
    last, seconds, killed = engine(folder / "storm", few["many"], kills)
    told(f"{kind}, killed", few, last, seconds, few["many"])
    return {**figures, f"watch.stream.{kind}.killed": (killed, "times, signals identical")}


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--only", default=",".join(ENGINES), help="engines, commas between")
    args = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as name:
        folder = Path(name)
        alone, few = bare(folder, args.many), bare(folder, args.many // 10)
        figures = told("fold-alone", alone, alone, alone["seconds"], args.many)
        figures["watch.stream.messages"] = (args.many, "messages")
        figures["watch.stream.signals"] = (alone["signals"], "signals")
        for kind in args.only.split(","):
            (folder / kind).mkdir()
            figures.update(measured(kind, folder / kind, many=args.many, kills=args.kills, alone=alone, few=few))
    for figure, (value, unit) in figures.items():
        print(f"{figure:<56} {value:>12} {unit}")
    keep(figures)


if __name__ == "__main__":
    main()
