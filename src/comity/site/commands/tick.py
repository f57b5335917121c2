# SPDX-License-Identifier: Apache-2.0
"""`comity tick`: let time pass where a deadline is over."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from comity.site.commands import NO, YES
from comity.site.published import publish

NAME = "tick"
HELP = "Turn deadlines that are over into events; late or doubled, it is harmless. Exits 1 where something is stuck."
EXAMPLE = "comity tick\ncomity tick --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Tick once, now."""
    from comity.desk.deadlines import tick
    from comity.site.court import here
    from comity.site.shown import show

    court = here()
    ticked = tick(court.desk, at=datetime.now(UTC))
    published = publish(court)
    stuck = list(ticked.stuck) if args.json else ", ".join(ticked.stuck) or "none"
    show({"streams": ticked.streams, "events": ticked.events, "stuck": stuck}, as_json=args.json)
    return YES if published and not ticked.stuck else NO
