# SPDX-License-Identifier: Apache-2.0
"""The hash chain of each stream: every event carries the hash of the one before it (P17, P25).

    hash = SHA-256 of the canonical JSON of {act_id, at, data, kind, prev, schema, stream, version}

in hex, `data` being the event's own canonical JSON as text and `prev` the former hash, 64 zeros for the first
event. Whoever changes a byte must rewrite the rest of the stream. A chain alone does not tell when its *end*
was cut off; `comity doctor` therefore also holds the history against the answered acts, and the public log
against both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comity.desk.canonical import canonical
from comity.desk.ports import Record, Stored

BEGINNING = "0" * 64
"""What the first event of a stream has for the hash before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place where a stream is not what was written: `rule` is `order`, `link` or `content`."""

    stream: str
    version: int
    rule: str


def linked(records: Iterable[Record], *, stream: str, act_id: str, after: int, prev: str = BEGINNING) -> list[Stored]:
    """The records as the next events of a stream whose last event is `after` with the hash `prev`."""
    events: list[Stored] = []
    for version, record in enumerate(records, start=after + 1):
        event = _link(record, stream=stream, act_id=act_id, version=version, prev=prev)
        events.append(event)
        prev = event.hash
    return events


def _link(record: Record, *, stream: str, act_id: str, version: int, prev: str) -> Stored:
    bare = Stored(
        stream=stream,
        version=version,
        kind=record.kind,
        schema=record.schema,
        data=record.data,
        at=record.at,
        act_id=act_id,
        prev=prev,
        hash="",
    )
    return Stored(
        stream=stream,
        version=version,
        kind=record.kind,
        schema=record.schema,
        data=record.data,
        at=record.at,
        act_id=act_id,
        prev=prev,
        hash=digest(bare),
    )


def digest(event: Stored) -> str:
    """The hash that an event must have, worked out from everything else in it."""
    text = canonical(
        {
            "act_id": event.act_id,
            "at": event.at,
            "data": event.data,
            "kind": event.kind,
            "prev": event.prev,
            "schema": event.schema,
            "stream": event.stream,
            "version": event.version,
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()


def breaks(events: Iterable[Stored]) -> Iterator[Broken]:
    """Where the chains are broken.

    The events must come stream by stream, each in the order of its versions.
    """
    stream, version, prev = "", 0, BEGINNING
    for event in events:
        if event.stream != stream:
            stream, version, prev = event.stream, 0, BEGINNING
        if rule := _wrong(event, version=version + 1, prev=prev):
            yield Broken(stream=event.stream, version=event.version, rule=rule)
        version, prev = event.version, event.hash


def _wrong(event: Stored, *, version: int, prev: str) -> str:
    if event.version != version:
        return "order"
    if event.prev != prev:
        return "link"
    return "" if digest(event) == event.hash else "content"


__all__ = ["BEGINNING", "Broken", "breaks", "digest", "linked"]
