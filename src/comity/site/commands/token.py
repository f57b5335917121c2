# SPDX-License-Identifier: Apache-2.0
"""`comity token`: tokens of the HTTP interface, made, listed and ended by whoever runs the site."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from comity.site.commands import NO, YES

NAME = "token"
HELP = "Make, list or end tokens of the HTTP interface."
EXAMPLE = """comity token new --person member-1 --label "my script" --scope cases:read --days 30
comity token list --person member-1
comity token end 3f2a9c0d1e4b5a67"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    ways = parser.add_subparsers(dest="way", metavar="new|list|end", required=True)
    new = ways.add_parser("new", help="make one; it is printed once")
    new.add_argument("--person", required=True, help="the pseudonym in whose name it acts")
    new.add_argument("--label", required=True, help="what it is called")
    new.add_argument("--scope", action="append", default=[], help="cases:read, signals:act, ...; repeatable")
    new.add_argument("--days", type=int, default=30, help="how long it lives (default 30)")
    listed = ways.add_parser("list", help="those of a person")
    listed.add_argument("--person", required=True, help="whose")
    ended = ways.add_parser("end", help="end one now")
    ended.add_argument("id", help="its id, as `list` shows it")
    for one in (new, listed, ended):
        one.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Do it. Raises `Malformed`."""
    from comity.desk import tokens
    from comity.site.court import here
    from comity.site.shown import show

    kept, at = here().tokens, datetime.now(UTC)
    match args.way:
        case "new":
            found, secret = tokens.issue(
                kept, person=args.person, label=args.label, scopes=args.scope, days=args.days, at=at
            )
            show({"id": found.id, "token": secret, "expires": found.expires.isoformat()}, as_json=args.json)
            return YES
        case "list":
            for one in kept.of(args.person):
                ended = "" if one.revoked is None else one.revoked.isoformat()
                told = {"id": one.id, "label": one.label, "scopes": " ".join(sorted(one.scopes))}
                show({**told, "expires": one.expires.isoformat(), "ended": ended}, as_json=args.json)
            return YES
        case _:
            return YES if kept.revoke(args.id, at=at) else NO
