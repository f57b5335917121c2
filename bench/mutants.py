# SPDX-License-Identifier: Apache-2.0
"""How much of the law its tests hold: each small change to `core/` that some test of `tests/core` turns red.

    make mutants             every room (long)
    make mutants ROOM=tear   one room

Prints the share that was caught, room by room, and keeps it in `docs/measured.json`. A change that hangs counts as
caught, one that no test runs counts as missed. Exits 1 where the whole falls below the bar.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.measured import keep

BAR_PERCENT = 90
_ROOT = Path(__file__).resolve().parent.parent
_MUTANTS = _ROOT / "mutants" / "src" / "comity" / "core"
_CAUGHT = frozenset({1, 3, 24, -24, 36, 152, 255})
_NOT_TRIED = frozenset({None, 2, 34})


def main(rooms: list[str]) -> int:
    """Try the changes in the rooms named, or in all, and say what was caught."""
    names = [pattern for room in rooms for pattern in (f"comity.core.{room}.*", f"comity.core.{room}*")]
    tried = subprocess.run([str(Path(sys.executable).parent / "mutmut"), "run", *names], cwd=_ROOT, check=False)
    if tried.returncode:
        return tried.returncode
    caught, of = _counted(set(rooms))
    for room in sorted(of):
        print(f"{room:<12} {caught[room]:>6} of {of[room]:>6}  {_percent(caught[room], of[room]):>3} %")
    share = _percent(caught.total(), of.total())
    print(f"{'the law':<12} {caught.total():>6} of {of.total():>6}  {share:>3} %  (bar {BAR_PERCENT} %)")
    figures: Mapping[str, tuple[float | int | str, str]] = {
        f"mutants.{room}": (_percent(caught[room], of[room]), "percent caught") for room in of
    }
    keep(figures if rooms else {**figures, "mutants": (share, "percent caught")})
    return int(share < BAR_PERCENT)


def _counted(rooms: set[str]) -> tuple[Counter[str], Counter[str]]:
    caught, of = Counter[str](), Counter[str]()
    for room, exit_code in _outcomes():
        if exit_code not in _NOT_TRIED and (not rooms or room in rooms):
            of[room] += 1
            caught[room] += exit_code in _CAUGHT
    return caught, of


def _outcomes() -> Iterator[tuple[str, int | None]]:
    """The room of every change, and how the tests ended on it."""
    for path in sorted(_MUTANTS.rglob("*.meta")):
        room = path.relative_to(_MUTANTS).parts[0].partition(".")[0]
        for exit_code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].values():
            yield room, exit_code


def _percent(part: int, whole: int) -> int:
    """Rounded down: a bar is reached or it is not."""
    return part * 100 // whole if whole else 100


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
