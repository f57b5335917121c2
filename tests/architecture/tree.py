# SPDX-License-Identifier: Apache-2.0
"""The checkout as the architecture tests see it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "comity"
CORE = PACKAGE / "core"


def committed_files() -> list[Path]:
    """Every file that is committed or would be: ignored files are not."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return sorted(path for name in set(listed.split("\0")) if name and (path := ROOT / name).is_file())


def python_files(below: Path) -> Iterator[Path]:
    """The Python files below a folder, in order; migrations, which Django writes, are left out."""
    return (path for path in sorted(below.rglob("*.py")) if "migrations" not in path.parts)


def shown(path: Path) -> str:
    """The path as a reader of the repository knows it."""
    return path.relative_to(ROOT).as_posix()
