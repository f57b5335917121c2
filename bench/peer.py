# SPDX-License-Identifier: Apache-2.0
"""The peer: the `eventsourcing` library doing the same work.

Its recorders own their connection. An application cannot put a projection row and an outbox row into the transaction
of its events by the documented interface; the library itself does so for its process applications by overriding
`_insert_events`, and so do we here, to let the peer have its best case: one transaction, one commit. With the
documented interface alone it takes a second transaction on a second connection and may lose the rows in between.

What the peer does not do here and we do: remember the act's id and answer, chain hashes, ask an access rule, keep
deadlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from eventsourcing.sqlite import SQLiteApplicationRecorder

ROW = "INSERT INTO peer_row (key, total) VALUES ({0}, {0}) ON CONFLICT (key) DO UPDATE SET total = excluded.total"
LETTER = "INSERT INTO peer_outbox (key, kind, payload, standing) VALUES ({0}, 'letter', '{{}}', 'queued')"
TABLES = (
    "CREATE TABLE IF NOT EXISTS peer_row (key text PRIMARY KEY, total bigint)",
    "CREATE TABLE IF NOT EXISTS peer_outbox (key text PRIMARY KEY, kind text, payload text, standing text)",
)


class PeerCounter(Aggregate):
    """The same counter as an aggregate of the library."""

    def __init__(self) -> None:
        self.total = 0

    @event("Counted")
    def count(self, amount: int) -> None:
        """Count up."""
        self.total += amount


class SqliteWithRows(SQLiteApplicationRecorder):
    """The library's SQLite recorder with the two rows in its transaction."""

    def construct_create_table_statements(self) -> list[str]:
        """The library's tables and ours."""
        return [*super().construct_create_table_statements(), *TABLES]

    def _insert_events(self, c: Any, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        for stored in stored_events:
            key = str(stored.originator_id)
            c.execute(ROW.format("?"), (key, kwargs["total"]))
            c.execute(LETTER.format("?"), (f"{key}/{stored.originator_version}",))
        return super()._insert_events(c, stored_events)


class PostgresWithRows(PostgresApplicationRecorder):
    """The library's PostgreSQL recorder with the two rows in its transaction."""

    def _insert_events(self, curs: Any, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        for stored in stored_events:
            key = str(stored.originator_id)
            curs.execute(ROW.format("%s"), (key, kwargs["total"]))
            curs.execute(LETTER.format("%s"), (f"{key}/{stored.originator_version}",))


class Peer:
    """An application of the library with a number of counters."""

    def __init__(self, env: dict[str, str], streams: int) -> None:
        self.app: Application[UUID] = Application(env=env)
        self.ids = [uuid4() for _ in range(streams)]
        self.ids = [self._opened() for _ in range(streams)]

    def _opened(self) -> UUID:
        counter = PeerCounter()
        self.app.save(counter, total=0)
        return counter.id

    def act(self, number: int) -> None:
        """One act: load, count, save with both rows."""
        counter: PeerCounter = self.app.repository.get(self.ids[number % len(self.ids)])
        counter.count(amount=1)
        self.app.save(counter, total=counter.total)

    def close(self) -> None:
        """Give the connections back."""
        self.app.close()


def sqlite_env(path: str) -> dict[str, str]:
    """The library's settings for a SQLite file; it writes ahead and keeps SQLite's default, `synchronous=FULL`."""
    return {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": path,
        "APPLICATION_RECORDER_TOPIC": "bench.peer:SqliteWithRows",
    }


def postgresql_env(socket: str, database: str) -> dict[str, str]:
    """The library's settings for a PostgreSQL."""
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": database,
        "POSTGRES_HOST": socket,
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": "comity",
        "POSTGRES_PASSWORD": "unused",
        "APPLICATION_RECORDER_TOPIC": "bench.peer:PostgresWithRows",
    }


__all__ = ["Peer", "PeerCounter", "postgresql_env", "sqlite_env"]
