# SPDX-License-Identifier: Apache-2.0
"""`comity restore`: bring a backup back into an empty database."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from comity.site.commands import YES

NAME = "restore"
HELP = "Bring a backup back into an empty database of the same kind, and prove that it is what was saved."
EXAMPLE = "comity restore council.tar"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, help="a file that comity backup wrote")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Bring it back. On SQLite the copy is proved before it is laid in place, on PostgreSQL after it came back."""
    from django.conf import settings

    from comity.edge.store.backup import restore
    from comity.site.shown import show

    show(restore(args.file, home=settings.COMITY.home), as_json=args.json)
    return YES
