# SPDX-License-Identifier: Apache-2.0
"""A storm of `kill -9` over the runner of the watch, with the shipped model.

    python -m tests.slow.watch_storm sqlite|postgresql|nats FOLDER --many 100000 --kills 50 --seed 7

The fold alone says what the signals must be; then the same messages go through the runner, which is killed again and
again, each time after it folded something. What was found is printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.watch_stream import Run, bare, database, distributed

SHORTEST, LONGEST = 0.0, 0.5
"""Seconds from the first batch that a process folded to its end. It folds some thousand messages meanwhile."""
BETWEEN = 0.8, 2.4
"""Seconds between two kills where several processes share the work: shorter than most starts."""
PATIENCE_SECONDS = 1200


def killed_often(run: Run, kills: int, chance: random.Random) -> None:
    """Kill a process so often, each time after it folded something and before it was done; then let it end."""
    run.start()
    for _ in range(kills):
        run.last = {}
        _until(lambda: bool(run.last) or run.over)
        time.sleep(chance.uniform(SHORTEST, LONGEST))
        if run.over:
            return
        run.kill()
    _until(lambda: run.over)


def _until(so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not so():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.01)


def one(kind: str, folder: Path, many: int, kills: int, *, seed: int) -> tuple[dict[str, Any], int]:
    """The runner on one database: what its last process said, and how often it was killed."""
    with database(kind, folder / "storm") as url:
        run = Run(["sql", str(folder), "--url", url], many, kind)
        try:
            killed_often(run, kills, random.Random(seed))
        finally:
            run.stop()
        return run.last, run.killed


def main() -> None:
    """Let it pass, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("sqlite", "postgresql", "nats"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    alone, begun = bare(args.folder, args.many), time.monotonic()
    if args.kind == "nats":
        last, _, killed = distributed(args.folder / "storm", args.many, args.kills, within=BETWEEN)
    else:
        last, killed = one(args.kind, args.folder, args.many, args.kills, seed=args.seed)
    found = {
        "kills": killed, "messages": args.many, "signals": last["signals"], "expected": alone["signals"],
        "seconds": round(time.monotonic() - begun, 1), "identical": last["digest"] == alone["digest"],
    }  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
