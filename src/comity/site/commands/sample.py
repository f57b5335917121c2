# SPDX-License-Identifier: Apache-2.0
"""`comity sample`: open the sample community in an empty home, and print a way in by every door."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from comity.site.commands import NO, YES

NAME = "sample"
HELP = "Open the invented sample community here, once, and print a way in by every door; only with COMITY_SAMPLE=1."
EXAMPLE = "COMITY_SAMPLE=1 COMITY_HOME=var/fernhollow comity sample"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Build it once; print the ways in each time."""
    from django.conf import settings

    from comity.site import sample
    from comity.site.shown import show

    if not settings.COMITY_SAMPLE:
        reason = "COMITY_SAMPLE is not 1: nobody is signed in by a link here"
        show({"opened": False, "reason": reason}, as_json=args.json)
        return NO
    built = sample.build(settings.COMITY.home, datetime.now(UTC))
    ways = list(_ways(settings.COMITY.public_url))
    if args.json:
        show({"today": built.today.isoformat(), "new": not built.before, "doors": ways}, as_json=True)
    else:
        _print(built, ways, settings.COMITY.public_url)
    return NO if built.unmet else YES


def _ways(address: str) -> Iterator[dict[str, Any]]:
    from comity.edge.web.tour.guide import halls

    for hall in halls():
        yield {
            "door": hall.name,
            "guests": [
                {"who": guest.who, "waits": guest.waits, "link": f"{address}{_link(guest)}"} for guest in hall.guests
            ],
        }


def _link(guest: Any) -> str:
    from comity.edge.web.session import enter_link

    return enter_link(guest.person) if guest.person else str(guest.path)


def _print(built: Any, ways: list[dict[str, Any]], address: str) -> None:
    print(f"Fernhollow Commons, an invented community. Its present began on {built.today:%d %B %Y}.")
    print(f"Five minutes through all of it: {address}/tour/")
    for one in ways:
        print(f"\n{one['door']}")
        for guest in one["guests"]:
            print(f"  {guest['who']}: {guest['waits']}\n    {guest['link']}")
    for place in built.unmet:
        print(f"comity sample: {place} was refused; the sample is not whole")


__all__ = ["EXAMPLE", "HELP", "NAME", "add_arguments", "run"]
