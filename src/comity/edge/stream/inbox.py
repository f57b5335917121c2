# SPDX-License-Identifier: Apache-2.0
"""Deliveries that wait for the runner: durable before the platform gets its answer, destroyed when they were folded.

Of a delivery that was folded only the hash of its id stays, for as long as platforms repeat deliveries; one that was
not folded by then (nothing ran) is destroyed unread, and counted by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections
from django.db.models import Count, Min, QuerySet

from comity.desk.ports import Clock, Conflict
from comity.desk.watch.message import Told
from comity.desk.watch.ports import Delivery, Refused, Spaces
from comity.edge.stream.envelope import packed, unpacked
from comity.edge.stream.marks import mark
from comity.edge.stream.models import NAME, Waiting
from comity.edge.stream.recent import Lock
from comity.edge.stream.runner import Transaction, allowed

KEPT = timedelta(days=7)
"""For so long a repetition is known, and for so long a delivery waits. Discourse repeats for about ten hours."""
_PUT = (
    "INSERT INTO watch_delivery (key, source, came, body) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (key) DO NOTHING RETURNING id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tray:
    """What waits of one source, and since when."""

    source: str
    many: int
    since: datetime


class SqlInbox:
    """The inbox in one database."""

    def __init__(
        self, *, transaction: Transaction, spaces: Spaces, clock: Clock, lock: Lock, alias: str = "default"
    ) -> None:
        self._transaction, self._spaces, self._clock, self._alias = transaction, spaces, clock, alias
        self._lock = lock

    def put(self, delivery: Delivery) -> bool:
        """Keep a delivery; False where the same one was kept before. Raises `Refused`, `Exhausted`.

        What was told in a space that nobody opted in is left out before anything is written.
        """
        check(delivery)
        told, known = allowed(delivery.told, self._spaces()), key(delivery)
        body = self._lock.seal(packed(told), about=known.encode()) if told else None
        with self._transaction():
            connection = connections[self._alias]
            now = connection.ops.adapt_datetimefield_value(self._clock.now())
            with connection.cursor() as cursor:
                cursor.execute(_PUT, [known, delivery.source, now, body])
                return cursor.fetchone() is not None

    def waiting(self, source: str, most: int) -> tuple[tuple[int, ...], tuple[Told, ...]]:
        """The oldest deliveries of a source: their numbers, and what they told."""
        rows = list(self._there().filter(source=source).order_by("id").values_list("id", "key", "body")[:most])
        opened = (self._lock.open(bytes(body or b""), about=known.encode()) for _, known, body in rows)
        return tuple(id for id, _, _ in rows), tuple(one for text in opened for one in unpacked(text))

    def destroy(self, numbers: Sequence[int]) -> None:
        """They were folded. Raises `Conflict` where somebody else has done so."""
        if self._there().filter(id__in=numbers).update(body=None) != len(numbers):
            raise Conflict("deliveries")

    def forget(self, at: datetime) -> int:
        """Destroy what is older than `KEPT`. How many deliveries."""
        return Waiting.objects.using(self._alias).filter(came__lt=at - KEPT).delete()[0]

    def _there(self) -> QuerySet[Waiting]:
        return Waiting.objects.using(self._alias).filter(body__isnull=False)


def trays(alias: str = "default") -> tuple[Tray, ...]:
    """What waits, by source."""
    there = Waiting.objects.using(alias).filter(body__isnull=False)
    rows = there.values("source").annotate(many=Count("id"), since=Min("came")).order_by("source")
    return tuple(Tray(source=row["source"], many=row["many"], since=row["since"]) for row in rows)


def check(delivery: Delivery) -> None:
    """Raises `Refused` where a delivery has no id or the name of its source is none."""
    if not delivery.id:
        raise Refused("id", "a delivery has an id, by which its repetition is known")
    if not delivery.source or len(delivery.source) > NAME:
        raise Refused("source", f"a source has a name of at most {NAME} characters")


def key(delivery: Delivery) -> str:
    """A hash of source and id."""
    return mark(delivery.source, delivery.id)


__all__ = ["KEPT", "SqlInbox", "Tray", "check", "key", "trays"]
