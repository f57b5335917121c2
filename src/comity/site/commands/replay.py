# SPDX-License-Identifier: Apache-2.0
"""`comity replay`: play a scenario's acts through the same writer as the site, and tell what came of them."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.desk.replay import beside_text, machine, text
from comity.desk.replay.account import Account
from comity.desk.replay.beside import Beside
from comity.desk.replay.ink import Ink
from comity.desk.replay.reading import parse_scenario
from comity.desk.replay.scenario import Scenario
from comity.site.commands import NO, YES

NAME = "replay"
HELP = "Play the acts of a scenario against a fresh docket and tell what came of them."
EXAMPLE = "comity replay scenarios/optimism-season-5.json\ncomity replay scenarios/optimism-season-5.json --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("scenario", help="a scenario file; docs/scenario.md says how one is written")
    parser.add_argument("--json", action="store_true", help="print the account as JSON")
    parser.add_argument("--beside", metavar="PROCEDURE", help="compare with the same conduct under another procedure")
    parser.add_argument("--under", metavar="PROCEDURE", help="tell the cases as they would be under another procedure")
    parser.add_argument("--keep", action="store_true", help="play into this site's own, empty database")


def run(args: Namespace) -> int:
    """Play it. The answer is no where a claim of the scenario did not come true."""
    from comity.site import stage

    scenario = read(Path(args.scenario))
    if args.keep and (found := stage.kept(scenario)) in (stage.Kept.WHOLE, stage.Kept.OTHER):
        return _there(found is stage.Kept.WHOLE, scenario)
    told = stage.replay(scenario, keep=args.keep)
    show(told, args)
    return NO if told.unmet else YES


def read(path: Path) -> Scenario:
    """The scenario of a file. Raises `Malformed`."""
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as wrong:
        text = f"cannot be read: {getattr(wrong, 'strerror', None) or type(wrong).__name__}"
        raise Malformed([Fault(field=str(path), rule="file", text=text)]) from wrong
    return parse_scenario(written)


def show(told: Account, args: Namespace) -> None:
    """Print an account, or what it would be under another procedure."""
    from comity.site import stage

    if args.beside:
        compare(stage.beside_law(told, args.beside), as_json=args.json)
        return
    if args.under:
        told = stage.under_law(told, args.under)
    say([_json(machine.document(told))] if args.json else text.lines(told, ink()))


def compare(found: Beside, *, as_json: bool) -> None:
    """Print two procedures side by side."""
    say([_json(beside_text.document(found))] if as_json else beside_text.lines(found, ink()))


def say(lines: Iterable[str]) -> None:
    """Print line by line."""
    for line in lines:
        print(line)


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def ink() -> Ink:
    """Colours where a person looks at a terminal and has not asked for none."""
    return Ink(colours=sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb")


def _there(whole: bool, scenario: Scenario) -> int:
    if whole:
        print(f"already here: {scenario.title}")
        return YES
    print("comity replay: --keep: the database holds another history; a replay needs an empty one", file=sys.stderr)
    return NO
