# SPDX-License-Identifier: Apache-2.0
"""A stream while one act is being written: what it was, what it is by now, what is new on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from comity.core.decider import Decider, fold
from comity.desk import answers
from comity.desk.canonical import parse_instant
from comity.desk.codec import Written
from comity.desk.consequences import Rooms, dated, deadline, in_order, project, react, record
from comity.desk.ports import Due, Stored, Unit
from comity.desk.room import Change, Happened, Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A stream as its events say: state, version, the last event's instant, the first event, and all of them.

    `hash` is that of the last event: it names the history of the stream up to it.
    """

    state: Any
    version: int
    last: datetime | None
    first: Any
    events: tuple[Any, ...] = ()
    hash: str = ""


def read(rooms: Rooms, stored: Stored) -> Any:
    """The event that the history keeps as `stored`. Raises Malformed."""
    codec = rooms[stored.stream.partition(":")[0]].codec
    return codec.read(Written(kind=stored.kind, schema=stored.schema, data=stored.data))


def events_of(unit: Unit, rooms: Rooms, stream: str, *, after: int, upto: int) -> tuple[Any, ...]:
    """The events of a stream after one version up to another."""
    stored = unit.history.load(stream, after=after)
    return tuple(read(rooms, one) for one in stored if one.version <= upto)


def folded(unit: Unit, rooms: Rooms, stream: str) -> Folded:
    """The stream as its events say, time not advanced. Version 0 and no state where it never began."""
    stored = unit.history.load(stream)
    if not stored:
        return Folded(state=None, version=0, last=None, first=None)
    events = tuple(read(rooms, one) for one in stored)
    decider = decider_of(unit, rooms, stream, events[0])
    last = parse_instant(stored[-1].at)
    return Folded(
        state=fold(decider, events),
        version=len(events),
        last=last,
        first=events[0],
        events=events,
        hash=stored[-1].hash,
    )


def decider_of(unit: Unit, rooms: Rooms, stream: str, first: Any) -> Decider[Any, Any, Any]:
    """The decider of a stream that begins with `first`, with the ballots that wait in this transaction."""
    slips = unit.boxes.slips(stream)
    peek = partial(peeked, unit, rooms)
    return rooms[stream.partition(":")[0]].decider(Opening(stream=stream, first=first, slips=slips, peek=peek))


def peeked(unit: Unit, rooms: Rooms, stream: str) -> Any:
    """The state of another stream as it stands in this transaction; None where it never began."""
    return folded(unit, rooms, stream).state


class Page:
    """One stream, held for writing, and the events that one act puts on it."""

    def __init__(self, *, unit: Unit, rooms: Rooms, stream: str, before: Folded, at: datetime) -> None:
        self.unit = unit
        self.rooms = rooms
        self.room = rooms[stream.partition(":")[0]]
        self.stream = stream
        self.before = before
        self.at = at
        self.peek = partial(peeked, unit, rooms)
        self.new: list[Any] = []
        self.states: list[Any] = []
        self._decider: Decider[Any, Any, Any] | None = None
        self._state = before.state

    @property
    def decider(self) -> Decider[Any, Any, Any]:
        """The room's decider for this stream. Raises LookupError before `pass_time`."""
        if self._decider is None:
            raise LookupError("the page was not opened")
        return self._decider

    @property
    def state(self) -> Any:
        """The state after the last event on the page."""
        return self._state

    @property
    def version(self) -> int:
        """The stream's version with the new events."""
        return self.before.version + len(self.new)

    def pass_time(self, command: Any) -> None:
        """Open the stream (with `command` where it is new) and let time pass to the act's instant.

        Boxes that time emptied are empty for the act that follows. Raises Refusal where the room cannot be
        opened.
        """
        first = self.before.first if self.before.version else command
        self._decider = decider_of(self.unit, self.rooms, self.stream, first)
        if not self.before.version:
            self._state = self._decider.initial
        passed = tuple(self._decider.advance(self._state, self.at))
        self.add(passed)
        if passed and self.move_slips(passed, None):
            self._decider = decider_of(self.unit, self.rooms, self.stream, first)

    def add(self, events: Iterable[Any]) -> None:
        """Put events on the page and fold them in."""
        for event in events:
            self._state = self.decider.evolve(self._state, event)
            self.new.append(event)
            self.states.append(self._state)

    def move_slips(self, events: Sequence[Any], command: Any) -> bool:
        """Lay the act's slips into their boxes and empty the boxes it emptied. Whether any box was emptied.

        Raises Refusal where a slip equals one that lies there, before any slip is laid.
        """
        slips = self.room.slips(events, command)
        if slips.put:
            lying = self.unit.boxes.slips(self.stream)
            if any(slip in lying.get(box, ()) for box, slip in slips.put) or len(set(slips.put)) < len(slips.put):
                raise answers.slip_taken()
        for box, slip in slips.put:
            self.unit.boxes.put(self.stream, box, slip)
        for box in slips.clear:
            self.unit.boxes.clear(self.stream, box)
        return bool(slips.clear)

    def write(self, act_id: str) -> None:
        """Append what is new and everything that goes with it; nothing where nothing is new."""
        if not self.new:
            return
        in_order(self.new, since=self.before.last, at=self.at)
        records = [record(self.room.codec, event, self.at) for event in self.new]
        self.unit.history.append(self.stream, records, expected=self.before.version, act_id=act_id)
        react(self.unit, self.rooms, self.room, self._happened(), at=self.at)
        change = self._change()
        project(self.unit, self.room, change, before=self._due_before())
        self.room.follow(change)

    def _happened(self) -> list[Happened]:
        first = self.before.version + 1
        return [
            Happened(stream=self.stream, version=number, event=event, state=state, at=dated(event, self.at))
            for number, (event, state) in enumerate(zip(self.new, self.states, strict=True), start=first)
        ]

    def _due_before(self) -> Due | None:
        if not self.before.version:
            return None
        at = self.decider.due(self.before.state)
        return deadline(self.room, self.stream, self.before.state, at)

    def _change(self) -> Change:
        due = self.decider.due(self._state)
        return Change(
            stream=self.stream,
            version=self.version,
            events=tuple(self.new),
            state=self._state,
            at=dated(self.new[-1], self.at),
            due=due,
        )


__all__ = ["Folded", "Page", "decider_of", "events_of", "folded", "peeked", "read"]
