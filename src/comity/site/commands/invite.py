# SPDX-License-Identifier: Apache-2.0
"""`comity invite`: a link with which somebody makes an account."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, YES

if TYPE_CHECKING:
    from comity.site.court import Court

NAME = "invite"
HELP = "Make a link with which somebody signs in for the first time; it can be used once, within fourteen days."
EXAMPLE = (
    "comity invite member-3\ncomity invite member-3 --mail rowan@example.org\n"
    "comity invite member-3 --anew   # lost phone and lost codes: ends the old sign-in"
)
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("person", help="the pseudonym by which the council's history knows them")
    parser.add_argument("--mail", default="", metavar="ADDRESS", help="send the link there instead of printing it")
    parser.add_argument("--anew", action="store_true", help="end the sign-in that this person has, and invite again")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Invite. Exits 1 where the person can sign in already."""
    from comity.desk import tokens
    from comity.edge.accounts import closing
    from comity.site.court import here
    from comity.site.shown import show

    _check(args)
    if closing.has_way_in(args.person) and not args.anew:
        show({"invited": False, "reason": "this person can sign in already; --anew ends that"}, as_json=args.json)
        return NO
    court = here()
    if args.anew:
        closing.close(args.person)
        court.post.end_links(args.person)  # whoever has the lost phone has the letters on it
        tokens.end_all(court.tokens, args.person, court.outside.clock.now())
    show({"invited": True, **_invited(court, args.person, args.mail)}, as_json=args.json)
    return YES


def _check(args: Namespace) -> None:
    if not _PERSON.fullmatch(args.person):
        text = "is no pseudonym: letters, digits, points and hyphens, at most 80"
        raise Malformed([Fault(field="person", rule="a pseudonym", text=text, way_out="member-3")])
    if args.mail and not _ADDRESS.fullmatch(args.mail):
        text = "is no address"
        raise Malformed([Fault(field="--mail", rule="an address alone", text=text, way_out="rowan@example.org")])


def _invited(court: Court, person: str, address: str) -> dict[str, object]:
    from django.urls import reverse

    from comity.site.letters import ask_for_invitation

    link = f"{court.outside.public_url}{reverse('invitation', args=[court.post.invite(person)])}"
    if not address:
        return {"link": link}
    ask_for_invitation(court, address, link)
    return {"sent": "queued; comity work carries it out"}


__all__ = ["EXAMPLE", "HELP", "NAME", "add_arguments", "run"]
