# SPDX-License-Identifier: Apache-2.0
"""`comity import cases`: past cases from a form or a spreadsheet, for pattern and figures, never as if judged here."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from comity.site.commands import YES

NAME = "import"
HELP = "Take past cases over from a .csv or .xlsx file: all rows or none; the same file again changes nothing."
EXAMPLE = (
    "comity import cases past.xlsx --by lead --try\ncomity import cases past.csv --by lead --map columns.toml --json"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("what", choices=["cases"], help="cases: one row, one past case")
    parser.add_argument("file", metavar="FILE", type=Path, help="a table (.csv, UTF-8) or a spreadsheet (.xlsx)")
    parser.add_argument("--by", required=True, help="the pseudonym of who presides, in whose name it is done")
    parser.add_argument("--map", type=Path, help="a .toml file that says which column is what (docs/operating.md)")
    parser.add_argument("--try", dest="only_try", action="store_true", help="check every row and change nothing")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Read, check, take over. Nothing of a text or a name is printed. Raises `Malformed`, `Refusal`."""
    from comity.edge.sheets import meaning, tables
    from comity.site import past
    from comity.site.court import here
    from comity.site.shown import show

    means = meaning.meaning(args.map)
    lines = meaning.lines(tables.read(args.file), means)
    done = past.take(here(), lines, means, by=args.by, at=datetime.now(UTC), only_try=args.only_try)
    told = {"rows": done.rows, "new": done.new, "kinds": list(done.kinds), "texts": done.texts, "names": done.names}
    show({"tried": args.only_try, **told}, as_json=args.json)
    return YES


__all__ = ["EXAMPLE", "HELP", "NAME", "add_arguments", "run"]
