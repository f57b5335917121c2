# SPDX-License-Identifier: Apache-2.0
"""Reads the watched rooms of a Matrix homeserver, oldest first, nothing twice and nothing left out.

Never asked for: encrypted rooms, direct chats and other private ones (`homeserver.private`), rooms that no clause
adopted or whose sign does not stand, and what was said before the instant that a room is watched from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

from comity.desk.watch.message import Told
from comity.desk.watch.ports import Batch, Spaces
from comity.edge.platforms.asking import Json, Unwelcome
from comity.edge.platforms.matrix import cursor as cursors
from comity.edge.platforms.matrix.cursor import Cursor, Gap
from comity.edge.platforms.matrix.homeserver import ABOUT_PRIVACY, ENCRYPTION, Homeserver
from comity.edge.platforms.matrix.told import Event, Teller
from comity.edge.platforms.shapes import rows, table, text


class MatrixReader:
    """One account's view of the rooms that are watched. Asks when it is asked, and never by itself."""

    def __init__(self, source: str, server: Homeserver, spaces: Spaces, *, left_out: Collection[str] = ()) -> None:
        self._source, self._server, self._spaces, self._left_out = source, server, spaces, left_out
        self._open: set[str] = set()  # rooms that were found not to be private, until something says otherwise
        self._closed: set[str] = set()  # rooms that were found to be, or not to be ours: looked at again by each `read`

    @property
    def source(self) -> str:
        """The name that the installation gave this connection."""
        return self._source

    def read(self, cursor: str) -> Iterator[Batch]:
        """Everything since `cursor`: `desk.watch.ports.Reader`."""
        place = cursors.read(cursor)
        self._closed.clear()
        while rooms := self._rooms():
            place = self._with_new(place.within(rooms), rooms)
            if place.gaps:
                batch, place = self._part_of(place.gaps[0], place, rooms)
                yield batch
                continue
            batch, place, more = self._newer(place, rooms)
            if batch.cursor != cursor or batch.told:
                yield batch
            if not more:
                return

    def _rooms(self) -> dict[str, datetime]:
        """The rooms that may be read now, and from when; those that turned out to be private are not among them."""
        named = {room: since for name, since in self._spaces().items() if (room := self._own(name))}
        self._open &= named.keys()
        unknown = named.keys() - self._open - self._closed
        joined = self._server.joined() if unknown else frozenset()
        for room in unknown:
            readable = room in joined and not self._server.private(room)
            (self._open if readable else self._closed).add(room)
        return {room: since for room, since in named.items() if room in self._open}

    def _own(self, space: str) -> str:
        """The room that a space of this source is; empty for a space of another."""
        source, _, room = space.partition("/")
        return room if source == self._source else ""

    def _with_new(self, place: Cursor, rooms: Mapping[str, datetime]) -> Cursor:
        """With a gap for each room that came to be watched: from its first instant to where the others are."""
        new = sorted(rooms.keys() - place.rooms)
        if not new:
            return place
        since = place.since or text(self._server.sync("", rooms).get("next_batch"))
        gaps = list(place.gaps)
        for room in new:
            start = self._server.place_at(room, int(rooms[room].timestamp() * 1000))
            if start:
                gaps.append(Gap(room=room, place=start, until=since))
        return Cursor(since=since, rooms=place.rooms | frozenset(new), gaps=tuple(gaps))

    def _part_of(self, gap: Gap, place: Cursor, rooms: Mapping[str, datetime]) -> tuple[Batch, Cursor]:
        """The next events of a gap."""
        events: list[dict[str, Json]] = []
        end = ""
        try:
            events, end = self._server.after(gap.room, gap.place, gap.until)
        except Unwelcome as refused:
            if refused.status not in (403, 404):
                raise
            self._open.discard(gap.room)  # we were sent out of the room
        place = place.past(gap, end if end != gap.place and gap.room in self._open else "")
        told = tuple(self._tell(gap.room, events, rooms[gap.room]))
        return Batch(told=told, cursor=str(place)), place

    def _newer(self, place: Cursor, rooms: Mapping[str, datetime]) -> tuple[Batch, Cursor, bool]:
        """What came since, and whether there may be more at once."""
        answer = self._server.sync(place.since, rooms)
        since = text(answer.get("next_batch"))
        told: list[Told] = []
        gaps: list[Gap] = []
        more = False
        for room, news in table(table(answer.get("rooms")).get("join")).items():
            timeline, changed = table(table(news).get("timeline")), rows(table(table(news).get("state")).get("events"))
            if room not in rooms or not self._stays_open(room, changed):
                continue
            if timeline.get("limited") is True:
                gaps.append(Gap(room=room, place=place.since, until=since))
                continue
            events = rows(timeline.get("events"))
            more = more or bool(events)
            told += self._tell(room, events, rooms[room])
        place = replace(place, since=since, gaps=tuple(gaps))
        return Batch(told=tuple(told), cursor=str(place)), place, more or bool(gaps)

    def _tell(self, room: str, events: Iterable[Event], since: datetime) -> Iterator[Told]:
        now = datetime.now(UTC)
        for event in events:
            if not self._stays_open(room, (event,)):
                return
            told = self._teller.tell(room, event, since, now)
            if told:
                yield told

    def _stays_open(self, room: str, events: Iterable[Event]) -> bool:
        """Whether nothing of it encrypts the room; where anything bears on privacy, the room is looked at anew."""
        kinds = {text(event.get("type")) for event in events}
        if kinds & {*ABOUT_PRIVACY}:
            self._open.discard(room)
        return ENCRYPTION not in kinds

    @cached_property
    def _teller(self) -> Teller:
        return Teller(self._source, self._server.me, fetch=self._server.event, left_out=self._left_out)


__all__ = ["MatrixReader"]
