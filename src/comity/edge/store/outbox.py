# SPDX-License-Identifier: Apache-2.0
"""The outbox and the deadlines.

Claiming takes rows that nobody else has: `FOR UPDATE SKIP LOCKED` on PostgreSQL; on SQLite every transaction
begins IMMEDIATE and so has the database for itself. Taking back skips locked rows too, so that it never waits
for a worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.desk.ports import Certainty, Due, Effect, Leased, Slot, Standing
from comity.edge.store import models
from comity.edge.store.wire import Wire

LONGEST_ERROR = 500
INSERT = (
    "INSERT INTO outbox (key, kind, certainty, payload, source, lane, not_before, standing, attempts, lease_by, "
    "last_error) VALUES (%s, %s, %s, %s, %s, %s, %s, 'queued', 0, '', '')"
)
PUT_DEADLINE = (
    "INSERT INTO deadline (stream, at, what) VALUES (%s, %s, %s) "
    "ON CONFLICT (stream) DO UPDATE SET at = excluded.at, what = excluded.what"
)
WAITING = (Standing.QUEUED, Standing.LEASED)


class SqlOutbox:
    """The outbox in one database."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def put(self, effects: Iterable[Effect]) -> None:
        """Queue effects."""
        for e in effects:
            row = (e.key, e.kind, e.certainty.value, e.payload, e.source, e.lane, self._wire.instant(e.not_before))
            self._wire.later(INSERT, row)

    def recover(self, at: datetime) -> int:
        """Take back what was leased and not settled in time."""
        late = self._locked(self._rows().filter(standing=Standing.LEASED, lease_until__lt=at))
        asked = [row.id for row in late if row.certainty == Certainty.UNCERTAIN]
        again = [row.id for row in late if row.certainty != Certainty.UNCERTAIN]
        error = "the worker did not come back"
        if asked:
            self._rows().filter(id__in=asked).update(standing=Standing.ASKED, last_error=error)
        if again:
            self._rows().filter(id__in=again).update(
                standing=Standing.QUEUED, lease_until=None, not_before=at, last_error=error
            )
        return len(late)

    def claim(self, at: datetime, *, by: str, length: timedelta, limit: int = 1) -> Sequence[Leased]:
        """Lease what may be carried out now: nothing that stands behind another in its lane."""
        before = self._rows().filter(lane=OuterRef("lane"), id__lt=OuterRef("id"), standing__in=WAITING)
        ready = self._rows().filter(standing=Standing.QUEUED, not_before__lte=at)
        free = ready.filter(Q(lane="") | ~Exists(before)).order_by("id")[:limit]
        until = at + length
        leases = []
        for row in self._locked(free):
            row.standing, row.lease_by, row.lease_until = Standing.LEASED, by, until
            row.attempts += 1
            row.save(
                using=self._wire.alias,
                update_fields=["standing", "lease_by", "lease_until", "attempts"],
            )
            leases.append(Leased(effect=_effect(row), by=by, until=until, attempts=row.attempts))
        return leases

    def settle(self, lease: Leased, standing: Standing, *, error: str = "", retry_at: datetime | None = None) -> bool:
        """Say how it went, where the lease is still ours or nobody took it over."""
        ours = self._rows().filter(key=lease.effect.key, lease_by=lease.by, attempts=lease.attempts)
        values: dict[str, Any] = {"standing": standing, "lease_until": None, "last_error": _short(error)}
        if retry_at is not None:
            values["not_before"] = retry_at
        return bool(ours.update(**values))

    def answer(self, key: str, *, carried_out: bool, at: datetime) -> bool:
        """A human says whether an asked effect was carried out."""
        asked = self._rows().filter(key=key, standing=Standing.ASKED)
        if carried_out:
            return bool(asked.update(standing=Standing.DONE))
        return bool(asked.update(standing=Standing.QUEUED, lease_by="", lease_until=None, not_before=at))

    def standing(self, standing: Standing, *, limit: int = 100) -> Sequence[Slot]:
        """The effects of a standing, oldest first."""
        rows = self._rows().filter(standing=standing).order_by("id")[:limit]
        return [
            Slot(effect=_effect(row), standing=standing, attempts=row.attempts, last_error=row.last_error)
            for row in rows
        ]

    def count(self, standing: Standing) -> int:
        """How many effects stand there."""
        return self._rows().filter(standing=standing).count()

    def earliest(self) -> datetime | None:
        """The first instant at which a queued effect may be carried out."""
        queued = self._rows().filter(standing=Standing.QUEUED).order_by("not_before")
        return queued.values_list("not_before", flat=True).first()

    def _rows(self) -> QuerySet[models.Effect]:
        return models.Effect.objects.using(self._wire.alias)

    def _locked(self, rows: QuerySet[models.Effect]) -> list[models.Effect]:
        if self._wire.connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        return list(rows)


class SqlDeadlines:
    """The deadlines in one database."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def put(self, due: Due) -> None:
        """Set or move a stream's next deadline."""
        self._wire.later(PUT_DEADLINE, (due.stream, self._wire.instant(due.at), due.what))

    def drop(self, stream: str) -> None:
        """The stream waits for nothing any more."""
        self._wire.later("DELETE FROM deadline WHERE stream = %s", (stream,))

    def passed(self, at: datetime, *, limit: int = 1000) -> Sequence[Due]:
        """The deadlines up to and including `at`, earliest first."""
        rows = self._rows().filter(at__lte=at).order_by("at", "stream")[:limit]
        return [Due(stream=row.stream, at=row.at, what=row.what) for row in rows]

    def find(self, stream: str) -> Due | None:
        """The stream's next deadline."""
        row = self._rows().filter(stream=stream).first()
        return None if row is None else Due(stream=row.stream, at=row.at, what=row.what)

    def clear(self) -> None:
        """Forget all."""
        self._rows().all().delete()

    def _rows(self) -> QuerySet[models.Deadline]:
        return models.Deadline.objects.using(self._wire.alias)


def _effect(row: models.Effect) -> Effect:
    return Effect(
        key=row.key,
        kind=row.kind,
        certainty=Certainty(row.certainty),
        payload=row.payload,
        source=row.source,
        not_before=row.not_before,
        lane=row.lane,
    )


def _short(error: str) -> str:
    """An error as the table can keep it: no NUL, which PostgreSQL refuses, and not a whole page."""
    return error.replace("\0", "")[:LONGEST_ERROR]


__all__ = ["SqlDeadlines", "SqlOutbox"]
