# SPDX-License-Identifier: Apache-2.0
"""One hunt: a case is walked in a process of its own, in a home of its own, and then its marks are looked for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.slow.lying import finds
from tests.slow.marks import Find, Marks

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """What was said, what of it was found, and what the process said of itself."""

    marks: Marks
    found: tuple[Find, ...]
    said: str

    @property
    def leaks(self) -> list[str]:
        """What was found where it may not lie."""
        return [str(find) for find in self.found if not expected(find)]


def expected(find: Find) -> bool:
    """An address stands on the letters to it, which lie in the home while `COMITY_MAIL_URL` is `file:`."""
    return find.text.startswith("address: ") and find.where.startswith("home/mail/")


def hunt(
    folder: Path, *, parts: Sequence[str] = (), pages: int = 5, database: str = "", source: Path | None = None
) -> Hunt:
    """Walk and look. `source` is another copy of the package; `database` an address, SQLite in `folder` by default."""
    there = folder / "installation"
    for one in (there / "temporary", there / "home"):
        one.mkdir(parents=True)
    address = database or f"sqlite:///{there / 'hunted.sqlite3'}"
    walked(folder, address, ["--pages", str(pages), *(word for part in parts for word in ("--part", part))], source)
    marks = Marks.read(folder / "marks.json")
    found = finds(marks, there, *_raw(address), database=address)
    return Hunt(marks=marks, found=tuple(found), said=(there / "said.log").read_text("utf-8", "replace"))


def walked(folder: Path, address: str, words: Sequence[str], source: Path | None) -> None:
    """The walk, in a process that writes its log and its temporary files into the installation."""
    there = folder / "installation"
    base = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    path = os.pathsep.join(str(one) for one in (source or ROOT / "src", ROOT))
    fresh = {
        **base,
        "COMITY_HOME": str(there / "home"),
        "COMITY_DATABASE_URL": address,
        "TMPDIR": str(there / "temporary"),
        "PYTHONPATH": path,
    }
    program = [sys.executable, "-m", "tests.slow.marked_case", str(folder / "marks.json"), *words]
    # A browser's socket needs a short path, and what it keeps is no part of the installation.
    with (there / "said.log").open("wb") as log, tempfile.TemporaryDirectory(prefix="apart-") as apart:
        fresh["COMITY_HUNT_APART"] = apart
        ended = subprocess.run(program, env=fresh, cwd=folder, stdout=log, stderr=log, check=False, timeout=SECONDS)
    assert ended.returncode == -signal.SIGKILL, (there / "said.log").read_text("utf-8", "replace")[-4000:]


def _raw(address: str) -> list[Path]:
    """The folder of a PostgreSQL that was started for this hunt."""
    return [] if address.startswith("sqlite") else [Path(address.partition("?host=")[2])]


def copied(folder: Path) -> Path:
    """A copy of the package that may be spoiled."""
    source = folder / "src"
    shutil.copytree(ROOT / "src" / "comity", source / "comity", ignore=shutil.ignore_patterns("__pycache__", "*.po"))
    (folder / "procedures").symlink_to(ROOT / "procedures")
    return source


__all__ = ["Hunt", "copied", "expected", "hunt"]
