# SPDX-License-Identifier: Apache-2.0
"""`comity mail`: a letter becomes a report, as a mail server hands it over by a pipe, or as a mailbox keeps it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, YES

NAME = "mail"
HELP = "Take letters as reports: sealed on arrival, answered with a receipt. Exits 75 where to try again later."
EXAMPLE = "comity mail take - < letter.eml\ncomity mail take letter.eml --json\ncomity mail fetch"
LATER = 75
"""What mail servers know as: keep it and hand it over again (EX_TEMPFAIL of sysexits)."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", choices=["take", "fetch"], help="take: one letter; fetch: those of COMITY_MAILBOX_URL")
    parser.add_argument("file", metavar="FILE", nargs="?", help="the letter to take; - for standard input")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Take or fetch. Nothing of a letter is printed, because what is printed stands in a mail server's log."""
    if (args.what == "take") != (args.file is not None):
        text = "take needs the file of one letter, and fetch needs none"
        raise Malformed([Fault(field="FILE", rule="needed", text=text)])
    return _take(args) if args.what == "take" else _fetch(args)


def _fetch(args: Namespace) -> int:
    """Raises `Malformed` where no mailbox is set."""
    from django.conf import settings

    from comity.desk.errands import NotCarried
    from comity.desk.ports import Exhausted
    from comity.edge.mailbox import Unreachable, address
    from comity.site.court import here
    from comity.site.fetching import fetch
    from comity.site.shown import show

    if not settings.COMITY.mailbox:
        text = "is not set; it says where the letters lie: imaps://NAME:WORD@HOST/FOLDER"
        raise Malformed([Fault(field="COMITY_MAILBOX_URL", rule="set", text=text)])
    try:
        done = fetch(here(), address(settings.COMITY.mailbox), datetime.now(UTC))
    except (Unreachable, Exhausted, NotCarried, OSError) as wrong:
        print(f"comity mail: not now ({type(wrong).__name__}); fetch again later", file=sys.stderr)
        return LATER
    show({"taken": done.taken, "automatic": done.automatic, "left": done.left}, as_json=args.json)
    return NO if done.left else YES


def _take(args: Namespace) -> int:
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
    show({"taken": bool(taken.case), "repeated": taken.repeated, "muted": taken.muted}, as_json=args.json)
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
