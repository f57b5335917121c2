# SPDX-License-Identifier: Apache-2.0
"""Read models and the queue of leaves for the public log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db.models import QuerySet

from comity.desk.canonical import canonical
from comity.desk.ports import Missing, Promise, Proof, Row
from comity.edge.store import models
from comity.edge.store.wire import Wire

PUT = (
    "INSERT INTO read_row (model, key, sort, fields) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (model, key) DO UPDATE SET sort = excluded.sort, fields = excluded.fields"
)


class SqlRows:
    """The read models in one database, all in the table `read_row`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def put(self, table: str, row: Row) -> None:
        """Write a row, in place of the one that had its key."""
        self._wire.later(PUT, (table, row.key, row.sort, canonical(row.fields)))

    def drop(self, table: str, key: str) -> None:
        """Take a row away."""
        self._table(table).filter(key=key).delete()

    def find(self, table: str, key: str) -> Row | None:
        """One row, or None."""
        found = self._table(table).filter(key=key).first()
        return None if found is None else _row(found)

    def list(self, table: str, *, newest_first: bool = False, limit: int = 1000, offset: int = 0) -> Sequence[Row]:
        """The rows in the order of `sort`, then key."""
        order = ("-sort", "-key") if newest_first else ("sort", "key")
        return [_row(found) for found in self._table(table).order_by(*order)[offset : offset + limit]]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self._table(table).count()

    def clear(self, table: str) -> None:
        """Empty a table."""
        self._table(table).delete()

    def _table(self, table: str) -> QuerySet[models.ReadRow]:
        return models.ReadRow.objects.using(self._wire.alias).filter(model=table)


class SqlLeaves:
    """The first form of the public log: leaf bytes in a durable queue, in the order of their promises.

    A proof says "not yet" until there is a tree. Two acts that commit at the same time on PostgreSQL may
    become visible in another order than their places, and a place may stay empty after a rollback: whoever
    builds the tree must take the leaves that are not yet taken, never those above the last place.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def append(self, leaf: bytes) -> Promise:
        """Promise inclusion."""
        digest = hashlib.sha256(leaf).hexdigest()
        kept = models.Leaf.objects.using(self._wire.alias).create(leaf=leaf, digest=digest)
        return Promise(place=kept.place, leaf=digest)

    def proof(self, promise: Promise) -> Proof:
        """Not yet; or `Missing` where that promise was never made."""
        made = models.Leaf.objects.using(self._wire.alias).filter(place=promise.place, digest=promise.leaf)
        if not made.exists():
            raise Missing(promise.leaf)
        return Proof(included=False)


def _row(found: models.ReadRow) -> Row:
    return Row(key=found.key, sort=found.sort, fields=json.loads(found.fields))


__all__ = ["SqlLeaves", "SqlRows"]
