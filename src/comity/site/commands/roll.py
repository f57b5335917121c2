# SPDX-License-Identifier: Apache-2.0
"""`comity roll`: who votes with what weight in a house, imported from a file and shown in sums."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, YES

NAME = "roll"
HELP = "Import who votes with what weight in a house, or say what was imported."
EXAMPLE = "comity roll import token-house delegates.csv --amount 41250000\ncomity roll show token-house"
LARGEST = 50_000_000
"""Bytes of one file."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    chosen = parser.add_subparsers(dest="errand", metavar="ERRAND", required=True)
    brought = chosen.add_parser("import", help="take the roll from a file of lines delegate,weight")
    brought.add_argument("house", metavar="HOUSE", help="the role of the house, as the procedure names it")
    brought.add_argument("file", metavar="FILE.csv", type=Path, help="heading delegate,weight; weights in whole units")
    brought.add_argument(
        "--amount", type=_amount, help="what shares are of, as the votable supply (default: the sum of the weights)"
    )
    shown = chosen.add_parser("show", help="how many delegates, how much weight, which digest")
    shown.add_argument("house", metavar="HOUSE", help="the role of the house")
    for one in (brought, shown):
        one.add_argument("--json", action="store_true", help="answer as JSON")


def _amount(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 41:
        raise ArgumentTypeError("a whole number of at most 41 digits")
    return int(text)


def run(args: Namespace) -> int:
    """Import or show."""
    from comity.site import court as courts
    from comity.site.rolls import RollFiles, from_csv
    from comity.site.shown import show

    court = courts.here()
    _check_house(court, args.house)
    rolls = court.outside.rolls
    assert isinstance(rolls, RollFiles)
    if args.errand == "import":
        rolls.keep(args.house, from_csv(_bytes(args.file), amount=args.amount))
    found = rolls.roll(args.house)
    weights = found.roll.weights
    told = {"house": args.house, "delegates": len(weights), "weight": sum(weights.values()), "amount": found.amount}
    show({**told, "digest": found.roll.digest}, as_json=args.json)
    return YES if weights else NO


def _check_house(court: object, role: str) -> None:
    from comity.site.court import Court

    assert isinstance(court, Court)
    law = court.law(court.outside.clock.now())
    known = [law] if law is not None else list(court.laws.ids.values())
    houses = dict.fromkeys(r.id for one in known for r in one.procedure.roles.values() if r.weighted)
    if role not in houses:
        there = ", ".join(houses) or "none"
        raise Malformed([Fault(field="HOUSE", rule="known", text=f"no house is called '{role}'; there are: {there}")])


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as wrong:
        raise Malformed([Fault(field=str(path), rule="readable", text=wrong.strerror or "cannot be read")]) from wrong
    if len(text) > LARGEST:
        raise Malformed([Fault(field=str(path), rule="size", text=f"has more than {LARGEST} bytes")])
    return text


__all__ = ["EXAMPLE", "HELP", "LARGEST", "NAME", "add_arguments", "run"]
