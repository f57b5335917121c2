# SPDX-License-Identifier: Apache-2.0
"""Where a reader of Matrix goes on: the server's own token, the rooms it holds for, and what lies unread before it.

A room that comes to be watched, and one in which more was said than one answer carries, has a gap: from a place of its
own up to a token. Gaps are read before anything newer, so that every room is told in its order.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace

from comity.desk.watch.ports import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is unread in one room: after `place`, up to and with `until`."""

    room: str
    place: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """`rooms` are those for which everything up to `since` was told, their gaps excepted."""

    since: str = ""
    rooms: frozenset[str] = frozenset()
    gaps: tuple[Gap, ...] = ()

    def within(self, rooms: Collection[str]) -> Cursor:
        """Without the rooms that are watched no more."""
        kept = self.rooms & frozenset(rooms)
        return replace(self, rooms=kept, gaps=tuple(gap for gap in self.gaps if gap.room in kept))

    def past(self, gap: Gap, place: str) -> Cursor:
        """After a part of a gap; the gap is gone where `place` is empty."""
        rest = tuple(
            replace(other, place=place) if other == gap else other for other in self.gaps if other != gap or place
        )
        return replace(self, gaps=rest)

    def __str__(self) -> str:
        gaps = [[gap.room, gap.place, gap.until] for gap in self.gaps]
        return json.dumps({"since": self.since, "rooms": sorted(self.rooms), "gaps": gaps}, separators=(",", ":"))


def read(text: str) -> Cursor:
    """A cursor that `str` wrote; empty text is the beginning. Raises `Refused`."""
    if not text:
        return Cursor()
    try:
        match json.loads(text):
            case {"since": str(since), "rooms": list(rooms), "gaps": list(gaps)} if all(map(_is_text, rooms)):
                told = tuple(Gap(room=room, place=place, until=until) for room, place, until in map(_texts, gaps))
                return Cursor(since=since, rooms=frozenset(rooms), gaps=told)
            case _:
                pass
    except (ValueError, TypeError, RecursionError):
        pass
    raise Refused("cursor", "text that this reader gave")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(map(_is_text, value)):
        raise TypeError
    return value


__all__ = ["Cursor", "Gap", "read"]
