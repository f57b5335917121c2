# SPDX-License-Identifier: Apache-2.0
"""What `comity watch` puts on the disk for a while, and how a file is replaced so that no kill leaves half of one."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from comity.core.clause import Fault, Malformed


def folder() -> Path:
    """A folder that nobody else may read; it ends with the process, because people's words come to lie in it."""
    made = Path(tempfile.mkdtemp(prefix="comity-watch-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def once(source: str) -> bool:
    """Whether a source can be read but once: standard input, a pipe, what another command prints."""
    if source == "-":
        return True
    try:
        mode = os.stat(source).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or (stat.S_ISCHR(mode) and os.path.realpath(source) != os.devnull)


def twice(source: str) -> str:
    """A name under which a source can be read twice: one that can be read once is copied. Raises `Malformed`."""
    if not once(source):
        return source
    copy = folder() / "messages"
    try:
        with copy.open("wb") as file:
            if source == "-":
                shutil.copyfileobj(standard_input(), file)
            else:
                with Path(source).open("rb") as stream:
                    shutil.copyfileobj(stream, file)
    except OSError as wrong:
        why = wrong.strerror or "cannot be read"
        raise Malformed([Fault(field="SOURCE", rule="file", text=f"{source}: {why}")]) from wrong
    return str(copy)


def standard_input() -> BinaryIO:
    """What comes in. Raises `Malformed` where whoever began this closed it."""
    if sys.stdin is None:
        raise Malformed([Fault(field="SOURCE", rule="file", text="-: standard input is closed")])
    return sys.stdin.buffer


def replaced(path: Path, text: str) -> None:
    """Write a file so that at every instant it is as it was or as it shall be. Raises `OSError`."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


__all__ = ["folder", "once", "replaced", "standard_input", "twice"]
