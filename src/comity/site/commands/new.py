# SPDX-License-Identifier: Apache-2.0
"""`comity new`: found a council in a folder, from a few questions or from a known council's procedure."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.core.clause import Fault, Malformed
from comity.site.commands import YES

if TYPE_CHECKING:
    from comity.site.drafts import Wish
    from comity.site.laws import Law

NAME = "new"
HELP = "Found a council in a folder: procedure, settings, seats and first invitations; asks for what is not said."
EXAMPLE = """comity new our-council
comity new our-garden --small --community "Our garden"
comity new our-council --like django/2026 --community "Our project" --seats member=5"""
NEEDS_SITE = False
SMALL, USUAL = "templates/small", "templates/foundation"
BIND = "127.0.0.1:8000"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the council's home is made")
    parser.add_argument("--community", default="", metavar="NAME", help="what the community calls itself")
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--small", action="store_true", help="a few volunteers, no house: one form, one page a case")
    begin.add_argument("--like", default="", metavar="PROCEDURE", help="begin from the procedure of a known council")
    parser.add_argument("--seats", action="append", default=[], metavar="ROLE=N", help="how many hold a role")
    parser.add_argument("--bind", default=BIND, help=f"where the server listens (default {BIND})")
    parser.add_argument("--url", default="", help="the address that people type (default: the one above)")


def run(args: Namespace) -> int:
    """Make the home, go on where it was begun, and say what comes next. Raises `Malformed`, `Refusal`."""
    from comity.site import drafts

    home: Path = args.folder.resolve()
    wish = _asked(args)
    law = drafts.draft(home, wish)
    drafts.settings_file(home, wish)
    links = _founded(home, law, wish.seats)
    _say(args.folder, home, law, links)
    return YES


def _asked(args: Namespace) -> Wish:
    """Everything, from the options or else from whoever sits at the terminal."""
    from comity.site import environment
    from comity.site.commands.procedure import find
    from comity.site.drafts import Wish

    community = " ".join(str(args.community or _ask("What does your community call itself?", "--community")).split())
    if not community or len(community) > 80:
        raise _wrong("--community", "1 to 80 letters", "is no name of a community")
    like = args.like or (SMALL if args.small else "")
    if not like:
        few = _ask("Will a few volunteers do it, without a house that may object? (yes/no)", "--small or --like", "yes")
        like = SMALL if few.lower().startswith("y") else USUAL
    bind = str(environment.read_bind(args.bind))
    return Wish(
        community=community,
        like=find(like),
        seats=_seats(args.seats, find(like)),
        bind=bind,
        public_url=environment.read_public_url(args.url or f"http://{bind}"),
    )


def _ask(question: str, option: str, usual: str = "") -> str:
    if not sys.stdin.isatty():
        raise _wrong(option, "said, where nobody can be asked", "is missing")
    return input(f"{question}{f' [{usual}]' if usual else ''} ").strip() or usual


def _seats(told: list[str], law: Law) -> Mapping[str, int]:
    from comity.site.drafts import MOST_SEATS
    from comity.site.rooms import council_rules

    posts = council_rules(law.procedure).posts
    found: dict[str, int] = {}
    for one in told:
        role, _, many = one.partition("=")
        if role not in posts:
            raise _wrong("--seats", f"one of {', '.join(posts)}", f"'{role}' is no post of {law.procedure.id}")
        if not many.isascii() or not many.isdigit() or not 0 <= int(many) <= MOST_SEATS:
            raise _wrong("--seats", f"0 to {MOST_SEATS}", f"'{many}' is no number of seats")
        found[role] = int(many)
    return found


def _founded(home: Path, law: Law, seats: Mapping[str, int]) -> dict[str, str]:
    """Begin the history in that home; a link of invitation for everybody who sits."""
    os.environ |= {"COMITY_HOME": str(home), "DJANGO_SETTINGS_MODULE": "comity.site.settings"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.urls import reverse

    from comity.site import court as courts
    from comity.site import founding

    call_command("migrate", interactive=False, verbosity=0)
    court = courts.here()
    now = datetime.now(UTC)
    people = founding.found(court, law, seats, at=now)
    address = court.outside.public_url
    return {one: f"{address}{reverse('invitation', args=[court.post.invite(one)])}" for one in people}


def _say(folder: Path, home: Path, law: Law, links: Mapping[str, str]) -> None:
    print(f"{law.procedure.community} has a council under {law.procedure.id}.\n")
    print("Hand each of these links to the person who sits there; it works once, within fourteen days:")
    for person, link in links.items():
        print(f"  {person}\n    {link}")
    print("\nNext:")
    print(f"  COMITY_HOME={folder} comity serve        the site")
    print(f"  COMITY_HOME={folder} comity work         what must be carried out, beside it")
    print(f"  comity procedure lint {home / 'procedures'}/*/1.toml        what the text leaves open")
    print("Read the procedure before anybody reports under it: a change of it is a new version that you vote on.")


def _wrong(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])


__all__ = ["EXAMPLE", "HELP", "NAME", "NEEDS_SITE", "add_arguments", "run"]
