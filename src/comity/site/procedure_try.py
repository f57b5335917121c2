# SPDX-License-Identifier: Apache-2.0
"""`comity procedure try`: a draft on the cases of a scenario, or on a stream of invented ones.

The command line of `comity procedure` declares it; it is no command of its own.
"""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.desk.ports import Missing
from comity.desk.replay import trial_text
from comity.desk.replay.invented import tried
from comity.desk.replay.trial_text import Column
from comity.site.commands import YES
from comity.site.laws import Folders, Law

NAME = "try"
HELP = "try a draft on the cases of a scenario, or on a stream of invented ones"
EXAMPLE = "comity procedure try optimism/proposed --on scenarios/optimism-season-5.json"
MOST = 2_000
"""Invented cases in one trial."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `comity procedure try`."""
    parser.add_argument("draft", help="a procedure version by its id, or a file")
    parser.add_argument("--on", metavar="SCENARIO", help="try it on the cases of a scenario")
    parser.add_argument("--rate", type=_number, metavar="N", help="try it on N invented reports a season")
    parser.add_argument("--seasons", type=_number, default=1, metavar="M", help="for so many seasons (default 1)")
    parser.add_argument("--seed", type=_number, default=1, help="another stream of invented cases (default 1)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: Namespace) -> int:
    """Try it. There is no no: the figures are for people to judge. Raises `Malformed`."""
    _read_settings()
    from comity.site import stage
    from comity.site.commands import replay

    if bool(args.on) == (args.rate is not None):
        raise Malformed([Fault(field="--on", rule="one of two", text="try a draft --on a scenario, or with a --rate")])
    if args.on:
        told = stage.replay(replay.read(Path(args.on)), keep=False)
        replay.compare(stage.beside_law(told, args.draft), as_json=args.json)
        return YES
    _invented(stage.law_named(args.draft), stage.laws(), args)
    return YES


def _read_settings() -> None:
    """Trying needs a database to throw away and the drafts of the home; `comity procedure` itself needs neither."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    django.setup()


def _invented(law: Law, laws: Folders, args: Namespace) -> None:
    from comity.site.commands import replay

    if args.rate * args.seasons > MOST:
        text = f"one trial has at most {MOST} invented cases"
        raise Malformed([Fault(field="--rate", rule="number", text=text)])
    columns = [_column(one, args) for one in (law, _before(law, laws)) if one is not None]
    told = f"{args.rate} invented reports a season for {args.seasons} season(s), seed {args.seed}. The odds are ours."
    if args.json:
        replay.say([json.dumps(trial_text.document(columns, told=told), ensure_ascii=False, indent=2)])
    else:
        replay.say(trial_text.lines(columns, replay.ink(), told=told))


def _before(law: Law, laws: Folders) -> Law | None:
    """The version that the draft would replace, where it is here."""
    try:
        return laws.named(law.procedure.supersedes)
    except Missing:
        return None


def _column(law: Law, args: Namespace) -> Column:
    cases = tried(law.procedure, law.calendar, rate=args.rate, seasons=args.seasons, seed=args.seed)
    return Column(procedure=law.procedure.id, cases=cases)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST}")
    return int(text)


__all__ = ["MOST", "add_arguments", "run"]
