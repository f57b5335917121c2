# SPDX-License-Identifier: Apache-2.0
"""The queue of the public log in the database: promised leaves in the order of their promises, numbered by batches.

Two acts that commit at the same time on PostgreSQL may become visible in another order than their places, and a place
may stay empty after a rollback: a batch takes whatever has no number, never those above the last place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from comity.core.log import batches
from comity.desk.canonical import instant, parse_instant
from comity.desk.leaves import Batch, Placed, Promise
from comity.desk.ports import Missing
from comity.edge.store import models
from comity.edge.store.wire import Wire


class SqlLeaves:
    """The queue in one database. `every` is the time from one checkpoint to the next."""

    def __init__(self, wire: Wire, every: timedelta = batches.USUAL) -> None:
        self._wire, self._every = wire, every

    def append(self, leaf: bytes, *, at: datetime, tag: str = "") -> Promise:
        """Promise inclusion."""
        before = self._leaves().filter(tag=tag).first() if tag else None
        kept = before or self._leaves().create(
            leaf=leaf,
            digest=hashlib.sha256(leaf).hexdigest(),
            until=instant(batches.promised(at, self._every)),
            tag=tag or None,
        )
        return Promise(place=kept.place, leaf=kept.digest, until=parse_instant(kept.until))

    def find(self, tag: str) -> Placed | None:
        """The leaf under a tag."""
        found = self._leaves().filter(tag=tag).first() if tag else None
        return None if found is None else _placed(found)

    def placed(self, promise: Promise) -> Placed:
        """What became of it; or `Missing` where that promise was never made."""
        found = self._leaves().filter(place=promise.place, digest=promise.leaf).first()
        if found is None:
            raise Missing(promise.leaf)
        return _placed(found)

    def waiting(self) -> Sequence[tuple[int, bytes]]:
        """The leaves without a number, in the order of their places."""
        found = self._leaves().filter(number=None).order_by("place").values_list("place", "leaf")
        return [(place, bytes(leaf)) for place, leaf in found]

    def overdue(self, at: datetime) -> int:
        """How many should have a number by now."""
        return self._leaves().filter(number=None, until__gt="", until__lt=instant(at)).count()

    def size(self) -> int:
        """How many leaves have a number: numbers have no gap."""
        last = self._leaves().filter(number__isnull=False).order_by("-number").values_list("number", flat=True).first()
        return 0 if last is None else last + 1

    def last(self) -> Batch | None:
        """The last batch that was taken."""
        found = self._batches().order_by("-id").first()
        return None if found is None else _batch(found)

    def batches(self) -> Sequence[Batch]:
        """Every batch, in order."""
        return [_batch(one) for one in self._batches().order_by("id")]

    def take(self, due: datetime, leaves: Sequence[tuple[int | None, bytes]]) -> int:
        """Number them in this order, and note the batch."""
        size, fresh = self.size(), []
        for number, (place, leaf) in enumerate(leaves, size):
            if place is None:
                fresh.append(models.Leaf(leaf=leaf, digest=hashlib.sha256(leaf).hexdigest(), number=number))
            else:
                self._leaves().filter(place=place, number=None).update(number=number)
        self._leaves().bulk_create(fresh, batch_size=500)
        return self._noted(due, size + len(leaves))

    def adopt(self, due: datetime, leaves: Sequence[bytes]) -> int:
        """Number what was published already; what waits under the same bytes is that leaf."""
        waiting: dict[bytes, list[int]] = {}
        for place, leaf in self.waiting():
            waiting.setdefault(leaf, []).append(place)
        return self.take(due, [(waiting[leaf].pop(0) if waiting.get(leaf) else None, leaf) for leaf in leaves])

    def _noted(self, due: datetime, size: int) -> int:
        self._batches().create(due=instant(due), size=size)
        return size

    def keep(self, note: bytes, size: int) -> None:
        """Keep the signed checkpoint of the last batch, if that is its size."""
        found = self._batches().order_by("-id").first()
        if found is not None and found.size == size and not found.note:
            found.note = note.decode()
            found.save()

    def numbered(self, start: int, end: int) -> Sequence[bytes]:
        """The leaves in the order of their numbers."""
        found = (
            self._leaves().filter(number__gte=start, number__lt=end).order_by("number").values_list("leaf", flat=True)
        )
        return [bytes(leaf) for leaf in found]

    def _leaves(self) -> QuerySet[models.Leaf]:
        return models.Leaf.objects.using(self._wire.alias)

    def _batches(self) -> QuerySet[models.Batch]:
        return models.Batch.objects.using(self._wire.alias)


def _batch(found: models.Batch) -> Batch:
    return Batch(due=parse_instant(found.due), size=found.size, note=found.note.encode())


def _placed(found: models.Leaf) -> Placed:
    until = parse_instant(found.until) if found.until else None
    return Placed(leaf=bytes(found.leaf), until=until, number=found.number)


__all__ = ["SqlLeaves"]
