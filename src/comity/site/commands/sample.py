# SPDX-License-Identifier: Apache-2.0
"""`comity sample`: seat an invented council for today, and print sign-in links."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from comity.site.commands import NO, YES

NAME = "sample"
HELP = "Seat an invented council in the sample and print a sign-in link for each seat; only with COMITY_SAMPLE=1."
EXAMPLE = "COMITY_SAMPLE=1 comity sample"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Seat the council once; print the links each time."""
    from django.conf import settings

    from comity.edge.web.session import enter_link
    from comity.site import sample
    from comity.site.court import here
    from comity.site.shown import show

    if not settings.COMITY_SAMPLE:
        show(
            {"seated": False, "reason": "COMITY_SAMPLE is not 1: nobody is signed in by a link here"}, as_json=args.json
        )
        return NO
    court = here()
    sample.begin(court, datetime.now(UTC))
    links = {
        person: f"{settings.COMITY.public_url}{enter_link(person)}"
        for people in sample.sitters(court).values()
        for person in people
    }
    show(links, as_json=args.json)
    return YES


__all__ = ["EXAMPLE", "HELP", "NAME", "add_arguments", "run"]
