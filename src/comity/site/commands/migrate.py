# SPDX-License-Identifier: Apache-2.0
"""`comity migrate`: bring the database to this version, and its read models where they say more than before."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from comity.site.commands import NO, YES

NAME = "migrate"
HELP = "Bring the database to this version; harmless when it already is."
EXAMPLE = "comity migrate\ncomity migrate --check"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where something is to be done")
    parser.add_argument("--json", action="store_true", help="print the steps as JSON")


def run(args: Namespace) -> int:
    """Apply what is missing, or only say what is."""
    from django.core.management import call_command

    steps = missing_steps()
    if not args.check:
        call_command("migrate", interactive=False, verbosity=0)
        _shelve_anew()
    _show(steps, checked=args.check, as_json=args.json)
    return NO if args.check and steps else YES


def _shelve_anew() -> None:
    from comity.desk.rebuild import rebuild, stale
    from comity.site import court

    desk = court.here().desk
    if stale(desk):
        rebuild(desk)


def missing_steps() -> list[str]:
    """The migrations that this version has and the database has not, in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _show(steps: list[str], *, checked: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"missing" if checked else "applied": steps}))
        return
    for step in steps:
        print(f"{'missing' if checked else 'applied'}  {step}")
    if not steps:
        print("the database is at this version")
