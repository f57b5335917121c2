# SPDX-License-Identifier: Apache-2.0
"""`comity report`: tell the council of something from the command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import UTC, datetime

from comity.core.clause import Fault, Malformed
from comity.core.procedure.model import Procedure
from comity.site.commands import NO, YES

NAME = "report"
HELP = "Tell the council of something; prints the way back, once."
EXAMPLE = "comity report --kind report < what-happened.txt"
LONGEST = 200_000
"""Characters in one report."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--kind", default="", help="the way in, as the procedure names it (default: its first)")
    parser.add_argument("--text", help="what happened; read from standard input where it is left out")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Seal the text, open the case, print the receipt."""
    from comity.desk import intake
    from comity.desk.filing import ForReport
    from comity.edge.web import locator
    from comity.site import court as courts
    from comity.site.shown import show

    court = courts.here()
    at = datetime.now(UTC)
    law = court.law(at)
    if law is None:
        show({"opened": False, "reason": "no procedure is in force here"}, as_json=args.json)
        return NO
    receipt = locator.fresh()
    told = intake.Told(intake=_kind(law.procedure, args.kind), reporter=receipt.person, concerned=(), words="")
    told = replace(told, recipient=receipt.recipient)
    words = court.file_paper(_text(args.text), ForReport(told=told))
    told = replace(told, words=words, sealed=receipt.leaf(words))
    court.open_case(told, case=receipt.case, act_id=receipt.act_id, at=at)
    show({"opened": True, "case": receipt.case, "receipt": " ".join(receipt.words)}, as_json=args.json)
    return YES


def _kind(law: Procedure, kind: str) -> str:
    ways = [i.id for i in law.intakes.values() if i.starts]
    if kind and kind not in ways:
        raise Malformed([Fault(field="--kind", rule="way in", text=f"is none of: {', '.join(ways)}")])
    return kind or ways[0]


def _text(given: str | None) -> str:
    text = sys.stdin.read(LONGEST + 1) if given is None else given
    if not text.strip() or len(text) > LONGEST:
        raise Malformed([Fault(field="--text", rule="length", text=f"has 1 to {LONGEST} characters")])
    return text


__all__ = ["EXAMPLE", "HELP", "LONGEST", "NAME", "add_arguments", "run"]
