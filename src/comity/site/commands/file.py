# SPDX-License-Identifier: Apache-2.0
"""`comity file`: open a sealed file with a key of one's own, beside any server."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, YES

NAME = "file"
HELP = "Open a sealed file with a key of your own, and save it under a safe name. It asks no server and no database."
EXAMPLE = "comity file film.age --wrap key.age --key my.key --to evidence"
NEEDS_SITE = False
LONGEST_KEY = 64 * 1024


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, help="the sealed file, as a page saves it")
    parser.add_argument("--key", required=True, type=Path, help="the file of an age identity (AGE-SECRET-KEY-1...)")
    parser.add_argument("--wrap", type=Path, help="the file of its key; without it the identity is the file's own")
    parser.add_argument("--to", type=Path, default=Path(), help="the folder to save it in; nothing there is replaced")


def run(args: Namespace) -> int:
    """Open it. Raises `Malformed` where a file cannot be read or the name is taken."""
    from comity.desk import files, sealing
    from comity.edge.age import Rage
    from comity.edge.store.stream import poured_out

    try:
        lines = _bytes(args.key, "--key").decode("utf-8", "replace").splitlines()
        secrets = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-1")]
        secret = sealing.secret_in(Rage(), _bytes(args.wrap, "--wrap"), secrets) if args.wrap else "".join(secrets[:1])
        pieces = files.unwrapped(poured_out(_opened(args.file), secret))
        head = files.head_of(pieces)
        print(_saved(args.to / head.name, head.first, pieces))
    except sealing.Unopenable as wrong:
        print(f"comity file: it does not open with this key: {wrong}", file=sys.stderr)
        return NO
    return YES


def _saved(path: Path, first: bytes, pieces: Iterator[bytes]) -> Path:
    """Save it whole, or not at all."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("xb") as file:
            file.write(first)
            file.writelines(pieces)
        os.link(half, path)
    except OSError as wrong:
        raise Malformed([Fault(field="--to", rule="free", text=f"cannot be saved as {path}")]) from wrong
    finally:
        half.unlink(missing_ok=True)
    return path


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as wrong:
        raise Malformed([Fault(field="file", rule="file", text=f"cannot be read: {path}")]) from wrong


def _bytes(path: Path, field: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST_KEY)
    except OSError as wrong:
        raise Malformed([Fault(field=field, rule="file", text=f"cannot be read: {path}")]) from wrong


__all__ = ["EXAMPLE", "HELP", "NAME", "add_arguments", "run"]
