# SPDX-License-Identifier: Apache-2.0
"""The statements that make tables append-only, and the table of the ballot boxes, for both databases.

SQLite's `INSERT OR REPLACE` takes a row away without asking the triggers on DELETE; so an INSERT whose place
is taken is refused before it begins. PostgreSQL's TRUNCATE asks a trigger of its own.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEYS = {
    "history": "stream = NEW.stream AND version = NEW.version OR position = NEW.position",
    "act": "act_id = NEW.act_id",
}
"""The append-only tables, and when a new row would take the place of an old one."""

COLLATED = {
    "history": ("stream",),
    "act": ("act_id", "stream"),
    "deadline": ("stream",),
    "read_row": ("model", "key", "sort"),
}
"""Text that is sorted or searched:

by code points on both databases, so that both give the same order (P25).
"""


def protect(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the history and the answered acts append-only."""
    for table, taken in KEYS.items():
        statements = _postgresql(table) if editor.connection.vendor == "postgresql" else _sqlite(table, taken)
        for statement in statements:
            editor.execute(statement)


def names(vendor: str) -> list[str]:
    """The triggers that must be there."""
    kinds = ("no_change", "no_truncate") if vendor == "postgresql" else ("no_update", "no_delete", "no_replace")
    return [f"{table}_{kind}" for table in KEYS for kind in kinds]


def make_boxes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The table of the ballot boxes: no row id on SQLite, so that nothing keeps the order of arrival."""
    columns = (
        "stream varchar(300) NOT NULL, box varchar(300) NOT NULL, mark varchar(64) NOT NULL, "
        "slip text NOT NULL, PRIMARY KEY (stream, box, mark)"
    )
    rest = "" if editor.connection.vendor == "postgresql" else " WITHOUT ROWID"
    editor.execute(f"CREATE TABLE ballot_slip ({columns}){rest}")


def collate(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Sort by code points on PostgreSQL whatever the cluster's locale; SQLite does so anyway."""
    if editor.connection.vendor != "postgresql":
        return
    for table, columns in COLLATED.items():
        for column in columns:
            editor.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" TYPE varchar(300) COLLATE "C"')


def _sqlite(table: str, taken: str) -> list[str]:
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {taken})"  # noqa: S608
    already = f"SELECT RAISE(ABORT, 'UNIQUE constraint failed: the place in {table} is taken')"
    no = f"SELECT RAISE(ABORT, 'the table {table} is append-only')"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {no}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {no}; END",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} BEGIN {already}; END",
    ]


def _postgresql(table: str) -> list[str]:
    say = f"RAISE EXCEPTION 'the table {table} is append-only' USING ERRCODE = 'restrict_violation'"
    return [
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {say}; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    ]


__all__ = ["collate", "make_boxes", "names", "protect"]
