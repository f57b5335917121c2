# SPDX-License-Identifier: Apache-2.0
"""`comity`: one command line for the operator and for whoever wants to ask.

Every command has `--help` with an example and exits 0 (yes, done), 1 (the answer is no) or 2 (could not be
asked). What goes wrong is said in one sentence that names the field and the rule; nobody is shown a traceback
for a mistake of their own (P26).
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from importlib import import_module
from typing import cast

from comity.core.clause import Malformed, Refusal
from comity.site.commands import NO, NOT_ASKED, YES, Command

COMMANDS = (
    "new",
    "serve",
    "work",
    "tick",
    "checkpoint",
    "migrate",
    "file",
    "report",
    "import",
    "mail",
    "paper",
    "invite",
    "replay",
    "procedure",
    "watch",
    "roll",
    "backup",
    "restore",
    "doctor",
    "drill",
    "sample",
    "token",
)


def commands() -> tuple[Command, ...]:
    """The module of every command, in the order of `comity --help`."""
    return tuple(cast(Command, import_module(f"comity.site.commands.{name}")) for name in COMMANDS)


def parser() -> ArgumentParser:
    """The whole command line."""
    top = ArgumentParser(
        prog="comity",
        description="Software for conduct councils.",
        epilog="Exits 0 (yes), 1 (the answer is no), 2 (could not be asked). COMMAND --help has an example.",
    )
    chosen = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands():
        below = chosen.add_parser(
            command.NAME,
            help=command.HELP,
            description=command.HELP,
            epilog=f"example:\n{_indented(command.EXAMPLE)}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        command.add_arguments(below)
        below.set_defaults(chosen=command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    args = parser().parse_args(arguments)
    try:
        return _run(args.chosen, args)
    except (Refusal, Malformed) as no:
        _explain(no, as_json=getattr(args, "json", False))
        return NO if isinstance(no, Refusal) else NOT_ASKED
    except KeyboardInterrupt:
        return NOT_ASKED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return YES


def _run(command: Command, args: Namespace) -> int:
    """Read the settings unless the command needs none, and run it. A database that fails is one sentence."""
    if not getattr(command, "NEEDS_SITE", True):
        return command.run(args)
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    import django
    from django.db import DatabaseError

    django.setup()
    try:
        return command.run(args)
    except DatabaseError as error:
        print(f"comity: COMITY_DATABASE_URL: the database did not answer: {_first_line(error)}", file=sys.stderr)
        return NOT_ASKED


def _explain(no: Refusal | Malformed, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_document(no), ensure_ascii=False))
        return
    if isinstance(no, Refusal):
        print(f"comity: {no.text} ({no.clause})", file=sys.stderr)
        for other in no.possible:
            print(
                f"  possible instead: {other.text or other.act}{other.until and f', until {other.until}'}",
                file=sys.stderr,
            )
        return
    for fault in no.faults:
        hint = f"; for instance {fault.way_out}" if fault.way_out else ""
        print(f"comity: {fault.field}: {fault.text} (rule: {fault.rule}){hint}", file=sys.stderr)


def _document(no: Refusal | Malformed) -> dict[str, object]:
    if isinstance(no, Malformed):
        return {
            "malformed": [{"field": f.field, "rule": f.rule, "text": f.text, "way_out": f.way_out} for f in no.faults]
        }
    possible = [{"act": p.act, "text": p.text, "until": p.until} for p in no.possible]
    return {"refused": no.text, "clause": str(no.clause), "field": no.field, "possible": possible}


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())


__all__ = ["COMMANDS", "commands", "main", "parser"]
