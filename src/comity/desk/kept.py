# SPDX-License-Identifier: Apache-2.0
"""Streams as this process last read and folded them, so that a page folds what is new and nothing twice.

The history is only ever added to, and the hash of an event names it with everything before it. So what was read up to a
hash stays right for as long as the store still has that hash at that version, and it is looked for every time: where it
is not there (an undone transaction, another database) the stream is read anew. Who writes folds the history itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Any

from comity.core.decider import Decider, fold
from comity.desk.canonical import parse_instant
from comity.desk.page import Folded, read
from comity.desk.ports import Stored, Unit
from comity.desk.room import Opening, Room

MOST_EVENTS = 30_000
"""How many events are kept at most, over all streams: some twenty megabytes. The streams read last stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """One stream: its events, the hash and instant of the last, and the state after the first `folded` of them."""

    events: tuple[Any, ...] = ()
    hash: str = ""
    at: str = ""
    state: Any = None
    folded: int = 0


class Kept:
    """The streams of one desk that were read last. Safe among threads: nothing that is kept ever changes."""

    def __init__(self, rooms: Mapping[str, Room], *, most: int = MOST_EVENTS) -> None:
        self._rooms = rooms
        self._most = most
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._events = 0
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How many events are kept."""
        return self._events

    def events(self, unit: Unit, stream: str) -> tuple[Any, ...]:
        """The events of a stream; none where it never began."""
        return self._read(unit, stream).events

    def folded(self, unit: Unit, stream: str) -> Folded:
        """The stream as its events say, time not advanced. Version 0 and no state where it never began."""
        now = self._read(unit, stream)
        if not now.events:
            return Folded(state=None, version=0, last=None, first=None)
        if now.folded < len(now.events):
            decider = self.decider(unit, stream, now.events[0])
            state = fold(decider, now.events[now.folded :], now.state)
            now = replace(now, state=state, folded=len(now.events))
            self._keep(stream, now)
        last = parse_instant(now.at)
        return Folded(state=now.state, version=len(now.events), last=last, first=now.events[0], events=now.events)

    def decider(self, unit: Unit, stream: str, first: Any) -> Decider[Any, Any, Any]:
        """The decider of a stream that begins with `first`, with the ballots that wait now."""
        slips, peek = unit.boxes.slips(stream), partial(self._peeked, unit)
        return self._rooms[stream.partition(":")[0]].decider(
            Opening(stream=stream, first=first, slips=slips, peek=peek)
        )

    def _peeked(self, unit: Unit, stream: str) -> Any:
        return self.folded(unit, stream).state

    def _read(self, unit: Unit, stream: str) -> _Known:
        """What is known of a stream, with what was added since."""
        with self._lock:
            known = self._known.get(stream, _Known())
        found = unit.history.load(stream, after=max(0, len(known.events) - 1))
        if known.events and (not found or found[0].hash != known.hash):
            known, found = _Known(), unit.history.load(stream)
        new = found[1:] if known.events else found
        if not new:
            return self._again(stream, known)
        events = (*known.events, *(read(self._rooms, one) for one in new))
        last: Stored = new[-1]
        now = replace(known, events=events, hash=last.hash, at=last.at)
        self._keep(stream, now)
        return now

    def _again(self, stream: str, known: _Known) -> _Known:
        with self._lock:
            if stream in self._known:
                self._known.move_to_end(stream)
        return known

    def _keep(self, stream: str, now: _Known) -> None:
        with self._lock:
            before = self._known.pop(stream, _Known())
            self._known[stream] = now
            self._events += len(now.events) - len(before.events)
            while self._events > self._most:
                _stream, gone = self._known.popitem(last=False)
                self._events -= len(gone.events)


__all__ = ["MOST_EVENTS", "Kept"]
