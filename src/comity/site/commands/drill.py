# SPDX-License-Identifier: Apache-2.0
"""`comity drill`: does every way in still lead to the council?"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from comity.site.commands import NO, YES

NAME = "drill"
HELP = "Go every way in with an invented report that is taken back at once. Exits 1 where one is silent."
EXAMPLE = "comity drill\ncomity drill --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Drill once, now."""
    from comity.site.court import here
    from comity.site.drills import drill
    from comity.site.shown import show

    beats = drill(here(), datetime.now(UTC))
    show({beat.way: beat.wrong or "came through" for beat in beats}, as_json=args.json)
    return NO if not beats or any(beat.wrong for beat in beats) else YES
