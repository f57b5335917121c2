# SPDX-License-Identifier: Apache-2.0
"""One reader for each source and each partition: a lease that the reader renews, and that runs out with them.

A lease keeps two workers from doing the same work. What keeps it from being *counted* twice is the version of the
place (`runner`): a reader whose lease ran out while it slept is refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connections

from comity.edge.stream.marks import mark
from comity.edge.stream.models import Lease

LENGTH = timedelta(seconds=60)
_TAKE = (
    "INSERT INTO watch_lease (name, holder, until) VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE SET "
    "holder = excluded.holder, until = excluded.until WHERE watch_lease.holder = excluded.holder "
    "OR watch_lease.until < %s RETURNING 1"
)


class Leases:
    """The leases in one database."""

    def __init__(self, by: str, alias: str = "default") -> None:
        self._by, self._alias = by[:100], alias

    def take(self, name: str, now: datetime, length: timedelta = LENGTH) -> bool:
        """Take or renew; False where somebody else has it."""
        connection = connections[self._alias]
        adapt = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [name, self._by, adapt(now + length), adapt(now)])
            return cursor.fetchone() is not None

    def present(self, kind: str, now: datetime, length: timedelta = LENGTH) -> int:
        """Say that we are there, until our lease runs out; how many of that kind are."""
        self.take(self._presence(kind), now, length)
        return Lease.objects.using(self._alias).filter(name__startswith=f"{kind}/", until__gte=now).count()

    def gone(self, kind: str) -> None:
        """We are there no more."""
        self.give(self._presence(kind))

    def _presence(self, kind: str) -> str:
        return f"{kind}/{mark(self._by)}"

    def give(self, name: str) -> None:
        """Give back what we have, so that the next one need not wait."""
        Lease.objects.using(self._alias).filter(name=name, holder=self._by).delete()


__all__ = ["LENGTH", "Leases"]
