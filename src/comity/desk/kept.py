# SPDX-License-Identifier: Apache-2.0
"""Streams as this process last read and folded them, so that a page folds what is new and nothing twice.

The history is only ever added to, and the hash of an event names it with everything before it. So what was read up to a
hash stays right for as long as the store still has that hash at that version, and it is looked for every time: where it
is not there (an undone transaction, another database) the stream is read anew. Who writes folds the history itself.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Any, TypeAlias

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


_NOTHING = _Known()
Waiting: TypeAlias = Mapping[str, tuple[str, ...]]
"""The ballots that wait in each box of a stream."""


def _goes_on(known: _Known, found: Sequence[Stored]) -> bool:
    """Whether the history still has what is known: `found` begins with the last event of it."""
    return bool(found) and found[0].hash == known.hash


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
        return self._read(unit, (stream,)).get(stream, _NOTHING).events

    def folded(self, unit: Unit, stream: str) -> Folded:
        """The stream as its events say, time not advanced. Version 0 and no state where it never began."""
        return self.folded_each(unit, (stream,)).get(stream, Folded(state=None, version=0, last=None, first=None))

    def folded_each(self, unit: Unit, streams: Sequence[str]) -> dict[str, Folded]:
        """Many streams as their events say, read together; those that never began are left out."""
        return {stream: self._folded(unit, stream, now) for stream, now in self._read(unit, streams).items()}

    def _folded(self, unit: Unit, stream: str, now: _Known) -> Folded:
        if now.folded < len(now.events):
            # what folds asks no ballots: what follows from a fact stands in the fact
            decider = self._decider(unit, stream, now.events[0], {})
            state = fold(decider, now.events[now.folded :], now.state)
            now = replace(now, state=state, folded=len(now.events))
            self._keep(stream, now)
        return Folded(
            state=now.state,
            version=len(now.events),
            last=parse_instant(now.at),
            first=now.events[0],
            events=now.events,
            hash=now.hash,
        )

    def deciders(self, unit: Unit, streams: Sequence[str]) -> dict[str, tuple[Decider[Any, Any, Any], Folded]]:
        """The streams that have begun, read together, each with its decider, with the ballots that wait now."""
        found = self.folded_each(unit, streams)
        slips = unit.boxes.slips_each(tuple(found))
        return {one: (self._decider(unit, one, now.first, slips.get(one, {})), now) for one, now in found.items()}

    def decider(self, unit: Unit, stream: str, first: Any) -> Decider[Any, Any, Any]:
        """The decider of a stream that begins with `first`, with the ballots that wait now."""
        return self._decider(unit, stream, first, unit.boxes.slips(stream))

    def _decider(self, unit: Unit, stream: str, first: Any, slips: Waiting) -> Decider[Any, Any, Any]:
        peek = partial(self._peeked, unit)
        return self._rooms[stream.partition(":")[0]].decider(
            Opening(stream=stream, first=first, slips=slips, peek=peek)
        )

    def _peeked(self, unit: Unit, stream: str) -> Any:
        return self.folded(unit, stream).state

    def _read(self, unit: Unit, streams: Sequence[str]) -> dict[str, _Known]:
        """What is known of each stream that has begun, with what was added since; one look for all of them."""
        with self._lock:
            known = {stream: self._known.get(stream, _NOTHING) for stream in streams}
        found = dict(unit.history.load_each({one: max(0, len(now.events) - 1) for one, now in known.items()}))
        undone = [one for one, now in known.items() if now.events and not _goes_on(now, found.get(one, ()))]
        if undone:
            known |= dict.fromkeys(undone, _NOTHING)
            anew = unit.history.load_each(dict.fromkeys(undone, 0))
            found |= {one: anew.get(one, ()) for one in undone}
        read_now = {one: self._added(one, now, found.get(one, ())) for one, now in known.items()}
        return {one: now for one, now in read_now.items() if now.events}

    def _added(self, stream: str, known: _Known, found: Sequence[Stored]) -> _Known:
        new = found[1:] if known.events else found
        if not new:
            return self._again(stream, known)
        events = (*known.events, *(read(self._rooms, one) for one in new))
        now = replace(known, events=events, hash=new[-1].hash, at=new[-1].at)
        self._keep(stream, now)
        return now

    def _again(self, stream: str, known: _Known) -> _Known:
        with self._lock:
            if stream in self._known:
                self._known.move_to_end(stream)
        return known

    def _keep(self, stream: str, now: _Known) -> None:
        with self._lock:
            before = self._known.pop(stream, _NOTHING)
            self._known[stream] = now
            self._events += len(now.events) - len(before.events)
            while self._events > self._most:
                _stream, gone = self._known.popitem(last=False)
                self._events -= len(gone.events)


__all__ = ["MOST_EVENTS", "Kept"]
