# SPDX-License-Identifier: Apache-2.0
"""`docs/measured.json`: every figure that the documents claim, with the commit and the day it was measured."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

MEASURED = Path(__file__).resolve().parent.parent / "docs" / "measured.json"


def keep(figures: Mapping[str, tuple[float | int | str, str]], *, path: Path = MEASURED) -> None:
    """Merge figures, each a value and its unit, into the file; what was measured before stays unless measured anew."""
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    commit, day = _commit(), datetime.now(UTC).date().isoformat()
    for name, (figure, unit) in figures.items():
        known[name] = {"commit": commit, "date": day, "figure": figure, "unit": unit}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    fresh.replace(path)


def _commit() -> str:
    """The commit that is measured, with a plus where the tree differs from it; empty outside a checkout."""
    git = ["git", "-C", str(MEASURED.parent.parent)]
    head = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    if head.returncode:
        return ""
    changed = subprocess.run(
        [*git, "status", "--porcelain", "--", "src", "bench"], capture_output=True, text=True, check=False
    )
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


__all__ = ["MEASURED", "keep"]
