# SPDX-License-Identifier: Apache-2.0
"""`comity checkpoint`: publish what is due in the public log."""

from __future__ import annotations

import base64
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from comity.site.commands import NO, YES

NAME = "checkpoint"
HELP = "Publish what is due in the public log; late or doubled, it is harmless. Exits 1 where the log is stuck."
EXAMPLE = "comity checkpoint\ncomity checkpoint --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Publish, and say how the log stands and with which key it is checked."""
    from comity.desk.canonical import instant
    from comity.desk.publication import Broken
    from comity.site.court import here
    from comity.site.shown import show

    log, at = here().log, datetime.now(UTC)
    try:
        now = log.publish(at)
        key = log.key
    except Broken as wrong:
        print(f"comity checkpoint: nothing was signed: {wrong}", file=sys.stderr)
        return NO
    assert now is not None
    assert key is not None
    root = base64.b64encode(now.root).decode()
    show({"size": now.size, "root": root, "key": key.vkey, "next": instant(log.next_instant(at))}, as_json=args.json)
    return YES


__all__ = ["EXAMPLE", "HELP", "NAME", "add_arguments", "run"]
