# SPDX-License-Identifier: Apache-2.0
"""The buckets of callers, in the database, so that all processes of a site count together.

One statement takes a request out of a bucket or leaves it as it is, whoever else does the same. A row says when its
bucket is full again; then the row goes, so the table holds those alone who asked within the last minutes, and never
more than `MOST`: where there are too many, those go first who have the most left.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass

from django.db import DatabaseError, connections
from django.db.models import QuerySet

from comity.edge.api.models import Bucket

MOST = 20_000
_TIDIED_ONCE_IN = 50
"""Rows whose bucket is full are cleared with one request of so many; until then they change nothing."""
_TAKE = (
    "INSERT INTO bucket (caller, full_at) VALUES (%s, %s) ON CONFLICT (caller) DO UPDATE SET full_at = "
    "CASE WHEN bucket.full_at > %s THEN bucket.full_at ELSE %s END + %s "
    "WHERE bucket.full_at <= %s RETURNING 1"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A bucket of `burst` requests that fills up again by `each_minute`."""

    burst: int
    each_minute: int


class Buckets:
    """The buckets of one site, in one database."""

    def __init__(self, alias: str = "default") -> None:
        self._alias = alias

    def take(self, caller: str, rate: Rate, now: float, times: int = 1) -> float:
        """Take one request out of a bucket: 0.0, or the seconds until there is one. `now` in seconds, as rows have it.

        A database that has no turn for this lets the request pass: a limit is a brake, and no reason to refuse.
        """
        one = 60 / (rate.each_minute * times)
        room = (rate.burst * times - 1) * one
        try:
            with connections[self._alias].cursor() as cursor:
                cursor.execute(_TAKE, [caller, now + one, now, now, one, now + room])
                taken = cursor.fetchone() is not None
            if random.randrange(_TIDIED_ONCE_IN) == 0:  # noqa: S311  # nobody gains by guessing it
                self.tidy(now)
        except DatabaseError as wrong:
            _log.warning("a request was not counted: %s", type(wrong).__name__)
            return 0.0
        return 0.0 if taken else max(self._full(caller, now) - now - room, 0.001)

    def tidy(self, now: float) -> None:
        """Clear the buckets that are full again, and the fullest of the others where there are too many."""
        self._rows().filter(full_at__lte=now).delete()
        last = self._rows().order_by("-full_at").values_list("full_at", flat=True)[MOST : MOST + 1].first()
        if last is not None:
            self._rows().filter(full_at__lte=last).delete()

    def clear(self) -> None:
        """Forget everybody."""
        self._rows().delete()

    def _rows(self) -> QuerySet[Bucket]:
        return Bucket.objects.using(self._alias)

    def _full(self, caller: str, now: float) -> float:
        return self._rows().filter(caller=caller).values_list("full_at", flat=True).first() or now


__all__ = ["MOST", "Buckets", "Rate"]
