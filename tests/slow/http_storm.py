# SPDX-License-Identifier: Apache-2.0
"""A storm of `kill -9` over the real server: `comity serve` and `comity work` are killed at random instants.

    python -m tests.slow.http_storm FOLDER --kills 200 --seed 7

The installation is the one that COMITY_HOME and COMITY_DATABASE_URL name; it must be new. Visitors file reports and
act in chambers over HTTP (see `visitors`). Killed is the whole process group of the server, one of the processes that
answer, or the worker. When the storm is over every form is sent once more, the worker's rest is carried out, and what
was found is printed as one line of JSON. `test_kill_server` asks for what must not be found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.databases import use
from tests.servers import PATIENCE_SECONDS, stop

if TYPE_CHECKING:
    from tests.slow.visitors import Acknowledged, Visitor

COMITY = str(Path(sys.executable).parent / "comity")
SHORTEST, LONGEST = 0.05, 3.0
"""Seconds between two kills, or between an answer of the server and a kill."""
STARTING = 0.3
"""The share of kills that come whatever the server does: they hit its start. Before the others it has answered once:
a server that never comes up shows nothing, however slow the machine is."""
VISITORS = 4
TARGETS = ("serve",) * 4 + ("answering",) * 3 + ("work",) * 3
LAST_PLANS_SECONDS = 180


@dataclass
class Process:
    """One command of `comity` in a process group of its own."""

    word: str
    log: Path
    running: subprocess.Popen[bytes] | None = None
    killed: Counter[str] = field(default_factory=Counter)

    def start(self) -> None:
        """Start it; what it says is added to its log."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen([COMITY, self.word], stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        """End the whole group as a power switch would, and start it again."""
        assert self.running is not None
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.killed[self.word] += 1
        self.start()

    def kill_one(self, chance: random.Random) -> None:
        """End one of its children, which it starts again itself; all of it where there is none yet."""
        assert self.running is not None
        children = _children(self.running.pid)
        if not children:
            self.kill()
            return
        self.killed["answering"] += 1
        try:
            os.kill(chance.choice(children), signal.SIGKILL)
        except ProcessLookupError:
            return

    def stop(self) -> None:
        """Ask it to end; end it where it does not."""
        if self.running is not None:
            stop(self.running)


def _children(process: int) -> list[int]:
    try:
        threads = sorted(Path(f"/proc/{process}/task").iterdir())
        return [int(pid) for thread in threads for pid in (thread / "children").read_text().split()]
    except OSError:
        return []


def storm(server: Process, worker: Process, port: int, *, kills: int, chance: random.Random) -> None:
    """Kill at random instants."""
    for _ in range(kills):
        if chance.random() >= STARTING:
            await_answer(port)
        time.sleep(chance.uniform(SHORTEST, LONGEST))
        match chance.choice(TARGETS):
            case "serve":
                server.kill()
            case "answering":
                server.kill_one(chance)
            case _:
                worker.kill()


def await_answer(port: int) -> None:
    """Until the server answers. Raises `Cut` where it does not come up."""
    from tests.slow.visitors import Browser, Cut, Seen

    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            Browser(port, Seen()).ask("/healthz")
            return
        except Cut:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _seated(port: int) -> dict[str, str]:
    """The cookies of the lead, who comes in by a link of the sample."""
    from comity.edge.web import session
    from tests.slow.visitors import Browser, Seen

    browser = Browser(port, Seen())
    answer = browser.ask(session.enter_link("lead"))
    assert answer.status == 303, answer
    return browser.cookies


def visitors(port: int, folder: Path, seed: int) -> list[Visitor]:
    """Those who come, not yet on their way."""
    from django.conf import settings

    from comity.edge.store.papers import SqlVault
    from comity.edge.store.seal import Seal
    from tests.slow.visitors import Visitor

    lead, vault = _seated(port), SqlVault(Seal.at_home(settings.COMITY.home))
    return [Visitor(port, seed * 10 + n, folder=folder, lead=lead, vault=vault) for n in range(VISITORS)]


def last_plans(people: Sequence[Visitor]) -> None:
    """Let everybody finish what they began."""
    for one in people:
        one.over.set()
    for one in people:
        one.join(LAST_PLANS_SECONDS)
        if one.is_alive():
            one.seen.wrong.append("a visitor did not come to an end")


def acknowledged(folder: Path) -> list[Acknowledged]:
    """Every act that was answered to somebody."""
    from tests.slow.visitors import Acknowledged

    files = sorted(folder.glob("acknowledged-*"))
    return [Acknowledged(**json.loads(line)) for file in files for line in file.read_text("utf-8").splitlines()]


def blown(folder: Path, *, kills: int, seed: int) -> dict[str, Any]:
    """The storm from the first visitor to what is found afterwards."""
    from django.conf import settings

    from tests.slow.http_findings import findings, sent_again, there

    subprocess.run([COMITY, "sample", "--json"], capture_output=True, check=True)
    before = there()
    server, worker = (Process(word, folder / f"{word}.log") for word in ("serve", "work"))
    port = settings.COMITY.bind.port
    try:
        server.start()
        worker.start()
        await_answer(port)
        people = visitors(port, folder, seed)
        for one in people:
            one.start()
        storm(server, worker, port, kills=kills, chance=random.Random(seed))
        last_plans(people)
        worker.stop()
        await_answer(port)
        acks = acknowledged(folder)
        again = sent_again(port, acks)
    finally:
        server.stop()
        worker.stop()
    killed = server.killed + worker.killed
    return {
        **findings(acks, people, server.log, before=before),
        **again,
        **{f"kills_{k}": n for k, n in sorted(killed.items())},
    }


def main() -> None:
    """Prepare the installation, let the storm pass, print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    use(os.environ["COMITY_DATABASE_URL"])
    start = time.monotonic()
    found = blown(args.folder, kills=args.kills, seed=args.seed)
    print(json.dumps({**found, "kills": args.kills, "seconds": round(time.monotonic() - start)}))


if __name__ == "__main__":
    main()
