# SPDX-License-Identifier: Apache-2.0
"""Read models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from comity.desk.canonical import canonical
from comity.desk.ports import EVERY, Row, Sought
from comity.edge.store import words
from comity.edge.store.wire import Wire

COLUMNS = "(model, key, sort, fields, words) VALUES (%s, %s, %s, %s, %s) ON CONFLICT (model, key) DO "
PUT = f"INSERT INTO read_row {COLUMNS}UPDATE SET sort = excluded.sort, fields = excluded.fields, words = excluded.words"
NOTE = f"INSERT INTO read_row {COLUMNS}NOTHING"
MARK = "INSERT INTO read_mark (model, key, mark, value) VALUES {} ON CONFLICT DO NOTHING"


class SqlRows:
    """The read models in one database, all in `read_row`; their marks in `read_mark`, their words in an index."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def put(self, table: str, row: Row) -> None:
        """Write a row, in place of the one that had its key."""
        self._write(PUT, table, row)

    def note(self, table: str, row: Row) -> None:
        """Write a row where its key has none yet."""
        self._write(NOTE, table, row)

    def _write(self, statement: str, table: str, row: Row) -> None:
        self._wire.later(statement, (table, row.key, row.sort, canonical(row.fields), row.words))
        if row.marks:
            values = [value for mark in row.marks for value in (table, row.key, *mark)]
            self._wire.later(MARK.format(", ".join(["(%s, %s, %s, %s)"] * len(row.marks))), values)

    def drop(self, table: str, key: str) -> None:
        """Take a row away."""
        self._wire.later("DELETE FROM read_mark WHERE model = %s AND key = %s", (table, key))
        self._wire.later("DELETE FROM read_row WHERE model = %s AND key = %s", (table, key))

    def find(self, table: str, key: str) -> Row | None:
        """One row, or None."""
        found = self._wire.rows(f"{SELECT} AND key = %s", (table, key))
        return _row(found[0]) if found else None

    def list(
        self,
        table: str,
        *,
        newest_first: bool = False,
        limit: int = 1000,
        offset: int = 0,
        sought: Sought = EVERY,
        past: tuple[str, str] | None = None,
    ) -> Sequence[Row]:
        """The rows in the order of `sort`, then key."""
        where, values = self._where(table, sought)
        sort, key = ("+sort", "+key") if self._finds_few(table, sought) else ("sort", "key")
        if past is not None:
            where += f" AND ({sort}, {key}) {'<' if newest_first else '>'} (%s, %s)"
            values += past
        way = "DESC" if newest_first else "ASC"
        question = f"{SELECT}{where} ORDER BY {sort} {way}, {key} {way} LIMIT %s OFFSET %s"
        return [_row(found) for found in self._wire.rows(question, (table, *values, limit, offset))]

    def _finds_few(self, table: str, sought: Sought) -> bool:
        """Whether one mark or the words alone leave few rows: then they are found by it, and sorted afterwards.

        SQLite cannot know and would look through a table in its order until it met them. Its sign for "not by this
        index" is a plus. PostgreSQL keeps statistics and knows by itself.
        """
        if self._wire.vendor != "sqlite":
            return False
        ways = [_marked(table, mark, wanted) for mark, wanted in sought.marks.items()]
        if sought.words:
            ways.append((MATCHES, (_query("sqlite", sought.words),)))
        few = (self._wire.rows(f"SELECT count(*) FROM ({way} LIMIT %s)", (*values, FEW + 1)) for way, values in ways)  # noqa: S608
        return any(found[0][0] <= FEW for found in few)

    def count(self, table: str, *, sought: Sought = EVERY, most: int | None = None) -> int:
        """How many rows there are, or `most`."""
        inner, values = self._counted(table, sought)
        if most is not None:
            inner, values = f"{inner} LIMIT %s", (*values, most)
        question = f"SELECT count(*) FROM ({inner}) AS found"  # noqa: S608 - text of ours; values are parameters
        return int(self._wire.rows(question, values)[0][0])

    def _counted(self, table: str, sought: Sought) -> tuple[str, tuple[Any, ...]]:
        """The question for the rows that are counted. Where one mark or words alone are sought, it is put to these.

        So the count ends at `most`, and nothing is gathered beforehand.
        """
        if sought == Sought(marks=sought.marks) and [len(wanted) for wanted in sought.marks.values()] == [1]:
            ((mark, wanted),) = sought.marks.items()
            return _marked(table, mark, wanted)
        if sought.words and sought == Sought(words=sought.words) and self._wire.vendor == "sqlite":
            return WORDED, (_query("sqlite", sought.words), table)
        where, values = self._where(table, sought)
        return f"SELECT 1 FROM read_row WHERE model = %s{where}", (table, *values)  # noqa: S608 - the same

    def tally(self, table: str, mark: str) -> Mapping[str, int]:
        """How many rows have each value of a kind of mark."""
        question = "SELECT value, count(*) FROM read_mark WHERE model = %s AND mark = %s GROUP BY value ORDER BY value"
        return {str(value): int(number) for value, number in self._wire.rows(question, (table, mark))}

    def state(self, table: str) -> int:
        """The place of the row that came in last."""
        question = "SELECT id FROM read_row WHERE model = %s ORDER BY id DESC LIMIT 1"
        found = self._wire.rows(question, (table,))
        return int(found[0][0]) if found else 0

    def clear(self, table: str) -> None:
        """Empty a table."""
        self._wire.later("DELETE FROM read_mark WHERE model = %s", (table,))
        self._wire.later("DELETE FROM read_row WHERE model = %s", (table,))

    def _where(self, table: str, sought: Sought) -> tuple[str, tuple[Any, ...]]:
        """The conditions, each beginning with AND, and their values in order."""
        parts: list[str] = []
        values: list[Any] = []
        for sign, bound in ((">=", sought.since), ("<", sought.until)):
            if bound:
                parts.append(f" AND sort {sign} %s")
                values.append(bound)
        for mark, wanted in sought.marks.items():
            keys, named = _marked(table, mark, wanted)
            parts.append(f" AND key IN ({keys})")
            values += named
        if sought.words:
            parts.append(WORDS[self._wire.vendor])
            values.append(_query(self._wire.vendor, sought.words))
        return "".join(parts), tuple(values)


NO_SIGN = "\ufffd"
"""Stands for NUL, which PostgreSQL takes in no text, and so in no mark."""
SELECT = "SELECT key, sort, fields FROM read_row WHERE model = %s"
FEW = 500
"""So many rows are sooner fetched and sorted than looked for along the order of their table."""
MARKS = "SELECT key FROM read_mark WHERE model = %s AND mark = %s AND value IN ({})"
WORDED = (
    "SELECT 1 FROM read_word CROSS JOIN read_row WHERE read_word MATCH %s AND read_row.id = read_word.rowid "
    "AND model = %s"
)
MATCHES = "SELECT rowid FROM read_word WHERE read_word MATCH %s"
WORDS = {
    "sqlite": f" AND id IN ({MATCHES})",
    "postgresql": f" AND {words.LEXEMES} @@ %s::tsquery AND words <> ''",
}


def _marked(table: str, mark: str, wanted: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The question for the keys of the rows with one of these values, and its values."""
    values = (value.replace("\x00", NO_SIGN) for value in wanted)
    return MARKS.format(", ".join(["%s"] * len(wanted))), (table, mark, *values)


def _query(vendor: str, wanted: Sequence[str]) -> str:
    """Every word, each as a beginning. Words are letters and digits only (`desk.words`), so nothing is quoted away."""
    if vendor == "postgresql":
        return " & ".join(f"'{word}':*" for word in wanted)
    return " ".join(f'"{word}"*' for word in wanted)


def _row(found: Sequence[Any]) -> Row:
    key, sort, fields = found
    return Row(key=key, sort=sort, fields=json.loads(fields))


__all__ = ["SqlRows"]
