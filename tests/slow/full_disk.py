# SPDX-License-Identifier: Apache-2.0
"""Reports come in at the real server while its disk is full, nearly full, and free again.

    python -m tests.slow.full_disk FOLDER

FOLDER is a small disk of its own. The installation is the one that COMITY_HOME names, in that folder, and new. Prints
what was answered and what was found, as one line of JSON. `test_full_disk` asks for what must not be found.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.databases import use

if TYPE_CHECKING:
    from tests.slow.visitors import Acknowledged, Visitor

STEPS = (0, 0, 0, 0, 0, 0, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512)
"""Kilobytes that are free when the next form is sent."""
PAGE = 4096


@dataclass
class Ballast:
    """What fills a disk. A part of it can be thrown away."""

    path: Path

    def fill(self) -> None:
        """Until nothing more goes on the disk."""
        with self.path.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(PAGE))

    def leave(self, kilobytes: int) -> None:
        """Full but for so much."""
        self.fill()
        with self.path.open("r+b") as file:
            file.truncate(max(0, self.path.stat().st_size - kilobytes * 1024))

    def gone(self) -> None:
        """All of it thrown away."""
        self.path.unlink()


def sent(visitor: Visitor, ballast: Ballast) -> list[tuple[Acknowledged, int]]:
    """Each form with its first answer. It is fetched and sealed before the disk is full."""
    answers = []
    for n in range(2 * len(STEPS)):
        told = visitor.prepared(("report", "tear", "support")[n % 3], f"words {n}")
        ballast.leave(STEPS[n // 2])
        answers.append((told, visitor.once(told)))
        ballast.gone()
    return answers


def blown(folder: Path) -> dict[str, Any]:
    """From the first form to what is found afterwards."""
    from django.conf import settings

    from tests.slow.http_findings import findings, sent_again, there
    from tests.slow.http_storm import COMITY, Process, await_answer, visitors

    subprocess.run([COMITY, "sample", "--json"], capture_output=True, check=True)
    before, ballast = there(), Ballast(folder / "ballast")
    server = Process("serve", folder / "serve.log")
    server.start()
    try:
        await_answer(settings.COMITY.bind.port)
        (visitor, *_others) = visitors(settings.COMITY.bind.port, folder, 1)
        answers = sent(visitor, ballast)
        refused = [one for one, status in answers if status != 303]
        later = Counter(visitor.once(one) for one in refused)
        acks = [one for one, _status in answers]
        again = sent_again(settings.COMITY.bind.port, acks)
    finally:
        server.stop()
    found = findings(acks, [visitor], server.log, before=before)
    first = Counter(status for _one, status in answers)
    return {**found, **again, "first": first, "later": later}


def main() -> None:
    """Prepare the installation, fill its disk, print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    use(os.environ["COMITY_DATABASE_URL"])
    print(json.dumps(blown(args.folder)))


if __name__ == "__main__":
    main()
