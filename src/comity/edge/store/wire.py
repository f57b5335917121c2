# SPDX-License-Identifier: Apache-2.0
"""The statements of one transaction on their way to the database, few journeys for many.

What writes and answers nothing is put *later*: it travels with the next question or, at the latest, before the
commit. On PostgreSQL all that waits and the question make one journey; SQLite, which lies in our own process, takes
them one by one. The order never changes, and an error still undoes the whole transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

Values = Sequence[Any]


class Wire:
    """One connection's statements, in order."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._waiting: list[tuple[str, Values]] = []

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """The connection itself, for what the ORM does; everything that waits was sent before."""
        self.flush()
        return self._connection

    @property
    def alias(self) -> str:
        """The database's alias, for the ORM; everything that waits was sent before."""
        return self.connection.alias

    @property
    def vendor(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._connection.vendor

    def instant(self, at: Any) -> Any:
        """A datetime as this database takes it in plain SQL."""
        return self._connection.ops.adapt_datetimefield_value(at)

    def later(self, statement: str, values: Values) -> None:
        """Send a statement before the next question."""
        self._waiting.append((statement, values))

    def rows(self, question: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """The rows that answer a question, asked after everything that waits."""
        if self._waiting and self.vendor == "postgresql":
            return self._together((question, values))
        self.flush()
        with self._connection.cursor() as cursor:
            cursor.execute(question, values)
            return list(cursor.fetchall())

    def flush(self) -> None:
        """Send everything that waits."""
        if not self._waiting:
            return
        if self.vendor == "postgresql":
            self._together()
            return
        waiting, self._waiting = self._waiting, []
        with self._connection.cursor() as cursor:
            for statement, values in waiting:
                cursor.execute(statement, values)

    def _together(self, question: tuple[str, Values] | None = None) -> list[tuple[Any, ...]]:
        """Everything that waits, and a question, in one journey; the rows of the question."""
        statements = self._waiting if question is None else [*self._waiting, question]
        self._waiting = []
        text = "; ".join(statement for statement, _ in statements)
        with self._connection.cursor() as cursor:
            cursor.execute(text, [value for _, values in statements for value in values])
            while cursor.nextset():
                pass
            return [] if question is None else list(cursor.fetchall())


__all__ = ["Values", "Wire"]
