# SPDX-License-Identifier: Apache-2.0
"""`comity paper`: open a sealed paper with a key of one's own, beside any server."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, YES

if TYPE_CHECKING:
    from comity.desk.sealing import Age

NAME = "paper"
HELP = "Open a sealed paper with a key of your own. Given files it asks no server and no database."
EXAMPLE = """comity paper open paper.age --wrap wrap.age --key my.key
comity paper open paper.age --wrap succession.wrap.age --share one.txt --share two.txt
comity paper open 3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a --key my.key"""
NEEDS_SITE = False
LONGEST = 200 * 2**20
"""The most bytes of a file."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    ways = parser.add_subparsers(dest="way", metavar="open", required=True)
    opened = ways.add_parser("open", help="write the text to standard output")
    opened.add_argument("paper", help="the file of the paper, or the digest of one in this site's database")
    opens = opened.add_mutually_exclusive_group(required=True)
    opens.add_argument("--key", type=Path, help="the file of an age identity (AGE-SECRET-KEY-1...)")
    opens.add_argument(
        "--share", type=Path, action="append", help="the file of a share of the key for successors; once for each"
    )
    opened.add_argument("--wrap", type=Path, help="the file of the wrap; without it the key is the paper's own")


def run(args: Namespace) -> int:
    """Open it. Raises `Malformed` where a file cannot be read."""
    from comity.desk.sealing import Unopenable
    from comity.edge.age import Rage

    secrets = _joined(args.share) if args.share else _secrets(args.key)
    try:
        text = _text(Rage(), args, secrets)
    except Unopenable as wrong:
        print(f"comity paper: it does not open with this key: {wrong}", file=sys.stderr)
        return NO
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
    return YES


def _text(age: Age, args: Namespace, secrets: list[str]) -> bytes:
    from comity.desk import sealing

    path = Path(args.paper)
    if not path.is_file() and _DIGEST.fullmatch(args.paper):
        return _kept(age, args.paper, secrets)
    paper = _bytes(path, "paper")
    if args.wrap is not None:
        secrets = [sealing.secret_in(age, _bytes(args.wrap, "--wrap"), secrets)]
    return sealing.unpadded(age.open(paper, secrets))


def _kept(age: Age, digest: str, secrets: list[str]) -> bytes:
    """A paper of this site's database, by whichever of its wraps the key opens."""
    from comity.desk import sealing

    paper, wraps = _found(digest)
    for wrap in wraps:
        try:
            secret = sealing.secret_in(age, wrap, secrets)
        except sealing.Unopenable:
            continue
        return sealing.text_of(age, paper, secret)
    raise sealing.Unopenable("no wrap of this paper is for it")


def _found(digest: str) -> tuple[bytes, list[bytes]]:
    """What the database keeps: the paper and every wrap of its key. Raises `Malformed` where it has none."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    import django
    from django.db import DatabaseError

    django.setup()
    from comity.desk.ports import Missing
    from comity.edge.store.keys import SqlWraps
    from comity.edge.store.papers import SqlPapers

    try:
        return SqlPapers().get(digest)[0], [wrap.wrap for wrap in SqlWraps().of(digest)]
    except (Missing, DatabaseError) as wrong:
        text = "there is no such paper here, or it was erased"
        raise Malformed([Fault(field="paper", rule="there", text=text)]) from wrong


def _secrets(path: Path) -> list[str]:
    """The identities of a key file, as `age-keygen` writes it: one a line, comments left out."""
    try:
        lines = _bytes(path, "--key").decode("utf-8").splitlines()
    except UnicodeDecodeError:
        lines = []
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        text = "has no line with an age identity (AGE-SECRET-KEY-1...)"
        raise Malformed([Fault(field="--key", rule="identity", text=text)])
    return found


def _joined(paths: list[Path]) -> list[str]:
    """The key for successors, joined of its shares. Raises `Malformed` for too few, or for what is none."""
    from comity.desk.shares import joined, read_share

    return [joined([read_share(_bytes(path, "--share").decode("utf-8", "replace")) for path in paths])]


def _bytes(path: Path, field: str) -> bytes:
    try:
        if path.stat().st_size <= LONGEST:
            return path.read_bytes()
    except OSError as wrong:
        raise Malformed([Fault(field=field, rule="file", text=f"cannot be read: {path}")]) from wrong
    raise Malformed([Fault(field=field, rule="length", text=f"has at most {LONGEST // 2**20} MB")])


__all__ = ["EXAMPLE", "HELP", "NAME", "add_arguments", "run"]
