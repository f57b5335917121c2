# SPDX-License-Identifier: Apache-2.0
"""Many rows to the database in one journey, in the transaction that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connections


def send(alias: str, statement: str, rows: Sequence[Sequence[Any]], kinds: Sequence[str]) -> None:
    """Carry out `statement`, which has `{}` where the rows go, for all rows. `kinds` are PostgreSQL's, by column."""
    connection = connections[alias]
    if not rows:
        return
    if connection.vendor == "postgresql":
        _together(alias, statement, rows, kinds)
        return
    adapt = connection.ops.adapt_datetimefield_value
    plain = [[adapt(value) if isinstance(value, datetime) else value for value in row] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement.format(f"VALUES ({', '.join(['%s'] * len(kinds))})"), plain)


def _together(alias: str, statement: str, rows: Sequence[Sequence[Any]], kinds: Sequence[str]) -> None:
    """Columns as arrays, bytes as they are."""
    import psycopg

    connection = connections[alias]
    connection.ensure_connection()
    columns = ", ".join(f"%b::{kind}[]" for kind in kinds)
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        taken = f"SELECT * FROM unnest({columns})"  # noqa: S608 - placeholders and kinds, no value
        cursor.execute(statement.format(taken), [list(column) for column in zip(*rows, strict=True)])


def instant(at: Any) -> datetime:
    """A datetime as plain SQL gives it: PostgreSQL says its zone, SQLite gives text in UTC."""
    found = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def listed(values: Sequence[object]) -> str:
    """So many placeholders."""
    return ", ".join(["%s"] * len(values))


__all__ = ["instant", "listed", "send"]
