# SPDX-License-Identifier: Apache-2.0
"""`comity mail take`: a letter becomes a report, as a mail server hands it over by a pipe."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from comity.core.clause import Fault, Malformed
from comity.site.commands import YES

NAME = "mail"
HELP = "Take one letter as a report: sealed on arrival, answered with a receipt. Exits 75 where to try again later."
EXAMPLE = "comity mail take - < letter.eml\ncomity mail take letter.eml --json"
LATER = 75
"""What mail servers know as: keep it and hand it over again (EX_TEMPFAIL of sysexits)."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", choices=["take"], help="take: one letter")
    parser.add_argument("file", metavar="FILE", help="the letter; - for standard input")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Take the letter. Nothing of it is printed, because what is printed stands in a mail server's log."""
    from comity.desk.errands import NotCarried
    from comity.desk.ports import Exhausted
    from comity.site import incoming
    from comity.site.court import here
    from comity.site.shown import show

    raw = _raw(args.file, incoming.LARGEST)
    try:
        taken = incoming.take(here(), raw, datetime.now(UTC))
    except (Exhausted, NotCarried, OSError) as wrong:
        print(f"comity mail: not now ({type(wrong).__name__}); hand it over again", file=sys.stderr)
        return LATER
    show({"taken": bool(taken.case), "repeated": taken.repeated}, as_json=args.json)
    return YES


def _raw(file: str, largest: int) -> bytes:
    """At most one byte more than can be taken."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(largest + 1)
        with open(file, "rb") as found:
            return found.read(largest + 1)
    except OSError as wrong:
        raise Malformed([Fault(field="FILE", rule="readable", text=f"cannot be read: {wrong.strerror}")]) from wrong


__all__ = ["EXAMPLE", "HELP", "LATER", "NAME", "add_arguments", "run"]
