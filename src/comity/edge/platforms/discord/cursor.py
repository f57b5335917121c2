# SPDX-License-Identifier: Apache-2.0
"""Where a reader of Discord goes on, and which of the latest messages it told: no call says what was edited or deleted.

A watched channel has a floor, up to which all of it was told, its threads included. Above it each place (the channel
itself, or a thread of it) has a mark of its own, and the numbers of its latest messages with when each was edited.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeGuard

from comity.desk.watch.ports import Refused

WINDOW = 50
"""Messages of one place that are looked at again."""
WHOLE = 1000
"""Messages of all places that are looked at again."""


@dataclass(slots=True)
class Place:
    """A channel or a thread: everything up to `after` was told. `seen`: message -> milliseconds of its edit, or 0."""

    after: int
    seen: dict[int, int] = field(default_factory=dict)

    def keep(self, oldest: int, most: int = WINDOW) -> None:
        """Forget what is older than `oldest`, and all but the latest `most`."""
        self.seen = dict([one for one in sorted(self.seen.items()) if one[0] >= oldest][-most:] if most else [])


@dataclass(slots=True)
class Space:
    """A watched channel."""

    floor: int
    places: dict[str, Place] = field(default_factory=dict)

    def place(self, name: str) -> Place:
        """One of its places; one that is new begins at the floor."""
        return self.places.setdefault(name, Place(self.floor))

    def rise(self, floor: int, oldest: int) -> None:
        """Everything up to `floor` was told: a place with no mark above it and nothing to look at again is left out."""
        self.floor = max(self.floor, floor)
        for name, place in [*self.places.items()]:
            place.keep(oldest)
            if not place.seen and place.after <= self.floor:
                del self.places[name]


def write(spaces: dict[str, Space]) -> str:
    """As text. Where there is more to look at again than a cursor should hold, the oldest of it is let go."""
    numbers = sorted(one for space in spaces.values() for place in space.places.values() for one in place.seen)
    least = numbers[-WHOLE] if len(numbers) > WHOLE else 0
    told = {
        channel: [space.floor, {name: _place(place, least) for name, place in sorted(space.places.items())}]
        for channel, space in sorted(spaces.items())
    }
    return json.dumps(told, separators=(",", ":"))


def read(text: str) -> dict[str, Space]:
    """What `write` wrote; empty text is the beginning. Raises `Refused`."""
    try:
        told = json.loads(text or "{}")
        if isinstance(told, dict):
            return {channel: _space(value) for channel, value in told.items()}
    except (ValueError, RecursionError):
        pass
    raise Refused("cursor", "text that this reader gave")


def _place(place: Place, least: int) -> list[object]:
    return [place.after, [part for one in sorted(place.seen.items()) if one[0] >= least for part in one]]


def _space(value: object) -> Space:
    match value:
        case [int(floor), dict(places)]:
            return Space(floor, {name: _read_place(place) for name, place in places.items()})
        case _:
            raise ValueError


def _read_place(value: object) -> Place:
    match value:
        case [int(after), list(seen)] if _numbers(seen):
            return Place(after, dict(zip(seen[::2], seen[1::2], strict=True)))
        case _:
            raise ValueError


def _numbers(values: Iterable[object]) -> TypeGuard[list[int]]:
    return all(isinstance(value, int) for value in values)


__all__ = ["WINDOW", "Place", "Space", "read", "write"]
