# SPDX-License-Identifier: Apache-2.0
"""Reads the watched channels of Discord servers with their public threads: oldest first, each message once.

Every `read` asks for what is new. Every few minutes it also looks at the latest messages again, because no call tells
what was edited or deleted, and at threads that were archived meanwhile. Direct messages, private threads, channels that
no clause adopted or whose sign does not stand, and what was said before the instant of adoption are never asked for.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from comity.desk.watch.message import Edited, Removed, Told
from comity.desk.watch.ports import Batch, Spaces
from comity.edge.platforms.asking import Json, Unwelcome
from comity.edge.platforms.discord import cursor as cursors
from comity.edge.platforms.discord.cursor import WINDOW, Place, Space
from comity.edge.platforms.discord.server import MOST, SPOKEN_IN, Server, mark_at, mark_of, sent_at
from comity.edge.platforms.discord.told import Where, edited, message, refuse_blank
from comity.edge.platforms.shapes import table, text

AGAIN = timedelta(minutes=5)
"""How often the latest messages are looked at again."""
LOOKED_AT = timedelta(hours=24)
"""How long a message is looked at again."""
LATE = timedelta(minutes=1)
"""A message that appears this long after the instant that its number says is still read."""
_PAGES = 5
"""Answers at most that one look at the latest messages of a place takes."""
_BEGINNING = 0


@dataclass(slots=True)
class _Round:
    """One `read`: where every channel is, and what was asked once for all of them."""

    spaces: dict[str, Space]
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    threads: dict[str, list[dict[str, Json]]] = field(default_factory=dict)

    def batch(self, told: list[Told]) -> Batch:
        return Batch(told=tuple(told), cursor=cursors.write(self.spaces))


class DiscordReader:
    """One application's view of the channels that are watched. Asks when it is asked, and never by itself."""

    def __init__(self, source: str, server: Server, spaces: Spaces, *, left_out: Collection[str] = ()) -> None:
        self._source, self._server, self._spaces, self._left_out = source, server, spaces, left_out
        self._looked: dict[str, float] = {}  # when a channel was looked at as a whole, by a clock that never jumps

    @property
    def source(self) -> str:
        """The name that the installation gave this connection."""
        return self._source

    def read(self, cursor: str) -> Iterator[Batch]:
        """Everything since `cursor`: `desk.watch.ports.Reader`."""
        around = _Round(cursors.read(cursor))
        for other in around.spaces.keys() - self._named().keys():
            del around.spaces[other]
        for channel, since in sorted(self._named().items()):
            told = self._server.channel(channel) if channel in self._named() else {}
            if told:
                space = around.spaces.setdefault(channel, Space(mark_at(since)))
                yield from self._channel(told, space, around)
            elif channel in around.spaces and self._server.is_gone(channel):
                places = {channel, *around.spaces.pop(channel).places}
                yield around.batch([_removed(self._where({"id": channel}, one), "") for one in sorted(places)])

    def _named(self) -> dict[str, datetime]:
        """The channels of this source that may be read now."""
        mine = f"{self._source}/"
        return {name.removeprefix(mine): at for name, at in self._spaces().items() if name.startswith(mine)}

    def _channel(self, told: dict[str, Json], space: Space, around: _Round) -> Iterator[Batch]:
        channel, guild = text(told.get("id")), text(told.get("guild_id"))
        due = self._looked.get(channel, -math.inf) + AGAIN.total_seconds()
        whole = time.monotonic() >= due
        if guild not in around.threads:
            around.threads[guild] = self._server.active(guild)
        places = {channel: mark_of({"id": told.get("last_message_id")})} if told.get("type") in SPOKEN_IN else {}
        threads = [one for one in around.threads[guild] if one.get("parent_id") == channel]
        if whole:
            threads += self._server.archived(channel, sent_at(space.floor))
        places |= {text(one.get("id")): mark_of({"id": one.get("last_message_id")}) for one in threads}
        before = [name for name, place in space.places.items() if place.seen] if whole else []
        news = [name for name, mark in places.items() if mark > space.places.get(name, Place(space.floor)).after]
        yield from self._news(told, news, space, around)  # first: it must get on however small our share is
        for name in before:
            yield from self._again_at(self._where(told, name), space, around)
        if whole and channel in self._named():
            space.rise(mark_at(around.began - LATE), mark_at(around.began - LOOKED_AT))
            self._looked[channel] = time.monotonic()
            yield around.batch([])

    def _where(self, channel: dict[str, Json], place: str) -> Where:
        return Where(
            source=self._source, guild=text(channel.get("guild_id")), channel=text(channel.get("id")), place=place
        )  # fmt: skip

    def _news(self, told: Json, names: list[str], space: Space, around: _Round) -> Iterator[Batch]:
        """What was said in these places since their marks: one row of time, though each has to be asked for itself."""
        waiting: list[tuple[int, str, dict[str, Json]]] = []
        more = dict.fromkeys(names, 0)  # places that may have more -> the last message of theirs that we know
        while more or waiting:
            for name in [name for name, last in more.items() if not any(name == one[1] for one in waiting)]:
                page, further = self._page(name, space.places.get(name, Place(space.floor)).after)
                waiting += [(mark_of(one), name, one) for one in page]
                more[name] = mark_of(page[-1]) if page else 0
                if not further:
                    del more[name]
            known = min(more.values(), default=math.inf)  # up to here no place can come with something earlier
            due = sorted((one for one in waiting if one[0] <= known), key=lambda one: one[0])
            waiting = [one for one in waiting if one[0] > known]
            for start in range(0, len(due), MOST):
                if text(table(told).get("id")) not in self._named():
                    return
                yield around.batch(self._tell(table(told), due[start : start + MOST], space))

    def _page(self, name: str, after: int) -> tuple[list[dict[str, Json]], bool]:
        """The next messages of a place, and whether there may be more; nothing where it is not for us any more."""
        try:
            return self._server.messages(name, after)
        except Unwelcome as refused:
            if refused.status in (403, 404):
                return [], False
            raise

    def _tell(self, told: dict[str, Json], due: list[tuple[int, str, dict[str, Json]]], space: Space) -> list[Told]:
        said: list[Told] = []
        people = []
        for mark, name, one in due:
            place = space.place(name)
            place.after = max(place.after, mark)
            spoken = message(self._where(told, name), one, self._left_out)
            if spoken:
                people.append(one)
                said.append(spoken)
                place.seen[mark] = edited(one)
                place.keep(_BEGINNING, 4 * WINDOW)
        refuse_blank(people)
        return said

    def _again_at(self, where: Where, space: Space, around: _Round) -> Iterator[Batch]:
        """What was edited or deleted among the latest messages of a place."""
        place = space.places[where.place]
        if not place.seen or where.channel not in self._named():
            return
        told: list[Told] = []
        try:
            there = self._latest(where.place, place)
        except Unwelcome as refused:
            if refused.status == 404:
                del space.places[where.place]
                yield around.batch([_removed(where, "")])
            elif refused.status != 403:
                raise
            return
        for mark in [*place.seen]:
            one = there.get(mark)
            if one is None:
                del place.seen[mark]
                told.append(_removed(where, str(mark)))
            elif edited(one) != place.seen[mark]:
                place.seen[mark] = edited(one)
                said = message(where, one, self._left_out)
                told += [Edited(message=said)] if said else []
        if told:
            yield around.batch(told)

    def _latest(self, name: str, place: Place) -> dict[int, dict[str, Json]]:
        """What stands there now of what was told and is not too old to be looked at. Raises `Unwelcome`."""
        there: dict[int, dict[str, Json]] = {}
        after, last = min(place.seen) - 1, max(place.seen)
        for _ in range(_PAGES):
            page, more = self._server.messages(name, after, patient=True)
            there |= {mark_of(one): one for one in page}
            after = max([after, *there])
            if not more or after >= last:
                return there
        place.seen = {mark: at for mark, at in place.seen.items() if mark <= after}  # too much else was said since
        return there


def _removed(where: Where, mark: str) -> Removed:
    return Removed(conversation=where.conversation, id=mark, at=datetime.now(UTC), space=where.space)


__all__ = ["AGAIN", "DiscordReader"]
