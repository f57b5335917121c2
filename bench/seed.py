# SPDX-License-Identifier: Apache-2.0
"""A long history in little time: chained events by the thousand, as the one writer would have written them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bench.counter import COUNTER, START, Counted
from comity.desk.consequences import record
from comity.desk.ports import Stored
from comity.edge.store import models
from comity.edge.store.chain import linked

LENGTH = 20
AT_ONCE = 20_000


def seed(count: int, *, first: int) -> None:
    """Add about `count` events in streams of 20, named after the number of events before them."""
    streams = (f"counter:s{first}-{n}" for n in range(max(1, count // LENGTH)))
    events = (event for stream in streams for event in _stream(stream))
    while batch := [_row(event) for event in islice(events, AT_ONCE)]:
        models.Event.objects.bulk_create(batch, batch_size=2000)


def _stream(stream: str) -> Iterator[Stored]:
    one = record(COUNTER.codec, Counted(at=START, amount=1), START)
    yield from linked([one] * LENGTH, stream=stream, act_id=f"seed-{stream}", after=0)


def _row(event: Stored) -> models.Event:
    return models.Event(
        stream=event.stream,
        version=event.version,
        kind=event.kind,
        schema=event.schema,
        data=event.data,
        at=event.at,
        act_id=event.act_id,
        prev=event.prev,
        hash=event.hash,
    )


__all__ = ["seed"]
