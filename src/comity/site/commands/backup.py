# SPDX-License-Identifier: Apache-2.0
"""`comity backup`: one file with the database as it stands now."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, YES

NAME = "backup"
HELP = "Write a backup while the site runs. The keys are not in it: keep `secret` and every `.key` elsewhere."
EXAMPLE = "comity backup council.tar\ncomity backup --json council.tar"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, help="the file to write; an older one of that name is replaced")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Write it. Exits 1 where the history that was saved is not whole."""
    from django.conf import settings

    from comity.desk.canonical import instant
    from comity.edge.store.backup import make
    from comity.site.shown import show

    target = args.file.resolve()
    if not target.parent.is_dir() or target.is_dir():
        text = f"{args.file} is no file in a folder that is there"
        raise Malformed([Fault(field="file", rule="a file", text=text)])
    manifest = make(target, home=settings.COMITY.home, made=instant(datetime.now(UTC)))
    show(manifest, as_json=args.json)
    return NO if manifest["broken_chains"] else YES
