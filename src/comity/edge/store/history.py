# SPDX-License-Identifier: Apache-2.0
"""The history and the answered acts, in the tables `history` and `act`.

Both are written by plain SQL: an act costs a few statements and a commit, and nothing else. Triggers of the
first migration refuse to change or delete a row, on both databases, whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from comity.desk.ports import Conflict, Done, Record, Stored
from comity.edge.store.chain import BEGINNING, Broken, breaks, linked
from comity.edge.store.wire import Wire

COLUMNS = "stream, version, kind, schema, data, at, act_id, prev, hash"
EVERYTHING = f"SELECT {COLUMNS} FROM history ORDER BY stream, version"  # noqa: S608
"""Every event, stream by stream."""
ACT = "act_id, digest, stream, before, version, refusal, at"
INSERT_EVENT = f"INSERT INTO history ({COLUMNS}) VALUES ({'%s, ' * 8}%s)"  # noqa: S608
INSERT_ACT = f"INSERT INTO act ({ACT}) VALUES ({'%s, ' * 6}%s)"  # noqa: S608
# CROSS JOIN tells SQLite to go from the streams that are wanted to their events, and PostgreSQL nothing.
EACH = (
    "WITH wanted (name, known) AS (VALUES {}) "  # noqa: S608 - text of ours; values are parameters
    f"SELECT {COLUMNS} FROM wanted CROSS JOIN history WHERE stream = name AND version > known ORDER BY version"
)
TOGETHER = 250
"""How many streams are looked for in one question."""
AT_ONCE = 1000
"""How many events are read at a time when all chains are checked."""


class SqlHistory:
    """The history in one database, for one transaction: it knows the heads of the streams that it has loaded."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._heads: dict[str, tuple[int, str]] = {}

    def load(self, stream: str, *, after: int = 0) -> Sequence[Stored]:
        """The events of a stream after a version, in order."""
        query = f"SELECT {COLUMNS} FROM history WHERE stream = %s AND version > %s ORDER BY version"  # noqa: S608
        events = [stored(row) for row in self._wire.rows(query, [stream, after])]
        if after == 0 or events:
            self._heads[stream] = (events[-1].version, events[-1].hash) if events else (0, BEGINNING)
        return events

    def load_each(self, after: Mapping[str, int]) -> Mapping[str, Sequence[Stored]]:
        """The events of many streams, of each those after its version, in one question for each `TOGETHER` of them."""
        found: dict[str, list[Stored]] = {}
        for some in _parts(tuple(after.items())):
            wanted = ", ".join(["(%s, %s)"] * len(some))
            values = [value for one in some for value in one]
            for row in self._wire.rows(EACH.format(wanted), values):
                found.setdefault(row[0], []).append(stored(row))
        return found

    def append(self, stream: str, records: Sequence[Record], *, expected: int, act_id: str) -> Sequence[Stored]:
        """Add events after version `expected`.

        Raises `Conflict` where the stream is no longer at that version.
        """
        version, prev = self._heads.get(stream) or self._head(stream)
        if version != expected:
            raise Conflict(stream)
        events = linked(records, stream=stream, act_id=act_id, after=version, prev=prev)
        for event in events:
            self._wire.later(INSERT_EVENT, _row(event))
            self._heads[stream] = (event.version, event.hash)
        return events

    def streams(self, *, kind: str = "") -> Sequence[str]:
        """The names of all streams, or of one room's, in the order they began."""
        among = " AND stream >= %s AND stream < %s" if kind else ""
        query = f"SELECT stream FROM history WHERE version = 1{among} ORDER BY position"  # noqa: S608
        return [str(row[0]) for row in self._wire.rows(query, [f"{kind}:", f"{kind};"] if kind else [])]

    def count(self) -> int:
        """How many events there are."""
        ((count,),) = self._wire.rows("SELECT count(*) FROM history")
        return int(count)

    def everything(self) -> Iterator[Stored]:
        """Every event, stream by stream, in batches, so that a long history needs no memory."""
        place: tuple[str, int] = ("", 0)
        while batch := self._after(place):
            yield from batch
            place = (batch[-1].stream, batch[-1].version)

    def verify(self) -> list[Broken]:
        """Every place where a chain is broken; empty where the history is what was written."""
        return list(breaks(self.everything()))

    def _after(self, place: tuple[str, int]) -> list[Stored]:
        query = (
            f"SELECT {COLUMNS} FROM history WHERE (stream, version) > (%s, %s) "  # noqa: S608
            "ORDER BY stream, version LIMIT %s"
        )
        return [stored(row) for row in self._wire.rows(query, [*place, AT_ONCE])]

    def _head(self, stream: str) -> tuple[int, str]:
        query = "SELECT version, hash FROM history WHERE stream = %s ORDER BY version DESC LIMIT 1"
        found = self._wire.rows(query, [stream])
        return (int(found[0][0]), str(found[0][1])) if found else (0, BEGINNING)


class SqlActs:
    """The answered acts in one database."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def find(self, act_id: str) -> Done | None:
        """What became of an act."""
        query = f"SELECT {ACT} FROM act WHERE act_id = %s"  # noqa: S608
        found = self._wire.rows(query, [act_id])
        if not found:
            return None
        act, digest, stream, before, version, refusal, at = found[0]
        return Done(
            act_id=act,
            digest=digest,
            stream=stream,
            before=before,
            version=version,
            refusal=refusal,
            at=at,
        )

    def keep(self, done: Done) -> None:
        """Remember an act for good. Another act of that id breaks the transaction with a `Conflict`."""
        self._wire.later(
            INSERT_ACT,
            (done.act_id, done.digest, done.stream, done.before, done.version, done.refusal, done.at),
        )

    def without_events(self) -> list[str]:
        """The acts whose events the history does not have: the end of a stream was cut off."""
        query = (
            "SELECT act_id FROM act WHERE version > (SELECT coalesce(max(version), 0) FROM history "
            "WHERE history.stream = act.stream) ORDER BY act_id"
        )
        return [str(row[0]) for row in self._wire.rows(query)]


def _parts(all: Sequence[tuple[str, int]]) -> Iterator[Sequence[tuple[str, int]]]:
    return (all[n : n + TOGETHER] for n in range(0, len(all), TOGETHER))


def stored(row: Sequence[Any]) -> Stored:
    """A row of `COLUMNS` as the desk knows it."""
    stream, version, kind, schema, data, at, act_id, prev, digest = row
    return Stored(
        stream=stream,
        version=version,
        kind=kind,
        schema=schema,
        data=data,
        at=at,
        act_id=act_id,
        prev=prev,
        hash=digest,
    )


def _row(event: Stored) -> tuple[str | int, ...]:
    return (
        event.stream,
        event.version,
        event.kind,
        event.schema,
        event.data,
        event.at,
        event.act_id,
        event.prev,
        event.hash,
    )


__all__ = ["COLUMNS", "EVERYTHING", "SqlActs", "SqlHistory", "stored"]
