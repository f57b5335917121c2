# SPDX-License-Identifier: Apache-2.0
"""One transaction over everything that an act writes.

SQLite begins every transaction IMMEDIATE and so has one writer at a time; PostgreSQL holds the stream by an
advisory lock until the transaction ends. `synchronous=FULL` (SQLite) and `fsync` (PostgreSQL) make a commit
durable (P1, P24).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import local

from django.db import DatabaseError, InterfaceError, connections, transaction

from comity.core.log import batches
from comity.edge.store.boxes import SqlBoxes
from comity.edge.store.history import SqlActs, SqlHistory
from comity.edge.store.leaves import SqlLeaves
from comity.edge.store.meaning import meaning
from comity.edge.store.outbox import SqlDeadlines, SqlOutbox
from comity.edge.store.rows import SqlRows
from comity.edge.store.wire import Wire

_THREADS = local()
"""For every thread the wires of its open transactions, by alias: as Django keeps one connection a thread and alias."""


def _wires() -> dict[str, Wire | None]:
    wires: dict[str, Wire | None] = _THREADS.__dict__.setdefault("wires", {})
    return wires


class SqlUnit:
    """What one transaction reads and writes."""

    def __init__(self, wire: Wire, every: timedelta = batches.USUAL) -> None:
        self.wire = wire
        self.history = SqlHistory(wire)
        self.acts = SqlActs(wire)
        self.outbox = SqlOutbox(wire)
        self.deadlines = SqlDeadlines(wire)
        self.boxes = SqlBoxes(wire)
        self.rows = SqlRows(wire)
        self.log = SqlLeaves(wire, every)

    def hold(self, stream: str) -> None:
        """Keep other writers out of the stream until the transaction ends. SQLite has done so already."""
        if self.wire.vendor == "postgresql":
            key = int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], signed=True)
            self.wire.later("SELECT pg_advisory_xact_lock(%s)", (key,))


class SqlStore:
    """The store in the Django database `alias`. `every` is the time between two checkpoints of the public log."""

    def __init__(self, alias: str = "default", *, every: timedelta = batches.USUAL) -> None:
        self.alias, self.every = alias, every

    @contextmanager
    def transaction(self) -> Iterator[SqlUnit]:
        """A unit; durable when the block ends, undone when it raises. Inside another one it is a part of that."""
        outer = _wires().get(self.alias)
        try:
            if outer is not None:
                outer.flush()
            with transaction.atomic(using=self.alias):
                wire = _wires()[self.alias] = Wire(connections[self.alias])
                yield SqlUnit(wire, self.every)
                wire.flush()
        except (DatabaseError, InterfaceError) as wrong:
            raise meaning(wrong) from wrong
        finally:
            _wires()[self.alias] = outer

    @contextmanager
    def reading(self) -> Iterator[SqlUnit]:
        """A unit to look with: each look sees what is committed; no writer waits for it.

        Inside a transaction it sees what that has written so far.
        """
        outer = _wires().get(self.alias)
        try:
            yield SqlUnit(Wire(connections[self.alias]) if outer is None else outer, self.every)
        except (DatabaseError, InterfaceError) as wrong:
            raise meaning(wrong) from wrong


__all__ = ["SqlStore", "SqlUnit"]
